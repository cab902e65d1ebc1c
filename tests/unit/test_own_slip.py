"""A slip of one's own, as docs/authoring.md says: it is named, and a mistake in it is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from initlab import checks, slips
from initlab.checks import CheckFailed
from initlab.slips import Catalogue

TEXT = (Path(__file__).parents[2] / "docs/authoring.md").read_text("utf-8")
SECTION = TEXT.split("## A slip\n")[1].split("## Hints\n")[0]
[_, TABLES] = re.findall(r"```toml\n(.*?)```", SECTION, re.DOTALL)
[TEST] = re.findall(r"```python\n(.*?)```", SECTION, re.DOTALL)
[SAID] = re.findall(r"```\n(called:.*?)\n```", SECTION, re.DOTALL)
WRONG = """
def half(z):
    kept = np.ravel(z)[np.ravel(z) > 0]
    return float(np.mean(kept**2))
"""
RIGHT = """
def half(z):
    return float(np.mean(np.maximum(z, 0) ** 2))
"""
SETUP = """
import numpy as np
from initlab.checks import agree, call, fresh_rng
from initlab.slips import known
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalogue of an author who has only the document's file; a grader has set the seed."""
    own = tmp_path / "halves.toml"
    own.write_text(TABLES, "utf-8")
    for module in (slips, checks):
        monkeypatch.setattr(module, "SLIPS", Catalogue(tmp_path))
    checks.use_seed(1)
    yield own
    checks.use_seed(None)


@pytest.mark.parametrize("part", ["visible", "hidden"])
def test_the_documents_slip_is_named_by_the_visible_check_and_by_the_hidden_one(catalogue, part):
    visible, hidden = TEST.split("### BEGIN HIDDEN TESTS\n")
    names: dict = {}
    exec(SETUP + WRONG, names)
    with pytest.raises(CheckFailed) as failed:
        exec(visible if part == "visible" else hidden, names)
    assert failed.value.slip == "half-mean-of-rest"
    if part == "visible":
        assert str(failed.value) == SAID
    exec(RIGHT + TEST, names)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[slips.half-mean-of-rest]",
            "[slips.half-mean-of-rst]",
            "did you mean 'half-mean-of-rst'",
        ),
        ('lesson = "05_he#half"\n', "", "slips.half-mean-of-rest lacks 'lesson'"),
        ("lesson =", "leson =", "slips.half-mean-of-rest lacks 'lesson'"),
        ("name =", 'title = "x"\nname =', "slips.half-mean-of-rest has no use for 'title'"),
    ],
)
def test_a_mistake_in_a_slip_is_told_to_its_author_though_the_solution_is_right(
    catalogue: Path, old: str, new: str, said: str
):
    assert old in TABLES
    catalogue.write_text(TABLES.replace(old, new), "utf-8")
    names: dict = {}
    exec(SETUP + RIGHT, names)
    with pytest.raises((LookupError, ValueError), match=said):
        exec(TEST, names)
    checks.use_seed(None)
    exec(TEST, names)  # a student's own check is not troubled by it
