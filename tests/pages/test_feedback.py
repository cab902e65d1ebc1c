"""A feedback page shows a student's own work and marks, and nothing else: no hidden test, no script
that runs, no request. The oracles are an HTML parser and a browser."""

from __future__ import annotations

import base64
import io
import itertools
import re
import shutil
import struct
import time
import zlib

import pytest
from bs4 import BeautifulSoup
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from autograder.model import FOR_TEACHERS, Answers, Cell, CellResult, Exam, Extra, Report, Score
from autograder.pages import html
from autograder.pages.feedback import Mark, render
from autograder.results.autograded import graded_text, masters

CANARY = "canary-of-the-hidden-test"
HIDDEN = f"### BEGIN HIDDEN TESTS\nassert fans() == {CANARY!r}\n### END HIDDEN TESTS"
SOLVED = f"def f():\n    ### BEGIN SOLUTION\n    return {CANARY!r}\n    ### END SOLUTION"

REASON = """called:   compute_fans((3, 3, 8, 32), 'HWIO', groups=4)
got:      (288, 72)
expected: (72, 288)
This is the slip “in and out swapped for the layout”. The layout's name spells the axes in order: \
i is the axis of inputs and o the axis of outputs, wherever they stand.
See lesson 03_fans#layouts."""

INTRO = """# Fans
A weight's *fan-in* is the number of inputs that reach one output. Over $n_{in}$ inputs the
variances add, so that with weights of variance $\\sigma_w^2$

$$
\\mathrm{Var}[z] = n_{in}\\,\\sigma_w^2\\,\\mathrm{E}[x^2], \\quad
\\sigma_w^2 = \\frac{2}{n_{in}}
$$"""

CONVOLUTION = """## Fans of a convolution
Write `compute_fans(shape, layout, groups=1)`. About 4 lines.

| layout | axes | used by |
|---|---|---|
| OIHW | out, in, height, width | PyTorch |
| HWIO | height, width, in, out | JAX, TensorFlow |

```python
compute_fans((32, 8, 3, 3), "OIHW")   # (72, 288)
```
The [paper](https://arxiv.org/abs/1502.01852) counts the same way."""

COUNT = '''def count_connections(f, x):
    """Which inputs reach which outputs: booleans, (n_out, n_in)."""
    base = f(x)
    reached = []
    for i in range(len(x)):
        nudged = x.copy()
        nudged[i] += 1e-3  # a nudge, and back again in the next turn
        reached.append(f(nudged) != base)
    return np.array(reached).T'''

FANS = '''def compute_fans(shape, layout, groups=1):
    """(fan_in, fan_out) of a convolution's weight."""
    axes = dict(zip(layout.upper(), shape))
    field = math.prod(n for axis, n in axes.items() if axis not in "IO")
    return axes["O"] * field, axes["I"] * field // groups'''

WHY = """The sum over $n_{in}$ terms has variance $n_{in} \\sigma_w^2$, so:

- at **fan-in** the forward signal keeps its size,
- at **fan-out** the gradient does.

He et al. take one of the two, because they differ only by a constant over the whole network."""


