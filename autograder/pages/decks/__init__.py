"""Slides: a lesson's cells become a deck of reveal.js, one file that needs no network."""

from autograder.pages.decks.content import deck_of
from autograder.pages.decks.model import Block, Deck, Question, Slide
from autograder.pages.decks.page import deck_html, handout_html
from autograder.pages.decks.pdf import write_pdf

__all__ = [
    "Block",
    "Deck",
    "Question",
    "Slide",
    "deck_html",
    "deck_of",
    "handout_html",
    "write_pdf",
]
