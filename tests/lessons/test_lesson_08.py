"""What lesson 08 claims about training, against the kept results read line by line, closed forms
and plain loops; and that a part of the study comes out again.

Statistical tests say how many standard errors they allow.
"""

from __future__ import annotations

import json
import math
import re
import statistics
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from lesson_run import Lesson

from autograder.intake import exam as exams
from benchmarks import training_study
from initlab.data import handwritten_digits
from initlab.figures import training as pictures

ROOT = Path(__file__).parents[2]
LESSON = Lesson("08_training")
T7 = 2.365  # 97.5 % point of Student's t with 7 degrees of freedom


@pytest.fixture(scope="module")
def lesson():
    return LESSON.run()


def rows(name="training_study"):
    """The kept results, read without the course's own reader."""
    lines = (ROOT / f"initlab/datasets/{name}.jsonl").read_text("utf-8").splitlines()[1:]
    return [json.loads(line) for line in lines]


KEPT = rows()


def row(start, activation, depth, norm=False, bias=0.0, kept=None):
    [one] = [
        r
        for r in kept or KEPT
        if (r["start"], r["activation"], r["depth"], r["norm"], r["bias"])
        == (start, activation, depth, norm, bias)
    ]
    return one


def steps(start, activation, depth, norm=False, target="0.5"):
    return row(start, activation, depth, norm)["steps"][target]


def arrives(start, activation, depth, norm=False):
    return None not in steps(start, activation, depth, norm)


def typical(values):
    """(geometric mean, low, high) by t on the logarithms."""
    logs = [math.log(v) for v in values]
    half = T7 * statistics.stdev(logs) / math.sqrt(len(logs))
    mean = statistics.fmean(logs)
    return math.exp(mean), math.exp(mean - half), math.exp(mean + half)


def ratio(some, others):
    return typical([a / b for a, b in zip(some, others, strict=True)])


# ---- the derivations


def test_a_step_on_a_parabola_multiplies_the_error(lesson):
    for name, errors in lesson.parabola.items():
        c = float(name.split("= ")[1])
        np.testing.assert_allclose(errors, np.abs(1 - c) ** np.arange(21), rtol=1e-9)


def test_two_curvatures_take_half_their_ratio_in_steps():
    for kappa in (10, 100):
        exact = 5 / -math.log((kappa - 1) / (kappa + 1))
        assert exact == pytest.approx(2.5 * kappa, rel=0.01)
    best = min(
        max(abs(1 - eta * 10), abs(1 - eta)) for eta in np.linspace(0, 0.2, 20_001)
    )  # κ = 10, no better rate
    assert best == pytest.approx(9 / 11, abs=1e-4)


def test_the_chain_has_the_gradient_and_the_curvature_that_it_says():
    """By differences: the loss ½(product - 1)² of D weights."""
    h = 1e-5
    for depth in (2, 3, 5, 10):
        w = np.full(depth, 0.7)
        up, down = (0.5 * ((w[0] + s) * 0.7 ** (depth - 1) - 1) ** 2 for s in (h, -h))
        assert (up - down) / (2 * h) == pytest.approx(
            (0.7**depth - 1) * 0.7 ** (depth - 1), rel=1e-6
        )
        along = [0.5 * ((1 + s / math.sqrt(depth)) ** depth - 1) ** 2 for s in (h, 0, -h)]
        assert (along[0] - 2 * along[1] + along[2]) / h**2 == pytest.approx(depth, rel=1e-3)


def test_the_chain_s_steps_follow_the_power_of_its_start(lesson):
    """Counted one by one against the formula: within a factor of 1.15 where it takes 100 steps."""
    for depth, counts in lesson.counted.items():
        for count, formula in zip(counts, lesson.by_formula[depth], strict=True):
            if count > 100:
                assert count == pytest.approx(formula, rel=0.15), depth
    assert lesson.steps_of_chain(10, 0.35) / lesson.steps_of_chain(10, 0.7) == pytest.approx(
        256, rel=0.25
    )
    assert lesson.steps_of_chain(2, 0.05) - lesson.steps_of_chain(2, 0.1) <= 2
    assert math.isnan(lesson.counted[10][2])  # at a start of 0.2, beyond 200,000


def test_a_chain_s_rate_beyond_two_over_depth_never_settles():
    w, rate = 0.99, 2.1 / 10
    for _ in range(500):
        w -= rate * (w**10 - 1) * w**9
    assert abs(w - 1) > 0.01