def exam() -> Exam:
    test = f"{{}}\n{HIDDEN}"
    return Exam(
        "fans",
        "fans",
        (
            Cell("text", "markdown", INTRO, released=INTRO),
            Cell(
                "locked",
                "code",
                "import math\nimport numpy as np",
                "setup",
                released="import math\nimport numpy as np",
            ),
            Cell(
                "text",
                "markdown",
                "## Counting connections\nNudge one input at a time.",
                released="## Counting connections\nNudge one input at a time.",
            ),
            Cell("solution", "code", SOLVED, "count", released="def f():\n    ..."),
            Cell(
                "test",
                "code",
                test.format("assert count_connections"),
                "count_connections",
                3.0,
                "03_fans#counting",
                "assert count_connections(lambda x: x, np.zeros(2)).all()",
            ),
            Cell("text", "markdown", CONVOLUTION, released=CONVOLUTION),
            Cell("solution", "code", SOLVED, "fans", released="def f():\n    ..."),
            Cell(
                "test",
                "code",
                test.format("pass"),
                "fans_by_hand",
                2.0,
                "03_fans#two-numbers",
                "assert compute_fans((4, 3), 'OI') == (3, 4)",
            ),
            Cell(
                "test", "code", test.format("pass"), "fans_layouts", 4.0, "03_fans#layouts", "pass"
            ),
            Cell("text", "markdown", "## Deep networks\nPlot the gain over 20 layers."),
            Cell("solution", "code", SOLVED, "gain", released="def gain():\n    ..."),
            Cell("test", "code", test.format("pass"), "gain_of_relu", 3.0, "05_he#half", ""),
            Cell("text", "markdown", "## Why one of the two\nFan-in or fan-out: does it matter?"),
            Cell(
                "manual",
                "markdown",
                f"### BEGIN MARK SCHEME\n{CANARY}\n### END MARK SCHEME",
                "why",
                4.0,
                released="*Your answer here.*",
            ),
            Cell("text", "markdown", "## Bonus\nIn your own words."),
            Cell("manual", "markdown", CANARY, "bonus", 2.0, released="*Your answer here.*"),
        ),
    )


def plot(width: float = 5.0) -> str:
    figure = Figure(figsize=(width, 2.6), layout="constrained")
    axes = figure.add_subplot()
    axes.semilogy([0.5**k for k in range(20)], marker="o", ms=3)
    axes.set(xlabel="layer", ylabel="mean square of the signal", title="LeCun under ReLU: halved")
    file = io.BytesIO()
    FigureCanvasAgg(figure).print_png(file)
    return base64.b64encode(file.getvalue()).decode()


def stream(text: str, name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: object) -> dict:
    data = {
        {
            "png": "image/png",
            "html": "text/html",
            "text": "text/plain",
            "svg": "image/svg+xml",
            "js": "application/javascript",
            "latex": "text/latex",
        }[k]: v
        for k, v in data.items()
    }
    return {"output_type": "display_data", "data": data, "metadata": {}}


TABLE = (
    "<div><style scoped>.dataframe td{color:red}</style><table border='1' class='dataframe'>"
    "<thead><tr><th></th><th>layout</th><th>fan_in</th><th>fan_out</th></tr></thead><tbody>"
    "<tr><th>0</th><td>OIHW</td><td>72</td><td>288</td></tr>"
    "<tr><th>1</th><td>HWIO</td><td>72</td><td>288</td></tr></tbody></table></div>"
)


def report(**changes: object) -> Report:
    answers = Answers(
        "Amélie Ndiaye",
        {
            "count": COUNT,
            "fans": FANS,
            "gain": "def gain(depth):\n    while True:"
            "\n        depth += 1\n    return depth\n\ngain(20)",
            "why": WHY,
        },
        extras=(
            Extra("count", "code", "compare(['OIHW', 'HWIO'])  # both layouts side by side"),
            Extra("gain_of_relu", "markdown", "*Note to self:* ask about **leaky** ReLU."),
        ),
        notes=("The file was called fans (1).ipynb; it was read as fans.ipynb.",),
    )
    values: dict = {
        "student": "Amélie Ndiaye",
        "assignment": "fans",
        "notebook": "fans",
        "exam": "3f2a" * 16,
        "mode": "bubblewrap",
        "seed": 7,
        "answers": answers,
        "scores": (
            Score("count_connections", 3.0, 3.0),
            Score(
                "fans_by_hand",
                1.0,
                2.0,
                "1 of 2 layouts right.\ncalled:   compute_fans((4, 3), "
                "'OI')\ngot:      array([[3, 4],\n                 [4, 3]])\nexpected: (3, 4)",
            ),
            Score("fans_layouts", 0.0, 4.0, REASON, "fans-swapped"),
            Score("gain_of_relu", 0.0, 3.0, "gain did not return: time limit 30 s."),
            Score("why", None, 4.0),
            Score("bonus", None, 2.0),
        ),
        "results": (
            CellResult(
                "count",
                (
                    stream("tried 3 inputs\n"),
                    stream("all reached\n"),
                    stream("RuntimeWarning: overflow in exp\n", "stderr"),
                ),
            ),
            CellResult("fans", (display(png=plot(), text="<Figure size 500x260 with 1 Axes>"),)),
            CellResult(
                "gain",
                (
                    {
                        "output_type": "error",
                        "ename": "KeyboardInterrupt",
                        "evalue": "",
                        "traceback": [
                            "\x1b[31mKeyboardInterrupt\x1b[39m  Traceback (most recent call last)",
                            "\x1b[36mCell In[9], line 3\x1b[0m",
                        ],
                    },
                ),
                "time limit 30 s",
            ),
            CellResult("extra-0", (display(html=TABLE, text="   layout  fan_in"),)),
        ),
    }
    return Report(**{**values, **changes})


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def words(node: object) -> str:
    return re.sub(r"\s+", " ", node.get_text())  # type: ignore[attr-defined]


