"""The course's page and the students' say what a person with the marks in a table would: medians,
correlations by numpy on rows read from CSV, slips that come back; and their tables can be worked."""

from __future__ import annotations

import csv
import re
import shutil
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe import violations
from bs4 import BeautifulSoup
from instrument_page import needs_chromium
from sample import lay_out_class
from test_feedback import browser
from typer.testing import CliRunner

from autograder.cli import app
from autograder.pages.course_report import Handed, Sat, course_report, student_page
from autograder.pages.report_items import RULES, Total, advice
from autograder.pages.report_plots import progress

__all__ = ["browser"]  # a fixture


def goodstart(root: Path, *words: str) -> str:
    result = CliRunner().invoke(app, [*words, "--course", str(root)], env={"COLUMNS": "200"})
    assert result.exit_code in (0, 1), result.output + str(result.exception)
    assert not isinstance(result.exception, Exception), result.exception
    return result.output


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample class, graded and reported on."""
    root = tmp_path_factory.mktemp("term")
    lay_out_class(root)
    for name in list((root / "submitted").iterdir())[::2]:  # half a class of the quiz is enough
        shutil.rmtree(name / "quiz", ignore_errors=True)
    (root / "students.csv").write_text("id,last_name,first_name,email\nzz,Zappa,Frank,z@x.y\n")
    goodstart(root, "roster", str(root / "students.csv"))
    goodstart(root, "grade", "fans", "quiz", "--seed", "3")
    goodstart(root, "report", "fans", "quiz")
    goodstart(root, "export", "fans", "quiz")
    return root


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def table(doc: BeautifulSoup, section: str) -> list[dict[str, str]]:
    found = doc.select_one(f"section[aria-labelledby={section}] table.grid")
    heads = [words(one) for one in found.select("thead th")]
    return [
        dict(zip(heads, [words(one) for one in row.find_all(["th", "td"])], strict=True))
        for row in found.select("tbody tr")
    ]


def words(node: Any) -> str:
    return re.sub(r"\s+", " ", node.get_text().replace("\xad", "")).strip()


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_assignment_has_its_count_and_its_median(root: Path):
    grades = rows_of(root / "goodstart-grades.csv")
    shown = {
        row["Assignment"]: row for row in table(soup(root / "reports/index.html"), "assignments")
    }
    for name in ("fans", "quiz"):
        own = [row for row in grades if row["assignment"] == name]
        able = [
            100 * float(row["score"]) / float(row["max_score"]) for row in own if not row["problem"]
        ]
        assert int(shown[name]["Handed in"]) == len(own)
        assert shown[name]["Median"] == f"{statistics.median(able):.0f} %"
        waits = sum(row["needs_manual"] == "true" or bool(row["problem"]) for row in own)
        assert int(shown[name]["Need a person"]) == waits
        assert shown[name]["Due (UTC)"] == "2026-03-01 23:59"


def test_the_numbers_beside_the_plot_are_the_quartiles(root: Path):
    grades = rows_of(root / "goodstart-grades.csv")
    numbers = soup(root / "reports/index.html").select(
        "section[aria-labelledby=progress] .numbers tbody tr"
    )
    assert len(numbers) == 2
    for row in numbers:
        name, *shown = [words(one) for one in row.find_all(["th", "td"])]
        able = [
            100 * float(one["score"]) / float(one["max_score"])
            for one in grades
            if one["assignment"] == name and not one["problem"]
        ]
        assert shown == [f"{q:.0f} %" for q in statistics.quantiles(able, n=4, method="inclusive")]


def test_everybody_in_the_roster_has_a_row_and_a_page(root: Path):
    grades = rows_of(root / "goodstart-grades.csv")
    doc = soup(root / "reports/index.html")
    shown = {row["Student"]: row for row in table(doc, "students")}
    assert set(shown) == {row["student"] for row in grades} | {"zz"}
    assert shown["zz"]["Name"] == "Zappa, Frank"
    assert shown["zz"]["fans of 23"] == shown["zz"]["Part of the points"] == "–"
    for name, row in shown.items():
        own = [one for one in grades if one["student"] == name]
        total = sum(float(one["score"]) for one in own)
        assert float(row["Sum"]) == pytest.approx(total, abs=0.0051)
        if own:
            most = sum(float(one["max_score"]) for one in own)
            assert row["Part of the points"] == f"{100 * total / most:.0f} %"
    for link in doc.select("section[aria-labelledby=students] a"):
        assert (root / "reports" / link["href"]).is_file()


def test_a_students_page_has_their_marks_and_links_to_their_feedback(root: Path):
    goodstart(root, "feedback", "fans", "--workers", "1")
    grades = {
        (row["student"], row["assignment"]): row for row in rows_of(root / "goodstart-grades.csv")
    }
    cells = rows_of(root / "goodstart-cells.csv")
    for student in ("aiko", "eszter", "olamide"):
        path = root / "reports/students" / f"{student}.html"
        doc = soup(path)
        for row in table(doc, "assignments"):
            own = grades.get((student, row["Assignment"]))
            if own is None:
                assert row["Handed in (UTC)"] == "nothing handed in"
                continue
            assert float(row["Score"]) == pytest.approx(float(own["score"]), abs=0.0051)
            assert float(row["Of"]) == float(own["max_score"])
        link = doc.select_one("section[aria-labelledby=assignments] a")["href"]
        assert (path.parent / link).resolve() == (
            root / f"feedback/{student}/fans/fans.html"
        ).resolve()
        slips = {row["slip"] for row in cells if row["student"] == student and row["slip"]}
        assert len(doc.select("section[aria-labelledby=slips] tbody tr")) == len(slips)


def test_discrimination_and_advice_are_those_of_numpy_on_the_rows(root: Path):
    """Each exercise of `fans` of one test: the correlation of its points with the student's other
    points, and what the rules say of it."""
    able = {
        row["student"]
        for row in rows_of(root / "goodstart-grades.csv")
        if row["assignment"] == "fans" and not row["problem"]
    }
    points: dict[str, dict[str, float]] = {}
    most: dict[str, float] = {}
    for row in rows_of(root / "goodstart-cells.csv"):
        if row["assignment"] == "fans" and row["student"] in able and row["points"]:
            points.setdefault(row["cell"], {})[row["student"]] = float(row["points"])
            most[row["cell"]] = float(row["max_points"])
    shown = table(soup(root / "reports/fans/fans.html"), "exercises")
    titles = {
        "connections-check": "1 · Which inputs",
        "fans-dense": "3 · compute_fans: Dense",
        "fans-groups": "3 · compute_fans: Groups",
    }
    students = sorted(able)
    for cell, title in titles.items():
        [row] = [row for row in shown if row["Exercise"].startswith(title)]
        x = np.array([points[cell][name] for name in students])
        rest = [
            sum(own.get(name, 0.0) for other, own in points.items() if other != cell)
            for name in students
        ]
        r = float(np.corrcoef(x, rest)[0, 1])
        assert float(row["Discrimination"].replace("−", "-")) == pytest.approx(r, abs=0.0051)
        share = x.mean() / most[cell]
        assert row["Mean earned"] == f"{100 * share:.0f} %"
        wanted = (
            "those who do well elsewhere fail here" if r < 0
            else "nearly everybody passes" if share >= 0.9
            else "hardly anybody passes" if share <= 0.3
            else "it hardly tells" if r < 0.2
            else "nothing to do"
        )  # fmt: skip
        assert row["What to do"].startswith(wanted)


@pytest.mark.parametrize(
    ("share", "r", "students", "said"),
    [
        (0.95, -0.4, 20, RULES[1][1]),  # the test may be wrong for those who think further
        (0.95, 0.5, 20, RULES[2][1]),
        (1.0, None, 20, RULES[2][1]),
        (0.0, None, 20, RULES[3][1]),
        (0.1, 0.5, 20, RULES[3][1]),
        (0.6, 0.1, 20, RULES[4][1]),
        (0.6, 0.5, 20, RULES[5][1]),
        (0.6, -0.5, 7, ""),
        (None, None, 20, ""),
    ],
)
def test_the_first_rule_that_holds_is_said(share, r, students, said):
    assert advice(share, r, students) == said


def test_blank_answers_alone_say_nothing_of_an_exercise_that_a_person_marks():
    """A blank answer has its 0 at once; those with something in them wait for their mark."""
    assert advice(0.0, None, students=24, waiting=242) == RULES[0][1]
    assert advice(0.0, None, students=24, waiting=3) == RULES[0][1]
    assert advice(0.0, None, students=24, waiting=2) == RULES[3][1], "a straggler holds nothing up"


def test_the_rules_are_stated_with_what_they_say(root: Path):
    text = words(soup(root / "reports/index.html"))
    for when, what in RULES:
        assert f"{when}: {what}" in text


def handed(score: float, *slips: str, when: str = "", **more: Any) -> Handed:
    return Handed(Total(score, 10.0, **more), when, slips=slips)


SAT = [
    Sat(
        "late one",
        10.0,
        "2026-04-01 12:00",
        {"ada": handed(9, "swapped"), "ben": handed(4, "swapped", "groups")},
    ),
    Sat(
        "early",
        10.0,
        "2026-03-01 12:00",
        {"ada": handed(8, "swapped"), "cem": handed(2, "groups"), "dia": handed(1)},
    ),
    Sat("undated", 10.0, "", {"ada": handed(7, "once", when="2026-03-15 10:00")}),
    Sat("unknown", 10.0, "", {"ada": handed(6)}),
]


def test_assignments_are_in_the_order_of_the_term():
    doc = BeautifulSoup(course_report(SAT, {}), "html.parser")
    shown = [row["Assignment"] for row in table(doc, "assignments")]
    assert shown == ["early", "undated", "late one", "unknown"]


def test_slips_of_several_assignments_are_named_with_who_made_them_again():
    doc = BeautifulSoup(course_report(SAT, {}), "html.parser")
    assert table(doc, "again") == [
        {
            "Slip": "groups",
            "Students in each assignment": "early 1, late one 1",
            "Students": "2",
            "More than once": "0",
            "Who made it more than once": "",
        },
        {
            "Slip": "swapped",
            "Students in each assignment": "early 1, late one 2",
            "Students": "2",
            "More than once": "1",
            "Who made it more than once": "ada",
        },
    ]


def test_a_student_who_missed_an_assignment_has_a_gap_not_a_zero():
    doc = BeautifulSoup(student_page(SAT, "ben", "Bennet"), "html.parser")
    [head, *_] = [words(one.dd) for one in doc.select(".figures div")]
    assert head == "1 of 4"
    own = {words(row.th): words(row.find_all("td")[-1]) for row in doc.select(".numbers tbody tr")}
    assert own == {"early": "–", "undated": "–", "late one": "40 %", "unknown": "–"}


@pytest.mark.parametrize("count", [1, 2, 7, 30])
def test_a_plot_has_every_assignment_and_its_numbers(count: int):
    names = [f"assignment {k}" for k in range(count)]
    plot = progress(names, [(10.0, 20.0 + k, 60.0) for k in range(count)], [None] * count)
    assert [row[0] for row in plot.rows] == names
    assert [row[2] for row in plot.rows] == [f"{20 + k} %" for k in range(count)]
    assert all(name in plot.svg for name in names)
    assert (
        plot.svg
        == progress(names, [(10.0, 20.0 + k, 60.0) for k in range(count)], [None] * count).svg
    )


def test_no_assignment_and_no_student_have_a_page_too():
    assert "No submission has a score yet" in course_report([], {})
    assert "evil" in course_report([], {"<script>evil</script>": "<b>"})
    assert "<script>evil" not in course_report([], {"<script>evil</script>": "<b>"})
    assert not progress([], [])


def test_one_assignment_alone_has_no_course_page(root: Path, tmp_path: Path):
    shutil.copytree(root, tmp_path / "course")
    course = tmp_path / "course"
    shutil.rmtree(course / "reports/students")
    (course / "reports/index.html").unlink()
    goodstart(course, "report", "fans")
    assert not (course / "reports/index.html").exists()
    assert "the whole course" not in (course / "reports/fans/fans.html").read_text("utf-8")


def opened(browser: Any, path: Path, **context: Any) -> Any:
    page = browser.new_context(**context).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text))
    page.on("request", lambda asked: asked.url.startswith("file:") or page.wrong.append(asked.url))
    page.goto(path.as_uri())
    return page


VIEWS = ((1300, "light", ""), (390, "light", "layout"), (390, "dark", "colours"))
PAGES = ("index.html", "fans/fans.html", "students/aiko.html")


@needs_chromium
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_can_be_read_by_everybody(browser: Any, root: Path, name: str):
    page = opened(browser, root / "reports" / name)
    for width, scheme, _ in VIEWS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 900})  # A4 less its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    assert not page.locator(".tools").first.is_visible()
    assert not page.wrong
    page.emulate_media(media="screen")
    for width, scheme, new in VIEWS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page, looks=new), (width, scheme)


def names_shown(page: Any) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('table[data-students] tbody tr')]"
        ".filter((row) => row.offsetParent).map((row) => row.cells[0].textContent.trim())"
    )


@needs_chromium
def test_students_are_sorted_by_keyboard(browser: Any, root: Path):
    page = opened(browser, root / "reports/index.html")
    scores = {
        row["Student"]: row["fans of 23"]
        for row in table(soup(root / "reports/index.html"), "students")
    }
    known = sorted((name for name in scores if scores[name] != "–"), key=lambda n: float(scores[n]))
    button = page.get_by_role("button", name="fans of 23")
    button.focus()
    page.keyboard.press("Enter")
    shown = names_shown(page)
    assert [float(scores[n]) for n in shown[: len(known)]] == [float(scores[n]) for n in known]
    assert {scores[name] for name in shown[len(known) :]} <= {"–"}, "what is missing stands last"
    assert button.locator("..").get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    shown = names_shown(page)
    assert [float(scores[n]) for n in shown[: len(known)]] == [
        float(scores[n]) for n in reversed(known)
    ]
    assert {scores[name] for name in shown[len(known) :]} <= {"–"}
    page.get_by_role("button", name="Student").click()
    assert names_shown(page) == sorted(scores)
    assert page.locator("[aria-sort]").count() == 1


@needs_chromium
def test_students_are_found_and_filtered(browser: Any, root: Path):
    page = opened(browser, root / "reports/index.html")
    everybody = names_shown(page)
    page.get_by_label("Find").fill("zappa fr")
    assert names_shown(page) == ["zz"]
    assert page.get_by_role("status").inner_text() == f"1 of {len(everybody)} students"
    page.get_by_label("Find").fill("")
    assert names_shown(page) == everybody
    grades = rows_of(root / "goodstart-grades.csv")
    late = sorted({"olamide"} & {row["student"] for row in grades})
    page.get_by_label("Show").select_option("late")
    assert names_shown(page) == late
    page.get_by_label("Show").select_option("problem")
    assert names_shown(page) == sorted({row["student"] for row in grades if row["problem"]})
    page.get_by_label("Show").select_option("person")
    wanted = {row["student"] for row in grades if row["problem"] or row["needs_manual"] == "true"}
    assert names_shown(page) == sorted(wanted)
    page.get_by_label("Show").select_option("missing")
    sat = [row["student"] for row in grades]
    assert names_shown(page) == sorted(name for name in everybody if sat.count(name) < 2)


@needs_chromium
def test_without_a_script_it_is_a_plain_table(browser: Any, root: Path):
    page = opened(browser, root / "reports/index.html", java_script_enabled=False)
    assert page.locator(".tools, th button").count() == 0
    doc = soup(root / "reports/index.html")
    assert page.locator("table[data-students] tbody tr").count() == len(table(doc, "students"))


def test_the_rules_are_those_of_the_documents():
    text = (Path(__file__).parents[2] / "docs/instructors.md").read_text("utf-8")
    assert re.findall(r"^  \| ((?:more|dis|mean|else).*?) \| (.*) \|$", text, re.MULTILINE) == [
        *RULES
    ]