# ---- what the study found


def test_the_study_is_the_one_that_the_lesson_describes(lesson):
    assert len(KEPT) == len(training_study.grid()) == 129
    assert len(lesson.header["seeds"]) == 8
    assert not set(lesson.header["seeds"]) & set(lesson.header["search"])
    assert (lesson.header["steps"], lesson.header["batch"], lesson.header["width"]) == (600, 32, 64)
    assert pytest.approx(13.4, abs=0.05) == 600 * 32 / 1437
    for r in KEPT:
        known = {rate: loss for rate, loss in zip(r["rates"], r["tried"], strict=True) if loss}
        if r["lr"] is None:
            assert not known
        else:  # to four digits, as kept
            assert known[r["lr"]] == min(known.values())


def test_the_sentences_about_rates():
    of = {s: row(s, "relu", 5) for s in ("He", "PyTorch")}
    at = {s: dict(zip(r["rates"], r["tried"], strict=True)) for s, r in of.items()}
    assert round(at["He"][0.02], 2) == 0.27
    assert round(at["PyTorch"][0.02], 1) == 2.3
    assert of["PyTorch"]["lr"] == 0.5
    assert round(at["PyTorch"][0.5], 2) == 0.61
    assert at["He"][0.5] is None or at["He"][0.5] > 10


def test_the_sentences_about_the_table():
    for activation in ("relu", "tanh"):
        for start in ("PyTorch", "LeCun", "Xavier", "He"):
            assert typical(steps(start, activation, 2))[0] <= 20
    starts = [r["start"] for r in KEPT if (r["activation"], r["depth"]) == ("relu", 20)]
    assert [s for s in starts if arrives(s, "relu", 20)] == ["He"]
    assert [s for s in starts if arrives(s, "tanh", 20)] == ["LeCun", "Xavier", "He"]
    for depth in (5, 10):
        assert [s for s in starts if arrives(s, "sigmoid", depth)] == ["N(0, 1)"]


def test_the_sentences_about_accuracy():
    for activation in ("relu", "tanh"):
        for start in ("PyTorch", "LeCun", "Xavier", "He"):
            assert round(100 * np.mean(row(start, activation, 2)["accuracy"])) == 98
    assert typical(steps("He", "tanh", 20))[2] < typical(steps("Xavier", "tanh", 20))[1]
    lost = 100 * np.subtract(
        row("Xavier", "tanh", 20)["accuracy"], row("He", "tanh", 20)["accuracy"]
    )
    half = T7 * lost.std(ddof=1) / math.sqrt(8)
    assert [round(v, 1) for v in (lost.mean(), lost.mean() - half, lost.mean() + half)] == [
        1.3,
        0.3,
        2.3,
    ]


def test_the_sentences_about_doubling():
    he = {d: steps("He", "relu", d) for d in (2, 5, 10)}
    told = [ratio(steps("PyTorch", "relu", d), he[d])[0] for d in (2, 5)]
    told += [ratio(steps("Xavier", "relu", d), he[d])[0] for d in (2, 5, 10)]
    assert [round(v, 1) for v in told] == [2.4, 5.5, 1.1, 1.2, 3.6]
    assert steps("PyTorch", "relu", 10) == [None] * 8
    middle, _, high = ratio(steps("He", "tanh", 10), steps("Xavier", "tanh", 10))
    assert round(middle, 2) == 0.68
    assert high < 1
    assert ratio(steps("He", "tanh", 5), steps("Xavier", "tanh", 5))[2] < 1  # "from 5 on"
    small = [
        ratio(steps("small", a, 2), steps(s, a, 2))[0]
        for a, s in (("tanh", "Xavier"), ("relu", "He"))
    ]
    assert [round(v) for v in small] == [9, 14]
    assert not any(arrives("small", a, 5) for a in ("tanh", "relu", "sigmoid"))
    deep = typical(steps("He", "relu", 20))[0] / typical(steps("He", "relu", 2))[0]
    assert round(deep) == 28
    assert all(arrives("He", "relu", d) for d in (2, 5, 10, 20))


def test_the_lesson_shows_layer_normalization_as_it_is_in_the_library(lesson):
    shown = re.search(r"# ```python\n(.*?)# ```", LESSON.text, re.DOTALL)[1]
    names = {"np": np}
    exec(re.sub(r"^# ?", "", shown, flags=re.MULTILINE), names)
    z, grad = np.random.default_rng(0).normal(2, 3, (2, 5, 6))
    normal, scale = names["layer_norm"](z)
    np.testing.assert_allclose(normal, lesson.layer_norm(z)[0])
    np.testing.assert_allclose(
        names["layer_norm_back"](grad, normal, scale), lesson.layer_norm_back(grad, normal, scale)
    )


