"""A widget for the lessons, as HTML that works with no kernel, no network and no script.

>>> widget = scale_widget({"stable": [1.0, 1.0], "too large": [1.0, 10.0]},
...                       {"stable": [1.0, 1.0], "too large": [10.0, 1.0]},
...                       {"stable": "●", "too large": "↑"}, ["Input", "Output"])
>>> widget._repr_html_().count("<input")
2
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

__all__ = ["Html", "scale_widget"]

# Radio buttons are siblings of the panels, so that style rules alone can show the chosen one.
STYLE = """<style>
.gs-scale { border: 1px solid #7f7f7f; border-radius: 6px; padding: 0.5em 1em; margin: 0.3em 0;
  max-width: 62em; font-family: sans-serif; font-size: 16px; line-height: 1.4; }
.gs-scale legend { font-weight: bold; padding: 0 0.4em; width: auto; font-size: inherit; }
.gs-scale input { width: 1.15em; height: 1.15em; margin: 0 0.3em 0 0; vertical-align: middle; }
.gs-scale label { margin-right: 1.6em; cursor: pointer; display: inline; }
.gs-scale input:focus-visible + label { outline: 3px solid #0072B2; outline-offset: 2px; }
.gs-scale input:checked + label { font-weight: bold; }
.gs-scale .gs-panel { display: none; }
.gs-scale table { display: table !important; border-collapse: collapse; width: 100%;
  margin: 0.7em 0 0.3em; font-size: 16px; }
.gs-scale caption { text-align: left; caption-side: top; padding: 0.2em 0 0.5em; color: inherit; }
.gs-scale th, .gs-scale td { text-align: center !important; padding: 0.3em 0.4em; font-size: 15px;
  border-bottom: 1px solid #bdbdbd; }
.gs-scale th[scope="row"] { text-align: left !important; white-space: nowrap; }
.gs-bar { display: block; height: 70px; position: relative; }
.gs-bar i { position: absolute; left: 50%; width: 2.2em; margin-left: -1.1em; display: block; }
.gs-bar b { position: absolute; left: 0; right: 0; top: 35px; border-top: 1.5px dashed #7f7f7f; }
"""


class Html(str):
    """A text that a notebook shows as HTML when it is the last value of a cell."""

    def _repr_html_(self) -> str:
        return str(self)


def scale_widget(
    forward: Mapping[str, Sequence[float]],
    backward: Mapping[str, Sequence[float]],
    signs: Mapping[str, str],
    places: Sequence[str],
) -> Html:
    """A choice of weight scales; the chosen one shows how large signal and error signal are.

    `forward` and `backward` map the name of a scale to its sizes, one for each of `places`;
    `signs` maps it to the symbol on its button. All values stand in a table as numbers and words;
    the bars (log scale, 1 in the middle) are for the eye only.
    """
    rules, buttons, panels = [], [], []
    for k, name in enumerate(forward, 1):
        rules.append(
            f".gs-scale input:nth-of-type({k}):checked ~ .gs-panel:nth-of-type({k}) "
            "{ display: block; }"
        )
        checked = " checked" if k == 1 else ""
        buttons.append(
            f'<input type="radio" name="gs-scale" id="gs-scale-{k}"{checked}>'
            f'<label for="gs-scale-{k}">{signs[name]} {escape(name)}</label>'
        )
        panels.append(_panel(name, forward[name], backward[name], places))
    return Html(
        "".join(
            [
                STYLE,
                *rules,
                "</style><fieldset class='gs-scale'><legend>Scale of the weights</legend>",
                *buttons,
                *panels,
                "</fieldset>",
            ]
        )
    )


def _panel(
    name: str, forward: Sequence[float], backward: Sequence[float], places: Sequence[str]
) -> str:
    """One table: the places as columns, a row for each direction."""
    heads = "".join(f'<th scope="col">{escape(place)}</th>' for place in places)
    rows = [
        ("signal →", forward, forward[-1] / forward[0]),
        ("← error signal", backward, backward[0] / backward[-1]),
    ]
    body = "".join(
        f'<tr><th scope="row">{title}<br>{_verdict(ratio)}</th>'
        + "".join(f"<td>{_bar(size)}{_number(size)}</td>" for size in sizes)
        + "</tr>"
        for title, sizes, ratio in rows
    )
    caption = f"{escape(name)}: root mean square at each place, bars on a log scale, line at 1."
    return (
        f'<div class="gs-panel"><table><caption>{caption}</caption>'
        f"<tr><td></td>{heads}</tr>{body}</table></div>"
    )


def _number(size: float) -> str:
    """Two digits, and no exponent where it can be helped."""
    return f"{float(f'{size:.2g}'):g}"


def _verdict(ratio: float) -> str:
    """What became of a size on its way, in a word."""
    if ratio < 0.1:
        return "↓ Vanishing"
    return "↑ Exploding" if ratio > 10 else "● Stable"


def _bar(size: float) -> str:
    """A bar from the line of 1, up or down, 9 pixels for each power of ten, 3 at least."""
    powers = max(-3.7, min(3.7, math.log10(size))) if size > 0 else -3.7
    height = max(3.0, 9 * abs(powers))
    colour = "#D55E00" if powers > 0.5 else "#0072B2" if powers < -0.5 else "#009E73"
    top = 35 - height if powers > 0.5 else 35 if powers < -0.5 else 35 - height / 2
    return (
        f'<span class="gs-bar" aria-hidden="true"><b></b><i style="top:{top:.0f}px;'
        f'height:{height:.0f}px;background:{colour}"></i></span>'
    )
