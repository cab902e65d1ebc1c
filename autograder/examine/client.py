"""The examiner's end of the wire: proxies for what the student defined.

A test calls `compute_fans((4, 6), "in_out")`; the name resolves to a proxy, the call goes into
the cage, and a plain value comes back. A function that a test passes as an argument stays here:
the cage gets a number, and each call that it makes comes back over the wire.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from autograder.examine.proxy import Missing, Proxy, Refused
from autograder.sandbox import Cage, CageLost, Cause, NotPlain
from autograder.sandbox.codec import global_rng
from autograder.sandbox.codec.exceptions import exception_form, exception_from
from autograder.sandbox.codec.identity import CalleeArguments, CallerArguments
from autograder.sandbox.codec.values import decode, encode

__all__ = [
    "CellRun",
    "Client",
    "Failure",
    "Missing",
    "PartialScore",
    "Proxy",
    "Refused",
    "sound",
]

MOST_CALLS = 100_000  # of a test's own functions, by one call into the cage
DEEPEST = 20  # calls, one in the other; each takes a dozen of Python's here
MOST_SAID = 500  # characters that an error of a test's function tells the student's
PART = 2**20  # characters of a file that one message carries
MOST_TOLD = 10_000  # characters that a name may stand for if it is told unasked


class PartialScore(float):
    """Points that a test in the cage gave, with the reason for the rest."""

    reason: str
    slip: str

    def __new__(cls, points: float, reason: str, slip: str) -> PartialScore:
        part = super().__new__(cls, points)
        part.reason, part.slip = reason, slip
        return part


class Failure(NamedTuple):
    """Why a test in the cage failed, and the key of the slip."""

    reason: str
    slip: str


class CellRun(NamedTuple):
    """What a cell printed and showed, and if it stopped, why."""

    outputs: tuple[dict[str, Any], ...]
    stopped: str
    cause: Cause


class Client:
    """Asks one cage. `allowed()` says how many seconds the next thing may take, and the name of
    the limit that says so; `seeds`, whether a test may seed the generators that all share."""

    def __init__(
        self, cage: Cage, allowed: Callable[[], tuple[float, str]], seeds: bool = False
    ) -> None:
        self.cage, self.allowed = cage, allowed
        self.functions: list[Callable[..., Any]] = []
        self.calls, self.calls_left = 0, MOST_CALLS
        self.deep = 0  # calls that are under way, one in the other
        self.wanted: list[str] = []  # names that will be asked for next
        self.often: set[str] = set()  # those that were asked for before
        self.told: dict[str, Any] = {}  # what some of them stand for, as of the last answer
        self.rng_state = global_rng.get_state() if seeds else {}  # their state, as of the last call

    def run(self, source: str, cell: str, names: Iterable[str] = ()) -> CellRun:
        """Run one cell. `names` are those that will be asked for next."""
        self.wanted = sorted({*names, *self.often})
        reply = self._ask(
            {"op": "run", "source": source, "cell": cell, "names": self.wanted}, _over
        )
        ran, stopped = reply.get("ran"), reply.get("stopped")
        if not isinstance(ran, list) or not isinstance(stopped, str):
            raise self._malformed()
        outputs = tuple(one for part in ran if (one := _output(part)))
        cause = Cause.TIME if reply.get("timed_out") is True else Cause.ERROR
        return CellRun(outputs, sound(stopped), cause if stopped else Cause.NONE)

    def lay(self, name: str, data: str) -> None:
        """Put a file, whose bytes are `data` in base64, into the folder that cells run in."""
        for start in range(0, max(1, len(data)), PART):
            self._ask(
                {"op": "lay", "name": name, "more": start > 0, "data": data[start : start + PART]}
            )

    def look(self, name: str) -> Any:
        """The value that the student's name has; a proxy for a function. Raises Missing."""
        if name in self.told:
            return self.told[name]
        self.often.add(name)
        reply = self._ask({"op": "look", "name": name})
        if "missing" in reply:
            raise Missing(name)
        return self._known(name, self._value(reply, name))

    def _known(self, name: str, form: Any) -> Any:
        value = self._in(form, name)
        if isinstance(value, Proxy):
            value.__name__ = value._known = name
        return value

    def attribute(self, target: int, name: str, attribute: str) -> Any:
        """An attribute of the student's function of this number. Raises AttributeError."""
        reply = self._ask({"op": "attribute", "target": target, "name": attribute})
        if "raised" in reply:  # it took too long
            raise exception_from(reply["raised"])
        if "missing" in reply:
            raise AttributeError(f"'function' object has no attribute {attribute!r}")
        return self._in(self._value(reply, f"{name}.{attribute}"), f"{name}.{attribute}")

    def put(self, name: str, value: Callable[..., Any]) -> None:
        """Put a function in the place of what the student's name has. Raises Refused for what is
        not a function, though it can be called."""
        try:
            form = self._out(value)
        except NotPlain as why:
            raise Refused(f"the test replaces {name} by {why}, which can't be passed") from None
        self._ask({"op": "put", "name": name, "value": form})

    def drop(self, name: str) -> None:
        """Delete the student's name. Raises NameError when there is none."""
        if "missing" in self._ask({"op": "drop", "name": name}):
            raise NameError(f"name {name!r} is not defined", name=name)

    def test(self, source: str, cell: str) -> PartialScore | Failure | None:
        """Run a test in the cage. Return None for full points. What it says is as good as the
        student's word."""
        reply = self._ask({"op": "test", "source": source, "cell": cell}, _over)
        failed, points = reply.get("failed"), reply.get("points")
        if failed is not None:
            kind, text, slip = (
                (*map(sound, failed), "", "", "")[:3] if isinstance(failed, list) else ("", "", "")
            )
            told = text if kind == "AssertionError" else f"{kind}: {text}".rstrip(": ")
            return Failure(told or "A check failed.", slip)
        if isinstance(points, list) and len(points) == 3 and type(points[0]) is float:
            return PartialScore(points[0], sound(points[1]), sound(points[2]))
        return None

    def call(self, target: int, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the student's function of this number returns. What it changes in an argument
        changes here too; what it raises is raised here, called as there, of the nearest built-in
        type."""
        self.calls += 1
        if self.deep == DEEPEST:
            raise RecursionError(f"{name} is called in a call in a call, {DEEPEST} deep")
        try:
            message = {
                "op": "call",
                "target": target,
                "args": [self._out(arg) for arg in args],
                "kwargs": {key: self._out(value) for key, value in kwargs.items()},
                "names": self.wanted,
                **self._seeds(),
            }
        except NotPlain as why:
            raise Refused(f"the test calls {name} with {why}, which can't be passed") from None
        lent = CallerArguments([*args, *kwargs.values()], self._far)
        if not self.deep:
            self.calls_left = MOST_CALLS
        left, self.deep = self.calls_left, self.deep + 1
        try:
            reply = self._ask(message)
        finally:
            self.deep -= 1
        if self.rng_state and isinstance(reply.get("drew"), list):
            global_rng.advance(reply["drew"])
            self.rng_state = global_rng.get_state()
        if isinstance(reply.get("printed"), str):
            sys.stdout.write(sound(reply["printed"]))  # for a test that redirects it
        try:
            error = exception_from(reply["raised"]) if "raised" in reply else None
            with _plainly(name):
                lent.change(reply.get("changed", ()))
        except (LookupError, TypeError, ValueError):
            raise self._malformed() from None
        if isinstance(error, TimeoutError) and (self.deep or self.calls_left < left):
            self.cage.close()  # stopped in the middle of a call back: the next reply may be any
        if error:
            raise error
        form = self._value(reply, name)
        with _plainly(name):
            return lent.value(form)

    def _seeds(self) -> dict[str, Any]:
        """The state of the generators that all share, if a test has set it: what the student's
        function draws then is what it would draw here."""
        before, self.rng_state = self.rng_state, global_rng.get_state() if self.rng_state else {}
        return {"rng_state": self.rng_state} if self.rng_state != before else {}

    def begin(self) -> None:
        """Before a cell of the exam runs here: what it changes from now on counts."""
        if self.rng_state:
            self.rng_state = global_rng.get_state()

    def _ask(
        self,
        message: dict[str, Any],
        back: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        self.told = {}
        reply = self.cage.ask(message, *self.allowed(), back or self._back)
        forms = reply.get("names")
        if isinstance(forms, dict):
            for name in forms.keys() & set(message.get("names", ())):
                # What is long can take for ever to read: it is asked for, and its reason told, in
                # time, by a test that has a limit.
                with contextlib.suppress(Refused, RecursionError):
                    if len(json.dumps(forms[name], default=bytes.hex)) <= MOST_TOLD:
                        self.told[name] = self._known(name, forms[name])
        return reply

    def _malformed(self) -> CageLost:
        """Give up a cage that does not keep to the rules: no later reply of its can be trusted to
        be the answer to its question."""
        self.cage.close()
        return CageLost("refused: a malformed reply", Cause.REFUSED)

    def _back(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer a call from the cage to one of the test's own functions."""
        self.calls_left -= 1
        if self.calls_left < 0:
            self.cage.close()  # it still waits for an answer, and would take the next thing for it
            raise CageLost(
                f"call limit: a test's function was called over {MOST_CALLS} times", Cause.CALLS
            )
        try:
            function = self._own(message["back"])
            args = [self._in(form, "an argument") for form in message["args"]]
            kwargs = {
                str(k): self._in(form, "an argument") for k, form in message["kwargs"].items()
            }
        except (Refused, LookupError, TypeError, ValueError, AttributeError, OverflowError):
            return {
                "raised": exception_form(
                    wrong := TypeError("an argument that can't pass"), str(wrong)
                )
            }
        borrowed = CalleeArguments([*args, *kwargs.values()], self._handle)
        try:
            value = function(*args, **kwargs)
            changed = borrowed.changes()
            return {"value": borrowed.form(value), "changed": changed}
        except CageLost:
            raise
        except Exception as error:  # the student's call was wrong, and is told so
            return {
                "raised": exception_form(error, str(error), MOST_SAID),
                "changed": borrowed.changes(),
            }

    def _value(self, reply: dict[str, Any], name: str) -> Any:
        if "refused" in reply:
            raise Refused(
                f"{name} gave {str(reply['refused'])[:200]}, which can't be graded; "
                "return plain numbers, text, lists or arrays"
            )
        if "value" not in reply:
            raise self._malformed()
        return reply["value"]

    def _out(self, value: Any) -> Any:
        return encode(value, self._handle)

    def _in(self, form: Any, name: str) -> Any:
        with _plainly(name):
            return decode(form, self._far)

    def _handle(self, function: Any) -> dict[str, Any]:
        if isinstance(function, Proxy):
            return {"yours": function._target}
        self.functions.append(function)
        return {
            "mine": len(self.functions) - 1,
            "name": str(getattr(function, "__name__", "function")),
        }

    def _own(self, number: Any) -> Callable[..., Any]:
        """The function that was handed over under a number. Raises LookupError."""
        if type(number) is not int or not 0 <= number < len(self.functions):
            raise LookupError(number)
        return self.functions[number]

    def _far(self, what: Any) -> Any:
        if "yours" in what:
            return self._own(what["yours"])
        return Proxy(self, int(what["mine"]), str(what["name"])[:80])


@contextlib.contextmanager
def _plainly(name: str) -> Iterator[None]:
    """What is not plain that `name` gave is refused."""
    try:
        yield
    except NotPlain as error:
        raise Refused(f"{name} gave {error}, which can't be graded") from None


def sound(text: Any) -> str:
    """Text that any file and any database can hold: of lone surrogates, "?" is left."""
    return text.encode("utf-8", "replace").decode("utf-8") if isinstance(text, str) else ""


def _output(form: Any) -> dict[str, Any] | None:
    """An output as nbformat has it; None for what is none, whoever made it."""
    kind = form.get("output_type") if isinstance(form, dict) else None
    if kind == "stream" and form.get("name") in ("stdout", "stderr"):
        return {"output_type": kind, "name": form["name"], "text": sound(form.get("text"))}
    if kind in ("display_data", "execute_result") and isinstance(form.get("data"), dict):
        data = {sound(mime): sound(value) for mime, value in form["data"].items()}
        count = {"execution_count": None} if kind == "execute_result" else {}
        return {"output_type": kind, "data": data, "metadata": {}, **count}
    if kind == "error" and isinstance(form.get("traceback"), list):
        return {
            "output_type": kind,
            "ename": sound(form.get("ename")),
            "evalue": sound(form.get("evalue")),
            "traceback": [sound(line) for line in form["traceback"]],
        }
    return None


def _over(message: dict[str, Any]) -> dict[str, Any]:
    """The answer to a cell that calls a test's function after its test."""
    error = RuntimeError("the test that lent this function is over")
    return {"raised": exception_form(error, str(error))}
