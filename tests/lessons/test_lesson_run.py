"""The run of a lesson that the tests of pages and decks look at is the run that a kernel makes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from lesson_run import NOTEBOOKS, Lesson

from autograder.pages import lesson_runs


def without_chance(outputs: list[Any]) -> list[Any]:
    """Outputs without the time at which matplotlib drew them, and without its random names."""
    for one in outputs:
        for form, text in one.get("data", {}).items():
            one["data"][form] = re.sub(r"<dc:date>.*?</dc:date>|\b[pm][0-9a-f]{10}\b", "", text)
    return outputs


def test_a_lesson_run_here_has_the_outputs_of_one_run_in_a_kernel(tmp_path: Path):
    name = "05b_gains"
    (tmp_path / "notebooks").mkdir()
    path = Path(shutil.copy(NOTEBOOKS / f"{name}.ipynb", tmp_path / "notebooks"))
    cells = lesson_runs.code_cells(lesson_runs.run(path))
    by_kernel = [without_chance(cell.outputs) for cell in cells]
    assert [cell.execution_count for cell in cells] == [*range(1, len(cells) + 1)]
    _, _, here = Lesson(name).run_cells()
    assert [without_chance(own) for own in here] == by_kernel
    kinds = {one["output_type"] for own in here for one in own}
    assert kinds == {"stream", "execute_result"}
    assert any("image/svg+xml" in one.get("data", {}) for own in here for one in own)