def card(doc: BeautifulSoup, cell: str) -> str:
    return next(words(one) for one in doc.select("article") if one.h3.code.get_text() == cell)


def with_outputs(*outputs: dict) -> BeautifulSoup:
    return soup(render(exam(), report(results=(CellResult("fans", outputs),))))


# What a student sees


def test_the_head_says_the_score_and_what_is_waiting() -> None:
    doc = soup(render(exam(), report()))
    total = words(doc.select_one(".total"))
    assert "4 of 18 points" in total
    assert "2 answers (6 points) still to be marked" in total
    assert words(doc.select_one(".who")) == "Amélie Ndiaye"


def test_the_summary_has_a_row_for_each_exercise_with_a_word_for_its_status() -> None:
    rows = [
        [words(cell).strip() for cell in row.find_all(["th", "td"])]
        for row in soup(render(exam(), report())).select("#summary ~ div tbody tr")
    ]
    assert rows == [
        ["Counting connections", "3 / 3 · full", ""],
        ["Fans of a convolution", "1 / 6 · part", "fans-swapped"],
        ["Deep networks", "0 / 3 · lost", ""],
        ["Why one of the two", "– / 4 · waiting", ""],
        ["Bonus", "– / 2 · waiting", ""],
    ]


def test_slips_go_by_their_names() -> None:
    html = render(exam(), report(), slip_names={"fans-swapped": "in and out swapped"})
    assert "in and out swapped" in words(soup(html).select_one("#summary ~ div"))


def test_a_lost_test_says_what_was_called_what_came_back_and_where_to_read() -> None:
    doc = soup(render(exam(), report(), lesson_url="https://course.example/lessons/"))
    one = next(a for a in doc.select("article") if a.h3.code.get_text() == "fans_layouts")
    lines = one.select_one("pre.quoted").get_text().splitlines()
    assert [line.split(":")[0] for line in lines] == ["called", "got", "expected"]
    assert one.a["href"] == "https://course.example/lessons/03_fans.html#layouts"
    assert "0 / 4 · lost" in words(one)


def test_a_value_of_several_lines_stays_with_its_label() -> None:
    doc = soup(render(exam(), report()))
    one = next(a for a in doc.select("article") if a.h3.code.get_text() == "fans_by_hand")
    assert len(one.select("pre.quoted")) == 1
    assert "[4, 3]])\nexpected" in one.select_one("pre.quoted").get_text()


def test_without_lesson_pages_the_lesson_is_named_in_words() -> None:
    doc = soup(render(exam(), report()))
    assert "lesson 03_fans, section layouts" in card(doc, "fans_layouts")
    assert not doc.select("article a")


def test_what_only_a_teacher_can_do_is_not_told_to_the_student() -> None:
    refused = Score("gain_of_relu", 0.0, 3.0, f"gain: refused: a generator{FOR_TEACHERS}")
    told = card(soup(render(exam(), report(scores=(refused,)))), "gain_of_relu")
    assert "gain: refused: a generator" in told
    assert "teachers" not in told


