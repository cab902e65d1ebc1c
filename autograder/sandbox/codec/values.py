"""Plain data, and nothing else, in JSON and bytes: what may pass between the cage and the grader.

Numbers, text, bytes, None, ..., lists, tuples, sets, dicts, NumPy arrays and scalars of plain
types, and the state of a random Generator. A function crosses as a number by which the other
side can call it. No pickle anywhere: decoding builds these types and never runs foreign code.

    3 "a" true null     themselves
    {"t": […]}          tuple; "s" set, "z" frozenset, "d" dict as pairs, "b" bytes, "c" complex,
                        "i" a long int
    {"a": [dtype, shape, bytes, how]}   array: how says "F" when its first axis is the fastest one,
                        "r" when it is read-only; "n" scalar
    {"o": ["range", 0, 9, 1]}   another value of Python's own, see `values`
    {"y": {…}}          what yields one thing after the other, as the function that gives the next
    {"g": {…}}          Generator; {"e": 0} Ellipsis; {"f": …} a function
    {"r": 2} {"v": […]}   what the other side lent, see `lent`
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.sandbox.codec.allowed_types import iterates, made, stepping, steps, taken

__all__ = ["NotPlain", "advanced", "decode", "encode", "follow_spawns"]

DEEPEST = 60
LONGEST = 2**20  # bits of an int: to square one of 2**25 takes Python 20 s that no signal can end
NUMPY = frozenset(np.sctypeDict.values())  # the types of NumPy's scalars
EMPTY = {"<U0": np.str_(), "|S0": np.bytes_()}  # scalars of a dtype that no array has
BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
STEPS = {"PCG64": 0x2360ED051FC65DA44385DF649FCCF645, "PCG64DXSM": 0xDA942042E4DD58B5}
MOST_SPAWNED = 10_000  # children of a Generator, in one call
MOST_DRAWN = 2**40  # numbers that one call draws; at a nanosecond each these take 18 minutes
MOST_WORDS = 64  # of a seed
MOST_HALVES = 2**24  # numbers among whose halves a kept one is looked for: a tenth of a second
NONE: dict[int, int] = {}
MOST = {"pos": 624, "buffer_pos": 4, "has_uint32": 1}  # NumPy trusts these to stay in its buffers


class NotPlain(Exception):
    """A value that can't pass, and why, in a few words."""


def encode(
    value: Any, handle: Callable[[Any], Any], depth: int = 0, known: dict[int, int] = NONE
) -> Any:
    """The JSON form of a value; `handle(function)` gives what stands for a function, and `known`
    the numbers of what the other side has, by `id`; each is told but once.

    Raises NotPlain. What is of a subclass of a number, of text or of an array crosses as its base
    class has it: its own answers to ==, < and so on have no say on the other side."""
    if depth > DEEPEST:
        raise NotPlain(f"nested more than {DEEPEST} deep")
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if kind is int:
        return value if abs(value) < 2**63 else {"i": hex(_bounded(value))}
    if kind is float:
        return value if math.isfinite(value) else {"x": repr(value)}
    if kind is complex:
        return {"c": [repr(value.real), repr(value.imag)]}
    if kind is bytes:
        return {"b": value}
    if value is ...:
        return {"e": 0}
    if known and id(value) in known:
        return {"r": known.pop(id(value))}
    if issubclass(kind, np.generic) and kind in NUMPY:
        return {"n": [_dtype(value.dtype), value.tobytes()]}
    if (plain := _as_base(value, kind)) is not value:
        return encode(plain, handle, depth + 1, known)
    if kind is np.ndarray:
        flags = value.flags
        how = "F" * (flags.f_contiguous and not flags.c_contiguous) + "r" * (not flags.writeable)
        form = {"a": [_dtype(value.dtype), list(value.shape), value.tobytes("A"), how]}
        base = value.base if known else None
        if type(base) is not np.ndarray or id(base) not in known or base.dtype != value.dtype:
            return form
        start = value.ctypes.data - base.ctypes.data
        return {"v": [known[id(base)], start, list(value.strides), form]}
    if (other := _other(value, handle, depth, known)) is not None:
        return other
    if issubclass(kind, list):
        return [encode(part, handle, depth + 1, known) for part in list.__iter__(value)]
    if issubclass(kind, tuple):
        return {"t": [encode(part, handle, depth + 1, known) for part in tuple.__iter__(value)]}
    if issubclass(kind, dict):
        return {
            "d": [
                [encode(k, handle, depth + 1, known), encode(v, handle, depth + 1, known)]
                for k, v in dict.items(value)
            ]
        }
    if kind in (set, frozenset):
        return {
            "s" if kind is set else "z": [encode(part, handle, depth + 1, known) for part in value]
        }
    if kind is np.random.Generator:
        return {"g": [_state_out(value.bit_generator.state), _seed_out(value.bit_generator)]}
    if callable(value) and (not issubclass(kind, type) or _makes_another(value)):
        return {"f": handle(value)}
    if iterates(kind):
        return {"y": handle(steps(value))}
    raise NotPlain(f"a value of type {kind.__name__}")


