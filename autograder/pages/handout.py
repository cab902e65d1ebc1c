"""The page that tells students how to begin, when they have nothing but Python."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.pages import html

__all__ = ["start_page"]


def start_page(wheel: str, index: str, assignments: Sequence[str], hints: bool) -> str:
    """Return the page as HTML that needs no network: how to start in JupyterLab, VS Code and
    Colab. `wheel` is the file to install, `index` the notebook to open first, `assignments` the
    paths of the assignments; `hints` whether hints lie beside them."""
    return html.render(
        "handout.html.j2", wheel=wheel, index=index, assignments=assignments, hints=hints
    )
