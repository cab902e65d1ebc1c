"""The program `goodstart`. It takes half a second to load the command line: whoever stops it
meanwhile, when nothing is begun, just ends it."""

from __future__ import annotations

import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    # Whoever runs it in the background ignores Ctrl-C; so it stays.
    is_heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from autograder import cli

    if is_heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()
