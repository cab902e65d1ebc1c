"""Texts become notebooks and notebooks texts again: lessons, assignments and the quiz.

    notebooks/NN_name.py, source/name.py, source/quiz.toml  ⇄  .ipynb

What a person edited is never written over (`build`, `adopt`), and a learner gets a folder of their
own (`study`)."""