def _as_base(value: Any, kind: type) -> Any:
    """The value of a subclass as its base class has it, by the base class's own method; an array of
    Python's numbers as one of NumPy's; any other value itself. Raises NotPlain."""
    if kind is np.ndarray:
        return _of_numbers(value) if value.dtype == object else value
    for base, method in ((int, int.__pos__), (float, float.__pos__), (str, str.__str__)):
        if issubclass(kind, base):
            return method(value)
    if issubclass(kind, np.ndarray):
        if issubclass(kind, np.ma.MaskedArray) and np.ma.getmaskarray(value).any():
            raise NotPlain("a masked array, of which entries are masked")
        return np.ndarray.view(value, np.ndarray)
    return value


def _of_numbers(array: np.ndarray) -> np.ndarray:
    parts = list(array.flat)
    if not all(type(part) in (bool, int, float, complex) or type(part) in NUMPY for part in parts):
        raise NotPlain("an array of object")
    plain = np.array(parts).reshape(array.shape)
    if plain.dtype == object:  # whole numbers that no dtype holds
        raise NotPlain("an array of object")
    return plain


def _makes_another(kind: type) -> bool:
    """Whether it is a class of the student's that stands for a function: its `__new__` decides what
    a call gives."""
    own = isinstance(kind.__dict__.get("__new__"), staticmethod)  # written in Python
    return own and not issubclass(kind, BaseException | tuple)


def _other(
    value: Any, handle: Callable[[Any], Any], depth: int, known: dict[int, int]
) -> dict[str, Any] | None:
    """The form of a value of Python's own, as a range, or a namedtuple; None for any other."""
    if type(value) in (list, dict, tuple, set):
        return None
    try:
        parts = taken(value)
    except Exception:  # a date with a zone; a value whose own methods fail
        return None
    return parts and {
        "o": [parts[0], *(encode(part, handle, depth + 1, known) for part in parts[1])]
    }


