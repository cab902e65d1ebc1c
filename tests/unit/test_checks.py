"""A check is silent when the values agree; when not, it says what was called, what came back,
what was expected, and a slip only if that slip explains every value."""

from __future__ import annotations

import doctest
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from initlab import checks
from initlab.checks import Call, CheckFailed, Score, agree, call, fresh_rng, same, use_seed

NAN = float("nan")


def failure(function, on, expected, **kwargs) -> CheckFailed:
    with pytest.raises(CheckFailed) as failed:
        agree(function, on, expected, **kwargs)
    return failed.value


def lines(function, on, expected, **kwargs) -> list[str]:
    return str(failure(function, on, expected, **kwargs)).splitlines()


def test_no_line_is_so_long_that_jupyterlab_breaks_a_word():
    words = "an initialization whose variance_ratio is x1.5 " * 9
    shown = CheckFailed(f"called: f(1)\n{words}")._render_traceback_()[0].split("\n")
    assert max(map(len, shown)) <= 80
    assert {*"\n".join(shown[2:]).split()} == {*words.split()}


# ---- same


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (2, 2),
        (2, 2.0),
        (np.int64(2), 2),
        (np.float32(0.5), 0.5),
        (np.array(2.0), 2),
        (0.1 + 0.2, 0.3),
        (np.array([1.0, 0.0]), np.array([True, False])),
        (float("inf"), float("inf")),
        (10**400, 10**400),
        ([1, 2], (1, 2)),
        ((1, 2), [1, 2]),
        (np.array([1, 2]), (1, 2)),
        (np.array([[1], [2]]), [[1], [2]]),
        ([1, 2], np.array([1, 2])),
        (((1, 2), (3, 4)), np.array([[1, 2], [3, 4]])),
        (np.array([1, 0]), np.array([True, False])),
        ([True, False], np.array([True, False])),
        (np.bool_(True), True),
        ({"a": [1.0]}, {"a": (1,)}),
        ("a", "a"),
        (None, None),
        ({1, 2}, {2, 1}),
        ([], ()),
        (np.zeros(0), np.zeros(0)),
        (np.uint8([250]), np.array([250.0])),
        (-0.0, 0.0),
    ],
    ids=lambda one: str(one)[:20],
)
def test_these_are_the_same(got, expected):
    assert same(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (2.001, 2),
        (True, 1),
        (np.bool_(True), 1),
        (1, True),
        (1.0, True),
        ("2", 2),
        ([2], 2),
        (np.array([2]), 2),
        (2 + 0j, 2),
        (np.complex128(2), 2),
        (NAN, NAN),
        (NAN, 1),
        (1, NAN),
        (None, 0),
        (10**400, 1),
        (1, 10**400),
        (-(10**400), 10**400),
        (float("inf"), -float("inf")),
        (..., 1),
        ((1, 2, 3), (1, 2)),
        (3, (1, 2)),
        ("12", (1, 2)),
        ({1: 2}.keys(), [1]),
        (np.zeros((2, 1)), np.zeros((1, 2))),
        (np.zeros(2), np.zeros(3)),
        (0, np.zeros(1)),
        ([[1], [1, 2]], np.array([[1, 1], [1, 2]])),
        (["a", "b"], np.zeros(2)),
        (np.array([NAN]), np.array([NAN])),
        (np.array([1j]), np.array([1.0])),
        ([10**400], np.ones(1)),
        (np.array([True]), np.array([1.0])),
        (np.array([1, 2]), np.array([True, False])),
        (np.array([0.5]), np.array([True])),
        ({"a": 1}, {"b": 1}),
        ([("a", 1)], {"a": 1}),
        ("a", "b"),
        (b"a", "a"),
        (1, None),
        (np.array(["a"]), ["b"]),
    ],
    ids=lambda one: str(one)[:20],
)
def test_these_are_not_the_same(got, expected):
    assert not same(got, expected)


