"""`python -m autograder.cli` is `goodstart`."""

from autograder.cli import main

main()
