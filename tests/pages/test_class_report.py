"""The class report counts what a person with a pencil would count, in one page that is the same
each time, needs no network, and shows no answer."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import statistics

import numpy as np
import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from autograder.model import Answers, Cell, Exam, Report, Score
from autograder.pages.class_report import class_report
from autograder.pages.report_items import Total
from autograder.pages.report_plots import _edges

CANARY = "canary-of-the-hidden-test"

EXAM = Exam(
    "fans",
    "fans",
    (
        Cell("text", "markdown", "# Counting connections"),
        Cell("test", "code", CANARY, "count", 2.0),
        Cell("text", "markdown", "# Fans of a convolution, with groups and transposed"),
        Cell("test", "code", CANARY, "fans", 2.0),
        Cell("test", "code", CANARY, "groups", 4.0),
        Cell("text", "markdown", "# Gain of a deep network"),
        Cell("test", "code", CANARY, "gain", 4.0),
        Cell("text", "markdown", "# Why"),
        Cell("manual", "markdown", f"# {CANARY}", "why", 3.0, released="*Your answer.*"),
    ),
)

# (count, fans, groups, gain) of each student, and the slip made in `groups`
CLASS = {
    "ada": (2, 2, 4, 4, ""),
    "ben": (2, 2, 0, 4, "fans-no-groups"),
    "cem": (2, 2, 0, 2, "fans-no-groups"),
    "dia": (2, 1, 0, 0, "fans-swapped"),
    "eve": (0, 0, 0, 0, "fans-no-groups"),
    "fay": (2, 2, 4, 4, ""),
    "gus": (2, 2, 2, 3, ""),
    "hal": (2, 0, 0, 1, "fans-swapped"),
    "ida": (2, 2, 4, 4, ""),
    "jon": (1, 2, 0, 2, ""),
}


def report(student: str, points: tuple, slip: str = "", problem: str = "") -> Report:
    ids, most = ("count", "fans", "groups", "gain"), (2.0, 2.0, 4.0, 4.0)
    scores = tuple(
        Score(
            cell,
            float(p),
            m,
            "" if p == m else f"called:   f({student})\ngot:      1",
            slip if cell == "groups" else "",
        )
        for cell, p, m in zip(ids, points, most, strict=True)
    )
    return Report(
        student,
        "fans",
        "fans",
        "0" * 64,
        "bubblewrap",
        1,
        Answers(student, {}),
        (*scores, Score("why", None, 3.0)),
        problem=problem,
    )


def everyone() -> list[Report]:
    return [report(name, tuple(row[:4]), row[4]) for name, row in CLASS.items()]


def broken() -> Report:
    return report("zoe", (0, 0, 0, 0), problem="unreadable: not JSON at line 1")


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def words(node: object) -> str:
    return re.sub(r"\s+", " ", node.get_text()).strip()  # type: ignore[attr-defined]


def rows(html: str, section: str) -> list[list[str]]:
    return [
        [words(cell) for cell in row.find_all(["th", "td"])]
        for row in soup(html).select(f"section[aria-labelledby={section}] tbody tr")
    ]


def figures(html: str) -> dict[str, str]:
    return {words(one.dt): words(one.dd) for one in soup(html).select(".figures div")}


def test_the_head_counts_submissions_and_those_that_need_a_person() -> None:
    done = report("max", (2, 2, 4, 4))
    marked = replace(done, scores=(*done.scores[:4], Score("why", 3.0, 3.0)))
    head = figures(class_report(EXAM, [*everyone(), broken(), marked]))
    assert head["Submissions"] == "12"
    assert head["Need a person"] == "11"  # ten wait for a mark on `why`, one is unreadable


def test_mean_median_and_quartiles_are_those_of_the_statistics_module() -> None:
    scores = [sum(row[:4]) for row in CLASS.values()]
    low, median, high = statistics.quantiles(scores, n=4, method="inclusive")
    head = figures(class_report(EXAM, everyone()))
    assert head["Mean"] == f"{statistics.mean(scores):g} of 15"
    assert head["Median"] == f"{median:g}"
    assert head["Middle half"] == f"{low:g} to {high:g}"


def test_ungradable_submissions_are_named_and_left_out_of_the_figures() -> None:
    alone, with_broken = class_report(EXAM, everyone()), class_report(EXAM, [*everyone(), broken()])
    assert figures(alone)["Mean"] == figures(with_broken)["Mean"]
    assert rows(alone, "exercises") == rows(with_broken, "exercises")
    assert rows(with_broken, "students")[-1][3].startswith("problem unreadable: not JSON at line 1")
    assert "1 of 11 submissions could not be graded" in words(soup(with_broken))


def test_each_exercise_has_its_share_and_its_full_part_and_none() -> None:
    table = rows(class_report(EXAM, everyone()), "exercises")
    fans = [row[1] + row[2] for row in CLASS.values()]
    assert table[1][0] == "Fans of a convolution, with groups and transposed"
    assert table[1][1:3] == ["6", f"{100 * sum(fans) / 60:.0f} %"]
    assert [int(cell) for cell in table[1][4:7]] == [
        sum(p == 6 for p in fans),
        sum(0 < p < 6 for p in fans),
        sum(p == 0 for p in fans),
    ]
    assert table[3][:3] == ["Why (10 waiting)", "3", "–"]


def test_discrimination_is_the_correlation_with_all_the_other_points() -> None:
    table = rows(class_report(EXAM, everyone()), "exercises")
    gain = [row[3] for row in CLASS.values()]
    rest = [sum(row[:3]) for row in CLASS.values()]
    assert float(table[2][8]) == pytest.approx(statistics.correlation(gain, rest), abs=0.005)
    assert table[3][8] == "–"


def test_discrimination_needs_eight_students_and_some_spread() -> None:
    assert len(rows(class_report(EXAM, everyone()[:7]), "exercises")[0]) == 8
    same = [report(f"s{k}", (2, 2, 4, 4)) for k in range(9)]
    assert {row[8] for row in rows(class_report(EXAM, same), "exercises")} == {"–"}


def test_the_commonest_slip_comes_first_with_its_students_and_a_reason() -> None:
    html = class_report(EXAM, everyone(), slip_names={"fans-no-groups": "groups ignored"})
    first, second = rows(html, "slips")
    assert first[0] == "groups ignored"
    assert "called: f(ben)" in first[4]
    assert first[1:3] == ["Fans of a convolution, with groups and transposed", "3"]
    assert first[4].startswith("ben, cem, eve One of the reasons")
    assert second[0] == "fans-swapped"
    assert second[2] == "2"


def test_a_long_list_of_names_is_cut() -> None:
    many = [report(f"s{k:02}", (2, 2, 0, 4), "fans-no-groups") for k in range(11)]
    assert rows(class_report(EXAM, many), "slips")[0][4].split(" One")[0].endswith("s07 and 3 more")


def test_students_are_in_order_with_totals_lateness_and_links() -> None:
    html = class_report(
        EXAM,
        everyone()[::-1],
        totals={"ada": Total(14.5, 15.0, waiting=1), "ben": Total(8.0, 15.0, 2.0, 1)},
        feedback_url=lambda name: f"../feedback/{name}/fans/fans.html",
    )
    table = rows(html, "students")
    assert [row[0] for row in table] == list(CLASS)
    assert table[0][1:] == ["14.5", "", "waiting 1 answer to mark"]
    assert table[1][1:3] == ["8", "−2"]
    assert soup(html).select_one("#students ~ div a")["href"] == "../feedback/ada/fans/fans.html"


def test_the_histogram_counts_every_student_once() -> None:
    svg = soup(class_report(EXAM, everyone())).select_one("figure svg")
    texts = [text.get_text() for text in svg.find_all("text")]
    labels = texts[texts.index("students") + 1 :]
    counts = [int(text) for text in labels if re.fullmatch(r"\d+", text)]
    assert sum(counts) == len(CLASS)
    assert any("median" in text for text in texts)


@pytest.mark.parametrize("most", [1, 3, 7, 12, 13, 15, 20, 24, 25, 40, 100, 1000])
def test_every_bin_holds_equally_many_possible_scores(most: int) -> None:
    possible = [float(k) for k in range(most + 1)]
    counts, _ = np.histogram(possible, _edges(possible, most))
    assert sum(counts) == most + 1
    assert len(set(counts[:-1])) <= 1 or most > 600  # beyond 12 bins of 50 it is only nearly so
    assert len(counts) <= 14
    halves = [k / 2 for k in range(2 * most + 1)]
    assert np.histogram(halves, _edges(halves, most))[0].sum() == len(halves)


def test_the_same_class_gives_the_same_bytes_in_any_order() -> None:
    one = class_report(EXAM, everyone(), slip_names={})
    assert one == class_report(EXAM, everyone()[::-1], slip_names={})
    assert not re.search(r"20\d\d-\d\d-\d\d", one)


@pytest.mark.parametrize("reports", [[], [broken()], everyone()[:1]], ids=["none", "broken", "one"])
def test_small_classes_have_a_report_too(reports: list[Report]) -> None:
    assert figures(class_report(EXAM, reports))["Submissions"] == str(len(reports))


def test_a_class_of_equal_scores_and_an_exam_of_no_points_are_drawn() -> None:
    assert "<svg" in class_report(EXAM, [report(f"s{k}", (0, 0, 0, 0)) for k in range(9)])
    nothing = Exam("a", "a", (Cell("text", "markdown", "# A"), Cell("test", "code", "", "t", 0.0)))
    one = Report("x", "a", "a", "", "", 0, Answers("x", {}), (Score("t", 0.0, 0.0),))
    assert "No submission has a score yet" in class_report(nothing, [one] * 9)


def test_no_solution_or_hidden_test_is_in_the_report() -> None:
    assert CANARY not in class_report(EXAM, everyone())


def test_names_and_reasons_are_inert_and_addresses_are_web_addresses() -> None:
    evil = "<script>document.title=1</script>\ud800\x00"
    html = class_report(
        EXAM,
        [report(evil, (0, 0, 0, 0), evil)],
        slip_names={evil: evil},
        feedback_url=lambda name: f"javascript:{name}",
    )
    doc = soup(html)
    [own] = doc.find_all("script")  # ours, which the page's policy knows by its digest
    digest = base64.b64encode(hashlib.sha256(own.string.encode()).digest()).decode()
    policy = doc.select_one("meta[http-equiv]")["content"]
    assert f"script-src 'sha256-{digest}';" in policy
    assert not [one for one in doc.find_all("a") if "javascript" in one["href"]]
    assert html.encode()
    assert "default-src 'none'" in doc.select_one("meta[http-equiv]")["content"]


def test_nothing_on_the_page_is_fetched() -> None:
    html = class_report(EXAM, everyone())
    assert not re.search(r"""(src|href)=["']?(https?:|//)""", html.replace("xlink:href", ""))
    assert "@import" not in html
    assert "url(http" not in html


@pytest.mark.parametrize("width", [360, 1280])
def test_the_report_does_not_scroll_sideways(tmp_path, width: int) -> None:
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("no chromium on this machine: the page is not tried in a browser")
    playwright = pytest.importorskip("playwright.sync_api")
    path = tmp_path / "report.html"
    path.write_text(class_report(EXAM, [*everyone(), broken()]), encoding="utf-8")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": width, "height": 800})
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()


def test_shares_do_not_depend_on_the_order_of_scores() -> None:
    rng = np.random.default_rng(0)
    shuffled = [
        replace(one, scores=tuple(one.scores[k] for k in rng.permutation(5))) for one in everyone()
    ]
    assert rows(class_report(EXAM, shuffled), "exercises") == rows(
        class_report(EXAM, everyone()), "exercises"
    )
