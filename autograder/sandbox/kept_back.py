"""Stand in the cage for a module that a lent package keeps back: nothing is in it."""

__all__: list[str] = []
