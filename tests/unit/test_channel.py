"""Whatever bytes come over a channel, a message or one of three errors comes of them."""

from __future__ import annotations

import contextlib
import os
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.sandbox.channel import (
    PIPE,
    Channel,
    ChannelClosed,
    ChannelTimeout,
    Garbled,
    pack,
    unpack,
)


@pytest.fixture
def line():
    """(file descriptor to write on, Channel that reads it)"""
    reader, writer = os.pipe()
    yield writer, Channel(reader, writer, 1000)
    for end in (reader, writer):
        with contextlib.suppress(OSError):
            os.close(end)


def soon() -> float:
    return time.monotonic() + 0.02


@given(st.binary(max_size=80), st.booleans(), st.booleans())
@settings(max_examples=300)
def test_any_bytes_give_a_message_or_one_of_three_errors(data, framed, ended):
    reader, writer = os.pipe()
    os.write(writer, (len(data).to_bytes(4, "big") if framed else b"") + data)
    if ended:
        os.close(writer)
    try:
        assert isinstance(Channel(reader, writer, 1000).receive(time.monotonic()), dict)
    except (Garbled, ChannelClosed, ChannelTimeout):
        pass
    finally:
        os.close(reader)
        if not ended:
            os.close(writer)


@pytest.mark.parametrize("body", [b"[1]", b"3", b"{", b"\xff", b"[" * 990, b"9" * 999, b""])
def test_what_is_no_json_object_is_garbled(line, body):
    whole = framed(body, b"")
    os.write(line[0], len(whole).to_bytes(4, "big") + whole)
    with pytest.raises(Garbled):
        line[1].receive(soon())


def framed(text: bytes, attached: bytes) -> bytes:
    """A message's text and the bytes after it, as `pack` joins them."""
    return len(text).to_bytes(4, "big") + text + attached


def test_bytes_arrive_as_they_were_sent_each_in_its_place(line):
    message = {"a": [b"", b"\x00\xff" * 100, {"b": b"{"}], "c": {"@": "no bytes"}, "d": b"z"}
    line[1].send(message)
    got = line[1].receive(soon())
    assert got == message
    assert framed(b'{"a":{"@":2},"v":3}', b"xy") == pack({"a": b"xy"})


@pytest.mark.parametrize(
    ("text", "attached"),
    [
        (b'{"a":{"@":3},"v":3}', b"xy"),  # more than there is
        (b'{"a":{"@":1},"v":3}', b"xy"),  # less
        (b'{"a":{"@":2},"b":{"@":2},"v":3}', b"xy"),  # the same twice
        (b'{"a":{"@":-1},"b":{"@":3},"v":3}', b"xy"),
        (b'{"a":{"@":2.0},"v":3}', b"xy"),
        (b'{"a":{"@":true},"b":{"@":1},"v":3}', b"xy"),
        (b'{"a":{"@":[2]},"v":3}', b"xy"),
        (b'{"@":2}', b"xy"),  # the message itself
        (b'{"v":{"@":2}}', b"xy"),
    ],
)
def test_bytes_that_are_not_named_once_each_in_order_are_garbled(text, attached):
    with pytest.raises(Garbled):
        unpack(framed(text, attached))


@given(st.binary(max_size=60), st.binary(max_size=20), st.integers(0, 2**32 - 1) | st.none())
@settings(max_examples=300)
def test_any_body_is_a_message_or_garbled(text, attached, size):
    body = framed(text, attached)
    if size is not None:
        body = size.to_bytes(4, "big") + body[4:]
    with contextlib.suppress(Garbled):
        assert isinstance(unpack(body), dict)


def test_messages_arrive_in_order_and_text_is_kept(line):
    for message in ({"a": "é\ud800\n"}, {"b": [1, 2.5, None]}):
        line[1].send(message)
        assert line[1].receive(soon()) == message


def test_a_message_said_to_be_too_long_is_refused_before_any_memory_is_taken(line):
    os.write(line[0], (2**32 - 1).to_bytes(4, "big") + b"x" * 100)
    tracemalloc.start()
    try:
        with pytest.raises(Garbled, match="4294967295 bytes; at most 1000"):
            line[1].receive(soon())
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()
    with pytest.raises(Garbled):
        line[1].send({"a": "x" * 1000})


def test_silence_ends_at_the_deadline_and_a_closed_end_is_named(line):
    writer, channel = line
    os.write(writer, b"\0\0")
    with pytest.raises(ChannelTimeout):
        channel.receive(soon())
    os.close(writer)
    with pytest.raises(ChannelClosed):
        channel.receive(soon())


def test_a_reader_that_takes_nothing_can_not_hold_the_sender_up():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        with pytest.raises(ChannelTimeout):
            Channel(reader, writer, 4 * PIPE).send({"a": "x" * 3 * PIPE}, soon())
    finally:
        os.close(reader)
        os.close(writer)
