"""The names that a test cell sees."""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from autograder.examine.client import Client, Missing, Refused

__all__ = ["Namespace"]


class Namespace(dict[str, Any]):
    """What a test sees: the exam's own names; any other name is asked for in the cage. A test that
    deletes or replaces what the student defined does so in the cage.

    `client()` is that of a living cage. `own` are the names that only the exam's cells define,
    `theirs` those that are the student's to define, `modules` what the notebook imports."""

    def __init__(
        self,
        client: Callable[[], Client],
        own: Collection[str],
        theirs: Collection[str],
        modules: Mapping[str, Any],
    ) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        super().__setitem__("dir", self._dir)
        self._client, self._own, self._theirs, self._modules = client, own, theirs, modules
        self._seen: dict[str, Any] = {}
        self._calls = 0
        self._testing = False

    @contextlib.contextmanager
    def of_a_test(self) -> Iterator[None]:
        """Inside, a name of the student's that is replaced or deleted is so in the cage."""
        self._testing = True
        try:
            yield
        finally:
            self._testing = False

    def forget(self) -> None:
        """Ask again for every name: what it stood for may be gone."""
        self._seen.clear()

    def give_up(self, names: Iterable[str]) -> None:
        """Let the student's word count for these names."""
        for name in names:
            self.pop(name, None)

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) or name in self._own:
            raise KeyError(name)
        client = self._client()  # when the last cage is gone, nothing is seen after this
        if client.calls != self._calls:  # a call may have changed what any name stands for
            self._calls = client.calls
            self.forget()
        if name not in self._seen:
            try:
                self._seen[name] = client.look(name)
            except Missing:
                raise KeyError(name) from None
            except Refused:  # a module does not cross; what the exam itself imports is here
                if name not in self._modules:
                    raise
                self._seen[name] = self._modules[name]
        return self._seen[name]

    def __contains__(self, name: object) -> bool:
        """For `'weights' in globals()`."""
        try:
            return super().__contains__(name) or (isinstance(name, str) and self[name] is not self)
        except KeyError:
            return False
        except Refused:  # it is there, but can't come here
            return True

    def _dir(self, *of: Any) -> list[str]:
        """For `'weights' in dir()`; the names of anything else are Python's business."""
        return dir(*of) if of else _Names(self)

    def get(self, name: str, default: Any = None) -> Any:
        """For `globals().get("weights")`."""
        try:
            return self[name]
        except KeyError:
            return default

    def __setitem__(self, name: str, value: Any) -> None:
        if self._testing and name in self._theirs and callable(value):
            self._client().put(name, value)
            self.forget()
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if self._testing and name in self._theirs and not super().__contains__(name):
            self._client().drop(name)
            self._seen.pop(name, None)
        else:
            super().__delitem__(name)


class _Names(list[str]):
    """What `dir()` gives a test: it has the student's names too."""

    def __init__(self, names: Namespace) -> None:
        super().__init__(sorted(name for name in names if name != "dir"))
        self._names = names

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (
            isinstance(name, str) and not hasattr(builtins, name) and name in self._names
        )
