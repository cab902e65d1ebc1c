"""A deck as one HTML file of reveal.js, and as a handout with what the speaker says."""

from __future__ import annotations

import secrets
from functools import cache
from pathlib import Path

import jinja2
from pygments.formatters import HtmlFormatter

from autograder.pages.decks.model import Deck
from autograder.pages.decks.prose import plain, prose_html
from autograder.pages.decks.steps import point_by_point
from autograder.pages.webparts import katex_css, licences, part

__all__ = ["deck_html", "handout_html"]

TEMPLATES = Path(__file__).parents[1] / "templates" / "deck"


def deck_html(deck: Deck, theme: str = "light", live: bool = False) -> str:
    """Return the deck as one file that needs no other and no network. `theme` is "light" or "dark";
    T changes it while the deck is shown. With `live` it loads itself again when it has changed."""
    return _template("deck.html.j2").render(
        deck=deck,
        theme=theme,
        prose=prose_html,
        plain=plain,
        point_by_point=point_by_point,
        licences=licences().replace("--", "- -"),
        styles=[
            part("reveal.js/dist/reset.css").read_text("utf-8"),
            part("reveal.js/dist/reveal.css").read_text("utf-8"),
            katex_css(),
            _pygments(),
            (TEMPLATES / "deck.css").read_text("utf-8"),
        ],
        stamp=secrets.token_hex(8) if live else "",
        scripts=[
            part("reveal.js/dist/reveal.js").read_text("utf-8"),
            part("reveal.js/plugin/notes/notes.js").read_text("utf-8"),
            (TEMPLATES / "deck.js").read_text("utf-8"),
        ],
    )


def handout_html(deck: Deck) -> str:
    """Return the handout: each slide with what is said to it, to print."""
    return _template("handout.html.j2").render(
        deck=deck,
        prose=prose_html,
        plain=plain,
        styles=[katex_css(), _pygments(), (TEMPLATES / "handout.css").read_text("utf-8")],
    )


@cache
def _pygments() -> str:
    light = HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".code")
    dark = HtmlFormatter(style="a11y-high-contrast-dark").get_style_defs("[data-theme=dark] .code")
    return f"{light}\n{dark}"


@cache
def _template(name: str) -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    env = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return env.get_template(name)
