"""One student's feedback: a page that stands alone, safe to open whatever was handed in.

The page is drawn from the exam's released text and the student's own; a test's hidden part, a
master solution and a mark scheme are never read here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from autograder.model import FOR_TEACHERS, Cell, CellResult, Exam, Report, Score
from autograder.pages import html
from autograder.pages.drawing_time import page_limited

__all__ = ["Mark", "released", "render"]

QUOTED = ("called:", "got:", "expected:", "raised:", "printed:")
_SEE_LESSON = re.compile(r"See lesson ([\w./#-]*[\w/#-])\.?")


@dataclass(frozen=True)
class Mark:
    """What a person gave one cell: points (None: not yet) and a comment."""

    points: float | None = None
    comment: str = ""


@page_limited()
def render(
    exam: Exam,
    report: Report,
    *,
    marks: Mapping[str, Mark] | None = None,
    late_penalty: float = 0.0,
    lesson_url: str = "",
    slip_names: Mapping[str, str] | None = None,
    explanations: Mapping[str, str] | None = None,
    lessons: Collection[str] | None = None,
) -> str:
    """The feedback page of one student as one HTML text, with no script and no outside resource.
    What takes too long to draw is drawn without colours.

    `marks` are a person's, by cell id, and stand in place of the machine's points; the penalty is
    taken off the total, not below 0; `lesson_url` is the folder of the lessons' pages ("" writes
    the lesson's name in words), `lessons` those that are there (None: all); `slip_names` names
    slips by key; `explanations` are markdown by test cell, for what can be told once the answer
    is in.
    """
    exam = released(exam)
    draw = _Drawing(report, marks or {}, lesson_url, slip_names or {}, explanations or {}, lessons)
    exercises = [
        draw.exercise(k, title, cells) for k, (title, cells) in enumerate(exam.exercises(), 1)
    ]
    rest = draw.extras_left()
    graded = [one for exercise in exercises for one in exercise.graded]
    earned = round(sum(one.points or 0.0 for one in graded), 9)
    return html.render(
        "feedback.html.j2",
        exam=exam,
        report=report,
        exercises=exercises,
        rest=rest,
        left_out=len(report.answers.extras) - report.answers.extras_shown,
        score=max(0.0, earned - late_penalty),
        earned=earned,
        late_penalty=late_penalty,
        max_score=sum(one.max_points for one in graded),
        waiting=[one for one in graded if one.status == "waiting"],
    )


AS_IT_IS = re.compile(r"(`[^`]*`|\$[^$]*\$)")  # code and formulas in Markdown
INSIDE = "This test ran in your notebook's own process: it needs the very objects that you made."


@functools.lru_cache(maxsize=16)  # once for a class
def released(exam: Exam) -> Exam:
    """The exam with each cell's source as students were given it, so that nothing drawn from it,
    titles included, can show a solution, a hidden test or a mark scheme."""
    return replace(exam, cells=tuple(replace(cell, source=_given(cell)) for cell in exam.cells))


def _given(cell: Cell) -> str:
    # Prose may come without a released text; of what carries answers only that is ever shown.
    if cell.released or cell.role not in ("text", "free", "locked") or "### BEGIN" in cell.source:
        return cell.released
    return cell.source


@dataclass(frozen=True)
class _Graded:
    """A graded cell as the page shows it; status is one of full, part, lost, waiting."""

    id: str
    points: float | None
    max_points: float
    status: str
    slip: str = ""
    comment: Markup | str = ""
    reason: tuple[tuple[str, str], ...] = ()
    lesson: tuple[str, str] | None = None

    @property
    def slip_told(self) -> bool:
        """Whether the reason names the slip already."""
        return any(self.slip in text for _, text in self.reason)


def _remark(comment: str) -> Markup | str:
    """A person's comment, which is Markdown with formulas. A line break in it is one, and < stands
    for itself: what reads as a tag would be lost."""
    parts = AS_IT_IS.split(comment)
    parts[::2] = [re.sub(r"<(?=[A-Za-z/!?])", "&lt;", part) for part in parts[::2]]
    broken = re.sub(r"(?<!\n)\n(?!\n)", "  \n", "".join(parts))
    return html.markdown(broken, links=True) if comment.strip() else ""


@dataclass(frozen=True)
class _Block:
    """One thing under an exercise. kind: prose, given, answer, test or mark; form: code or
    text."""

    kind: str
    form: str = "text"
    label: str = ""
    body: Markup | str = ""
    note: str = ""
    outputs: tuple[html.Shown, ...] = ()
    stopped: str = ""
    graded: _Graded | None = None
    told: Markup | str = ""
    comment: Markup | str = ""  # a person's, on an answer that has no points of its own


@dataclass(frozen=True)
class _Exercise:
    number: int
    title: str
    blocks: tuple[_Block, ...]
    graded: tuple[_Graded, ...] = field(default=())

    @property
    def points(self) -> float | None:
        """None while every cell of it waits for a person."""
        known = [one.points for one in self.graded if one.points is not None]
        return sum(known) if known else None

    @property
    def max_points(self) -> float:
        return sum(one.max_points for one in self.graded)

    @property
    def status(self) -> str:
        if any(one.status == "waiting" for one in self.graded):
            return "waiting"
        return _status(self.points, self.max_points)

    @property
    def slips(self) -> list[str]:
        return list(dict.fromkeys(one.slip for one in self.graded if one.slip))


def _status(points: float | None, max_points: float) -> str:
    if points is None:
        return "waiting"
    if points >= max_points:
        return "full"
    return "part" if points > 0 else "lost"


class _Drawing:
    """Everything about one report by id, so that each exercise can be drawn on its own."""

    def __init__(
        self,
        report: Report,
        marks: Mapping[str, Mark],
        lesson_url: str,
        slip_names: Mapping[str, str],
        explanations: Mapping[str, str],
        lessons: Collection[str] | None,
    ) -> None:
        self.report, self.marks, self.explanations = report, marks, explanations
        self.lessons = lessons
        self.lesson_url, self.slip_names = lesson_url, slip_names
        self.scores = {score.id: score for score in report.scores}
        self.results = {result.id: result for result in report.results}
        self.extras_drawn: set[int] = set()

    def exercise(self, number: int, title: str, cells: tuple[Cell, ...]) -> _Exercise:
        blocks: list[_Block] = list(self.extras("")) if number == 1 else []
        for cell in cells:
            if block := self.block(cell, title):
                blocks.append(block)
            own = list(self.extras(cell.id)) if cell.id else []
            blocks += own
            if cell.role == "task":  # its mark stands below the work that it is for
                note = "" if own else "No cell of yours stands below this task."
                blocks.append(_Block("mark", note=note, graded=self.graded(cell)))
        graded = tuple(block.graded for block in blocks if block.graded)
        return _Exercise(number, title, tuple(blocks), graded)

    def block(self, cell: Cell, title: str) -> _Block | None:
        if cell.role == "test":
            graded = self.graded(cell)
            if not graded.max_points and not graded.reason:
                return None  # it prepares the other tests
            return _Block(
                "test",
                body=html.code(cell.source),
                note=INSIDE if cell.id in self.report.inside else "",
                graded=graded,
                told=html.markdown(self.explanations.get(cell.id, ""), links=True),
            )
        if cell.role == "manual":
            return self.answer(cell, self.graded(cell))
        if cell.role == "solution":
            return self.answer(cell)
        if cell.kind == "markdown":
            prose = html.markdown(_without_heading(cell.source, title), links=True)
            return _Block("prose", body=prose) if prose.strip() else None
        result = self.results.get(cell.id) if cell.id else None
        if cell.role == "locked" and result and (result.outputs or result.stopped):
            return _ran("given", "code", "Given code", html.code(cell.source), result)
        return None

    def answer(self, cell: Cell, graded: _Graded | None = None) -> _Block:
        source = self.report.answers.sources.get(cell.id)
        note = ""
        if source is None:
            source, note = cell.source, "No answer: this is what you were given."
        elif source.strip() == cell.source.strip():
            note = "Unchanged: this is what you were given."
        elif not source.strip():
            note = "Nothing was written here."
        form, label = ("code", "Your code") if cell.kind == "code" else ("text", "Your answer")
        result = self.results.get(cell.id)
        comment = "" if graded else _remark(self.marks.get(cell.id, Mark()).comment)
        return _ran(
            "answer",
            form,
            label,
            _body(form, source),
            result,
            note=note,
            graded=graded,
            comment=comment,
        )

    def extras(self, after: str) -> Iterator[_Block]:
        for k, extra in enumerate(self.report.answers.extras[: self.report.answers.extras_shown]):
            if extra.after == after and k not in self.extras_drawn:
                yield self.extra(k)

    def extras_left(self) -> list[_Block]:
        """Added cells that stand beside no exercise, so that none goes unseen."""
        return [
            self.extra(k)
            for k in range(self.report.answers.extras_shown)
            if k not in self.extras_drawn
        ]

    def extra(self, k: int) -> _Block:
        self.extras_drawn.add(k)
        extra = self.report.answers.extras[k]
        form, label = ("code", "A cell you added")
        if extra.kind == "markdown":
            form, label = ("text", "A note you added")
        result = self.results.get(f"extra-{k}")
        return _ran("answer", form, label, _body(form, extra.source), result)

    def graded(self, cell: Cell) -> _Graded:
        unseen = Score(cell.id, 0.0 if cell.role == "test" else None, cell.points)
        score, mark = self.scores.get(cell.id, unseen), self.marks.get(cell.id, Mark())
        points = score.points if mark.points is None else mark.points
        reason = _reason(score.reason)
        if all(kind != "lesson" for kind, _ in reason):
            reason += (("lesson", cell.lesson),) if cell.lesson else ()
        return _Graded(
            cell.id,
            points,
            score.max_points,
            _status(points, score.max_points),
            self.slip_names.get(score.slip, score.slip),
            _remark(mark.comment),
            tuple(part for part in reason if part[0] != "lesson"),
            next((self.lesson(text) for kind, text in reason if kind == "lesson"), None),
        )

    def lesson(self, place: str) -> tuple[str, str]:
        """In words, and the address ("" without a lesson_url)."""
        name, _, section = place.partition("#")
        words = f"lesson {name}, section {section}" if section else f"lesson {name}"
        if not self.lesson_url or (self.lessons is not None and name not in self.lessons):
            return words, ""
        anchor = f"#{section}" if section else ""
        return words, html.link(f"{self.lesson_url.rstrip('/')}/{name}.html{anchor}")


def _body(form: str, source: str) -> Markup:
    return html.code(source) if form == "code" else html.markdown(source)


def _ran(
    kind: str, form: str, label: str, body: Markup, result: CellResult | None, **more: Any
) -> _Block:
    result = result or CellResult("")
    shown = tuple(html.outputs(result.outputs))
    return _Block(kind, form, label, body, outputs=shown, stopped=result.stopped, **more)


def _without_heading(text: str, title: str) -> str:
    """The exercise's own heading is the page's already."""
    lines = text.splitlines()
    for k, line in enumerate(lines):
        head = line.lstrip("#").replace("`", "").strip()
        if line.startswith("#") and head and (title == head or title.endswith(f": {head}")):
            return "\n".join(lines[:k] + lines[k + 1 :])
    return text


def _reason(text: str) -> tuple[tuple[str, str], ...]:
    """The reason in parts: ("quoted", lines to compare by eye), ("words", a sentence) and
    ("lesson", where to read on)."""
    parts: list[tuple[str, str]] = []
    for line in html.plain(text.removesuffix(FOR_TEACHERS)).splitlines():
        quoted = line.startswith(QUOTED) or (
            # a value of several lines, such as an array, goes on under its "got:"
            line[:1].isspace() and bool(parts) and parts[-1][0] == "quoted"
        )
        see = _SEE_LESSON.fullmatch(line.strip())
        kind, line = ("lesson", see[1]) if see else ("quoted" if quoted else "words", line)
        if kind != "lesson" and parts and parts[-1][0] == kind:
            parts[-1] = (kind, f"{parts[-1][1]}\n{line}")
        elif line.strip():
            parts.append((kind, line))
    return tuple(parts)