NUMBERS = st.floats(-1e6, 1e6) | st.integers(-1000, 1000)
NESTED = st.recursive(
    NUMBERS | st.booleans() | st.text(max_size=3),
    lambda part: (
        st.lists(part, max_size=3)
        | st.lists(part, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2), part, max_size=3)
    ),
    max_leaves=8,
)


@given(NESTED)
def test_every_value_is_the_same_as_itself(value):
    assert same(value, value)


@given(NESTED, NESTED)
def test_any_two_values_can_be_compared_both_ways(one, other):
    assert isinstance(same(one, other), bool)
    assert same(one, other) == same(other, one)


@given(st.floats(1e-3, 1e6), st.floats(1e-12, 1e-1))
def test_numbers_agree_within_the_tolerance_that_was_asked_and_not_beyond(value, rtol):
    assert same(value * (1 + rtol / 2), value, rtol=rtol, atol=0)
    assert not same(value * (1 + 2 * rtol), value, rtol=rtol, atol=0)


# ---- agree


def double(x):
    return 2 * x


def test_nothing_is_said_when_all_values_agree():
    cases = [call(x) for x in (1, 2.5, np.ones(2))]
    assert agree(double, cases, [2, 5, np.full(2, 2.0)]) is None
    assert agree(double, cases, lambda x: x + x) is None
    assert agree(double, [], []) is None


def test_the_first_call_that_differs_is_shown():
    assert lines(lambda x: x + 2, [call(2), call(5), call(6)], [4, 10, 12]) == [
        "called:   <lambda>(5)",
        "got:      7",
        "expected: 10",
    ]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (call((3, 4), "in_out", groups=2), "f((3, 4), 'in_out', groups=2)"),
        (call(np.tanh, double, np.random.default_rng(0)), "f(tanh, double, rng)"),
        (call([np.tanh, (np.random.default_rng(0),)], {"g": len}), "f([tanh, (rng,)], {'g': len})"),
        (call(np.array([1.5, 2.0])), "f(array([1.5, 2.0]))"),
        (call(np.float64(0.5)), "f(0.5)"),
        (call(np.zeros((20, 3))), "f(an array of shape (20, 3))"),
        (call({"b", "a"}), "f({'a', 'b'})"),
        (call((np.eye(2), 1)), "f((array([[1.0, 0.0], [0.0, 1.0]]), 1))"),
        (call(), "f()"),
        (call(set(), None, True, "a\nb"), r"f(set(), None, True, 'a\nb')"),
        (call(int), "f(int)"),
        (call(10**5000), "f(a number of thousands of digits)"),
    ],
)
def test_a_call_is_shown_in_one_line_as_it_would_be_typed(arguments, text):
    def f(*args, **kwargs):
        return None

    assert lines(f, [arguments], [1])[0] == f"called:   {text}"


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "got:      None (nothing is returned yet)"),
        (7, "got:      7"),
        (..., "got:      None (nothing is returned yet)"),
        ("7", "got:      '7'"),
        (True, "got:      True"),
        (NAN, "got:      nan"),
        ((1, 2), "got:      (1, 2)"),
        (np.zeros((3, 3)), "got:      array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])"),
        (1j, "got:      1j"),
        ("x" * 500, "got:      '" + "x" * 116 + "…"),
        (list(range(1000)), "got:      " + str(list(range(1000)))[:117] + "…"),
    ],
)
def test_what_came_back_is_shown_in_one_line(value, line):
    assert lines(lambda: value, [call()], [4])[1:] == [line, "expected: 4"]


def test_an_error_whose_message_says_all_is_shown_without_its_type():
    class Lost(Exception):
        says_all = True

    def crash(x):
        raise Lost("crashed (SIGSEGV)")

    assert lines(crash, [call(1)], [2]) == [
        "called:   crash(1)",
        "raised:   crashed (SIGSEGV)",
        "expected: 2",
    ]


def test_what_was_raised_is_shown_with_its_type():
    def f(x):
        raise ValueError(f"no {x}")

    assert lines(f, [call(3)], [4]) == [
        "called:   f(3)",
        "raised:   ValueError: no 3",
        "expected: 4",
    ]


