"""What a student wrote is shown to the person who marks it, in the Formgrader, and runs nothing
there: that page may do on the server whatever its reader may do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from support import SETUP, make_exam, sit
from test_feedback import ACTIVE, HOSTILE, browser
from traitlets.config import Config

from autograder.model import Extra
from autograder.nbgrader_plugin import configure
from autograder.results.autograded import graded_notebook
from autograder.sandbox import ForkServer

__all__ = ["browser"]  # a fixture

ROOT = Path(__file__).parents[2]
EXAM = make_exam(
    (
        "text",
        "",
        "# Signals\n\nFind $\\sigma_w^2$ in\n\n$$q = n \\sigma_w^2$$\n\n| a | b |\n|-|-|\n"
        "| 1 | 2 |\n\n[see](https://example.org/lesson)",
    ),
    SETUP,
    ("solution", "f", "def f(x):\n    return 2 * x"),
    ("test", "f-1", "assert f(1) == 2", 1),
    ("manual", "why", "because", 2),
)
SHOWS = """import matplotlib.pyplot as plt
from IPython.display import HTML, SVG, Javascript, Markdown, display
for text in ATTACKS:
    for kind in (HTML, Javascript, Markdown):
        display(kind(text))
    display({"image/svg+xml": text, "image/png": text, "text/latex": text, text: text}, raw=True)
    print(text)
plt.plot([1, 2]);"""


@pytest.fixture(scope="module")
def graded(fork_server: ForkServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graded notebook of a student who attacks wherever a text of theirs is shown."""
    texts = [one.encode("utf-8", "replace").decode() for one in HOSTILE]  # as intake has them
    attack = "\n\n".join(texts)
    report = sit(
        fork_server,
        EXAM,
        {"why": f"My words.\n\n{attack}", "f": f"# {HOSTILE[1]}\nf = 3"},
        (Extra("f", "markdown", attack), Extra("f", "code", f"ATTACKS = {texts!r}\n{SHOWS}")),
    )
    path = tmp_path_factory.mktemp("autograded") / "signals.ipynb"
    nbformat.write(graded_notebook(EXAM, report), path)
    return path


@pytest.fixture(scope="module")
def exporter(tmp_path_factory: pytest.TempPathFactory) -> HTMLExporter:
    """The Formgrader's own, as it sets it up when JupyterLab is started in a course."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        patch.setenv("JUPYTER_CONFIG_DIR", str(course / "none"))
        formgrader = FormgradeExtension()
        formgrader.root_dir = str(course)
        formgrader.initialize([])
        server = SimpleNamespace(settings={})
        formgrader.init_tornado_settings(server)
    return server.settings["nbgrader_exporter"]


def page_of(exporter: HTMLExporter, path: Path) -> str:
    told = {
        "assignment_id": "signals",
        "notebook_id": "signals",
        "submission_id": "1",
        "index": 0,
        "total": 1,
        "base_url": "",
        "student": "eve",
        "last_name": "",
        "first_name": "",
        "notebook_path": "signals.ipynb",
    }
    return exporter.from_filename(str(path), resources=told)[0]


def opened(browser, html: str):
    """A tab with the page, off the network, after everything in it that can be clicked has been;
    and the addresses that the student's text asked for."""
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.route("**/*", lambda route: route.abort())
    tab.set_content(html, wait_until="domcontentloaded")
    tab.evaluate(
        "document.querySelectorAll('#notebook a').forEach("
        "one => one.href.startsWith('javascript:') && one.click())"
    )
    tab.wait_for_timeout(300)
    return tab, [url for url in asked if "127.0.0.1" in url]


def ran(tab) -> bool:
    """Whether an attack came through: each sets the title, and one that a link starts is shown in
    the place of the page."""
    return "owned" in (tab.title(), tab.inner_text("body").strip())


def test_nothing_that_a_student_wrote_runs_in_the_formgrader(browser, exporter, graded):
    html = page_of(exporter, graded)
    tab, asked = opened(browser, html)
    assert not ran(tab)
    assert asked == []
    assert tab.evaluate(ACTIVE.replace("'*'", "'#notebook *'")) == 0
    assert (
        tab.evaluate(
            "document.querySelectorAll('#notebook :is(iframe, object, embed, form, "
            "base, meta, link, style, svg, video, details)').length"
        )
        == 0
    )
    tab.close()


@pytest.mark.parametrize("attack", [HOSTILE[0], HOSTILE[1], HOSTILE[3], HOSTILE[14]])
def test_as_nbgrader_has_it_such_an_answer_runs(browser, exporter, fork_server, tmp_path, attack):
    """So the attacks are real, and the test above can fail."""
    config = exporter.config.copy()
    config.HTMLExporter.filters = {}
    path = tmp_path / "signals.ipynb"
    nbformat.write(graded_notebook(EXAM, sit(fork_server, EXAM, {"why": attack})), path)
    for by, runs in ((HTMLExporter(config=config), True), (exporter, False)):
        tab, _ = opened(browser, page_of(by, path))
        assert ran(tab) == runs
        tab.close()


