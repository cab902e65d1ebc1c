"""The grader's side of the cage: start it, ask it, kill it."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import enum
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any, Literal

from autograder.sandbox import bwrap, seccomp
from autograder.sandbox.channel import Channel, ChannelClosed, ChannelTimeout, Garbled
from autograder.sandbox.limits import Limits, Mode
from autograder.sandbox.memory_watchdog import MemoryWatchdog
from autograder.sandbox.processes import ended
from autograder.sandbox.redact import removed
from autograder.sandbox.uninterrupted import uninterrupted

__all__ = ["Cage", "CageLost", "Cause", "ForkServer"]

PATIENCE = 60.0  # seconds that the fork server may take to answer; it starts in a few


class Cause(enum.Enum):
    """Why a cell stopped, or a cage was lost."""

    NONE = ""
    ERROR = "error"  # the cell raised
    TIME = "time"
    CALLS = "calls"
    MEMORY = "memory"
    CRASHED = "crashed"
    EXITED = "exited"
    REFUSED = "refused"  # a reply that does not keep to the rules
    GONE = "gone"


class CageLost(Exception):
    """The cage had to be given up; the message names the limit or the signal, `cause` the kind."""

    says_all = True  # to a student this class's name says nothing

    def __init__(self, message: str, cause: Cause = Cause.GONE) -> None:
        super().__init__(message)
        self.cause = cause


class ForkServer:
    """The fork server. A context manager; `cage(limits)` opens a cage.

    `sandbox` is "auto" for the best cage that can be built here, or "none" for no cage at all: a
    process apart with limits of its own. `mode` says what it came to: "sealed" (a fork for each
    submission, in namespaces of its own behind bubblewrap), "cold" (a bubblewrap for each) or
    "none". `packages` are lent to the notebooks. `drawing` says that all of them draw:
    matplotlib takes longer to load than all the rest. Raises NoCage where none can be built."""

    def __init__(
        self,
        sandbox: Mode | Literal["auto"] = "auto",
        packages: tuple[str, ...] = ("initlab",),
        drawing: bool = False,
    ) -> None:
        self.mode: Mode = bwrap.supported() if sandbox == "auto" else sandbox
        self.packages, self.drawing = packages, drawing
        self.that_draws: ForkServer | None = None  # beside this one, once a notebook draws
        self.folder = tempfile.mkdtemp(prefix="goodstart-")
        self.process: subprocess.Popen[bytes] | None = None
        if self.mode != "cold":
            self._start()

    def _start(self) -> None:
        """Start the process; what it takes seconds to load, it loads while others work."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        args = [
            "-P",
            "-s",
            "-m",
            "autograder.sandbox.fork_server",
            str(theirs.fileno()),
            self.mode,
            str(bwrap.unprivileged()),
            "drawing" if self.drawing else "",
            *self.packages,
        ]
        home = bwrap.HOME
        if self.mode == "none":
            command, home = [sys.executable, *args], self.folder
            lent = {"PYTHONPATH": bwrap.installed()}
        else:
            command = bwrap.command(self.packages, Limits().files, args, self.mode == "sealed")
            lent = {"PYTHONPATH": bwrap.GRADER}
        env = {
            "PATH": os.defpath,
            "HOME": home,
            "TMPDIR": home,
            "LANG": "C.UTF-8",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "MPLCONFIGDIR": _font_cache() if self.mode == "none" else f"{home}/matplotlib",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "IPYTHONDIR": home,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "NBGRADER_EXECUTION": "autograde",
            **lent,
        }
        self.process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=env,
            cwd=self.folder,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        theirs.close()
        self.line = ours

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @uninterrupted
    def close(self) -> None:
        """End the fork server, with all that it started, and remove its folder."""
        if self.that_draws:
            self.that_draws.close()
        self._stop()
        removed(self.folder)

    def _stop(self) -> None:
        if self.process is None:
            return
        self.line.close()
        self.gone(seconds=5)
        self._kill()
        if self.process.stderr:
            self.process.stderr.close()
        self.process = None

    def gone(self, seconds: float = 0.0) -> bool:
        """Whether the process ends within so many seconds. It is not buried here: until it is, its
        number and its group's are nobody else's."""
        assert self.process is not None
        return self.process.returncode is not None or ended(self.process.pid, seconds)

    def is_lost(self) -> bool:
        """Whether somebody ended it, or the one for notebooks that draw."""
        beside = self.that_draws is not None and self.that_draws.is_lost()
        return beside or (self.process is not None and self.gone())

    def _kill(self) -> None:
        """End the process, and what is left of its group: a bubblewrap that is killed within
        milliseconds of its start leaves the process behind that it has just split off."""
        assert self.process is not None
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    @uninterrupted
    def request(
        self, message: dict[str, Any], ends: list[int] | None = None, seconds: float = PATIENCE
    ) -> dict[str, Any]:
        """the fork server's reply. Raises CageLost when it is gone, or does not answer for so
        many seconds, and then ends it: in a cold cage a submission can stop it."""
        if self.process is None:
            self._start()
        assert self.process is not None
        reply = b""
        if not self.gone():  # else what it had started dies a moment later
            try:
                self.line.settimeout(seconds)
                socket.send_fds(self.line, [json.dumps(message).encode()], ends or [])
                reply = self.line.recv(65536)
            except OSError:  # TimeoutError is one
                pass
            except BaseException:  # the next request would get the reply to this one
                self._kill()
                raise
        if not reply:
            raise self.lost()
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def lost(self) -> CageLost:
        """What to raise once the process can't be used, with what it wrote last; it is ended."""
        assert self.process is not None
        assert self.process.stderr is not None
        self._kill()
        os.set_blocking(self.process.stderr.fileno(), False)  # somebody may hold its other end
        said = (self.process.stderr.read() or b"").decode(errors="replace").strip().splitlines()
        return CageLost(f"the fork server is gone: {said[-1] if said else 'no message'}")

    def tell(self, message: dict[str, Any]) -> None:
        """Send what is done before the next request is answered; nothing comes back."""
        with contextlib.suppress(OSError):  # it is gone, which the next request says
            self.line.sendall(json.dumps({**message, "quiet": True}).encode())

    @uninterrupted
    def cage(self, limits: Limits, drawing: bool = False) -> Cage:
        """A new cage; with matplotlib loaded, if the notebook is one that is `drawing`. Where
        namespaces can't be nested it has a bubblewrap of its own."""
        drawing = drawing or self.drawing
        if self.mode != "cold":
            if drawing and not self.drawing:
                if self.that_draws is None:
                    self.that_draws = ForkServer(self.mode, self.packages, drawing)
                return self.that_draws.cage(limits)
            if self.process is not None and self.gone():
                self._stop()  # somebody ended it; the next request starts another
            return Cage(self, limits)
        alone = ForkServer("cold", self.packages, drawing)
        try:
            return Cage(alone, limits, alone.close)
        except BaseException:
            alone.close()
            raise


