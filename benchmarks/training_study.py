"""Does a good start train faster? Trains networks on the handwritten digits from eight starts, each
at the learning rate that suits it best, and writes what each needed.

    python -m benchmarks.training_study                  # all of it, about ten minutes on two cores
    python -m benchmarks.training_study --activation relu --depth 20 --into part.jsonl
    python -m benchmarks.training_study --first-seed 100 --into again.jsonl    # other seeds

Each network that is finished is a line in the file; a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.files import write_text
from initlab.data import handwritten_digits
from initlab.stacked import STARTS, Plan, train_runs
from initlab.trials import Trial, mean_interval, reached, read_trials, typical_steps

__all__ = ["ACTIVATIONS", "DEPTHS", "RATES", "TARGETS", "grid", "main", "table", "trial"]

KEPT = Path(__file__).parents[1] / "initlab" / "datasets" / "training_study.jsonl"
ACTIVATIONS = ("tanh", "sigmoid", "relu")
DEPTHS = (2, 5, 10, 20)
RATES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
LOWER, HIGHER = (0.0005, 0.001, 0.002), (10.0, 20.0, 50.0)  # where the best is at an end of RATES
TARGETS = (0.5, 0.1)
LOOKS = (*range(60), *range(60, 601, 4))  # when the loss is looked at: each step, then each fourth
SEARCH = 2  # seeds that choose the rate, and are not used again
BIASED = {"relu": "He", "tanh": "Xavier", "sigmoid": "Xavier"}  # whose biases also start at 0.01


def grid() -> list[Plan]:
    """Return every network of the study: starts × activations × depths; with layer normalization,
    ten layers deep; and with biases of 0.01."""
    plain = [Plan(s, a, d) for a in ACTIVATIONS for d in DEPTHS for s in STARTS]
    normed = [Plan(s, a, 10, norm=True) for a in ACTIVATIONS for s in STARTS]
    biased = [Plan(BIASED[a], a, d, bias=0.01) for a in ACTIVATIONS for d in DEPTHS[:3]]
    return plain + normed + biased


@cache
def _data() -> dict[str, np.ndarray]:
    return handwritten_digits()


def _search(plan: Plan, rates: Sequence[float], seeds: Sequence[int]) -> list[float | None]:
    """Return for each rate the training loss, the mean over all steps and these seeds."""
    runs = [train_runs(plan, _data(), np.array(rates), np.full(len(rates), seed)) for seed in seeds]
    means = np.mean([run.batch.mean(axis=1) for run in runs], axis=0)
    return [float(mean) if np.isfinite(mean) else None for mean in means]


def trial(plan: Plan, seeds: Sequence[int], search: Sequence[int]) -> Trial:
    """Return what the network needed: its best rate by the `search` seeds, then one run for each of
    the `seeds` at that rate.

    The best rate has the lowest training loss on average over all steps. Where it is at an end of
    the grid, three more rates beyond that end are tried."""
    found = dict(zip(RATES, _search(plan, RATES, search), strict=True))

    def best() -> float | None:
        known = {rate: loss for rate, loss in found.items() if loss is not None}
        return min(known, key=known.__getitem__) if known else None

    if best() in (None, RATES[0]):
        found |= dict(zip(LOWER, _search(plan, LOWER, search), strict=True))
    if best() == RATES[-1]:
        found |= dict(zip(HIGHER, _search(plan, HIGHER, search), strict=True))
    rates = sorted(found)
    lr = best()
    runs = train_runs(plan, _data(), np.full(len(seeds), lr or LOWER[0]), np.asarray(seeds), LOOKS)
    return Trial(
        start=plan.start,
        activation=plan.activation,
        depth=plan.depth,
        norm=plan.norm,
        bias=plan.bias,
        rates=rates,
        tried=[_rounded(found[rate]) for rate in rates],
        lr=lr,
        steps={str(target): reached(runs.steps, runs.loss, target) for target in TARGETS},
        loss=[_rounded(loss) for loss in runs.loss[:, -1]],
        accuracy=[round(float(one), 4) for one in runs.accuracy],
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(f"{value:.4g}")


def header(seeds: Sequence[int], search: Sequence[int], command: str) -> dict[str, Any]:
    """Return what a reader needs to repeat the study."""
    plan = Plan("He", "relu", 2)
    return {
        "command": command,
        "seeds": list(seeds),
        "search": list(search),
        "width": plan.width,
        "batch": plan.batch,
        "steps": plan.steps,
        "looks": "each step up to 60, then each fourth",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
    }


def run(
    plans: Iterable[Plan], seeds: Sequence[int], search: Sequence[int], into: Path, command: str
) -> None:
    """Train what the file does not have yet, two networks at a time, with a progress bar."""
    told = header(seeds, search, command)
    done: dict[tuple[Any, ...], str] = {}
    if into.exists() and (lines := into.read_text("utf-8").splitlines()):
        try:
            old = json.loads(lines[0])
            done = {Trial(**json.loads(one)).key: one for one in lines[1:] if one.endswith("}")}
            told["command"] = old["command"]
        except (ValueError, TypeError, KeyError):
            raise SystemExit(f"{into} holds no study; choose another file") from None
        if any(old.get(key) != told[key] for key in ("seeds", "search", "steps", "width", "batch")):
            raise SystemExit(f"{into} holds a study with other seeds or sizes; choose another file")
    order = [(p.start, p.activation, p.depth, p.norm, p.bias) for p in plans]
    waiting = [p for p, key in zip(plans, order, strict=True) if key not in done]
    _write(into, told, list(done.values()))
    bar = Progress(
        TextColumn("networks"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[last]}"),
    )
    waiting.sort(key=lambda plan: -plan.depth)  # the longest first, or one core waits at the end
    with bar, _pool() as pool, into.open("a", encoding="utf-8") as file:
        task = bar.add_task("", total=len(order), completed=len(order) - len(waiting), last="")
        jobs = [pool.submit(partial(trial, seeds=seeds, search=search), plan) for plan in waiting]
        for job in as_completed(jobs):
            one = job.result()
            done[one.key] = one.line()
            file.write(done[one.key] + "\n")
            file.flush()
            bar.update(task, advance=1, last=f"{one.start}, {one.activation}, depth {one.depth}")
    place = {key: number for number, key in enumerate(order)}
    _write(into, told, [done[key] for key in sorted(done, key=lambda k: place.get(k, len(place)))])


def table(trials: dict[tuple[str, str, int, bool, float], Trial]) -> str:
    """Return the study's headline in Markdown: for each activation and start a row, for each depth
    the steps to a loss of 0.5 and the accuracy after the last step, with 95 % intervals."""
    lines = [f"| activation | start | {' | '.join(f'{depth} layers' for depth in DEPTHS)} |",
             "|---|---|" + "---|" * len(DEPTHS)]  # fmt: skip
    for activation in ACTIVATIONS:
        for start in STARTS:
            cells = [_cell(trials[start, activation, depth, False, 0.0]) for depth in DEPTHS]
            lines.append(f"| {activation} | {start} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(trial: Trial) -> str:
    steps = trial.steps["0.5"]
    mean, low, _ = mean_interval(trial.accuracy)
    if found := typical_steps(steps):
        told = "{:.0f} ({:.0f}–{:.0f})".format(*found)
    else:
        arrived = sum(one is not None for one in steps)
        told = f"{arrived} of {len(steps)} arrive"
    return f"{told}; {100 * mean:.1f} ± {100 * (mean - low):.1f} %"


def _pool() -> ProcessPoolExecutor:
    """Return a process for each core. Each is new and loads NumPy itself, and so does its products
    in one thread: two processes of two threads would wait for each other."""
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    return ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn"))


def _write(into: Path, told: dict[str, Any], lines: Sequence[str]) -> None:
    """Write the whole file anew."""
    write_text(into, "".join(f"{line}\n" for line in [json.dumps(told), *lines]))


def main(args: Sequence[str] | None = None) -> None:
    """Run the study, or the part of it that the options name."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.training_study",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--activation", action="append", choices=ACTIVATIONS, help="only these")
    parser.add_argument("--start", action="append", choices=list(STARTS), help="only these")
    parser.add_argument("--depth", action="append", type=int, choices=DEPTHS, help="only these")
    parser.add_argument("--seeds", type=int, default=8, help="runs of each network (8)")
    parser.add_argument("--first-seed", type=int, default=0, help="the first of the seeds (0)")
    parser.add_argument("--into", type=Path, default=KEPT, help="the file of results")
    parser.add_argument("--table", action="store_true", help="print the file's table only")
    given = parser.parse_args(args)
    if given.table:
        print(table(read_trials(given.into)[1]))
        return
    if given.seeds < 2:
        parser.error("--seeds must be 2 or more: an interval needs a spread")
    plans = [
        plan
        for plan in grid()
        if plan.activation in (given.activation or ACTIVATIONS)
        and plan.start in (given.start or STARTS)
        and plan.depth in (given.depth or DEPTHS)
    ]
    first = given.first_seed
    seeds = range(first + SEARCH, first + SEARCH + given.seeds)
    options = " ".join(args if args is not None else sys.argv[1:])
    options = options.replace(str(given.into), given.into.name)  # where it lay is nobody's business
    began = time.perf_counter()
    run(
        plans,
        list(seeds),
        list(range(first, first + SEARCH)),
        given.into,
        f"python -m benchmarks.training_study {options}".strip(),
    )
    print(f"{given.into}: {len(plans)} networks, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
