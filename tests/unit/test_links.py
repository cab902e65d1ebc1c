"""A failed check leads to the section of the lesson that it names, wherever notebooks are laid."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from autograder.authoring import study
from initlab import links
from initlab.slips import SLIPS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("study") / "study"
    study.lay(ROOT, into)
    return into


def target(link: str, seen_from: Path) -> tuple[Path, str]:
    """The file that a Markdown link leads to, and the heading."""
    where = link.rpartition("](")[2].removesuffix(")")
    path, _, heading = where.partition("#")
    return (seen_from / unquote(path)).resolve(), unquote(heading)


def headings(lesson: Path) -> dict[str, str]:
    """The heading that each cell begins with, by what JupyterLab takes for a link to the cell."""
    cells = json.loads(lesson.read_text())["cells"]
    lines = {cell["id"]: "".join(cell["source"]).splitlines()[:1] for cell in cells}
    return {
        f"cell-id={ident}": line.lstrip("#").strip()
        for ident, [line] in ((k, v) for k, v in lines.items() if v)
        if line.startswith("#")
    }


@pytest.mark.parametrize("key", [key for key, slip in SLIPS.items() if slip.lesson])
def test_every_slip_leads_to_a_heading_of_its_lesson(
    laid: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    place = laid / "assignments/xavier"
    monkeypatch.chdir(place)
    [link] = links.lessons_in(f"This is the slip.\nSee lesson {SLIPS[key].lesson}.")
    file, heading = target(link, place)
    assert file.is_file()
    assert file.is_relative_to(laid)
    if "#" in SLIPS[key].lesson:
        assert f"“{headings(file)[heading]}”" in link


def test_the_notebook_that_is_open_counts_and_not_the_kernels_folder(
    laid: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert links.lessons_in("See lesson 04_xavier#backward.") == []
    monkeypatch.setenv("JPY_SESSION_NAME", str(laid / "assignments/xavier/xavier.ipynb"))
    [link] = links.lessons_in("See lesson 04_xavier#backward.")
    assert (
        target(link, laid / "assignments/xavier")[0]
        == (laid / "notebooks/04_xavier.ipynb").resolve()
    )


def test_a_lesson_may_have_a_letter_after_its_number(
    laid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(laid / "assignments/he")
    [link] = links.lessons_in("See lesson 05b_gains#sizes.")
    assert link.startswith("[lesson 05b, “One gain, for one size”](")
    first = (laid / "Start here.ipynb").read_text("utf-8")
    assert first.index("**05** ") < first.index("**05b** ") < first.index("**06** ")


def test_what_names_no_lesson_or_one_that_is_not_there_has_no_link(
    laid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(laid / "assignments/xavier")
    assert links.lessons_in("called: f(1)\ngot: 2") == []
    assert links.lessons_in("See lesson 99_nothing#x.") == []
    (link,) = links.lessons_in("See lesson 04_xavier#no-such-section.")
    assert link.endswith("04_xavier.ipynb)")


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/*.py")), ids=lambda one: one.stem)
def test_what_a_lesson_takes_from_elsewhere_has_a_name(path: Path) -> None:
    """No "the source says" without saying which; lesson 12 lists its four."""
    text = path.read_text()
    assert not re.search(r"(?i)\b(?:the|one|a) sources? (?:does|do|says?|claims?)\b", text) or (
        path.stem == "12_source_check"
    )
    assert "*Sources.*" in text or path.stem == "12_source_check"


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("source/*.py")) + sorted(ROOT.glob("notebooks/*.py"))
)
def test_links_between_notebooks_lead_somewhere_in_a_learners_folder(
    laid: Path, path: Path
) -> None:
    kind = "notebooks" if path.parent.name == "notebooks" else f"assignments/{path.stem}"
    for where in re.findall(r"\]\(([^)\s]+\.ipynb)(?:#[^)]*)?\)", path.read_text()):
        assert (laid / kind / unquote(where)).is_file(), where
