"""An IPython shell without a terminal, and a recorder of what its cells put out."""

from __future__ import annotations

import base64
import builtins
import contextlib
import io
import sys
import traceback
import warnings
from collections.abc import Iterator
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import LSString, SList
from traitlets.config import Config

from autograder.sandbox import as_in_jupyter
from autograder.sandbox.redact import redact

__all__ = ["Recorder", "TimeUp", "leave_alone", "new_shell", "said"]


class TimeUp(BaseException):
    """The time limit, raised in the middle of whatever was running."""


def said(error: BaseException) -> str:
    """What an error says; nothing when it fails at that."""
    try:
        return redact(str(error))
    except TimeUp:
        raise
    except BaseException:  # the student's own class may raise what it likes
        return ""


def _warning(
    message: Any, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    """A warning as the student sees it: the line, when it is one of theirs, and no path."""
    where = f"line {lineno}: " if filename.startswith("<ipython-input") else ""
    return f"{where}{category.__name__}: {message}\n"


class _Hook(DisplayHook):
    """The value of a cell's last line becomes an output, not text on a terminal."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        self.shell.recorder.data(  # type: ignore[union-attr]
            "execute_result", format_dict, md_dict or {}
        )

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    """`display(…)` and figures become outputs."""

    def publish(self, data: Any, metadata: Any = None, source: Any = "", **_: Any) -> None:
        self.shell.recorder.data("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        pass


class _Shell(InteractiveShell):
    displayhook_class = _Hook
    display_pub_class = _Publisher
    recorder: Any = None

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        """Called for whatever stops a cell. IPython's own renders each frame with its source, which
        takes seconds for a deep recursion, and fails with an error whose own text fails."""
        etype, evalue, _tb = exc_tuple or sys.exc_info()
        if etype is None:  # `%tb` where nothing has failed
            print("No traceback available to show.", file=sys.stderr)
        else:
            self.recorder.error(etype, evalue)

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        self.showtraceback()

    def _format_exception_for_storage(
        self, exception: BaseException, *_: Any, **__: Any
    ) -> dict[str, Any]:
        """What IPython 9 keeps of an error in its history, rendered in the same slow way."""
        return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    def enable_gui(self, gui: str | None = None) -> None:
        pass

    def system(self, cmd: str) -> None:
        """Called for `!pip install …` and `%pip …`: no program is run, and what else the cell says
        is."""
        print(f"[not run while grading: {cmd}]", file=sys.stderr)
        self.user_ns["_exit_code"] = 127  # "not found", as a shell says it

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Called for `files = !ls`."""
        self.system(cmd)
        return SList() if split else LSString()

    def ask_exit(self) -> None:
        """Called for `quit()`: the cell goes on, as in a notebook."""


def new_shell() -> InteractiveShell:
    """A shell that writes nothing to disk and starts no thread (it must survive a fork)."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.enable_tip = False
    warnings.formatwarning = _warning
    shell = _Shell.instance(config=config)
    as_in_jupyter.give(shell)
    return shell


def leave_alone() -> None:
    """Tell a notebook that asks why nobody answers."""

    def read(prompt: object = "", /) -> str:
        raise EOFError("input() waits for an answer, and nobody is there while grading")

    def stop(*_: Any, **__: Any) -> None:
        raise RuntimeError("breakpoint() waits for commands, and nobody is there while grading")

    builtins.input, sys.breakpointhook = read, stop


class _Stream(io.TextIOBase):
    """sys.stdout or sys.stderr while a cell runs."""

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder, self._name = recorder, name

    encoding, errors = "utf-8", "strict"

    def fileno(self) -> int:
        """For `faulthandler.enable()`; what is written there is seen by nobody, as in Jupyter."""
        return {"stdout": 1, "stderr": 2}[self._name]

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._recorder.text(self._name, str(text))
        return len(text)


class Record:
    """The outputs of one cell, in nbformat's form, and the error that stopped it."""

    def __init__(self, most: int) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.error: list[Any] | None = None
        self.most = self.room = most
        self.cut = False

    def printed(self) -> str:
        """What went to stdout."""
        return redact(
            "".join(
                part for one in self.outputs if one.get("name") == "stdout" for part in one["parts"]
            )
        )

    def add(self, output: dict[str, Any], size: int) -> None:
        if size > self.room:
            self.cut = True
            return
        self.room -= size
        self.outputs.append(output)

    def text(self, name: str, text: str) -> None:
        if len(text) > self.room:
            text, self.cut = text[: self.room], True
        self.room -= len(text)
        last = self.outputs[-1] if self.outputs else {}
        if not text:
            return
        if last.get("output_type") == "stream" and last["name"] == name:
            last["parts"].append(text)
        else:
            self.outputs.append({"output_type": "stream", "name": name, "parts": [text]})

    def replace_error(self, name: str, text: str) -> None:
        self.outputs = [one for one in self.outputs if one["output_type"] != "error"]
        self.outputs.append(
            {
                "output_type": "error",
                "ename": name,
                "evalue": text,
                "traceback": [f"{name}: {text}"],
            }
        )


class Recorder:
    """Collects what cells print, display and raise, up to a limit for each and for all."""

    def __init__(self, shell: Any, most: int, total: int) -> None:
        self.shell, self.most, self.total, self.left = shell, most, total, total
        self.record: Record | None = None
        self.cell = ""
        shell.recorder = self

    @contextlib.contextmanager
    def recording(self, cell: str) -> Iterator[Record]:
        """Everything that is put out inside goes into the record."""
        self.record, self.cell = Record(min(self.most, self.left)), cell
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            yield self.record
        finally:
            sys.stdout, sys.stderr = streams
            self._finish(self.record)
            self.record = None

    def _finish(self, record: Record) -> None:
        self.left -= record.most - record.room
        for output in record.outputs:
            if "parts" in output:
                output["text"] = redact("".join(output.pop("parts")))
        if record.cut:
            limit = (
                f"{_size(self.most)} a cell"
                if record.most == self.most
                else f"{_size(self.total)} a notebook"
            )
            record.outputs.append(
                {
                    "output_type": "stream",
                    "name": "stderr",
                    "text": f"[output limit {limit}, the rest was left out]\n",
                }
            )

    @contextlib.contextmanager
    def silence(self) -> Iterator[Record]:
        """What is put out inside stands in no cell's outputs."""
        record = self.record
        self.record = heard = Record(self.most)
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        try:
            yield heard
        finally:
            sys.stdout, sys.stderr = streams
            close_figures()
            self.record = record

    def text(self, name: str, text: str) -> None:
        if self.record is not None:
            self.record.text(name, text)

    def data(self, kind: str, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        if self.record is None:
            return
        plain = {
            mime: (
                base64.b64encode(value).decode("ascii")
                if isinstance(value, bytes)
                else redact(value)
                if mime.startswith("text/")
                else value
            )
            for mime, value in data.items()
            if isinstance(value, str | bytes)
        }
        output: dict[str, Any] = {"output_type": kind, "data": plain, "metadata": {}}
        if kind == "execute_result":
            output["execution_count"] = None
        self.record.add(output, sum(len(value) for value in plain.values()))

    def error(self, etype: type, evalue: BaseException) -> None:
        """An error, told with the lines of the student's own cells and no path of this machine."""
        if self.record is None:
            return
        text = said(evalue)
        if isinstance(evalue, SyntaxError):
            text = f"{evalue.msg} (line {evalue.lineno})"
        name = etype.__name__
        self.record.error = [name, text[:2000], []]
        lines = []
        if isinstance(evalue, SyntaxError):
            lines.append(f"  line {evalue.lineno}: {(evalue.text or '').strip()}")
        for frame in traceback.extract_tb(evalue.__traceback__):
            if frame.filename.startswith("<ipython-input"):
                lines.append(f"  line {frame.lineno}, in {frame.name}: {frame.line}")
        self.record.add(
            {
                "output_type": "error",
                "ename": name,
                "evalue": text[:2000],
                "traceback": [*lines[-20:], f"{name}: {text[:2000]}"],
            },
            100,
        )

    def flush_figures(self) -> None:
        """Show the figures that the cell left open, as Jupyter does, and close them."""
        if "matplotlib.pyplot" in sys.modules and self.record is not None:
            from matplotlib_inline.backend_inline import flush_figures

            flush_figures()


def close_figures() -> None:
    """Close the figures that a call left open, so that no later cell shows them."""
    if "matplotlib.pyplot" in sys.modules:
        with contextlib.suppress(Exception):  # a cell may have put something else there
            sys.modules["matplotlib.pyplot"].close("all")


def _size(count: int) -> str:
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count} bytes"
