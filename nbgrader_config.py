"""What stock nbgrader needs to know of this course: `nbgrader autograde` and the Formgrader grade
with the course's own examiner, in two processes. Set GOODSTART_STOCK=1 to let nbgrader execute
notebooks by itself, as it does elsewhere."""

import os

from autograder.nbgrader_plugin import configure

configure(get_config(), stock=bool(os.environ.get("GOODSTART_STOCK")))  # noqa: F821
