"""The files beside a notebook, laid out where tests run."""

from __future__ import annotations

import base64
import contextlib
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.model import File

__all__ = ["Workdir"]


class Workdir:
    """The course's files in a folder of this process, for tests and locked cells that read or
    import them."""

    def __init__(self, files: Iterable[File]) -> None:
        self.folder = ""
        for file in files:
            self.folder = self.folder or tempfile.mkdtemp(prefix="goodstart-")
            path = Path(self.folder) / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(file.data))

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Inside, relative paths and imports find the files."""
        if not self.folder:
            yield
            return
        before = os.getcwd()
        os.chdir(self.folder)
        sys.path.insert(0, self.folder)
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(self.folder)
            os.chdir(before)

    def close(self) -> None:
        """Take the files away; another exam may have a module of the same name."""
        if self.folder:
            for name, module in list(sys.modules.items()):
                if str(getattr(module, "__file__", None) or "").startswith(self.folder):
                    del sys.modules[name]
            sys.path_importer_cache.pop(self.folder, None)
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = ""
