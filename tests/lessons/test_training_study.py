"""What lesson 08 says of the kept results, computed again from them line by line; and that the
command gives them again.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from concurrent.futures import Future

import numpy as np
import pytest
from lesson_run import Lesson
from study_rows import AGAIN, KEPT, ROOT, T7, arrives, ratio, row, steps, typical

from benchmarks import training_study
from initlab.stacked import Plan, first_weights, layer_norm, layer_norm_back
from initlab.trials import Trial, read_trials

LESSON = Lesson("08_training")
HEADER, _ = read_trials()


# ---- what the study found


def test_the_study_is_the_one_that_the_lesson_describes():
    assert len(KEPT) == len(training_study.grid()) == 129
    assert len(HEADER["seeds"]) == 8
    assert not set(HEADER["seeds"]) & set(HEADER["search"])
    assert (HEADER["steps"], HEADER["batch"], HEADER["width"]) == (600, 32, 64)
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
            assert typical(steps(start, activation, 2))[0] < 20
    assert max(steps("PyTorch", "relu", 2)) == 21  # on average: one run needs more
    starts = [r["start"] for r in KEPT if (r["activation"], r["depth"]) == ("relu", 20)]
    assert [s for s in starts if arrives(s, "relu", 20)] == ["He"]
    assert [s for s in starts if arrives(s, "tanh", 20)] == ["LeCun", "Xavier", "He"]
    for depth in (5, 10):
        assert [s for s in starts if arrives(s, "sigmoid", depth)] == ["N(0, 1)"]


def test_the_sentences_about_accuracy():
    for activation in ("relu", "tanh"):
        for start in ("PyTorch", "LeCun", "Xavier", "He"):
            assert round(100 * np.mean(row(start, activation, 2)["accuracy"])) == 98
        means = [
            100 * np.mean(row(s, activation, 2)["accuracy"])
            for s in ("PyTorch", "LeCun", "Xavier", "He")
        ]
        assert max(means) - min(means) < 0.4
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


def test_to_arrive_is_not_to_stay():
    default = row("PyTorch", "relu", 5)
    assert None not in default["steps"]["0.5"]
    assert default["accuracy"].count(0.0) == default["loss"].count(None) == 2
    assert default["lr"] == 0.5


def test_a_start_of_n_0_1_arrives_with_two_layers_and_is_less_accurate():
    for activation, behind in (("relu", 4), ("tanh", 6)):
        assert arrives("N(0, 1)", activation, 2)
        means = [100 * np.mean(row(s, activation, 2)["accuracy"]) for s in ("He", "N(0, 1)")]
        assert round(means[0] - means[1]) == behind


def test_the_sentences_about_doubling():
    he = {d: steps("He", "relu", d) for d in (2, 5, 10)}
    told = [ratio(steps("PyTorch", "relu", d), he[d])[0] for d in (2, 5)]
    told += [ratio(steps("Xavier", "relu", d), he[d])[0] for d in (2, 5, 10)]
    assert [round(v, 1) for v in told] == [2.4, 5.5, 1.1, 1.2, 3.6]
    for depth, told in ((2, (1.1, 0.9, 1.3)), (5, (1.2, 1.0, 1.4))):
        assert tuple(round(v, 1) for v in ratio(steps("Xavier", "relu", depth), he[depth])) == told
    low = [row(s, "relu", 2)["steps"]["0.1"] for s in ("PyTorch", "He")]
    assert round(ratio(*low)[0], 1) == 1.4
    rivals = ("N(0, 1)", "small", "PyTorch", "LeCun", "Xavier")
    known = [
        ratio(steps(s, "relu", d), he[d])[0] for s in rivals for d in he if arrives(s, "relu", d)
    ]
    assert (round(min(known), 1), round(max(known))) == (1.1, 14)
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


def test_the_lesson_shows_layer_normalization_as_it_is_in_the_library():
    shown = re.search(r"# ```python\n(.*?)# ```", LESSON.text, re.DOTALL)[1]
    names = {"np": np}
    exec(re.sub(r"^# ?", "", shown, flags=re.MULTILINE), names)
    z, grad = np.random.default_rng(0).normal(2, 3, (2, 5, 6))
    normal, scale = names["layer_norm"](z)
    np.testing.assert_allclose(normal, layer_norm(z)[0])
    np.testing.assert_allclose(
        names["layer_norm_back"](grad, normal, scale), layer_norm_back(grad, normal, scale)
    )


def test_the_sentences_about_normalization():
    he = steps("He", "relu", 10, norm=True)
    ratios = {
        s: ratio(steps(s, "relu", 10, norm=True), he)
        for s in ("N(0, 1)", "PyTorch", "LeCun", "Xavier")
    }
    assert round(ratios["N(0, 1)"][0], 1) == 2.5
    assert round(ratios["PyTorch"][0], 1) == 1.7
    assert all(1 / 1.2 < ratios[s][0] < 1.2 for s in ("LeCun", "Xavier"))
    assert sum(one is not None for one in steps("small", "relu", 10, norm=True)) == 6
    assert row("N(0, 1)", "relu", 10)["lr"] is None
    sigmoid = [r for r in KEPT if r["norm"] and r["activation"] == "sigmoid"]
    assert len(sigmoid) == 8
    assert not any(one for r in sigmoid for one in r["steps"]["0.5"])


def test_the_sentences_about_biases():
    for activation, rule in (("relu", "He"), ("tanh", "Xavier")):
        for depth in (2, 5, 10):
            some = row(rule, activation, depth, bias=0.01)["steps"]["0.1"]
            found = ratio(some, steps(rule, activation, depth, target="0.1"))
            assert found[1] <= 1 <= found[2]
    for depth in (5, 10):
        for bias in (0.0, 0.01):
            assert row("Xavier", "sigmoid", depth, bias=bias)["steps"]["0.5"] == [None] * 8


def test_lecun_s_and_xavier_s_hidden_weights_are_the_same_numbers():
    lecun, xavier = (first_weights(Plan(s, "tanh", 3), 2, 64, 10) for s in ("LeCun", "Xavier"))
    for k in range(4):
        assert np.allclose(lecun[k][0], xavier[k][0]) == (k < 3)
    assert [round(typical(steps(s, "relu", 10))[0]) for s in ("LeCun", "Xavier")] == [185, 235]
    assert [row(s, "relu", 10)["lr"] for s in ("LeCun", "Xavier")] == [0.1, 0.05]


def test_the_last_table_is_the_kept_one():
    for depth in (2, 5):
        he, default = (steps(s, "relu", depth) for s in ("He", "PyTorch"))
        middle, low, high = ratio(default, he)
        again = [row(s, "relu", depth, kept=AGAIN)["steps"]["0.5"] for s in ("PyTorch", "He")]
        line = (
            f"| {depth} | {typical(he)[0]:.0f}{' steps' * (depth == 2)} | {typical(default)[0]:.0f} "
            f"| {middle:.1f} ({low:.1f} to {high:.1f}) "
            "| {:.1f} ({:.1f} to {:.1f}) |".format(*ratio(*again))
        )
        assert line in LESSON.text
    assert f"| 10 | {typical(steps('He', 'relu', 10))[0]:.0f} | not in 600 | – | – |" in LESSON.text


def test_other_seeds_give_intervals_that_overlap_but_for_two_with_another_rate():
    both, apart = 0, []
    for again in AGAIN:
        name = [again[key] for key in ("start", "activation", "depth", "norm", "bias")]
        here = row(*name)
        if None not in here["steps"]["0.5"] + again["steps"]["0.5"]:
            one, two = typical(here["steps"]["0.5"]), typical(again["steps"]["0.5"])
            both += 1
            if one[1] > two[2] or two[1] > one[2]:
                apart.append(tuple(name))
                assert here["lr"] != again["lr"]
    assert (both, len(apart)) == (43, 2)
    assert [name[:2] for name in sorted(apart)] == [("He", "relu"), ("Xavier", "relu")]


def test_the_sentences_about_the_second_run():
    def again(start, activation, depth, norm=False, bias=0.0, target="0.5"):
        return row(start, activation, depth, norm, bias, AGAIN)["steps"][target]

    relu = {(s, d): ratio(again(s, "relu", d), again("He", "relu", d))[0]
            for s, d in (("PyTorch", 2), ("PyTorch", 5), ("Xavier", 10))}  # fmt: skip
    assert [round(v, 1) for v in relu.values()] == [2.1, 7.9, 2.3]
    assert again("PyTorch", "relu", 10) == [None] * 8
    assert None not in again("PyTorch", "tanh", 10)
    orders = [
        ratio(*(row(s, "relu", 10, kept=kept)["steps"]["0.5"] for s in ("LeCun", "Xavier")))[0] > 1
        for kept in (KEPT, AGAIN)
    ]
    assert orders == [False, True]
    assert round(ratio(again("He", "tanh", 10), again("Xavier", "tanh", 10))[0], 2) == 0.78
    normed = [
        ratio(again(s, "relu", 10, True), again("He", "relu", 10, True))[0]
        for s in ("N(0, 1)", "PyTorch", "Xavier")
    ]
    assert [round(v, 2) for v in normed] == [2.22, 1.22, 0.89]
    assert row("He", "relu", 10, True, kept=AGAIN)["lr"] < row("He", "relu", 10, True)["lr"]
    assert round(typical(again("Xavier", "relu", 10))[0]) == 168
    outside = {}
    for activation, rule in (("relu", "He"), ("tanh", "Xavier")):
        for depth in (2, 5, 10):
            some = again(rule, activation, depth, bias=0.01, target="0.1")
            found = ratio(some, again(rule, activation, depth, target="0.1"))
            if not found[1] <= 1 <= found[2]:
                outside[activation, depth] = [round(v, 3) for v in found]
    assert list(outside) == [("relu", 5)]
    assert outside["relu", 5] == pytest.approx([1.19, 1.005, 1.41], abs=0.005)
    rates = [row("He", "relu", 5, bias=b, kept=AGAIN)["lr"] for b in (0.0, 0.01)]
    assert rates[0] != rates[1]


def test_starts_that_differ_by_a_factor_of_two_keep_their_order():
    """Every pair of starts of one network in which all seeds of both runs arrive."""
    names = ("N(0, 1)", "small", "PyTorch", "LeCun", "Xavier", "He")
    told = 0
    for activation, depth, norm in [(a, d, False) for a in ("relu", "tanh") for d in (2, 5, 10)] + [
        ("relu", 10, True),
        ("tanh", 10, True),
    ]:
        for one, other in itertools.combinations(names, 2):
            runs = [
                [row(s, activation, depth, norm, kept=kept)["steps"]["0.5"] for s in (one, other)]
                for kept in (KEPT, AGAIN)
            ]
            if any(one is None for run in runs for seeds in run for one in seeds):
                continue
            first, second = (ratio(*run)[0] for run in runs)
            if max(first, 1 / first) > 2:
                told += 1
                assert (first > 1) == (second > 1), (one, other, activation, depth, norm)
    assert told >= 20


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


@pytest.mark.parametrize("text", ["my notes\n", '{"a": 1}\n{"b": 2}\n', "[1]\n"])
def test_a_file_that_holds_no_study_is_left_and_named(tmp_path, monkeypatch, text):
    into, part = tmp_path / "mine.jsonl", tmp_path / "mine.part"
    monkeypatch.setattr(training_study, "_pool", _Here)
    for path in (into, part):
        path.write_text(text)
    with pytest.raises(SystemExit, match=r"mine\.jsonl holds no study; choose another file"):
        training_study.main(["--into", str(into)])
    assert (into.read_text(), part.read_text()) == (text, text)


class _Here:
    """A pool of no processes: the work is done at once."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def submit(self, work, plan):
        future = Future()
        future.set_result(work(plan))
        return future


def _trial(line):
    return Trial(**json.loads(line))


def test_the_table_in_the_documents_is_that_of_the_kept_results(capsys):
    training_study.main(["--table"])
    assert capsys.readouterr().out.strip() in (ROOT / "docs/study.md").read_text("utf-8")
