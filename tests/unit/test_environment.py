"""What JupyterLab imports of the grader changes nothing for the kernels that it starts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHANGED = """
import json, os
before = dict(os.environ)
import autograder.cli, autograder.grading, autograder.nbgrader_plugin
import autograder.publish, autograder.verdict
print(json.dumps([name for name in {**before, **os.environ}
                  if before.get(name) != os.environ.get(name)]))
"""


def test_importing_the_grader_leaves_the_environment_as_it_was():
    """nbgrader's extension of JupyterLab reads nbgrader_config.py, which imports the grader."""
    run = subprocess.run([sys.executable, "-c", CHANGED], cwd=ROOT, capture_output=True, text=True)
    assert json.loads(run.stdout or "[1]") == [], run.stderr
