"""The names that a test cell sees."""

from __future__ import annotations

import builtins
from typing import Any

from autograder.examine.client import Missing, Refused

__all__ = ["Namespace"]


class Namespace(dict):
    """What a test sees: the exam's own names; any other name is asked for in the cage. A test that
    deletes or replaces what the student defined does so in the cage."""

    def __init__(self, sitting: Any) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.sitting = sitting
        self.seen: dict[str, Any] = {}
        self.calls = 0

    def __missing__(self, name: str) -> Any:
        if hasattr(builtins, name) or name in self.sitting.own:
            raise KeyError(name)
        wire = self.sitting.wire()  # when the last cage is gone, `seen` is empty after this
        if wire.calls != self.calls:  # a call may have changed what any name stands for
            self.calls = wire.calls
            self.seen.clear()
        if name not in self.seen:
            try:
                self.seen[name] = wire.look(name)
            except Missing:
                raise KeyError(name) from None
            except Refused:  # a module does not cross; what the exam itself imports is here
                if name not in self.sitting.imported:
                    raise
                self.seen[name] = self.sitting.imported[name]
        return self.seen[name]

    def __contains__(self, name: object) -> bool:
        """For `'weights' in globals()`."""
        try:
            return super().__contains__(name) or (isinstance(name, str) and self[name] is not self)
        except KeyError:
            return False
        except Refused:  # it is there, but can't come here
            return True

    def get(self, name: str, default: Any = None) -> Any:
        """For `globals().get("weights")`."""
        try:
            return self[name]
        except KeyError:
            return default

    def __setitem__(self, name: str, value: Any) -> None:
        if self.sitting.testing and name in self.sitting.theirs and callable(value):
            self.sitting.wire().put(name, value)
            self.seen.clear()
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if self.sitting.testing and name in self.sitting.theirs and not super().__contains__(name):
            self.sitting.wire().drop(name)
            self.seen.pop(name, None)
        else:
            super().__delitem__(name)
