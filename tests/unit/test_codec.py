"""What crosses between the cage and the grader is plain data, whoever made the bytes."""

from __future__ import annotations

import ast
import collections
import contextlib
import datetime
import decimal
import enum
import fractions
import io
import math
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.channel import pack, unpack
from autograder.sandbox.codec import allowed_types
from autograder.sandbox.codec.values import (
    DEEPEST,
    LONGEST,
    NotPlain,
    advanced,
    decode,
    encode,
)

ROOT = Path(__file__).parents[2]
DTYPES = (
    "?",
    "<i1",
    "<u1",
    "<i2",
    "<u4",
    "<i8",
    "<u8",
    "<f2",
    "<f4",
    "<f8",
    "<c8",
    "<c16",
    ">i4",
    ">f8",
    "<U1",
    "<U3",
    "|S4",
    np.dtype(np.longdouble).str,
)


def no_function(_: Any) -> Any:
    raise AssertionError("no function here")


def over(value: Any) -> Any:
    """The value as it arrives on the other side, through a real message."""
    return decode(unpack(pack({"value": encode(value, no_function)}))["value"], no_function)


def equal(one: Any, other: Any) -> bool:
    """Equal in type and in value to the last bit, by comparison part by part."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, np.generic):
        return (one.dtype, one.tobytes()) == (other.dtype, other.tobytes())
    if isinstance(one, float):
        return one.hex() == other.hex()
    if isinstance(one, complex):
        return equal(one.real, other.real) and equal(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        return equal(list(one.items()), list(other.items()))
    if isinstance(one, set | frozenset):  # equal though one holds sets and the other frozensets
        return one == other and sorted(map(str, map(type, one))) == sorted(
            map(str, map(type, other))
        )
    return one == other


@st.composite
def arrays(draw: st.DrawFn) -> np.ndarray:
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    count = math.prod(shape)
    if dtype.kind in "US":
        return np.array(
            draw(st.lists(st.text("ab\x00é"[:3]), min_size=count, max_size=count)), dtype=dtype
        ).reshape(shape)
    raw = draw(st.binary(min_size=count * dtype.itemsize, max_size=count * dtype.itemsize))
    if dtype.kind == "b":
        raw = bytes(byte % 2 for byte in raw)
    return np.frombuffer(raw, dtype).reshape(shape)


FLOATS = st.floats(width=64).filter(lambda x: not math.isnan(x)) | st.just(math.nan)
KEYS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**200), 2**200)
    | FLOATS
    | st.text()
    | st.binary(max_size=20)
    | st.builds(complex, FLOATS, FLOATS)
    | st.just(...)
)
LEAVES = KEYS | arrays() | arrays().filter(np.size).map(lambda array: array.flat[0])
VALUES = st.recursive(
    LEAVES,
    lambda part: (
        st.lists(part, max_size=4)
        | st.lists(part, max_size=4).map(tuple)
        | st.dictionaries(KEYS, part, max_size=4)
        | st.sets(st.integers() | st.text(), max_size=4)
        | st.frozensets(st.integers() | st.frozensets(st.integers(), max_size=2), max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=400)
@given(VALUES)
def test_every_plain_value_arrives_as_it_was_sent(value):
    assert equal(over(value), value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "\ud800",
        np.str_(""),
        np.bytes_(b""),
        np.str_("é"),
        np.array("x"),
        np.zeros((0, 3)),
        7**4000,
        -(2**63),
        2**63,
        -0.0,
        np.float32(0.1),
        np.array(3.5),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(10)[::2],
        np.longdouble(1) / 3,
        {True: 1, 2: "b"},
        {frozenset([1]): frozenset()},
        {frozenset([frozenset("ab")])},
    ],
)
def test_edge_values_arrive_as_they_were_sent(value):
    assert equal(
        over(value),
        np.ascontiguousarray(value) if isinstance(value, np.ndarray) and value.ndim else value,
    )


def test_what_arrives_can_be_written_to_and_is_no_ones_memory():
    sent = np.zeros(3)
    got = over(sent)
    got[0] = 1
    assert sent[0] == 0


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
@given(seed=st.integers(0, 2**64), drawn=st.integers(0, 700), halves=st.booleans())
@settings(max_examples=20)
def test_a_generator_arrives_in_its_state_and_goes_on_alike(kind, seed, drawn, halves):
    rng = np.random.Generator(getattr(np.random, kind)(seed))
    rng.random(drawn)
    if halves:
        rng.integers(0, 100, 3, dtype=np.uint32)
    copy = over(rng)
    assert type(copy.bit_generator) is type(rng.bit_generator)
    assert copy.standard_normal(50).tolist() == rng.standard_normal(50).tolist()
    assert copy.integers(0, 9, 7, np.uint32).tolist() == rng.integers(0, 9, 7, np.uint32).tolist()


def forged(kind: str, **changes: Any) -> Any:
    form = encode(np.random.Generator(getattr(np.random, kind)(0)), no_function)
    state = form["g"][0]
    for name, value in changes.items():
        inner = state if name in state else state["state"]
        inner[name] = value
    return form


@pytest.mark.parametrize(
    "form",
    [
        forged("MT19937", pos="1000000"),
        forged("MT19937", pos="-1"),
        forged("MT19937", pos=None),
        forged("MT19937", key={"array": ["<u4", [1, 2]]}),
        forged("MT19937", key=[1]),
        forged("Philox", buffer_pos="-1000"),
        forged("Philox", buffer_pos="5"),
        forged("Philox", buffer={"array": ["<u8", []]}),
        forged("PCG64", has_uint32="7"),
        forged("PCG64", state={"state": "1"}),
        forged("PCG64", state="1"),
        forged("PCG64", uinteger=str(2**70)),
        forged("SFC64", state={"array": ["O", [1, 2, 3, 4]]}),
        forged("PCG64", bit_generator="default_rng"),
        {"g": {}},
        {"g": []},
        {"g": [{}, None]},
        {"g": None},
    ],
)
def test_a_forged_state_that_would_lead_numpy_astray_is_refused(form):
    with pytest.raises(NotPlain):
        decode(form, no_function)


@pytest.mark.parametrize(
    "value",
    [1 << LONGEST, -(1 << LONGEST), [3, 2 << LONGEST]],
    ids=("positive", "negative", "in a list"),
)
def test_a_number_that_would_take_long_to_reckon_with_is_refused_on_both_sides(value):
    with pytest.raises(NotPlain, match="more than 1048576 bits"):
        encode(value, no_function)
    with pytest.raises(NotPlain, match="more than 1048576 bits"):
        decode({"i": hex(value[-1] if isinstance(value, list) else value)}, no_function)


@pytest.mark.parametrize(
    "value",
    [(1 << LONGEST) - 1, 1 - (1 << LONGEST), 2**63, -(2**63)],
    ids=("longest", "negative", "64 bits", "negative 64 bits"),
)
def test_a_long_number_arrives_whole(value):
    assert over(value) == value


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM"])
@given(seed=st.integers(0, 2**64), drawn=st.integers(0, 5_000), far=st.integers(0, 2**39))
@settings(max_examples=30)
def test_what_drawing_leads_to_is_told_from_what_somebody_set(kind, seed, drawn, far):
    rng = np.random.Generator(getattr(np.random, kind)(seed))
    later = over(rng)
    later.standard_normal(drawn)
    assert advanced(rng, later)
    later.bit_generator.advance(far)
    assert advanced(rng, later)
    assert advanced(later, rng) == (drawn == far == 0)
    assert not advanced(rng, np.random.Generator(getattr(np.random, kind)(seed + 1)))
    zeros = forged(kind, state={"state": "0", "inc": "0"})
    assert not advanced(rng, decode(zeros, no_function))
    assert not advanced(rng, np.random.Generator(np.random.MT19937(seed)))


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM"])
@given(
    seed=st.integers(0, 2**64),
    small=st.integers(0, 3),
    large=st.integers(0, 200_000),
    more=st.integers(0, 2),
)
@settings(max_examples=30)
def test_a_small_draw_that_is_kept_comes_from_one_that_was_drawn(kind, seed, small, large, more):
    rng = np.random.Generator(getattr(np.random, kind)(seed))
    rng.integers(0, 10, small, dtype=np.int32)
    later = over(rng)
    later.integers(0, 10, more, dtype=np.int32)
    later.random(large)
    state = later.bit_generator.state
    assert advanced(rng, later)
    kept = state["has_uint32"]
    assert kept == (small + more) % 2
    raw = getattr(np.random, kind)(seed).random_raw(small + more + large)
    halves = {int(one) >> 32 for one in raw}  # all that could be kept, and more
    for forged_one in {0, 2**32 - 1, state["uinteger"] ^ 1} - halves:
        later.bit_generator.state = {**state, "has_uint32": 1, "uinteger": forged_one}
        assert advanced(rng, later) is False
    later.bit_generator.state = {**state, "has_uint32": 0}
    assert advanced(rng, later)


class Liar(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class Colour(enum.IntEnum):
    RED = 1


class LyingError(Exception):
    def __new__(cls, *args: object) -> LyingError:
        return Exception.__new__(cls)


class Disguised:
    __class__ = list  # type: ignore[assignment]


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Disguised(),
        Liar,
        np,
        np.array([1, None]),
        type,
        np.array([(1, 2.0)], dtype="i4,f8"),
        np.datetime64("2026-01-01"),
        np.array([1, "a"], dtype=object),
        np.array([2**70], dtype=object),
        np.array([Liar(3)], dtype=object),
        np.ma.array([1, 2], mask=[0, 1]),
        LyingError,
        np.zeros(2, "U2000"),
        np.random.RandomState(0),
        io.StringIO("a"),
        [fractions.Fraction(1, 7**20_000)],
        range(10**12),
        range(0, -(10**30), -1),
        decimal.Decimal("1e99999999"),
        datetime.datetime.now(datetime.UTC),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_could_answer_for_itself_or_is_no_plain_type_is_refused(value):
    with pytest.raises(NotPlain):
        encode(value, no_function)


class LyingArray(np.ndarray):
    def tobytes(self, *_: object) -> bytes:
        return np.full(self.shape, 9.0).tobytes()

    def __array_finalize__(self, other: object) -> None:
        pass


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Liar(3), 3),
        (-Liar(2**80), -(2**80)),
        (type("Text", (str,), {"__str__": lambda self: "b"})("a"), "a"),
        (type("Real", (float,), {"__float__": lambda self: 2.0})(-0.0), -0.0),
        (type("Real", (float,), {})(math.nan), math.nan),
        (type("Real", (np.float64,), {})(0.1), 0.1),
        (Colour.RED, 1),
        ([Liar(3)], [3]),
        ({"a": Liar(3)}, {"a": 3}),
        ({Liar(3): 1}, {3: 1}),
        (np.array([1, 2], dtype=object), np.array([1, 2])),
        (np.array([[1, 2.5]], dtype=object), np.array([[1, 2.5]])),
        (np.array([True, False], dtype=object), np.array([True, False])),
        (np.array([np.float32(0.5)], dtype=object), np.array([0.5], np.float32)),
        (np.empty((0, 2), dtype=object), np.empty((0, 2))),
        (np.eye(2).view(np.matrix), np.eye(2)),
        (np.eye(2).view(LyingArray), np.eye(2)),
        (np.ma.array([1, 2]), np.array([1, 2])),
        (np.ma.array([1.0, 2.0], mask=[False, False]), np.array([1.0, 2.0])),
    ],
    ids=str,
)
def test_a_value_in_another_dress_crosses_as_its_base_class_has_it(value, plain):
    assert equal(over(value), plain)


def test_a_class_that_gives_another_value_crosses_as_a_function():
    class Pair(tuple):
        def __new__(cls, n):
            return (n, n)

    class Fans:
        def __new__(cls, n):
            return (n, n)

    assert encode(Fans, lambda one: one(3)) == {"f": (3, 3)}
    with pytest.raises(NotPlain):  # its instances would be tuples of a kind of their own
        encode(Pair, no_function)


@pytest.mark.parametrize("entropy", [0, np.int64(7), 2**127, [1, 2**40], np.arange(3), None])
@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.MT19937, np.random.Philox])
def test_what_a_generator_spawns_is_the_same_on_both_sides(entropy, kind):
    seed = np.random.SeedSequence(entropy, spawn_key=(3,), pool_size=8)
    rng = np.random.Generator(kind(seed))
    rng.spawn(2)
    there = over(rng)
    draws = [one.spawn(2)[1].standard_normal(3).tolist() for one in (rng, there)]
    assert draws[0] == draws[1]
    assert rng.bit_generator.seed_seq.n_children_spawned == 4
    assert there.standard_normal() == rng.standard_normal()


@pytest.mark.parametrize(
    "seed",
    [
        [[True, "1"], [], 4],
        [[True, "-1"], [], 4, 0],
        [[True, str(2**2000)], [], 4, 0],
        [[False, *["1"] * 100], [], 4, 0],
        [[True, "1"], [1] * 100, 4, 0],
        [[True, "1"], [-1], 4, 0],
        [[True, "1"], [], 10**9, 0],
        [[True, "1"], [], 4, -1],
        [[True, "1"], [], 4, 2**40],
        [[True], [], 4, 0],
        "1",
        7,
    ],
)
def test_a_seed_that_could_not_have_been_sent_is_refused(seed):
    form = encode(np.random.default_rng(1), no_function)
    with pytest.raises(NotPlain):
        decode({"g": [form["g"][0], seed]}, no_function)


def test_a_list_of_a_kind_of_its_own_crosses_as_what_it_holds():
    class Mine(list):
        def __iter__(self):
            return iter([100])

    assert equal(over(Mine([1, 2])), [1, 2])
    assert equal(over(type("Mine", (dict,), {})(a=1)), {"a": 1})
    assert equal(over(type("Mine", (tuple,), {})([1])), (1,))


@pytest.mark.parametrize(
    "value",
    [
        range(3, -10, -2),
        fractions.Fraction(-1, 3),
        decimal.Decimal("-0.10"),
        decimal.Decimal("NaN"),
        decimal.Decimal("Infinity"),
        collections.deque([1, [2]], 3),
        collections.Counter("aab"),
        collections.defaultdict(int, a=1),
        {1: 2}.keys(),
        {1: [2]}.items(),
        int,
        ValueError,
        type(None),
        np.float32,
        np.dtype("float32"),
        collections.namedtuple("P", "x y")(1, [2]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_of_pythons_own_arrive_as_they_were_sent(value):
    got = over({"k": [value]})["k"][0]
    assert type(got).__name__ == type(value).__name__
    assert repr(got) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        slice(1, None, 2),
        bytearray(b"a"),
        datetime.date(2026, 1, 2),
        datetime.datetime(2026, 1, 2, 3, 4, 5, 6),
        datetime.timedelta(-1, 5),
        Path("x"),
        re.compile("x"),
        object(),
        os,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_on_the_list_is_refused_by_name(value):
    with pytest.raises(NotPlain, match=f"a value of type {type(value).__name__}"):
        over({"k": [value]})


def test_an_ordered_dict_crosses_as_the_dict_that_it_is():
    got = over(collections.OrderedDict(b=1, a=2))
    assert type(got) is dict
    assert list(got.items()) == [("b", 1), ("a", 2)]


def test_what_yields_one_thing_after_the_other_does_so_on_the_other_side():
    lent: list[Any] = []
    form = encode(map(str, range(3)), lambda one: lent.append(one) or 0)
    got = decode(unpack(pack({"value": form}))["value"], lent.__getitem__)
    assert (next(got), list(got), list(got)) == ("0", ["1", "2"], [])
    assert list(decode({"y": 0}, lambda _: lambda: "no item")) == []


@pytest.mark.parametrize(
    "form",
    [
        ["Counter", ["range", 0, 10**10, 1]],
        ["deque", ["range", 0, 10**10, 1]],
        ["range", 0, 10**12, 1],
        ["Fraction", "1e99999999"],
        ["Decimal", "1e99999999"],
        ["namedtuple", "P", ["range", 0, 10**10, 1], []],
        ["namedtuple", "P", ["x", "x"], [1, 2]],
        ["namedtuple", "P", ["x=print(1)"], [1]],
        ["namedtuple", "P", ["x" * 10**6], [1]],
        ["namedtuple", "P" * 10**6, ["x"], [1]],
        ["defaultdict", None, ["range", 0, 10**10, 1]],
        ["type", "type"],
        ["type", []],
        ["dtype", "O"],
        ["dtype", "<i4,O"],
        ["keys", [1]],
        ["os"],
        [],
    ],
)
def test_nothing_that_works_for_hours_is_made(form):
    inner = [{"o": one} if isinstance(one, list) and one[:1] == ["range"] else one for one in form]
    with pytest.raises(NotPlain):
        decode({"o": inner}, no_function)


def test_an_array_keeps_its_order_and_whether_it_can_be_written_to():
    sent = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    assert over(sent).flags.f_contiguous
    assert not over(sent).flags.c_contiguous
    assert not over(np.broadcast_to(1.0, 3)).flags.writeable


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: (x,), lambda x: {"k": x}])
def test_what_is_nested_too_deep_or_holds_itself_is_refused_on_both_sides(wrap):
    value: Any = 0
    for _ in range(DEEPEST):
        value = wrap(value)
    assert equal(over(value), value)
    for _ in range(10_000):
        value = wrap(value)
    with pytest.raises(NotPlain, match=f"more than {DEEPEST} deep"):
        encode(value, no_function)
    ring: list = []
    ring.append(ring)
    with pytest.raises(NotPlain):
        encode(ring, no_function)
    form: Any = 0
    for _ in range(200):
        form = {"t": [form]}
    with pytest.raises(NotPlain):
        decode(form, no_function)


def test_a_function_crosses_as_what_the_handle_says():
    form = encode([len, {"f": np.tanh}], lambda function: {"mine": function.__name__})
    assert decode(form, lambda what: what["mine"]) == ["len", {"f": "tanh"}]


TAGS = st.sampled_from([*"tszdbcieanxgfrvoy", "zz", ""])
FORMS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=16).map(memoryview)
    | st.sampled_from(["<f8", "|b1", "<U0", "i4,,", "O", "a", "AAAAAAAAAAA=", "nan", "0x1g"]),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(TAGS, part, max_size=2),
    max_leaves=10,
)


@settings(max_examples=600)
@given(FORMS | st.tuples(TAGS, FORMS).map(lambda pair: {pair[0]: pair[1]}))
def test_decoding_any_message_gives_a_value_or_raises_not_plain_and_nothing_else(form):
    with contextlib.suppress(NotPlain):
        decode(form, lambda what: [][what])


def test_huge_shapes_are_refused_without_memory():
    for shape in ([10**12], [2**62, 2**62, 4], [0, 2**63], [True], [-1], [1] * 33):
        with pytest.raises(NotPlain):
            decode({"a": ["<f8", shape, b""]}, no_function)


def test_nothing_on_the_way_can_run_foreign_code():
    files = [
        *(ROOT / "autograder" / "sandbox").rglob("*.py"),
        ROOT / "autograder" / "examine" / "client.py",
        ROOT / "autograder" / "examine" / "scoring.py",
    ]
    assert len(files) > 7
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            named = [
                alias.name for alias in getattr(node, "names", ()) if isinstance(alias, ast.alias)
            ] + [getattr(node, "module", None) or ""]
            used = {getattr(node, "attr", ""), getattr(node, "id", "")}
            assert not {"pickle", "marshal", "shelve", "dill", "cloudpickle"} & {*named}, path
            assert not {"load", "loadtxt", "pickle", "allow_pickle"} & used, path


# The rows of the table in docs/nbgrader.md, each with values of its kind.
ROWS: dict[str, list[Any]] = {
    "`None`, `...`, `bool`, `int`, `float`, `complex`, `str`, `bytes`": [
        None,
        ...,
        True,
        3,
        0.5,
        1j,
        "a",
        b"a",
    ],
    "`list`, `tuple`, `dict`, `set`, `frozenset`": [[1], (1,), {1: 2}, {1}, frozenset({1})],
    "`namedtuple`": [collections.namedtuple("P", "x y")(1, 2)],
    "NumPy array": [np.ones(2), np.array(["a"]), np.array([True])],
    "NumPy scalar": [np.float32(0.5)],
    "`numpy.dtype`": [np.dtype("float32")],
    "`numpy.random.Generator`": [np.random.default_rng(1)],
    "`range`": [range(3)],
    "`Fraction`, `Decimal`": [fractions.Fraction(1, 3), decimal.Decimal("0.1")],
    "`deque`, `Counter`, `defaultdict`": [
        collections.deque([1], 2),
        collections.Counter("aa"),
        collections.defaultdict(int, a=1),
    ],
    "`keys`, `values`, `items`": [{1: 2}.keys(), {1: 2}.values(), {1: 2}.items()],
    "built-in type": [int, ValueError, np.float32],
    "function": [len],
    "iterator": [iter([1])],
    "exception": [],  # crosses when it is raised, by a form of its own
}


def test_the_table_of_what_may_cross_has_each_kind_that_the_codec_knows_and_no_other():
    text = (ROOT / "docs" / "nbgrader.md").read_text()
    table = text.split("## What may cross")[1].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert rows[0] == "kind of value"
    assert set(rows[1:]) == set(ROWS)
    listed = " ".join(rows)
    for name in allowed_types.KINDS:
        assert f"`{name}`" in listed, f"{name} crosses and is not in the table"
    for row, values in ROWS.items():
        for value in values:
            encode(value, lambda function: 0)  # raises NotPlain for what does not cross
            assert row in table