def test_the_sentences_about_normalization():
    he = steps("He", "relu", 10, norm=True)
    ratios = {
        s: ratio(steps(s, "relu", 10, norm=True), he)
        for s in ("N(0, 1)", "PyTorch", "LeCun", "Xavier")
    }
    assert round(ratios["N(0, 1)"][0], 1) == 2.5
    assert round(ratios["PyTorch"][0], 1) == 1.7
    assert ratios["Xavier"][1] < 1 < ratios["Xavier"][2]
    assert 1 < ratios["LeCun"][1] < 1.1
    assert sum(one is not None for one in steps("small", "relu", 10, norm=True)) == 6
    assert row("N(0, 1)", "relu", 10)["lr"] is None
    sigmoid = [r for r in KEPT if r["norm"] and r["activation"] == "sigmoid"]
    assert len(sigmoid) == 8
    assert not any(one for r in sigmoid for one in r["steps"]["0.5"])


def test_the_sentences_about_biases(lesson):
    for (activation, depth), told in lesson.biased.items():
        rule = {"relu": "He", "tanh": "Xavier"}[activation]
        some = row(rule, activation, depth, bias=0.01)["steps"]["0.1"]
        found = ratio(some, steps(rule, activation, depth, target="0.1"))
        assert told == pytest.approx(found, rel=1e-3)
        assert found[1] <= 1 <= found[2]
    for depth in (5, 10):
        for bias in (0.0, 0.01):
            assert row("Xavier", "sigmoid", depth, bias=bias)["steps"]["0.5"] == [None] * 8


def test_lecun_s_and_xavier_s_hidden_weights_are_the_same_numbers(lesson):
    from initlab.stacked import first_weights

    lecun, xavier = (
        first_weights(lesson.Plan(s, "tanh", 3), 2, 64, 10) for s in ("LeCun", "Xavier")
    )
    for k in range(4):
        assert np.allclose(lecun[k][0], xavier[k][0]) == (k < 3)
    assert [round(typical(steps(s, "relu", 10))[0]) for s in ("LeCun", "Xavier")] == [185, 235]
    assert [row(s, "relu", 10)["lr"] for s in ("LeCun", "Xavier")] == [0.1, 0.05]


def test_the_last_table_is_the_kept_one():
    for depth in (2, 5):
        he, default = (steps(s, "relu", depth) for s in ("He", "PyTorch"))
        middle, low, high = ratio(default, he)
        line = (
            f"| {depth} | {typical(he)[0]:.0f}{' steps' * (depth == 2)} | {typical(default)[0]:.0f} "
            f"| {middle:.1f} ({low:.1f} to {high:.1f}) |"
        )
        assert line in LESSON.text
    assert f"| 10 | {typical(steps('He', 'relu', 10))[0]:.0f} | not in 600 | – |" in LESSON.text


# ---- again


def test_a_part_run_live_is_the_kept_part(lesson):
    """The same seeds, on whatever processor: rounding may move a run by a look or two, and one that
    is about to diverge by more; the middle ratio of eight runs hardly moves."""
    for start, losses in lesson.live.items():
        now = lesson.reached(np.array(lesson.LOOKS), losses, 0.5)
        kept = steps(start, "relu", 5)
        assert statistics.median(
            a / b for a, b in zip(now, kept, strict=True) if a
        ) == pytest.approx(1, abs=0.1)


def test_other_seeds_give_intervals_that_overlap(lesson):
    """Two intervals of eight that don't overlap differ by about 3.3 standard errors of the
    difference: rare, but among so many one or two may."""
    other = {json.dumps([r["start"], r["activation"], r["depth"], r["norm"], r["bias"]]): r
             for r in rows("training_study_again")}  # fmt: skip
    both = overlap = 0
    for r in KEPT:
        again = other.get(
            json.dumps([r["start"], r["activation"], r["depth"], r["norm"], r["bias"]])
        )
        if again and None not in r["steps"]["0.5"] + again["steps"]["0.5"]:
            one, two = typical(r["steps"]["0.5"]), typical(again["steps"]["0.5"])
            both += 1
            overlap += one[1] <= two[2] and two[1] <= one[2]
    assert (overlap, both) == (lesson.overlap, len(lesson.pairs))
    assert both >= 30
    assert overlap / both >= 0.9