def test_the_students_code_and_outputs_are_there() -> None:
    doc = soup(render(exam(), report()))
    codes = [one.get_text() for one in doc.select("pre.code")]
    assert any(COUNT in text for text in codes)
    assert any("side by side" in text for text in codes)
    samples = [one.get_text() for one in doc.select("samp")]
    assert "tried 3 inputs\nall reached\n" in samples
    assert doc.select_one("img")["src"].startswith("data:image/png;base64,iVBOR")
    assert words(doc.select_one(".output table td")) == "OIHW"
    assert "Stopped: time limit 30 s" in words(doc)
    assert "\x1b" not in doc.get_text()
    assert "[36m" not in doc.get_text()


def test_a_cell_without_an_answer_shows_what_was_given() -> None:
    doc = soup(render(exam(), report(answers=Answers("x", {}), results=())))
    assert "No answer: this is what you were given." in words(doc)
    assert "def gain():\n    ..." in [one.get_text().strip() for one in doc.select("pre.code")]


def test_prose_has_its_maths_as_mathml_and_its_code_in_colour() -> None:
    doc = soup(render(exam(), report()))
    assert len(doc.select(".prose math")) >= 3
    assert doc.select_one(".prose math[display=block] mfrac")
    assert doc.select_one(".prose pre.code .s2")
    assert "$" not in "".join(one.get_text() for one in doc.select(".prose"))


def test_an_exercises_heading_stands_once() -> None:
    titles = [h.get_text() for h in soup(render(exam(), report())).find_all(re.compile("h[1-6]"))]
    assert sum("Fans of a convolution" in title for title in titles) == 1


def test_headings_never_skip_upwards_and_the_first_is_the_only_h1() -> None:
    levels = [int(h.name[1]) for h in soup(render(exam(), report())).find_all(re.compile("h[1-6]"))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= level + 1 for level, later in itertools.pairwise(levels))


def test_a_persons_marks_replace_the_machines_and_carry_their_comment() -> None:
    marks = {"why": Mark(3.5, "Good.\nBut say <why> 2."), "gain_of_relu": Mark(1.0)}
    doc = soup(render(exam(), report(), marks=marks))
    assert "8.5 of 18" in words(doc.select_one(".total"))
    assert "3.5 / 4 · part" in card(doc, "why")
    assert "But say <why> 2." in card(doc, "why")
    assert "1 / 3 · part" in card(doc, "gain_of_relu")
    assert "Waiting to be marked" in card(doc, "bonus")


def test_a_comment_on_code_that_has_no_points_of_its_own_stands_below_it() -> None:
    doc = soup(render(exam(), report(), marks={"fans": Mark(None, "Neat, but <i> is unused.")}))
    [comment] = doc.select(".comment")
    assert comment.get_text().strip() == "Neat, but <i> is unused."
    [section] = [one for one in doc.select("section") if comment in one.descendants]
    assert section.find("code", string="fans_by_hand")
    assert (
        comment.find_previous("p", class_="label")
        .find_previous("pre")
        .get_text()
        .startswith(FANS[:20])
    )


def test_lateness_is_taken_off_and_said_and_never_goes_below_zero() -> None:
    late = words(soup(render(exam(), report(), late_penalty=1.5)).select_one(".total"))
    assert "2.5 of 18" in late
    assert "4 earned, 1.5 taken off" in late
    assert "0 of 18" in words(soup(render(exam(), report(), late_penalty=9)).select_one(".total"))


def test_an_ungradable_submission_gets_a_page_that_says_why() -> None:
    empty = report(answers=Answers("x", {}), results=(), problem="unreadable: not JSON", scores=())
    doc = soup(render(exam(), empty))
    assert "unreadable: not JSON" in words(doc.select_one(".problem"))
    assert "0 of 18" in words(doc.select_one(".total"))


def test_extra_cells_are_all_shown_even_those_beside_no_exercise() -> None:
    answers = Answers("x", {}, (Extra("", "code", "top = 1"), Extra("gone", "code", "lost = 1")))
    text = soup(render(exam(), report(answers=answers))).get_text()
    assert "top = 1" in text
    assert "lost = 1" in text


