"""Commands about the machine that grades: doctor, bench."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from autograder.cli import console
from autograder.cli.options import Chosen, Course, IntoBench, Overwrite, Sizes, Stock
from autograder.model import CourseError
from autograder.ownership import Ledger

__all__ = ["bench", "doctor"]


def doctor() -> None:
    """Build a cage, try to break out of it, and say what held.

    Exit status: 0 when every protection held, 1 when one did not, 2 when no cage can be built."""
    from autograder.examine.doctor import examine_cage
    from autograder.sandbox import supported

    console.out.print(
        f"the cage here: {console.protection(supported())}", soft_wrap=True, highlight=False
    )
    broken = 0
    for finding in examine_cage():
        broken += not finding.held
        console.out.print(
            f"{'held  ' if finding.held else 'BROKEN'}  {finding.protection}"
            f"{': ' + finding.told if finding.told else ''}",
            markup=False,
            highlight=False,
            soft_wrap=True,
            style=None if finding.held else "bold red",
        )
    if broken:
        raise typer.Exit(1)


def bench(
    assignments: Chosen,
    sizes: Sizes = "20,200,2000",
    stock: Stock = 20,
    into: IntoBench = None,
    overwrite: Overwrite = False,
    course: Course = Path(),
) -> None:
    """Measure what grading costs.

    On copies of the course's submissions: stock nbgrader, this grader, and bare execution of the
    same cells. The first and the last run student code without a cage: use it on a class whom you
    would let use this machine. A table, and bench.json and bench.png."""
    checkout = Path(__file__).parents[2]
    if not (checkout / "benchmarks").is_dir():
        raise CourseError("goodstart bench needs a checkout of the course, which has benchmarks/")
    sys.path.append(str(checkout))
    from benchmarks import grading_cost as benches

    counts = [int(one) for one in sizes.split(",") if one.strip().isdecimal()]
    if not counts or min(*counts, stock) < 2:
        raise CourseError(f"--sizes {sizes}, --stock {stock}: numbers of students, 2 or more")
    ledger = Ledger(course, overwrite)
    ledger.check(benches.files(into or course / "bench"))
    with console.err.status("measuring") as status:
        rows = benches.measure(course, assignments, counts, stock, status.update)
    console.out.print(console.costs(rows))
    for line in benches.ratios(rows):
        console.out.print(line, highlight=False, soft_wrap=True)
    console.wrote(benches.write(rows, into or course / "bench", ledger))
