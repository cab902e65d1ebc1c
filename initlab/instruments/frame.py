"""An instrument as one HTML element that asks for nothing: a frame with a page inside."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from initlab.figures.widgets import Html

__all__ = ["frame"]


def frame(
    title: str, body: str, scripts: Sequence[str], config: Mapping[str, Any], still: Figure
) -> Html:
    """Return a frame named `title` that shows the file `body`, run by `scripts` (files of this
    folder, in order) that read `config`. `still` is shown where they don't run, and on paper.

    A frame keeps styles, ids and keys apart from those of the page around it.
    """
    run = "".join(f"<script>{_text(name)}</script>" for name in ("core.js", "page.js", *scripts))
    begun = json.dumps(dict(config)).replace("<", "\\u003c")
    inside = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_text('style.css')}</style></head><body><main>"
        f'<div id="still" role="img" aria-label="{escape(title)}, as it begins">{_svg(still)}</div>'
        f'<div id="live">{_text(body)}</div></main>'
        f'<script type="application/json" id="config">{begun}</script>{run}</body></html>'
    )
    return Html(
        f'<iframe title="{escape(title)}" srcdoc="{escape(inside)}" '
        'style="display: block; width: 100%; height: 560px; border: 0; '
        'color-scheme: light dark"></iframe>'
    )


def _text(name: str) -> str:
    return (files("initlab.instruments") / name).read_text("utf-8")


def _svg(figure: Figure) -> str:
    """The figure as an SVG element, the same bytes each time."""
    out = io.StringIO()
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": "instrument"}):
        figure.savefig(out, format="svg", metadata={"Date": None})
    svg = re.sub(r"<metadata>.*?</metadata>", "", out.getvalue(), flags=re.DOTALL)
    return svg[svg.index("<svg") :]