def test_outputs_are_cut_and_say_so() -> None:
    doc = with_outputs(stream("x" * 30_000), stream("y", "stderr"))
    text = doc.get_text()
    assert text.count("x" * 10_000) == 1
    assert "x" * 10_001 not in text
    assert "Only the first 10,000 characters" in text


def test_a_progress_bar_shows_its_last_state() -> None:
    assert html.plain("  1%\r 50%\r100%\ndone\r\n") == "100%\ndone\n"


# What a student never sees


def test_no_hidden_test_no_solution_and_no_mark_scheme_is_on_the_page() -> None:
    html = render(exam(), report(), marks={"why": Mark(1.0, "ok")}, lesson_url="https://x.example")
    assert CANARY not in html
    assert "HIDDEN" not in html
    assert CANARY not in render(exam(), report(answers=Answers("x", {}), scores=(), results=()))


def test_only_a_tests_released_part_is_shown_and_it_is_folded() -> None:
    doc = soup(render(exam(), report()))
    folded = [one.pre.get_text() for one in doc.select("article details")]
    assert "assert compute_fans((4, 3), 'OI') == (3, 4)" in [text.strip() for text in folded]
    assert not doc.select("details[open]")


def test_a_given_cell_with_a_cut_part_is_never_shown_from_its_source() -> None:
    cells = (
        Cell("text", "markdown", "# A"),
        Cell("locked", "code", HIDDEN, "setup"),
        Cell("test", "code", HIDDEN, "t", 1.0),
    )
    ran = (CellResult("setup", (stream("ready"),)),)
    html = render(Exam("a", "a", cells), report(scores=(), results=ran))
    assert "ready" in html
    assert CANARY not in html


# Hostile submissions

HOSTILE = [
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg onload=\"document.title='owned'\"><script>document.title='owned'</script></svg>",
    "<a href=\"javascript:document.title='owned'\">click</a>",
    "<iframe srcdoc=\"<script>parent.document.title='owned'</script>\"></iframe>",
    "<iframe src='http://127.0.0.1:9/'></iframe><img src='http://127.0.0.1:9/i.png'>",
    "<link rel=stylesheet href='http://127.0.0.1:9/s.css'><style>@import 'http://127.0.0.1:9/'",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'><base href='http://127.0.0.1:9/'>",
    "<form action='http://127.0.0.1:9/'><input autofocus onfocus=\"document.title='owned'\">",
    "<details open ontoggle=\"document.title='owned'\"><summary>x</summary></details>",
    "<table background='http://127.0.0.1:9/b.png'><td style='background:url(//127.0.0.1:9/c)'>x",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=document.title=1&gt;'>",
    "</pre></samp></code></textarea></title></style><script>document.title='owned'</script>",
    "<video src='http://127.0.0.1:9/v'></video><object data='http://127.0.0.1:9/o'></object>",
    "[click](javascript:document.title='owned') ![x](http://127.0.0.1:9/x.png) <http://a.example>",
    "$\\href{javascript:document.title='owned'}{x}$ $\\text{<script>document.title=1</script>}$",
    "$$\\style{background:url(http://127.0.0.1:9/)}{x} \\text{</math><img src=x onerror=a()>}$$",
    "{{ 7 * 7 }} {% include 'style.css' %} \ue0000\ue001 \ud800 \x00\x08\x1b[31mred\x1b]8;;u\x07",
]


def hostile_page() -> str:
    bad = "\n\n".join(HOSTILE)
    outputs = (
        *(display(html=one, text=one) for one in HOSTILE),
        stream(bad),
        stream(bad, "stderr"),
        display(svg=bad, js="document.title='owned'", latex=bad, text="plain"),
        display(png=base64.b64encode(HOSTILE[2].encode()).decode()),
        display(png=bad),
        {"output_type": "error", "ename": bad, "evalue": bad, "traceback": [bad]},
    )
    ids = ("count", "fans", "gain", "why", "bonus")
    answers = Answers(
        bad,
        dict.fromkeys(ids, bad),
        notes=(bad,),
        problem=bad,
        extras=tuple(
            Extra(after, kind, bad) for after in ("", "why", bad) for kind in ("code", "markdown")
        ),
    )
    scores = tuple(Score(cell.id, 0.5, cell.points, bad, bad) for cell in exam().graded())
    results = tuple(CellResult(k, outputs, bad) for k in (*ids, "extra-0", "extra-2", "extra-4"))
    mark = {"why": Mark(1.0, bad)}
    return render(
        exam(),
        report(student=bad, answers=answers, scores=scores, results=results, problem=bad),
        marks=mark,
        lesson_url="https://course.example",
    )


