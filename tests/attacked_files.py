"""The ways to hand in something else than the notebook that is expected, by name."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attacks import saved

__all__ = ["FILES"]

NAME = "hostile.ipynb"
Node = dict[str, Any]
FILES: dict[str, Callable[[Node, Path], None]] = {}


def _way(make: Callable[[Node, Path], bytes | None]) -> Callable[[Node, Path], bytes | None]:
    """Register a way; the bytes that it gives are the notebook's file."""

    def put(node: Node, folder: Path) -> None:
        data = make(node, folder)
        if data is not None:
            (folder / NAME).write_bytes(data)

    FILES[make.__name__] = put
    return make


def _by_id(node: Node) -> dict[str, Node]:
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: cell
        for cell in node["cells"]
        if "nbgrader" in cell["metadata"]
    }


# ---- bytes


def _bytes(name: str, make: Callable[[bytes], bytes]) -> None:
    def put(node: Node, folder: Path) -> None:
        (folder / NAME).write_bytes(make(saved(node)))

    FILES[name] = put


_bytes("empty", lambda data: b"")
_bytes("truncated", lambda data: data[: len(data) // 2])
_bytes("not_json", lambda data: b"\x89PNG\r\n\x1a\n" + data)
_bytes("byte_order_mark", lambda data: b"\xef\xbb\xbf" + data)
_bytes("nul_bytes", lambda data: bytes(len(data)))
_bytes("utf16", lambda data: data.decode().encode("utf-16"))
_bytes("deep_json", lambda data: b"[" * 200_000)
_bytes("long_number", lambda data: b'{"cells": ' + b"9" * 10_000 + b"}")
_bytes(
    "too_large",
    lambda data: (
        b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "%s"}]}' % (b"#" * 21 * 2**20)
    ),
)
_bytes("million_brackets", lambda data: data[:-1] + b', "x": [' + b"{}," * 4_000_000 + b"0]}")
_bytes("cells_of_nothing", lambda data: b'{"nbformat": 4, "cells": [1, null, [], {"a": 1}]}')
_bytes("no_cells", lambda data: b'{"nbformat": 4, "cells": {"0": {}}}')
_bytes("cp1252", lambda data: data.replace(b"A weight", "Größe: a weight".encode("cp1252")))
_bytes("lone_surrogate", lambda data: data.replace(b"A weight", b"\\ud800 \\udfff A weight"))


@_way
def format_3(node: Node, folder: Path) -> bytes:
    cells = [
        {
            **{k: v for k, v in cell.items() if k != "source"},
            "language": "python",
            ("input" if cell["cell_type"] == "code" else "source"): cell["source"],
        }
        for cell in node["cells"]
    ]
    return saved(
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [{"cells": cells, "metadata": {}}],
        }
    )


# ---- files


@_way
def renamed(node: Node, folder: Path) -> None:
    (folder / "hostile (2) final.ipynb").write_bytes(saved(node))


@_way
def named_as_markup(node: Node, folder: Path) -> None:
    name = "<img src=x onerror=alert(1)>\u202e\x1b[31m=cmd.ipynb"
    (folder / name).write_bytes(saved(node))


@_way
def named_as_commands(node: Node, folder: Path) -> None:
    (folder / "\x1b]0;owned\x07\x1b[2J\u202e.ipynb").write_bytes(b"junk")


@_way
def heap_of_notebooks(node: Node, folder: Path) -> None:
    for k in range(1_000):
        (folder / f"{k}.ipynb").write_bytes(b"{}")


@_way
def sparse(node: Node, folder: Path) -> None:
    (folder / NAME).write_bytes(saved(node))
    os.truncate(folder / NAME, 10 * 2**30)


@_way
def two_notebooks(node: Node, folder: Path) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_bytes(saved(node))


@_way
def none(node: Node, folder: Path) -> None:
    (folder / "hostile.pdf").write_bytes(b"%PDF-1.4")


@_way
def link_out(node: Node, folder: Path) -> None:
    (folder.parent / "elsewhere.ipynb").write_bytes(saved(node))
    (folder / NAME).symlink_to(folder.parent / "elsewhere.ipynb")


@_way
def link_to_device(node: Node, folder: Path) -> None:
    (folder / NAME).symlink_to("/dev/zero")


@_way
def pipe(node: Node, folder: Path) -> None:
    os.mkfifo(folder / NAME)


@_way
def a_folder(node: Node, folder: Path) -> None:
    (folder / NAME).mkdir()


# ---- cells and metadata


@_way
def as_it_is(node: Node, folder: Path) -> bytes:
    return saved(node)


@_way
def deleted_tests(node: Node, folder: Path) -> bytes:
    node["cells"] = [
        cell
        for cell in node["cells"]
        if "-" not in cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    ]
    return saved(node)