class Cage:
    """One submission's process: `ask` it, then `close` it, which kills all that it started."""

    def __init__(
        self, fork_server: ForkServer, limits: Limits, after: Callable[[], None] | None = None
    ) -> None:
        self.fork_server, self.limits, self.after = fork_server, limits, after
        self.folder = tempfile.mkdtemp(dir=fork_server.folder)
        self.pid = 0
        down, up = os.pipe(), os.pipe()
        try:
            request = {"limits": dataclasses.asdict(limits), "folder": self.folder}
            if fork_server.mode != "none":
                program = base64.b64encode(seccomp.program()).decode()
                request |= {"folder": bwrap.HOME, "filter": program}
            self.pid = fork_server.request(request, [down[0], up[1]])["pid"]
            assert fork_server.process is not None
            try:
                self.watch = MemoryWatchdog(
                    fork_server.process,
                    fork_server.mode,
                    self.pid,
                    limits.memory,
                    bwrap.HOME if fork_server.mode == "cold" else "",
                )
            except LookupError:  # it is not below us: bubblewrap in between was ended
                raise fork_server.lost() from None
        except BaseException:
            os.close(up[0])
            os.close(down[1])
            if self.pid:
                fork_server.tell({"end": self.pid, "patience": 0.0})
            removed(self.folder)
            raise
        finally:
            os.close(down[0])
            os.close(up[1])
        os.set_blocking(down[1], False)
        self.channel = Channel(up[0], down[1], limits.reply)
        self.open = True
        self.asked, self.until = 0, float("inf")
        self.lost: CageLost | None = None  # why, for a test that asks again all the same

    def ask(
        self,
        message: dict[str, Any],
        seconds: float,
        limit: str,
        back: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> dict[str, Any]:
        """The cage's reply to a message; `back` answers the calls that it makes meanwhile, and may
        ask in turn; `limit` is the name of what allows it so many seconds.

        The cage stops its own work at the limit; if it has not after the grace it is killed.
        Raises CageLost, which names the limit or the signal."""
        if not self.open:
            raise self.lost or CageLost("the process that it ran in is gone")
        outer = self.until
        deadline = self.until = min(time.monotonic() + seconds + self.limits.grace, outer)
        # A reply bears the number of its question: one to another is found out.
        self.asked = number = self.asked + 1
        try:
            self.channel.send(
                {**message, "n": number, "seconds": seconds, "limit": limit}, deadline
            )
            while "back" in (reply := self._receive(deadline, number)):
                said = back(reply)
                if not self.open:  # what was asked meanwhile took too long
                    raise CageLost(limit, Cause.TIME)
                self.channel.send(said, deadline)
        except ChannelTimeout:
            self.close()
            raise CageLost(limit, Cause.TIME) from None
        except ChannelClosed:
            raise self._end(patience=1.0) from None
        except Garbled as error:
            self.close()
            raise CageLost(f"refused: {error}", Cause.REFUSED) from None
        except BaseException as error:  # the rest of this reply would be taken for the next one
            self.lost = error if isinstance(error, CageLost) else None
            self.close()
            raise
        finally:
            self.until = outer
        return reply

    def _receive(self, deadline: float, number: int) -> dict[str, Any]:
        reply = self.channel.receive(deadline)
        if reply.pop("n", None) != number:
            raise Garbled("a reply to another question")
        return reply

    @uninterrupted
    def close(self, wait: bool = True) -> None:
        """End what the submission started, and remove its folder. It gets a moment to end by
        itself: then the kernel counts the time that it took. Behind walls, where it shares nothing
        with anybody, that need not be waited for here; the next cage then waits."""
        if self.open and self.fork_server.mode == "sealed" and not wait:
            self.open = False
            self.watch.close()
            self.channel.close()
            self.fork_server.tell({"end": self.pid, "patience": 0.1})
            removed(self.folder)
        else:
            self._end(patience=0.1)

    @uninterrupted
    def _end(self, patience: float) -> CageLost:
        """Kill what is left of the submission, and return what to raise: how its process ended
        ("crashed (SIGSEGV)"). One that is dying by itself gets `patience` seconds, so that its own
        end is what is told."""
        if not self.open:
            return CageLost("closed before")
        self.open = False
        self.watch.close()
        self.channel.close()
        try:
            status = self.fork_server.request(
                {"end": self.pid, "patience": patience}, seconds=patience + self.limits.grace
            )["status"]
        except CageLost:
            if self.fork_server.mode != "cold":
                raise
            status = signal.SIGKILL  # its own fork server, which only itself can have ended
        finally:
            removed(self.folder)
            if self.after:
                self.after()
        if self.watch.over:
            return CageLost(f"memory limit {self.limits.memory // 2**20} MiB", Cause.MEMORY)
        if os.WIFSIGNALED(status):
            return CageLost(f"crashed ({_signal_name(os.WTERMSIG(status))})", Cause.CRASHED)
        code = os.waitstatus_to_exitcode(status)
        return CageLost(f"left early (exit status {code})", Cause.EXITED)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have none
        return f"signal {number}"


def _font_cache() -> str:
    """A folder with matplotlib's list of fonts, made once per user: it takes seconds to make."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = os.path.join(base, "goodstart", "matplotlib")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        return tempfile.gettempdir()
    return folder