def test_a_hostile_submission_leaves_no_active_markup() -> None:
    doc = soup(hostile_page())
    assert not doc.select(
        "script, iframe, svg, object, embed, form, input, video, audio, base, "
        "foreignobject, textarea, button, mglyph"
    )
    assert len(doc.find_all("style")) == 1
    assert len(doc.select("meta[http-equiv]")) == 1
    for tag in doc.find_all(True):
        allowed = {
            "class",
            "id",
            "href",
            "rel",
            "src",
            "alt",
            "tabindex",
            "scope",
            "role",
            "name",
            "content",
            "charset",
            "http-equiv",
            "lang",
            "colspan",
            "rowspan",
            "display",
            "xmlns",
            "aria-labelledby",
            "mathvariant",
            "width",
            "stretchy",
            "fence",
            "form",
        }
        assert set(tag.attrs) <= allowed, tag
        assert str(tag.get("src", "data:image/png")).startswith("data:image/png")
        assert re.match(r"#|data:,$|https://(course\.example|arxiv\.org)/", tag.get("href", "#"))


def test_an_output_keeps_tables_and_words_alone() -> None:
    doc = soup("".join(html.html_fragment(attack) for attack in [*HOSTILE, TABLE]))
    assert {tag.name for tag in doc.find_all(True)} <= {
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "p",
        "b",
    }
    assert {name for tag in doc.find_all(True) for name in tag.attrs} <= {"colspan", "rowspan"}


def test_only_the_courses_own_words_may_hold_links() -> None:
    text = "[a](https://a.example) <details>b</details> [c](javascript:x) [d](../e.html)"
    assert not soup(html.markdown(text)).select("a, details")
    kept = soup(html.markdown(text, links=True)).select("[href]")
    assert [one["href"] for one in kept] == ["https://a.example"]


def test_a_policy_forbids_scripts_and_requests() -> None:
    policy = soup(render(exam(), report())).select_one("meta[http-equiv]")
    assert policy["http-equiv"] == "Content-Security-Policy"
    for rule in ("default-src 'none'", "img-src data:", "style-src 'unsafe-inline'"):
        assert rule in policy["content"]


def test_odd_characters_cannot_stop_a_page_from_being_written() -> None:
    html = hostile_page()
    assert html.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", html)
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(
    "output",
    [
        {},
        {"output_type": "stream"},
        {"output_type": "stream", "text": 5, "name": ["x"]},
        {"output_type": "error", "traceback": 7},
        {"output_type": "display_data", "data": [1]},
        {
            "output_type": "execute_result",
            "data": {"image/png": 5, "text/html": {}, "text/plain": 1},
        },
        {"output_type": "display_data", "data": {"image/png": ["é", 5]}},
        {"output_type": ["x"]},
    ],
)
def test_outputs_of_another_shape_are_passed_over(output: dict) -> None:
    assert with_outputs(output)
    assert with_outputs("no dict")  # type: ignore[arg-type]