def test_an_exercise_that_is_not_begun_is_not_an_error():
    def f(x):
        raise NotImplementedError

    assert lines(f, [call(3)], [4])[1] == "got:      None (nothing is returned yet)"


def test_one_number_for_a_pair_is_said():
    assert lines(double, [call(3)], [(4, 6)])[-1] == "One number came back where 2 are expected."
    assert "One number" not in str(failure(lambda x: (x,), [call(3)], [(4, 6)]))


SLIPS = {
    "fans-sum": lambda x: x + 2,
    "fans-product/first": lambda x: x * x,
    "fans-product/second": lambda x: x * x * x,
}


@pytest.mark.parametrize(
    ("function", "slip"),
    [
        (lambda x: x + 2, "fans-sum"),
        (lambda x: x * x, "fans-product"),
        (lambda x: x**3, "fans-product"),
        (lambda x: x + 2 if x == 3 else 2 * x, ""),
        (lambda x: 0, ""),
        (lambda x: None, ""),
        (lambda x: x + 2 if x < 5 else x * x, ""),
        (lambda x: 1 / 0, ""),
    ],
)
def test_a_slip_is_named_just_when_it_explains_every_value(function, slip):
    failed = failure(function, [call(2), call(3), call(5)], lambda x: 2 * x, slips=SLIPS)
    assert failed.slip == slip
    assert ("This is the slip" in str(failed)) == bool(slip)
    if slip:
        assert checks.SLIPS[slip].name in str(failed)
        assert f"See lesson {checks.SLIPS[slip].lesson}." in str(failed)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=4), st.integers(-3, 3), st.integers(-3, 3))
def test_agreement_and_slip_are_what_a_plain_comparison_says(cases, a, b):
    got, wanted, slip = ([a * x + b for x in cases], [2 * x for x in cases], [x + 2 for x in cases])
    on = [call(x) for x in cases]
    if got == wanted:
        assert agree(lambda x: a * x + b, on, wanted) is None
        return
    failed = failure(lambda x: a * x + b, on, wanted, slips={"fans-sum": slip})
    first = next(k for k in itertools.count() if got[k] != wanted[k])
    assert f"called:   <lambda>({cases[first]})\ngot:      {got[first]}\n" in str(failed)
    assert failed.slip == ("fans-sum" if got == slip else "")


def test_every_function_gets_arguments_of_its_own():
    def spoil(x, rng, items):
        x[:] = 7
        items.clear()
        return rng.random()

    one = call(np.zeros(2), np.random.default_rng(1), items=[1])
    agree(spoil, [one, one], lambda x, rng, items: rng.random() + 0 * sum(items))
    assert one.args[0].tolist() == [0, 0]
    assert one.kwargs == {"items": [1]}
    assert one.args[1].random() == np.random.default_rng(1).random()


def test_a_call_says_what_it_would_be_typed_as():
    assert call(1, k="a") == Call((1,), {"k": "a"})
    assert Call((1,)).text("f") == "f(1)"
    assert call(3, b=4).of(lambda a, b: (a, b)) == (3, 4)


# ---- score and cases


def test_a_score_is_its_number_and_carries_the_reason():
    score = Score(1.5, "half of the cases", "fans-sum")
    assert (score, repr(score), str(score)) == (1.5, "1.5", "1.5")
    assert (score.reason, score.slip) == ("half of the cases", "fans-sum")
    assert (Score(2).reason, Score(2).slip) == ("", "")


def drawn(seed: int | None, count: int = 3) -> list[float]:
    use_seed(seed)
    try:
        return [fresh_rng().random() for _ in range(count)]
    finally:
        use_seed(None)


@given(st.integers(0, 2**70))
def test_a_seed_repeats_the_cases_and_each_generator_is_another(seed):
    assert drawn(seed) == drawn(seed)
    assert len({*drawn(seed), *drawn(seed + 1)}) == 6


def test_without_a_seed_the_cases_are_new_each_time():
    assert len({*drawn(None), *drawn(None)}) == 6
    assert len({*drawn(3)} | {fresh_rng().random(), fresh_rng().random()}) == 5


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(checks).failed == 0
