"""The lecturer's view of a term: the assignments in the order of their due dates, the students over
all of them, slips that come back, exercises to look at; and a page for each student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.pages import html
from autograder.pages.report_items import RULES, Exercise, Total
from autograder.pages.report_plots import Plot, progress

__all__ = ["Handed", "Sat", "course_report", "student_page"]

NAMES_SHOWN = 12
NOTHING = RULES[-1][1]


@dataclass(frozen=True)
class Handed:
    """What one student handed in for an assignment, and what came of it. `slips` are by name;
    `lost` names the exercises that did not earn all of their points."""

    total: Total
    when: str = ""
    late: bool = False
    problem: str = ""
    slips: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    url: str = ""

    def also(self, other: Handed) -> Handed:
        """The same with another notebook of the assignment."""
        return Handed(
            self.total + other.total,
            self.when,
            self.late or other.late,
            "; ".join(filter(None, (self.problem, other.problem))),
            tuple(dict.fromkeys((*self.slips, *other.slips))),
            (*self.lost, *other.lost),
            self.url,
        )

    @property
    def percent(self) -> float | None:
        """The part of the points that counts; None where it could not be graded."""
        if self.problem or not self.total.max_score:
            return None
        return 100 * self.total.score / self.total.max_score


@dataclass(frozen=True)
class Sat:
    """An assignment that a class sat: when it was due ("" if no date is known), who handed in what,
    and its exercises as the class did them. `urls` are those of its notebooks' reports."""

    name: str
    max_score: float
    due: str = ""
    handed: Mapping[str, Handed] = field(default_factory=dict)
    items: Sequence[Exercise] = ()
    urls: Sequence[tuple[str, str]] = ()

    @property
    def percents(self) -> list[float]:
        """The percentages of those who could be graded."""
        return [p for one in self.handed.values() if (p := one.percent) is not None]

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """Quarter below, median, quarter above, in percent; None for nobody."""
        if not self.percents:
            return None
        low, median, high = np.percentile(self.percents, [25, 50, 75])
        return float(low), float(median), float(high)

    @property
    def attention(self) -> int:
        """How many submissions need a person."""
        return sum(bool(one.problem or one.total.waiting) for one in self.handed.values())


def in_order(sat: Sequence[Sat]) -> list[Sat]:
    """By due date; without one by the middle of the times when it was handed in; else by name."""

    def place(one: Sat) -> tuple[bool, str, str]:
        times = sorted(own.when for own in one.handed.values() if own.when)
        when = one.due or (times[len(times) // 2] if times else "")
        return (not when, when, one.name)

    return sorted(sat, key=place)


@dataclass(frozen=True)
class _Person:
    """A student over the term. `score` and `most` are the points of all that was handed in."""

    id: str
    name: str
    url: str
    cells: tuple[Handed | None, ...]

    @property
    def there(self) -> list[Handed]:
        return [one for one in self.cells if one]

    @property
    def score(self) -> float:
        return sum(one.total.score for one in self.there)

    @property
    def percent(self) -> float | None:
        most = sum(one.total.max_score for one in self.there)
        return 100 * self.score / most if most else None

    @property
    def late(self) -> int:
        return sum(one.late for one in self.there)

    @property
    def waiting(self) -> int:
        return sum(one.total.waiting for one in self.there)

    @property
    def problems(self) -> int:
        return sum(bool(one.problem) for one in self.there)

    @property
    def missing(self) -> int:
        return len(self.cells) - len(self.there)

    @property
    def flags(self) -> str:
        """By which the table can be filtered."""
        on = {
            "person": self.waiting or self.problems,
            "late": self.late,
            "problem": self.problems,
            "missing": self.missing,
        }
        return " ".join(name for name, is_on in on.items() if is_on)


@dataclass(frozen=True)
class _Again:
    """A slip that was made in several assignments."""

    words: str
    where: tuple[tuple[str, int], ...]  # assignment, students
    students: tuple[str, ...]
    repeaters: tuple[str, ...]  # who made it in more than one

    @property
    def names(self) -> str:
        more = len(self.repeaters) - NAMES_SHOWN
        return ", ".join(self.repeaters[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def course_report(
    sat: Sequence[Sat], people: Mapping[str, str], urls: Mapping[str, str] | None = None
) -> str:
    """Return the course's page as one HTML text. `people` are the students of the roster with
    their names ("" if it is not known), `urls` the addresses of their pages."""
    sat = in_order(sat)
    everybody = sorted({*people, *(name for one in sat for name in one.handed)})
    persons = [
        _Person(
            name,
            people.get(name, ""),
            html.link((urls or {}).get(name, "")),
            tuple(one.handed.get(name) for one in sat),
        )
        for name in everybody
    ]
    return html.render(
        "course.html.j2",
        sat=sat,
        persons=persons,
        named=any(one.name for one in persons),
        plot=_over_the_term(sat),
        again=_again(sat),
        items=[
            (one, item)
            for one in sat
            for item in one.items
            if item.advice and item.advice != NOTHING
        ],
        rules=RULES,
        attention=sum(one.attention for one in sat),
        script=html.script("report.js"),
    )


def student_page(sat: Sequence[Sat], student: str, name: str = "") -> str:
    """Return one student's page over the course, for the lecturer."""
    sat = in_order(sat)
    own = [one.handed.get(student) for one in sat]
    made: dict[str, list[str]] = {}
    for one, mine in zip(sat, own, strict=True):
        for slip in mine.slips if mine else ():
            made.setdefault(slip, []).append(one.name)
    person = _Person(student, name, "", tuple(own))
    return html.render(
        "student.html.j2",
        person=person,
        rows=list(zip(sat, own, strict=True)),
        plot=_over_the_term(sat, student),
        slips=sorted(made.items(), key=lambda item: (-len(item[1]), item[0])),
        script=html.script("report.js"),
    )


def _over_the_term(sat: Sequence[Sat], student: str = "") -> Plot:
    drawn = [(one, q) for one in sat if (q := one.quartiles)]
    own = [one.handed[student].percent if student in one.handed else None for one, _ in drawn]
    return progress([one.name for one, _ in drawn], [q for _, q in drawn], own if student else ())


def _again(sat: Sequence[Sat]) -> list[_Again]:
    """The slips that were made in more than one assignment, the commonest first."""
    made: dict[str, dict[str, list[str]]] = {}  # slip -> assignment -> students
    for one in sat:
        for student, own in sorted(one.handed.items()):
            for slip in own.slips:
                made.setdefault(slip, {}).setdefault(one.name, []).append(student)
    found = []
    for slip, where in made.items():
        if len(where) > 1:
            who = [student for students in where.values() for student in students]
            twice = sorted({name for name in who if who.count(name) > 1})
            places = tuple((name, len(students)) for name, students in where.items())
            found.append(_Again(slip, places, tuple(sorted(set(who))), tuple(twice)))
    return sorted(found, key=lambda one: (-len(one.students), one.words))