def picture(width: int, height: int) -> str:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = b"IHDR" + head
    raw = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))
    return base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    "data",
    [
        "",
        "not base64!",
        base64.b64encode(b"GIF89a" + b"0" * 40).decode(),
        picture(60_000, 60_000),
        picture(0, 5),
        base64.b64encode(base64.b64decode(picture(5, 5)) + bytes(3 * 2**20)).decode(),
        base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
        None,
        5,
    ],
)
def test_only_a_png_of_bounded_size_becomes_an_image(data: object) -> None:
    assert html.png(data) == ""
    assert html.png(picture(5, 5)).startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*a " * 7_000,
        "$$\n" * 7_000,
        "`" * 20_000,
        "> " * 10_000,
        "$" + "{" * 2_000,
        "- " * 10_000,
        "|a" * 10_000,
        "<b>" * 7_000,
        "![" * 10_000,
        "$\\frac" * 3_000,
        "_" * 20_000,
        "$" + "\\frac{" * 400 + "$",
        "<!--" * 5_000,
        "a\n" * 10_000,
        "\\(" * 10_000,
        "$`" * 10_000,
    ],
)
def test_long_and_nested_text_is_drawn_in_bounded_time(text: str) -> None:
    began = time.process_time()
    html.markdown(text + " ")
    html.code(text)
    html.html_fragment(text)
    assert time.process_time() - began < 10


OPEN = "".join(f"<b class={k}>" for k in range(600))


@pytest.mark.parametrize(
    "text",
    [
        f"<p>{OPEN}" + "<p>x" * 2_000,
        f"<p>{OPEN}" + "<li>x" * 2_000,
        "<p>" + "<b><i><u><s><em>" * 3 + "<p>x" * 2_000,
        f"<p>{OPEN.replace(' ', '/').upper()}" + "<p>x" * 2_000,
        f"x {OPEN}" + "<p>x" * 3_000,
        "```python\n" + "a.(@" * 1_200 + "\n```\n" + "&#57344;0&#57345; " * 800,
        "```python\n" + "a.(@" * 1_200 + "\n```\n" + "&#xe000;0&#xe001; " * 800,
    ],
)
def test_no_text_makes_a_page_many_times_as_long(text: str) -> None:
    for drawn in (html.markdown(text), html.markdown(text, links=True)):
        assert len(drawn) < 12 * len(text)
    assert len(html.html_fragment(text)) < 12 * html.OUTPUT_LIMIT


@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_page_stays_short_however_many_long_cells_were_added(kind: str) -> None:
    extras = tuple(Extra("count", kind, f"#{k}\n" + "a." * 10_000) for k in range(100))
    one = report(answers=Answers("x", {}, extras), results=())
    text = render(exam(), one)
    assert len(text) < 6 * 2**20
    assert "#8\n" in soup(text).get_text()
    assert "The last 91 of the cells that you added are not shown" in text
    assert "are not shown" not in render(exam(), report(answers=Answers("x", {}, extras[:9])))


def test_a_graded_notebook_cuts_what_would_take_minutes_to_show() -> None:
    extras = tuple(Extra("count", "code", "a." * 10_000) for _ in range(100))
    answers = Answers("x", {"count": "b." * 10**6}, extras)
    text = graded_text(exam(), masters(exam()), report(answers=answers, results=()))
    assert len(text) < 400_000
    assert "cut: the first 50,000 of 2,000,000 characters" in text


@pytest.mark.parametrize(
    "text",
    [
        "&#57344;9999&#57345;",
        "&#xE000;0&#xE001;",
        "x <b title='&#57344;0&#57345;'>x",
        "&#57344;" + "9" * 5_000 + "&#57345;",
    ],
)
def test_a_place_of_ours_cant_be_written_by_a_student(text: str) -> None:
    assert "<math" not in html.markdown(text)
    assert html.markdown(f"{text} $a$").count("<math") == 1
    assert html.markdown(f"$a$\n\n{text}").count("<math") == 1


def test_a_formula_never_lands_in_an_attribute() -> None:
    tags = soup(html.markdown('<td colspan="\n\n$a$\n\n">x')).find_all(True)
    assert not [tag for tag in tags if set(tag.attrs) - {"display"}]


# In a browser


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    if not chromium:
        pytest.skip("no chromium on this machine: the page is not tried in a browser")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as play:
        started = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


def open_page(browser, tmp_path, html: str, width: int):
    path = tmp_path / "html.html"
    path.write_text(html, encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 800})
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    return tab, [url for url in asked if not url.startswith("data:") and url != path.as_uri()]