def test_fresh_seeds_agree_with_the_kept_result(lesson):
    """Eight seeds that nobody used, the mean of logarithms: 7 standard errors of the difference."""
    kept = [math.log(v) for v in steps("He", "relu", 5)]
    fresh = [math.log(v) for v in lesson.fresh]
    error = math.sqrt((statistics.variance(kept) + statistics.variance(fresh)) / 8)
    assert statistics.fmean(fresh) == pytest.approx(statistics.fmean(kept), abs=7 * error)


def test_the_command_runs_a_part_and_goes_on_where_it_was(tmp_path, capsys, monkeypatch):
    into = tmp_path / "part.jsonl"
    options = ["--activation", "tanh", "--start", "Xavier", "--depth", "2", "--seeds", "2"]
    monkeypatch.setattr(training_study, "_pool", _Here)
    training_study.main([*options, "--into", str(into)])
    lines = into.read_text("utf-8").splitlines()
    assert [json.loads(line)["bias"] for line in lines[1:]] == [0.0, 0.01]
    kept = row("Xavier", "tanh", 2)
    assert json.loads(lines[1])["lr"] == kept["lr"]
    assert json.loads(lines[1])["steps"]["0.5"] == pytest.approx(kept["steps"]["0.5"][:2], abs=2)
    into.write_text(
        "\n".join([*lines[:2], lines[2][:40]]), "utf-8"
    )  # stopped in the middle of a line
    done = []
    monkeypatch.setattr(
        training_study, "trial", lambda plan, **_: done.append(plan) or _trial(lines[2])
    )
    training_study.main([*options, "--into", str(into)])
    assert [plan.bias for plan in done] == [0.01]
    assert into.read_text("utf-8").splitlines()[1:] == lines[1:]
    with pytest.raises(SystemExit, match="other seeds"):
        training_study.main([*options, "--first-seed", "7", "--into", str(into)])


class _Here:
    """A pool of no processes: the work is done at once."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def submit(self, work, plan):
        from concurrent.futures import Future

        future = Future()
        future.set_result(work(plan))
        return future


def _trial(line):
    from initlab.trials import Trial

    return Trial(**json.loads(line))


def test_the_table_in_the_documents_is_that_of_the_kept_results(capsys):
    training_study.main(["--table"])
    assert capsys.readouterr().out.strip() in (ROOT / "docs/study.md").read_text("utf-8")


def test_the_exemplary_answer_s_numbers_come_out_again():
    """The assignment's own loop, eight seeds, the mean of ten successive batch losses."""
    [exam] = exams.load(ROOT, "training")
    names: dict[str, object] = {}
    for cell in exam.cells:
        if cell.kind == "code" and cell.role in ("locked", "solution"):
            exec(compile(cell.source, cell.id, "exec"), names)
    course = SimpleNamespace(**names)
    digits = handwritten_digits()

    def arrived(gain, seed):
        net = course.network([64] * 6 + [10], "relu", gain, np.random.default_rng([seed, 0]))
        rng = np.random.default_rng([seed, 1])
        curve = course.train(net, (digits["X"], digits["y"]), 0.2, 90, rng)
        return course.steps_to_loss(np.convolve(curve, np.full(10, 0.1), "valid"), 0.5)

    he, lecun = ([arrived(gain, seed) for seed in range(8)] for gain in (math.sqrt(2), 1.0))
    assert (min(he), max(he), min(lecun), max(lecun)) == (21, 31, 31, 51)
    assert [round(v, 2) for v in ratio(lecun, he)] == [1.53, 1.3, 1.8]
    single = [b / a for a, b in zip(he, lecun, strict=True)]
    assert (round(min(single), 1), round(max(single), 1)) == (1.0, 1.8)
    told = exam.cells[-1].source
    for number in ("1.53", "1.30 to 1.80", "21 to 31", "31 to 51"):
        assert number in told


# ---- form


def test_the_lesson_has_the_course_s_form(lesson):
    LESSON.check_form()
    LESSON.check_sections()
    LESSON.check_figures(lesson.drawn)
    for name in pictures.__all__:
        assert f"pictures.{name}(" in LESSON.text


def test_the_lesson_leaves_the_exercises_to_the_learner(lesson):
    for name in ("loss_and_delta", "train", "steps_to_loss"):
        assert not hasattr(lesson, name)
