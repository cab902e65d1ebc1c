"""What the course's policy takes off for lateness: nbgrader's plugin, asked."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from autograder.model import CourseError

__all__ = ["penalty"]


def penalty(root: Path, config: Config, student: str, score: float, seconds: float) -> float | None:
    """Return the points that are taken off, None where the policy takes nothing: what nbgrader's
    AssignLatePenalties does, which opens a connection of its own. A policy in a file of the
    course's is found. Raises CourseError for one that can't be loaded or that fails."""
    sys.path.append(str(root.resolve()))  # last: it takes no library's place
    try:
        policy = AssignLatePenalties(config=config)
        policy.init_plugin()
    except Exception as error:  # whatever the course's own file raises
        reason = error.__cause__ or error
        raise CourseError(
            f"{root / 'nbgrader_config.py'}: the policy for late work can't be loaded: "
            f"{_told(reason)}; put its file beside nbgrader_config.py"
        ) from None
    finally:
        sys.path.remove(str(root.resolve()))
    try:
        found = policy.plugin_inst.late_submission_penalty(student, score, seconds)
        return None if found is None else min(max(float(found), 0.0), score)
    except Exception as error:
        name = type(policy.plugin_inst).__name__
        raise CourseError(
            f"the policy for late work, {name}, failed for {student}: {_told(error)}"
        ) from None


def _told(error: BaseException) -> str:
    """An error and where it was raised, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f", {Path(frames[-1].filename).name} line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}{at}"
