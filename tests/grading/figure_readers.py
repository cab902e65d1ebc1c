"""Reads the scores of a class back from each place that shows them, by a parser of its own, and says
what they should be by SQL written here."""

from __future__ import annotations

import csv
import datetime
import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from typer.testing import CliRunner

from autograder.authoring.config import course_config
from autograder.cli import app
from tests.warm import nbgrader

__all__ = [
    "Figures",
    "expected",
    "goodstart",
    "of_cells_csv",
    "of_formgrader",
    "of_grades_csv",
    "of_nbgrader_export",
    "of_the_lms",
    "of_the_lms_needs",
    "of_the_pages",
    "of_the_report",
    "of_the_table",
]

Figures = dict[str, dict[str, float | bool]]  # by student and name of the figure


def goodstart(root: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--course", str(root)], env={"COLUMNS": "300"})
    assert result.exit_code in (0, 1), result.output + str(result.exception)
    assert not isinstance(result.exception, Exception), result.exception
    return result.output


def expected(root: Path) -> Figures:
    """What counts, by nbgrader's rules in plain SQL and the plugin's rule by hand."""
    query = """
        select s.student_id, s.timestamp, a.duedate, coalesce(s.extension, ''),
            sum(case when g.manual_score is not null
                     then g.manual_score + coalesce(g.extra_credit, 0)
                     when g.auto_score is not null
                     then g.auto_score + coalesce(g.extra_credit, 0) else 0 end),
            max(g.needs_manual_grade)
        from grade g join submitted_notebook n on g.notebook_id = n.id
            join submitted_assignment s on n.assignment_id = s.id
            join assignment a on s.assignment_id = a.id
        where a.name = 'fans' group by s.student_id"""
    with closing(sqlite3.connect(root / "gradebook.db")) as base:
        [(most,)] = base.execute(
            "select sum(c.max_score) from grade_cells c join base_cell b on b.id = c.id"
            " join notebook n on n.id = b.notebook_id join assignment a on a.id = n.assignment_id"
            " where a.name = 'fans'"
        )
        found: Figures = {}
        for student, when, due, more, raw, waits in base.execute(query):
            limit = datetime.datetime.fromisoformat(due)
            if more:  # SQLAlchemy keeps an interval as a moment after 1970
                limit += datetime.datetime.fromisoformat(more) - datetime.datetime(1970, 1, 1)
            late = (datetime.datetime.fromisoformat(when) - limit).total_seconds()
            tenths = 1 + late // 86400 if late > 0 else 0
            penalty = min(raw, 0.1 * raw * tenths)
            found[student] = {
                "score": raw - penalty,
                "raw_score": raw,
                "late_penalty": penalty,
                "max_score": most,
                "needs_manual": bool(waits),
            }
    return found


def of_nbgrader_export(root: Path) -> Figures:
    nbgrader(root, "export", "--to", "nbgraders.csv")
    with (root / "nbgraders.csv").open(encoding="utf-8") as file:
        return {
            row["student_id"]: {
                "score": float(row["score"]),
                "raw_score": float(row["raw_score"]),
                "late_penalty": float(row["late_submission_penalty"]),
                "max_score": float(row["max_score"]),
            }
            for row in csv.DictReader(file)
            if row["assignment"] == "fans" and row["timestamp"]
        }


def of_the_table(root: Path) -> Figures:
    lines = goodstart(root, "grade", "fans", "--seed", "7").splitlines()
    start = next(k for k, line in enumerate(lines) if line.startswith("student"))
    mark = lines[start].index("to mark")
    found: Figures = {}
    for line in lines[start + 1 :]:
        if not line.strip() or " rows in the gradebook" in line:
            break
        if line.startswith(" "):  # a long remark goes on
            continue
        student, score, most, *_ = line.split()
        waits = bool(line[mark : mark + len("to mark")].strip())
        found[student] = {
            "score": float(score),
            "max_score": float(most),
            "needs_manual": waits,
        }
    return found


def of_grades_csv(root: Path) -> Figures:
    goodstart(root, "export", "fans")
    with (root / "goodstart-grades.csv").open(encoding="utf-8") as file:
        return {
            row["student"]: {
                **{
                    name: float(row[name])
                    for name in ("score", "raw_score", "late_penalty", "max_score")
                },
                "needs_manual": row["needs_manual"] == "true",
            }
            for row in csv.DictReader(file)
        }


def of_cells_csv(root: Path) -> Figures:
    """The points of the cells, which add up to the raw score."""
    goodstart(root, "export", "fans")
    found: Figures = {}
    with (root / "goodstart-cells.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            own = found.setdefault(row["student"], {"raw_score": 0.0, "max_score": 0.0})
            own["raw_score"] += float(row["points"] or 0)
            own["max_score"] += float(row["max_points"])
    return found


def of_the_lms(root: Path) -> Figures:
    found: Figures = {}
    students = {path.name for path in (root / "submitted").iterdir()}
    for system in ("canvas", "moodle", "csv"):
        goodstart(root, "export", "fans", "--for", system, "--unmarked")
        name = "class" if system == "csv" else system
        text = (root / f"goodstart-{name}-fans.csv").read_text("utf-8")
        rows = list(csv.reader(io.StringIO(text)))
        at = next(k for k, title in enumerate(rows[0]) if title.startswith("fans"))
        for row in rows[1:]:
            for student in students & set(row):
                score = float(row[at])
                assert found.setdefault(student, {"score": score}) == {"score": score}, system
    return found


def of_the_lms_needs(root: Path) -> set[str]:
    """Those whom the LMS's table leaves out because a mark is owed."""
    said = goodstart(root, "export", "fans", "--for", "csv")
    match = re.search(r"needs a mark, not in it: fans: \d+: (.*)", said)
    return set(match[1].split(", ")) if match else set()


def number(text: str) -> float:
    return float(text.strip().replace("−", "-"))


def of_the_report(root: Path) -> Figures:
    goodstart(root, "report", "fans")
    doc = BeautifulSoup((root / "reports/fans/fans.html").read_text("utf-8"), "html.parser")
    table = doc.select_one("section[aria-labelledby=students] table")
    heads = [one.get_text(" ", strip=True) for one in table.select("thead th")]
    most = next(float(one.rpartition(" of ")[2]) for one in heads if one.startswith("Score"))
    found: Figures = {}
    for row in table.select("tbody tr"):
        name, score, late, person = [
            one.get_text(" ", strip=True) for one in row.find_all(["th", "td"])
        ][:4]
        found[name] = {
            "score": number(score),
            "late_penalty": -number(late) if late not in ("", "late") else 0.0,
            "max_score": most,
            "needs_manual": "waiting" in person,
        }
    return found


def of_the_pages(root: Path) -> Figures:
    goodstart(root, "feedback", "fans", "--workers", "1")
    found: Figures = {}
    for path in sorted(root.glob("feedback/*/fans/fans.html")):
        doc = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        score, _, most = doc.select_one(".points").get_text(" ", strip=True).partition(" of ")
        own = {"score": number(score), "max_score": number(most.removesuffix(" points"))}
        told = re.search(
            r"([\d.]+) earned, ([\d.]+) taken off", doc.select_one(".total").get_text()
        )
        own["raw_score"] = float(told[1]) if told else own["score"]
        own["late_penalty"] = float(told[2]) if told else 0.0
        summary = doc.select("section[aria-labelledby=summary] tbody td .mark")
        cells = [one.get_text().split("/")[0].strip() for one in summary]
        assert sum(number(one) for one in cells if one != "–") == pytest.approx(
            own["raw_score"], abs=0.006 * len(cells)
        ), path
        found[path.parts[-3]] = own
    return found


def api_of(root: Path) -> NbGraderAPI:
    config = course_config(root)
    config.CourseDirectory.root = str(root)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def of_formgrader(root: Path) -> Figures:
    """What Manage Submissions lists, and the page of one student: before the penalty."""
    api = api_of(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        found: Figures = {}
        for one in api.get_submissions("fans"):
            own = {
                "raw_score": one["score"],
                "max_score": one["max_score"],
                "needs_manual": bool(one["needs_manual_grade"]),
            }
            again = api.get_submission("fans", one["student"])
            assert again["score"] == pytest.approx(own["raw_score"])
            assert bool(again["needs_manual_grade"]) == own["needs_manual"]
            found[one["student"]] = own
    return found