def decode(data: Any, far: Callable[[Any], Any], depth: int = 0) -> Any:
    """The value of a JSON form; `far(what)` gives the stand-in for a function.

    Raises NotPlain for whatever `encode` could not have made, and never anything else."""
    if depth > DEEPEST + 1:
        raise NotPlain(f"nested more than {DEEPEST} deep")
    if data is None or isinstance(data, bool | int | float | str):
        return data
    if isinstance(data, list):
        return [decode(part, far, depth + 1) for part in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise NotPlain("a malformed value")
    [(tag, body)] = data.items()
    try:
        return _decode(tag, body, far, depth)
    except NotPlain:
        raise
    except Exception as error:  # NumPy raises many kinds
        raise NotPlain(f"a malformed value ({tag[:20]!r}: {type(error).__name__})") from None


def _decode(tag: str, body: Any, far: Callable[[Any], Any], depth: int) -> Any:
    if tag == "t":
        return tuple(decode(part, far, depth + 1) for part in body)
    if tag == "d":
        return {decode(k, far, depth + 1): decode(v, far, depth + 1) for k, v in body}
    if tag in ("s", "z"):
        parts = {decode(part, far, depth + 1) for part in body}
        return parts if tag == "s" else frozenset(parts)
    if tag == "i":
        return _bounded(int(body, 16))
    if tag == "x":
        return float({"inf": "inf", "-inf": "-inf", "nan": "nan"}[body])
    if tag == "c":
        return complex(float(body[0]), float(body[1]))
    if tag == "b":
        return bytes(memoryview(body))  # and not bytes(body): of a number it would be zeros
    if tag == "e":
        return ...
    if tag == "n":
        return EMPTY[body[0]] if body[0] in EMPTY else _array(body[0], [1], body[1])[0]
    if tag == "a":
        return _array(*body)
    if tag == "g":
        return _generator(body)
    if tag == "f":
        return far(body)
    if tag == "o":
        return made(body[0], tuple(decode(part, far, depth + 1) for part in body[1:]))
    if tag == "y":
        return stepping(far(body))
    if tag == "r":
        return far({"part": body})
    if tag == "v":
        return far({"part": body[0], "view": [*body[1:3], decode(body[3], far, depth + 1)]})
    raise NotPlain(f"a malformed value ({tag[:20]!r})")


def _bounded(number: int) -> int:
    if number.bit_length() > LONGEST:
        raise NotPlain(f"a whole number of more than {LONGEST} bits")
    return number


def _dtype(dtype: np.dtype) -> str:
    if dtype.kind not in "biufcSU" or dtype.itemsize > 4096:
        raise NotPlain(f"an array of {dtype}")
    return dtype.str


def _array(dtype: str, shape: list[int], data: bytes, how: str = "") -> np.ndarray:
    if not re.fullmatch("[<>|][biufcSU][1-9][0-9]{0,4}", dtype) or len(shape) > 32:
        raise NotPlain("an array of no plain type")
    kind = np.dtype(dtype)
    if any(type(n) is not int or n < 0 for n in shape):
        raise NotPlain("an array of no shape")
    raw = memoryview(data)
    if raw.nbytes != math.prod(shape) * kind.itemsize:
        raise NotPlain("an array whose bytes don't fit its shape")
    flat = np.frombuffer(raw, np.uint8 if kind.kind == "b" else kind)
    if kind.kind == "b":  # any byte but 0 and 1 would be a bool that is neither
        flat = flat != 0
    array = flat.reshape(shape[::-1]).copy().T if "F" in how else flat.reshape(shape).copy()
    array.flags.writeable = "r" not in how
    return array


def _state_out(state: Any) -> Any:
    """A bit generator's state: dicts of numbers, text and arrays; long ints as text."""
    if isinstance(state, dict):
        return {key: _state_out(part) for key, part in state.items()}
    if isinstance(state, np.ndarray):
        return {"array": [state.dtype.str, state.tolist()]}
    return str(int(state)) if isinstance(state, int) else state


def _state_in(state: Any, model: Any, key: str = "") -> Any:
    """The state in the very form of `model`, a state that NumPy made: it checks too little."""
    if isinstance(model, dict):
        if state.keys() != model.keys():
            raise NotPlain("a Generator of no state")
        return {key: _state_in(state[key], model[key], key) for key in model}
    if isinstance(model, np.ndarray):
        array = np.array(state["array"][1], dtype=model.dtype)
        if array.shape != model.shape:
            raise NotPlain("a Generator of no state")
        return array
    if isinstance(model, str):
        return model
    number = int(state)
    if not 0 <= number <= MOST.get(key, 2**128 - 1):
        raise NotPlain("a Generator of no state")
    return number


def _seed_out(bits: np.random.BitGenerator) -> Any:
    """What `spawn` draws from: entropy, spawn key, pool size, how many were spawned; None when it
    is no SeedSequence of NumPy's own."""
    seed = bits.seed_seq
    if type(seed) is not np.random.SeedSequence:
        return None
    entropy: Any = seed.entropy
    alone = entropy is not None and np.ndim(entropy) == 0
    numbers = [entropy] if alone else [] if entropy is None else list(entropy)
    return [
        [alone, *(str(int(one)) for one in numbers)],
        [int(one) for one in seed.spawn_key],
        seed.pool_size,
        seed.n_children_spawned,
    ]


def _seed_in(form: Any) -> np.random.SeedSequence:
    [alone, *numbers], key, pool, spawned = form
    words = [int(one) for one in numbers]
    if (
        len(words) > MOST_WORDS
        or len(key) > MOST_WORDS
        or not all(0 <= one < 2**1024 for one in words)
        or not all(type(one) is int and 0 <= one < 2**32 for one in (*key, spawned))
        or type(pool) is not int
        or not 4 <= pool <= MOST_WORDS
    ):
        raise NotPlain("a Generator of no seed")
    entropy = words[0] if alone else words or None
    return np.random.SeedSequence(
        entropy, spawn_key=tuple(key), pool_size=pool, n_children_spawned=spawned
    )


def _generator(form: Any) -> np.random.Generator:
    state, seed = form
    name = state["bit_generator"]
    if name not in BIT_GENERATORS:
        raise NotPlain("a Generator of an unknown kind")
    bits = getattr(np.random, name)(0 if seed is None else _seed_in(seed))
    bits.state = _state_in(state, bits.state)
    return np.random.Generator(bits)


def follow_spawns(rng: np.random.Generator, later: np.random.Generator) -> bool:
    """Spawn as many children of one Generator as the other has more. Return whether it has no
    fewer, and not too many more."""
    seed, other = rng.bit_generator.seed_seq, later.bit_generator.seed_seq
    if type(seed) is not np.random.SeedSequence or type(other) is not np.random.SeedSequence:
        return type(seed) is type(other)
    more = other.n_children_spawned - seed.n_children_spawned
    if not 0 <= more <= MOST_SPAWNED:
        return False
    if more:
        seed.spawn(more)
    return True


def advanced(rng: np.random.Generator, later: np.random.Generator) -> bool:
    """Whether drawing leads from one Generator's state to the other's. Any other state is one that
    somebody set: say, that of which every draw is 0. It is known of PCG64, which `default_rng`
    makes; a state of another kind is believed.

    The steps between two states of a linear congruential generator, bit by bit: O'Neill, PCG: A
    Family of Simple Fast Space-Efficient Statistically Good Algorithms (2014), section 4.3.1."""
    before, after = rng.bit_generator.state, later.bit_generator.state
    name = before["bit_generator"]
    if name not in STEPS or after["bit_generator"] != name:
        return bool(after["bit_generator"] == name)
    state, plus = int(before["state"]["state"]), int(before["state"]["inc"])
    wanted, times = int(after["state"]["state"]), STEPS[name]
    if int(after["state"]["inc"]) != plus:
        return False
    bit, drawn = 1, 0
    while state != wanted and bit < MOST_DRAWN:
        if (state ^ wanted) & bit:
            state, drawn = (state * times + plus) % 2**128, drawn + bit
        bit, plus, times = bit << 1, (times + 1) * plus % 2**128, times * times % 2**128
    return state == wanted and (not after["has_uint32"] or _half(rng, drawn, after, before))


def _half(
    rng: np.random.Generator, drawn: int, after: Mapping[str, Any], before: Mapping[str, Any]
) -> bool:
    """Whether the 32 bits that a Generator keeps for its next small draw are what it had kept
    before, or the upper half of one of the last numbers that were drawn."""
    kept = after["uinteger"]
    if before["has_uint32"] and before["uinteger"] == kept:
        return True
    bits: Any = type(rng.bit_generator)(0)
    bits.state = before
    bits.advance(max(0, drawn - MOST_HALVES))
    return any(
        kept in bits.random_raw(min(2**16, left)) >> np.uint64(32)
        for left in range(min(drawn, MOST_HALVES), 0, -(2**16))
    )
