"""What runs in the cage: the student's cells, and calls to what they defined.

It knows nothing of marks or expected values: it is told to run a source, to look a name up, or to
call a function, and says what came of it.
"""

from __future__ import annotations

import _signal  # `signal` without its enumerations, which take longer than most calls
import base64
import builtins
import contextlib
import numbers
import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

from autograder.sandbox.as_in_jupyter import is_wall, statements_after
from autograder.sandbox.channel import Channel, ChannelClosed, Garbled
from autograder.sandbox.codec import global_rng
from autograder.sandbox.codec.exceptions import exception_form, exception_from
from autograder.sandbox.codec.functions import RemoteFunction, is_short, signature
from autograder.sandbox.codec.identity import CalleeArguments, CallerArguments
from autograder.sandbox.codec.values import NotPlain, decode, encode
from autograder.sandbox.shell import Record, Recorder, TimeUp, new_shell, said

__all__ = ["serve"]

MOST_WALLS = 20  # lines of one cell that are left out
WALL = "[that can't be had while grading; the rest of the cell was run]\n"
SOON, FOREVER = 0.001, float("inf")  # seconds
SIGNALS = sorted(map(int, signal.valid_signals()))


class Server:
    """Answers one message after the other, until the channel closes."""

    def __init__(
        self, channel: Channel, shell: Any, seconds: float, most_output: int, total_output: int
    ) -> None:
        self.channel, self.shell, self.seconds = channel, shell, seconds
        self.recorder = Recorder(shell, most_output, total_output)
        self.functions: list[Callable[..., Any]] = []
        self.builtins = dict(vars(builtins))
        self.number = 0  # of the question that is being answered
        self.until = FOREVER  # when the time is up of the call that runs
        self.seeded = False  # whether a test has ever set the shared generators

    @staticmethod
    def _time_up(number: int, frame: Any) -> None:
        raise TimeUp

    @contextlib.contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        until, began = self.until, time.monotonic()
        self.until = min(began + min(seconds, self.seconds), until)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGALRM, self._time_up)
        signal.setitimer(signal.ITIMER_REAL, max(SOON, self.until - began))
        try:
            yield
        finally:
            self._calm()
            self.until = until

    @contextlib.contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Half a message, or a reply to the call that goes on, would be taken for another: the time
        that is up meanwhile is up afterwards. The grader's side has a limit too."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            yield
        finally:
            with contextlib.suppress(ValueError):  # in a thread of the student's
                signal.signal(signal.SIGALRM, self._time_up)
            if self.until < FOREVER:
                signal.setitimer(signal.ITIMER_REAL, max(SOON, self.until - time.monotonic()))

    @staticmethod
    def _calm() -> None:
        """From here on nothing interrupts this file's own code: timers and handlers of signals end
        with the cell or the call that set them. One may go off meanwhile; then once more."""
        for _ in range(1000):
            try:
                for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
                    signal.setitimer(timer, 0)
                for number in SIGNALS:
                    if callable(_signal.getsignal(number)):
                        _signal.signal(number, _signal.SIG_IGN)
                return
            except BaseException:
                continue

    def theirs(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the student's code gives. Python's own functions are then put back, as what runs
        here needs them: a cell may have replaced `isinstance`."""
        restore, originals = vars(builtins).update, self.builtins
        try:
            return function(*args, **kwargs)
        finally:
            restore(originals)

    def reply_to(self, message: dict[str, Any]) -> None:
        """Answer one message."""
        self.number = message["n"]
        reply = self.answer(message)
        try:
            self.channel.send({**reply, "n": self.number})
        except Garbled:
            said = f"more than {self.channel.most // 2**20} MiB"
            self.channel.send({"refused": said, "n": self.number})

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """The reply to one message."""
        try:
            reply: dict[str, Any] = getattr(self, f"do_{message['op']}")(message)
            return reply
        except NotPlain as error:
            return {"refused": str(error)}
        except TimeUp:
            return {"raised": exception_form(TimeoutError(), message["limit"])}
        except MemoryError:
            return {"raised": exception_form(MemoryError("memory limit"), "memory limit")}
        except (ChannelClosed, Garbled):
            raise
        except Exception as error:  # a value whose own methods fail when it is encoded
            return {"refused": f"a value that can't be read ({type(error).__name__})"}

    def do_run(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run a cell, as IPython does. Reply: its outputs, and how it stopped if it did."""
        stopped, timed_out = "", False
        with self.recorder.recording(message["cell"]) as record:
            try:
                with self.limited(message["seconds"]):
                    self.theirs(self._run_past_walls, message["source"], record)
                    self.recorder.flush_figures()
            except TimeUp:
                record.error = ["TimeUp", "", []]
            except BaseException as error:  # raised by a callback of the student's, after the cell
                record.error = [type(error).__name__, said(error), []]
        if record.error and record.error[0] == "TimeUp":
            stopped, timed_out = message["limit"], True
            record.replace_error("TimeoutError", stopped)
        elif record.error:
            stopped = f"{record.error[0]}: {record.error[1]}".rstrip(": ")
        return {
            "ran": record.outputs,
            "stopped": stopped,
            "timed_out": timed_out,
            **self._told(message),
        }

    def _run_past_walls(self, source: str, record: Record) -> None:
        """Run a cell. A line of it that runs in Jupyter and can't here costs that line alone: the
        statements after it run too, and what is printed says so."""
        result = self.shell.run_cell(source, store_history=True)
        for _ in range(MOST_WALLS):
            error = result.error_in_exec
            if not is_wall(error):
                return
            source = statements_after(self.shell.transform_cell(source), error)
            if not source:
                return
            record.error = None
            record.text("stderr", WALL)
            result = self.shell.run_cell(source, store_history=False)

    def do_lay(self, message: dict[str, Any]) -> dict[str, Any]:
        """Write a part of a file that lies beside the notebook. One for which there is no room, or
        of an impossible name, is not there; the cell that reads it says so."""
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(message["name"]) or ".", exist_ok=True)
            with open(message["name"], "ab" if message["more"] else "wb") as file:
                file.write(base64.b64decode(message["data"]))
        return {}

    def do_test(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run a cell whose word counts. Reply: the number that its last line gives, if it gives
        one, or how it failed. It puts out nothing, and the history does not keep it."""
        with self.recorder.silence():
            with self.limited(message["seconds"]), self._as_input(message):
                result = self.theirs(self.shell.run_cell, message["source"], store_history=False)
            error = result.error_before_exec or result.error_in_exec
            if isinstance(error, TimeUp):
                return {"failed": ["AssertionError", message["limit"], ""]}
            if error is not None:
                kind = AssertionError if isinstance(error, AssertionError) else type(error)
                return {
                    "failed": [kind.__name__, said(error)[:20_000], str(getattr(error, "slip", ""))]
                }
            value = None if message["source"].rstrip().endswith(";") else result.result
            if isinstance(value, numbers.Real) and not isinstance(value, bool):
                return {
                    "points": [
                        float(value),
                        str(getattr(value, "reason", "")),
                        str(getattr(value, "slip", "")),
                    ]
                }
            return {"points": None}

    @contextlib.contextmanager
    def _as_input(self, message: dict[str, Any]) -> Iterator[None]:
        """While a test runs it is the last of `In`, so that its `In[-2]` is the cell above it; no
        cell finds it there afterwards."""
        history = getattr(self.shell.history_manager, "input_hist_parsed", None)
        if not message["cell"] or not isinstance(history, list):
            yield
            return
        length = len(history)
        history.append(message["source"])
        try:
            yield
        finally:
            del history[length:]

    def do_put(self, message: dict[str, Any]) -> dict[str, Any]:
        """Put a function of the grader's in the place of one that the cells defined."""
        self.shell.user_ns[message["name"]] = self._in(message["value"])
        return {}

    def do_drop(self, message: dict[str, Any]) -> dict[str, Any]:
        """Delete a name that the cells defined."""
        if message["name"] not in self.shell.user_ns:
            return {"missing": message["name"]}
        del self.shell.user_ns[message["name"]]
        return {}

    def do_look(self, message: dict[str, Any]) -> dict[str, Any]:
        """Look a name up among those that the cells defined."""
        names, hidden = self.shell.user_ns, self.shell.user_ns_hidden
        name = message["name"]
        if name not in names or (name in hidden and names[name] is hidden[name]):
            return {"missing": name}
        return {"value": self._out(names[name])}

    def do_attribute(self, message: dict[str, Any]) -> dict[str, Any]:
        """Look at a function of the student's."""
        function, name = self.functions[message["target"]], message["name"]
        with self.limited(message["seconds"]), self.recorder.silence():
            try:
                if name == "__signature__":
                    return {"value": self._out(self.theirs(signature, function))}
                return {"value": self._out(self.theirs(getattr, function, name))}
            except AttributeError:
                return {"missing": name}

    def do_call(self, message: dict[str, Any]) -> dict[str, Any]:
        """Call a function. Reply: its value, those arguments that it changed in place, and what
        it printed, which a test may have asked for."""
        if "rng_state" in message:
            global_rng.set_state(message["rng_state"])
            self.seeded = True
        before = global_rng.get_state() if self.seeded else {}
        reply = self._called(message)
        return {**reply, "drew": global_rng.changed(before)} if before else reply

    def _called(self, message: dict[str, Any]) -> dict[str, Any]:
        function = self.functions[message["target"]]
        forms = {**dict(enumerate(message["args"])), **message["kwargs"]}
        given = {key: self._in(form) for key, form in forms.items()}
        args = [given[k] for k in range(len(message["args"]))]
        kwargs = {key: given[key] for key in message["kwargs"]}
        borrowed = CalleeArguments(given.values(), self._handle)
        with self.limited(message["seconds"]), self.recorder.silence() as heard:
            try:
                value = self.theirs(function, *args, **kwargs)
            except (TimeUp, MemoryError, ChannelClosed, Garbled):
                raise
            except BaseException as error:
                return {
                    "raised": exception_form(error, said(error)),
                    "changed": borrowed.changes(),
                    "printed": heard.printed(),
                }
            changed = borrowed.changes()
            return {
                "value": borrowed.form(value),
                "changed": changed,
                "printed": heard.printed(),
                **self._told(message),
            }

    def _told(self, message: dict[str, Any]) -> dict[str, Any]:
        """What the names that the message asks after stand for now, where that is short: it saves
        the question."""
        told = {}
        for name in message.get("names", ()):
            with contextlib.suppress(KeyError, NotPlain):
                value = self.shell.user_ns[name]
                if callable(value) or is_short(value):
                    told[name] = self._out(value)
        return {"names": told} if told else {}

    def call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the grader's and wait for what it says. Meanwhile it may ask for
        something here: a test's function may call the student's."""
        try:
            message: dict[str, Any] = {
                "back": number,
                "n": self.number,
                "args": [self._out(arg) for arg in args],
                "kwargs": {key: self._out(value) for key, value in kwargs.items()},
            }
            lent = CallerArguments([*args, *kwargs.values()], self._far)
            with self.undisturbed():
                self.channel.send(message)
                while "op" in (reply := self.channel.receive()):
                    self.reply_to(reply)
                    self.number = message["n"]
        except (NotPlain, Garbled) as error:
            raise TypeError(f"an argument can't be passed: {error}") from None
        lent.change(reply.get("changed", ()))
        if "raised" in reply:
            raise exception_from(reply["raised"], ends=True)
        return lent.value(reply["value"])

    def _out(self, value: Any) -> Any:
        return encode(value, self._handle)

    def _in(self, form: Any) -> Any:
        return decode(form, self._far)

    def _handle(self, function: Any) -> dict[str, Any]:
        if isinstance(function, RemoteFunction):
            return {"yours": function._number}
        known = [k for k, one in enumerate(self.functions) if one is function]
        if not known:
            self.functions.append(function)
        return {
            "mine": known[0] if known else len(self.functions) - 1,
            "name": str(getattr(function, "__name__", "function"))[:80],
        }

    def _far(self, what: dict[str, Any]) -> Any:
        if "yours" in what:
            return self.functions[what["yours"]]
        return RemoteFunction(self, what["mine"], what["name"])


def serve(reader: int, writer: int, limits: dict[str, Any], shell: Any = None) -> None:
    """Answer messages until the channel closes."""
    channel = Channel(reader, writer, limits["reply"])
    server = Server(
        channel,
        shell or new_shell(),
        limits["cell_seconds"],
        limits["cell_output"],
        limits["notebook_output"],
    )
    with contextlib.suppress(ChannelClosed):
        while True:
            server.reply_to(channel.receive())