def test_formulas_tables_links_figures_and_words_are_still_shown(browser, exporter, graded):
    tab, _ = opened(browser, page_of(exporter, graded))
    assert tab.locator("#notebook math").first.text_content()[:1] == "σ"
    assert tab.locator("#notebook math[display=block]").count() >= 1
    assert tab.locator("#notebook td").all_inner_texts()[:2] == ["1", "2"]
    assert tab.locator("#notebook a").first.get_attribute("href") == "https://example.org/lesson"
    assert tab.locator("#notebook").first.inner_text().count("My words.") == 1
    assert (
        tab.evaluate(
            "Math.max(...[...document.querySelectorAll('#notebook img')].map("
            "one => one.naturalWidth))"
        )
        > 100
    )
    tab.close()


def test_feedback_cuts_hidden_tests_whatever_marks_a_student_writes(fork_server):
    marks = "### BEGIN HIDDEN TESTS\n# mine\n### END SOLUTION\n"
    hidden = "assert f(1) == 2\n### BEGIN HIDDEN TESTS\nassert f(2) == 4\n### END HIDDEN TESTS"
    exam = make_exam(
        SETUP,
        ("solution", "f", "def f(x):\n    return 2 * x"),
        ("test", "t", hidden, 1),
        ("manual", "why", "because", 1),
    )
    report = sit(
        fork_server,
        exam,
        {"f": f"{marks}def f(x):\n    return 2 * x", "why": marks},
        (Extra("f", "code", marks), Extra("t", "markdown", marks)),
    )
    config = Config()
    configure(config)
    cut, _ = config.GenerateFeedback.preprocessors[0](config=config).preprocess(
        graded_notebook(exam, report), {}
    )
    told = nbformat.writes(cut)
    assert "f(2) == 4" not in told
    assert "f(1) == 2" in told
    assert told.count("# mine") == 4


def test_what_the_marker_fills_in_is_there_and_cant_be_stood_in_for(exporter, graded):
    html = page_of(exporter, graded)
    for ident in ("why", "why-comment", "f-comment"):
        assert html.count(f'id="{ident}"') == 1


SCHEME = "Half of the mean square comes from $z > 0$ (2 points)."


@pytest.fixture
def course_with_scheme(fork_server: ForkServer, tmp_path: Path) -> tuple[Path, Path]:
    """A course's graded notebook, and its source with the exemplary answer."""
    report = sit(fork_server, EXAM, {"why": "My words."}, ())
    path = tmp_path / "autograded" / "eve" / "signals" / "signals.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(graded_notebook(EXAM, report), path)
    source = tmp_path / "source" / "signals" / "signals.ipynb"
    source.parent.mkdir(parents=True)
    node = nbformat.read(path, 4)
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "why":
            cell.source = f"### BEGIN SOLUTION\n{SCHEME} <script>steal()</script>\n### END SOLUTION"
    nbformat.write(node, source)
    return path, source


def test_the_mark_scheme_stands_below_a_written_answer_for_whoever_marks(
    exporter, course_with_scheme
):
    path, source = course_with_scheme
    before = path.read_bytes()
    page = page_of(exporter, path)
    assert page.index("My words.") < page.index("Mark scheme") < page.index("Half of the mean")
    assert "(2 points)" in page
    assert "<math" in page[page.index("Mark scheme") :]
    assert "steal()</script>" not in page
    assert "BEGIN SOLUTION" not in page
    # It is in no file that is handed back.
    assert path.read_bytes() == before
    assert b"Half of the mean" not in before
    # Without a source, or with one that can't be read, the page is there all the same.
    source.write_text("no notebook")
    assert "My words." in page_of(exporter, path)
    assert "Mark scheme" not in page_of(exporter, path)


def test_a_page_that_nbgrader_makes_for_students_has_no_mark_scheme(course_with_scheme):
    """Whatever it is told: by the template alone, and by what nbgrader tells its own converter."""
    path, _ = course_with_scheme
    config = Config()
    configure(config)
    told = {"assignment_id": "signals", "notebook_id": "signals", "submission_id": "1"}
    for template in ("lab", "classic", "basic"):
        page, _ = HTMLExporter(config=config, template_name=template).from_filename(
            str(path), resources=dict(told)
        )
        assert "My words." in page
        assert "Half of the mean" not in page


def test_nbgraders_own_feedback_has_no_mark_scheme(tmp_path: Path):
    """From `goodstart grade` to `nbgrader generate_feedback`, and ours."""
    from typer.testing import CliRunner

    from autograder.cli import app

    def goodstart(*words: object) -> None:
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == 0, result.output + str(result.exception)

    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "source").mkdir()
    goodstart("new", "assignment", "halves", "--course", tmp_path)
    goodstart("build", "--course", tmp_path)
    place = tmp_path / "submitted" / "ada" / "halves"
    place.mkdir(parents=True)
    node = nbformat.read(tmp_path / "release" / "halves" / "halves.ipynb", 4)
    for cell in node.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "in-words":
            cell.source = "My own words."
    nbformat.write(node, place / "halves.ipynb")
    goodstart("grade", "halves", "--course", tmp_path, "--workers", 1)
    goodstart("feedback", "halves", "--course", tmp_path, "--workers", 1)
    ours = (tmp_path / "feedback" / "ada" / "halves" / "halves.html").read_text()
    shutil.rmtree(tmp_path / "feedback")
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_feedback", "halves"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    theirs = (tmp_path / "feedback" / "ada" / "halves" / "halves.html").read_text()
    graded = (tmp_path / "autograded" / "ada" / "halves" / "halves.ipynb").read_text()
    for page in (ours, theirs, graded):
        assert "My own words." in page
        assert "four times as large" not in page
        assert "Mark scheme" not in page