def test_a_hostile_page_runs_nothing_and_asks_for_nothing(browser, tmp_path) -> None:
    tab, _ = open_page(browser, tmp_path, hostile_page(), 800)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    title = tab.title()
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    tab.wait_for_timeout(300)
    assert tab.title() == title
    assert title.startswith("fans: feedback for")
    assert [url for url in asked if not url.startswith("data:")] == []
    tab.close()


def test_the_browser_agrees_that_fragments_are_inert_even_without_the_policy(browser) -> None:
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for attack in HOSTILE:
        body = html.html_fragment(attack) + html.markdown(attack, links=True)
        tab.set_content(f"<title>calm</title>{body}")
        tab.wait_for_timeout(20)
        assert tab.title() == "calm", attack
        assert tab.evaluate(ACTIVE) == 0, attack
    assert [url for url in asked if not url.startswith("data:")] == []
    tab.close()


def test_the_attacks_are_real_where_nothing_is_cleaned(browser) -> None:
    tab = browser.new_page()
    tab.set_content(f"<title>calm</title>{HOSTILE[1]}")
    tab.wait_for_function("document.title == 'owned'", timeout=5_000)
    tab.close()


ACTIVE = """[...document.querySelectorAll('*')].filter(one =>
    one.localName == 'script' || [...one.attributes].some(a => a.name.startsWith('on') ||
    a.value.trim().toLowerCase().startsWith('javascript:'))).length"""


@pytest.mark.parametrize("width", [360, 390, 1200])
@pytest.mark.parametrize("which", ["sample", "hostile"])
def test_no_page_scrolls_sideways(browser, tmp_path, width: int, which: str) -> None:
    html = render(exam(), report()) if which == "sample" else hostile_page()
    tab, asked = open_page(browser, tmp_path, html, width)
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == []
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser, tmp_path, scheme: str) -> None:
    tab, _ = open_page(browser, tmp_path, render(exam(), report()), 1000)
    tab.emulate_media(color_scheme=scheme)
    assert tab.evaluate(CONTRAST) >= 4.5  # WCAG 2.2, level AA
    tab.close()


CONTRAST = """() => {
  const parse = c => c.match(/[0-9.]+/g).map(Number);
  const light = c => { const [r, g, b] = parse(c).slice(0, 3).map(v => { v /= 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { while (e) { const c = getComputedStyle(e).backgroundColor;
    if ((parse(c)[3] ?? 1) > 0) return c; e = e.parentElement; } return 'rgb(255,255,255)'; };
  let worst = 21;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    if (!walk.currentNode.data.trim()) continue;
    const e = walk.currentNode.parentElement;
    const a = light(getComputedStyle(e).color), b = light(ground(e));
    worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return worst;
}"""


def test_a_formula_may_hold_a_line_break_as_in_a_notebook():
    made = str(html.markdown("so $x =\n2\\, n$ holds, and a $5 note\n\nis no $6 formula"))
    assert made.count("<math") == 1
    assert "<mi>x</mi><mo>=</mo><mn>2</mn>" in made
    assert "$5 note</p>" in made


def test_a_comment_is_markdown_with_formulas_and_runs_nothing() -> None:
    told = (
        "Nearly: **half** of $\\frac{a}{b}$,\nnot `x<y>`.\n\n- one\n- two\n\n"
        "<script>alert(1)</script> <img src=x onerror=alert(1)> $a < b$"
    )
    doc = soup(render(exam(), report(), marks={"why": Mark(1.0, told)}))
    [comment] = doc.select(".comment")
    assert comment.find("strong").get_text() == "half"
    assert [one.name for one in comment.find("math").find("mfrac").find_all("mi")] == ["mi", "mi"]
    assert comment.find("code").get_text() == "x<y>"
    assert [one.get_text() for one in comment.find_all("li")] == ["one", "two"]
    assert comment.find("br") is not None
    assert len(comment.find_all("math")) == 2
    assert not comment.find_all(["script", "img"])
    assert "<script>alert(1)</script>" in comment.get_text()
