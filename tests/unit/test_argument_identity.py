"""What a call does to its copies is done to what was lent, and nothing that was not."""

from __future__ import annotations

import copy
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.channel import pack, unpack
from autograder.sandbox.codec.identity import CalleeArguments, CallerArguments
from autograder.sandbox.codec.values import DEEPEST, NotPlain, decode, encode


def no_function(_: Any) -> Any:
    raise NotPlain("a function")


def sent(form: Any) -> Any:
    """A form as it arrives on the other side."""
    return unpack(pack({"form": form}))["form"]


def lend(value: Any, function: Any) -> tuple[Any, Any]:
    """What the function gives for a copy of the value, and what is said of changes."""
    copied = decode(sent(encode(value, no_function)), no_function)
    borrowed = CalleeArguments([copied], no_function)
    given = function(copied)
    changes = sent(borrowed.changes())
    lent = CallerArguments([value], no_function)
    lent.change(changes)
    return lent.value(sent(borrowed.form(given))), changes


NESTED = st.recursive(
    st.integers(0, 3),
    lambda part: (
        st.lists(part, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), part, max_size=3)
        | st.tuples(part)
    ),
    max_leaves=12,
).filter(lambda value: not isinstance(value, int))


def stir(value: Any, chance: Any) -> Any:
    """Change a value here and there, and give a part of it."""
    found: list[Any] = []

    def walk(part: Any) -> None:
        inner = (
            part
            if isinstance(part, list | tuple)
            else (list(part.values()) if isinstance(part, dict) else [])
        )
        if isinstance(part, list | dict):
            found.append(part)
        for one in list(inner):
            walk(one)
        if isinstance(part, list) and chance.random() < 0.3:
            part.insert(chance.randrange(len(part) + 1), chance.randrange(9))
        if isinstance(part, list) and part and chance.random() < 0.3:
            part.pop(chance.randrange(len(part)))
        if isinstance(part, dict) and chance.random() < 0.4:
            part[chance.choice("abcd")] = [chance.randrange(9)]
        if isinstance(part, dict) and part and chance.random() < 0.3:
            first = next(iter(part))
            part[first] = part.pop(first)

    walk(value)
    return [chance.choice(found)] if found else value


@settings(max_examples=300)
@given(NESTED, st.randoms(use_true_random=False))
def test_a_call_elsewhere_is_as_a_call_here(value, chance):
    state = chance.getstate()
    here = copy.deepcopy(value)
    wanted = stir(here, chance)
    chance.setstate(state)
    got, _ = lend(value, lambda one: stir(one, chance))
    assert json.dumps(value) == json.dumps(here)
    assert json.dumps(got) == json.dumps(wanted)


def test_a_spawned_generator_leaves_its_mark_on_the_lent_one_and_no_more_than_it_may():
    rng, same = np.random.default_rng(5), np.random.default_rng(5)
    assert lend(rng, lambda one: one.spawn(3)[2].random())[0] == same.spawn(3)[2].random()
    assert rng.bit_generator.seed_seq.n_children_spawned == 3
    assert rng.spawn(1)[0].random() == same.spawn(1)[0].random()
    for bad in (-2, 10**6):
        forged = encode(np.random.default_rng(5), no_function)
        forged["g"][1][3] = 4 + bad
        lent = CallerArguments([rng], no_function)
        with pytest.raises(NotPlain):
            lent.change([[0, forged]])
        assert rng.bit_generator.seed_seq.n_children_spawned == 4


def test_nothing_is_said_of_what_did_not_change():
    value = [[1], {"a": np.arange(3.0)}, {1, 2}, np.random.default_rng(1), (float("nan"), [-0.0])]
    assert lend(value, lambda one: None) == (None, [])


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.__setitem__(0, object()),
        lambda a: a.append(a),
        lambda a: a[1].resize(2, refcheck=False),
    ],
)
def test_what_can_not_be_done_in_place_is_not_done(change):
    value = [1, np.arange(3.0)]
    lend(value, lambda a: change(a))
    assert (value[0], value[1].tolist()) == (1, [0, 1, 2])
    assert len(value) == 2


def test_what_comes_back_is_not_taken_for_what_was_lent_if_that_could_not_follow():
    with pytest.raises(NotPlain):
        lend([1], lambda a: a.append(object()) or a)
    a = np.arange(3.0)
    got, _ = lend(a, lambda b: b.resize(2, refcheck=False) or b)
    assert (got.tolist(), a.tolist()) == ([0, 1], [0, 1, 2])


@pytest.mark.parametrize(
    "changes",
    [
        [[0, [{"r": 0}]]],
        [[1, [{"r": 0}]]],
        [[0, [{"r": 1}, {"r": 1}]]],
        [[9, []]],
        [["0", []]],
        [[True, []]],
        [[0, [{"r": 1}]], [1, [{"r": 2}]], [0, [{"r": 2}]]],
        [[0, {"r": 1}], [0, {"r": 1}]],
    ],
)
def test_a_knot_is_refused(changes):
    lent = CallerArguments([[[1], [2]]], no_function)
    with pytest.raises((NotPlain, LookupError)):
        lent.change(changes)


@pytest.mark.parametrize(
    "form",
    [
        [{"r": 0}, {"r": 0}],
        {"r": 7},
        {"r": -1},
        {"r": "0"},
        {"r": None},
        {"v": [0]},
        {"v": []},
        {"t": [{"r": 0}, {"s": [{"r": 1}]}]},
    ],
)
def test_a_part_that_was_not_lent_or_is_told_twice_is_refused(form):
    with pytest.raises(NotPlain):
        CallerArguments([[1], [2]], no_function).value(form)


@given(
    st.integers(-99, 99),
    st.lists(st.integers(-99, 99), max_size=2),
    st.lists(st.integers(0, 4), max_size=2),
)
def test_no_view_leaves_the_array(offset, strides, shape):
    array = np.zeros(shape)
    ours = np.arange(4.0)
    form = {"v": [0, offset, strides, encode(array, no_function)]}
    got = CallerArguments([ours], no_function).value(form)
    assert got.shape == array.shape
    if got.size and np.shares_memory(got, ours):
        assert set(got.ravel().tolist()) <= {0.0, 1.0, 2.0, 3.0}
    else:
        assert not got.any()


def test_a_value_of_many_parts_is_as_deep_as_any():
    value: Any = []
    for _ in range(DEEPEST - 1):
        value = [value]
    got, changes = lend(value, lambda a: a)
    assert got is value
    assert changes == []
