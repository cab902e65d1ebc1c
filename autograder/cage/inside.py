"""What runs in the cage: the student's cells, and calls to what they defined.

It knows nothing of marks or expected values: it is told to run a source, to look a name up, or to
call a function, and says what came of it.
"""

from __future__ import annotations

import builtins
import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import Any

from autograder.cage.channel import Channel, ChannelClosed, Garbled
from autograder.cage.plain import NotPlain, decode, encode, same_form
from autograder.cage.shell import Recorder, new_shell

__all__ = ["TimeUp", "serve"]


class TimeUp(BaseException):
    """The time limit, raised in the middle of whatever was running."""


class FarFunction:
    """A function of the grader's, that can be called from here."""

    def __init__(self, server: Server, number: int, name: str) -> None:
        self._server, self._number, self.__name__ = server, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self._number, args, kwargs)

    def __deepcopy__(self, memo: dict) -> FarFunction:
        return self


class Server:
    """Answers one message after the other, until the channel closes."""

    def __init__(self, channel: Channel, shell: Any, seconds: float, most_output: int,
                 total_output: int) -> None:
        self.channel, self.shell, self.seconds = channel, shell, seconds
        self.recorder = Recorder(shell, most_output, total_output)
        self.functions: list[Callable[..., Any]] = []
        signal.signal(signal.SIGALRM, self._time_up)

    @staticmethod
    def _time_up(number: int, frame: Any) -> None:
        raise TimeUp

    @contextlib.contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_REAL, min(seconds, self.seconds))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """The reply to one message."""
        try:
            return getattr(self, f"do_{message['op']}")(message)
        except NotPlain as error:
            return {"refused": str(error)}
        except TimeUp:
            return {"raised": ["TimeoutError", f"time limit {self.seconds:g} s"]}
        except MemoryError:
            return {"raised": ["MemoryError", "memory limit"]}

    def do_run(self, message: dict[str, Any]) -> dict[str, Any]:
        """Run a cell, as IPython does. Reply: its outputs, and how it stopped if it did."""
        stopped = ""
        with self.recorder.recording(message["cell"]) as record:
            try:
                with self.limited(message["seconds"]):
                    self.shell.run_cell(message["source"], store_history=True, silent=False)
                    self.recorder.flush_figures()
            except TimeUp:
                record.error = ["TimeUp", "", []]
            except BaseException as error:  # raised by a callback of the student's, after the cell
                record.error = [type(error).__name__, str(error), []]
        if record.error and record.error[0] == "TimeUp":
            stopped = f"time limit {min(message['seconds'], self.seconds):g} s"
            record.replace_error("TimeoutError", stopped)
        elif record.error:
            stopped = f"{record.error[0]}: {record.error[1]}".rstrip(": ")
        return {"ran": record.outputs, "stopped": stopped}

    def do_look(self, message: dict[str, Any]) -> dict[str, Any]:
        """Look a name up among those that the cells defined."""
        names, hidden = self.shell.user_ns, self.shell.user_ns_hidden
        name = message["name"]
        if name not in names or (name in hidden and names[name] is hidden[name]):
            return {"missing": name}
        return {"value": self._out(names[name])}

    def do_call(self, message: dict[str, Any]) -> dict[str, Any]:
        """Call a function. Reply: its value, and those arguments that it changed in place."""
        function = self._target(message["target"])
        forms = message["args"]
        args = [self._in(form) for form in forms]
        kwargs = {key: self._in(form) for key, form in message["kwargs"].items()}
        with self.limited(message["seconds"]), self.recorder.silence():
            try:
                value = function(*args, **kwargs)
            except (TimeUp, MemoryError, ChannelClosed, Garbled):
                raise
            except BaseException as error:
                return {"raised": _plain_error(error), "changed": self._changed(forms, args)}
            return {"value": self._out(value), "changed": self._changed(forms, args)}

    def call_back(self, number: int, args: tuple, kwargs: dict[str, Any]) -> Any:
        """Call a function of the grader's and wait for what it says."""
        self.channel.send({"back": number, "args": [self._out(arg) for arg in args],
                           "kwargs": {key: self._out(value) for key, value in kwargs.items()}})
        reply = self.channel.receive()
        if "raised" in reply:
            name, text = reply["raised"]
            raise getattr(builtins, name, RuntimeError)(text)
        return self._in(reply["value"])

    def _target(self, target: Any) -> Callable[..., Any]:
        if isinstance(target, int):
            return self.functions[target]
        try:
            function = self.shell.user_ns[target]
        except KeyError:
            raise NotPlain(f"{target} is no longer defined") from None
        return function

    def _changed(self, forms: list[Any], args: list[Any]) -> list[Any]:
        """[position, new form] of each argument that the call changed."""
        changed = []
        for k, (form, arg) in enumerate(zip(forms, args, strict=True)):
            with contextlib.suppress(NotPlain):  # the caller's argument stays as it was
                if isinstance(form, list | dict) and not same_form(form, now := self._out(arg)):
                    changed.append([k, now])
        return changed

    def _out(self, value: Any) -> Any:
        return encode(value, self._handle)

    def _in(self, form: Any) -> Any:
        return decode(form, self._far)

    def _handle(self, function: Any) -> dict[str, Any]:
        if isinstance(function, FarFunction):
            return {"yours": function._number}
        if function not in self.functions:
            self.functions.append(function)
        return {"mine": self.functions.index(function),
                "name": str(getattr(function, "__name__", "function"))[:80]}

    def _far(self, what: dict[str, Any]) -> Any:
        if "yours" in what:
            return self.functions[what["yours"]]
        return FarFunction(self, what["mine"], what["name"])


def _plain_error(error: BaseException) -> list[str]:
    """The nearest built-in type of an error, and its message."""
    kinds = type(error).__mro__
    kind = next(kind for kind in kinds if getattr(builtins, kind.__name__, None) is kind)
    try:
        text = str(error)
    except Exception:
        text = ""
    if kind is not type(error):
        text = f"{type(error).__name__}: {text}"
    return [kind.__name__, text[:2000]]


def serve(reader: int, writer: int, limits: dict[str, Any], shell: Any = None) -> None:
    """Answer messages until the channel closes."""
    channel = Channel(reader, writer, limits["reply"])
    server = Server(channel, shell or new_shell(), limits["cell_seconds"],
                    limits["cell_output"], limits["notebook_output"])
    with contextlib.suppress(ChannelClosed):
        while True:
            reply = server.answer(channel.receive())
            try:
                channel.send(reply)
            except Garbled:
                channel.send({"refused": f"more than {limits['reply'] // 2**20} MiB"})


