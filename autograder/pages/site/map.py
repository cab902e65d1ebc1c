"""The map of the course as a figure to trace and click, and as a table."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.model import CourseError

__all__ = ["map_svg", "map_table", "read_map", "with_formulas"]

WIDTH, HEIGHT, GAP_X, GAP_Y = 196, 50, 32, 46  # of a box, and between boxes
COLOURS = {
    "idea": "#dbeafc",
    "rule": "#fde3cf",
    "activation": "#d8f0e4",
    "person": "#f3dcea",
    "paper": "#f4efc7",
}
FANS = re.compile(r"\bn_(in|out)\b")


def read_map(path: Path) -> dict[str, Any]:
    """Return the map in a TOML file. Raises CourseError where a link leads to nothing."""
    found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    for link in found["links"]:
        for end in ("from", "to"):
            if link[end] not in found["nodes"]:
                raise CourseError(f"{path}: a link {end} {link[end]!r}, which is no node")
    return found


def map_svg(found: Mapping[str, Any], lesson_url: str) -> str:
    """Return the map as SVG. `lesson_url` has {} for the lesson's name. Whoever can't see it is
    sent to the table."""
    nodes = found["nodes"]
    columns = max(one["x"] for one in nodes.values()) + 1
    rows = max(one["y"] for one in nodes.values()) + 1
    width, height = columns * (WIDTH + GAP_X), rows * (HEIGHT + GAP_Y) + 40
    lines, boxes = [], []
    for link in found["links"]:
        a, b = nodes[link["from"]], nodes[link["to"]]
        (x1, y1), (x2, y2) = _middle(a), _middle(b)
        bend = 26 if a["x"] == b["x"] else 0
        mid = f"{(x1 + x2) / 2 + bend * 3.4:.0f} {(y1 + y2) / 2 - 12:.0f}"
        said = html.escape(f"{a['name']} {link['says']} {b['name']}")
        lines.append(
            f'<path class="link" data-from="{link["from"]}" data-to="{link["to"]}" '
            f'd="M{x1:.0f} {y1:.0f} Q{mid} {x2:.0f} {y2:.0f}"><title>{said}</title></path>'
        )
    for key, one in nodes.items():
        x, y = _middle(one)
        boxes.append(
            f'<a class="node" data-node="{key}" href="{lesson_url.format(one["lesson"])}">'
            f'<rect x="{x - WIDTH / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{WIDTH}" '
            f'height="{HEIGHT}" rx="9" fill="{COLOURS[one["kind"]]}"/>'
            f'<text x="{x:.0f}" y="{y + 5:.0f}">{_drawn(one["name"])}</text></a>'
        )
    legend = "".join(
        f'<rect x="{22 + 150 * k}" y="{height - 26}" width="16" height="16" fill="{COLOURS[key]}" '
        f'stroke="#555"/><text class="key" x="{46 + 150 * k}" y="{height - 13}">{name}</text>'
        for k, (key, name) in enumerate(found["kinds"].items())
    )
    return (
        f'<div class="course-map"><svg viewBox="0 0 {width} {height}" role="group" '
        f'aria-label="Map of the course; the table below says the same">{"".join(lines)}'
        f'{"".join(boxes)}{legend}</svg><p class="traced" aria-live="polite">&nbsp;</p></div>'
    )


def _drawn(name: str) -> str:
    """A name in the map: the underscore of `n_in` would vanish in a link's underline."""
    return FANS.sub(
        r'n<tspan class="sub" dy="3">\1</tspan><tspan dy="-3">&#8203;</tspan>', html.escape(name)
    )


def with_formulas(text: str) -> str:
    """Return words as Markdown, with `n_in` and `n_out` as formulas."""
    return FANS.sub(r"$n_{\1}$", text)


def _middle(one: Mapping[str, Any]) -> tuple[float, float]:
    return (
        one["x"] * (WIDTH + GAP_X) + WIDTH / 2 + GAP_X / 2,
        one["y"] * (HEIGHT + GAP_Y) + HEIGHT / 2 + GAP_Y / 2,
    )


def map_table(found: Mapping[str, Any]) -> str:
    """Return the links of the map as a Markdown table, and then what each kind holds."""
    nodes = found["nodes"]

    def linked(key: str) -> str:
        return f"[{with_formulas(nodes[key]['name'])}](/lessons/{nodes[key]['lesson']}.ipynb)"

    rows = [
        f"| {linked(one['from'])} | {one['says']} | {linked(one['to'])} |" for one in found["links"]
    ]
    return "\n".join(["| | | |", "|---|---|---|", *rows])