@_way
def emptied_tests(node: Node, folder: Path) -> bytes:
    for ident, cell in _by_id(node).items():
        if "-" in ident or ident == "setup":
            cell["source"] = "agree = call = lambda *a, **k: None"
    return saved(node)


@_way
def duplicate_cell(node: Node, folder: Path) -> bytes:
    wrong = {**_by_id(node)["double"], "source": "def double(x): return 0"}
    node["cells"].insert(0, wrong)
    return saved(node)


@_way
def flipped_flags(node: Node, folder: Path) -> bytes:
    for cell in _by_id(node).values():
        flags = cell["metadata"]["nbgrader"]
        flags.update({key: not flags[key] for key in ("grade", "solution", "locked")})
    return saved(node)


@_way
def points_100(node: Node, folder: Path) -> bytes:
    for cell in _by_id(node).values():
        cell["metadata"]["nbgrader"].update(points=100, grade=True, schema_version=99)
    return saved(node)


@_way
def swapped_ids(node: Node, folder: Path) -> bytes:
    """The tests' ids on cells of the student's own that pass."""
    for ident in ("double-visible", "double-hidden"):
        _by_id(node)[ident]["source"] = "100"
    _by_id(node)["double"]["source"] = "def double(x): return 3 * x"
    return saved(node)


def _tagged(tag: str) -> Callable[[Node, Path], bytes]:
    def make(node: Node, folder: Path) -> bytes:
        for cell in node["cells"]:
            cell["metadata"]["tags"] = [tag]
        return saved(node)

    make.__name__ = tag.replace("-", "_") + "_tag"
    return make


for _tag in ("skip-execution", "raises-exception"):
    _way(_tagged(_tag))


@_way
def odd_metadata(node: Node, folder: Path) -> bytes:
    odd = [None, 7, [], {"nbgrader": []}, {"nbgrader": {"grade_id": ["double"]}}, "x"]
    node["cells"] += [{"cell_type": "code", "metadata": one, "source": "1"} for one in odd]
    node["cells"] += [{"cell_type": kind, "source": "1"} for kind in ("raw", "", None, [])]
    node["cells"].append({"cell_type": "code", "metadata": {}, "source": [1, None]})
    return saved(node)


@_way
def reordered(node: Node, folder: Path) -> bytes:
    node["cells"].reverse()
    return saved(node)


@_way
def code_as_markdown(node: Node, folder: Path) -> bytes:
    cell = _by_id(node)["double"]
    cell["cell_type"] = "markdown"
    return saved(node)


@_way
def unknown_kernel(node: Node, folder: Path) -> bytes:
    node["metadata"] = {"kernelspec": {"name": "ruby", "argv": ["sh"]}, "language_info": 3}
    return saved(node)


@_way
def forged_outputs(node: Node, folder: Path) -> bytes:
    for cell in node["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {
                    "output_type": "execute_result",
                    "execution_count": 1,
                    "data": {"text/plain": "100"},
                    "metadata": {},
                }
            ]
    _by_id(node)["double"]["source"] = "def double(x): return 3 * x"
    return saved(node)


@_way
def hundred_thousand_cells(node: Node, folder: Path) -> bytes:
    node["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1"}] * 100_000
    return json.dumps(node).encode()


@_way
def heavy_format_3(node: Node, folder: Path) -> bytes:
    """Nearly a million dicts where a notebook of format 3 has its outputs and metadata."""
    heavy = [{}] * 450_000
    cells = [
        {
            "cell_type": "code",
            "language": "python",
            "input": cell["source"],
            "metadata": {**cell["metadata"], "heavy": heavy * (k == 3)},
            "outputs": heavy * (k == 1),
        }
        for k, cell in enumerate(node["cells"])
    ]
    return json.dumps(
        {
            "nbformat": 3,
            "nbformat_minor": 0,
            "metadata": {"name": ""},
            "worksheets": [{"cells": cells}],
        }
    ).encode()


@_way
def heading_bomb(node: Node, folder: Path) -> bytes:
    """A heading of format 3 has a level, and is converted to so many "#"."""
    old = json.loads(format_3(node, folder))
    heading = {"cell_type": "heading", "metadata": {}, "level": 2 * 10**8, "source": "Large"}
    old["worksheets"][0]["cells"].append(heading)
    return json.dumps(old).encode()


@_way
def many_cells(node: Node, folder: Path) -> bytes:
    node["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1"}] * 1_000
    return json.dumps(node).encode()


@_way
def slow_cells_first(node: Node, folder: Path) -> bytes:
    slow = {"cell_type": "code", "metadata": {}, "source": "import time\ntime.sleep(0.5)"}
    node["cells"] = [slow] * 200 + node["cells"]
    return json.dumps(node).encode()
