"""Whether a rollout's document is one that the program would write: nobody moved a repository to another step. Pure."""

from __future__ import annotations

import re

from session_memory.fleet.order import in_order, steps
from session_memory.model import REPO_NAME
from session_memory.rollout import LAST, Rollout


def unsound(rollout: Rollout) -> str:
    """What is wrong with it, in words; empty when nothing is."""
    names = [unit.repo for unit in rollout.units]
    # It becomes the name of a file.
    bad = [name for name in names if not re.fullmatch(REPO_NAME, name)]
    if bad:
        return f"{bad[0]!r} is no name of a repo"
    if len(names) != len(set(names)):
        return "a repo is in it twice"
    if in_order(rollout.units, rollout.what) != rollout.units:
        return "its units are not in the order that follows from what is rolled out"
    percents = {step.percent for step in rollout.steps}
    if LAST not in percents or steps(rollout.units, percents) != rollout.steps:
        return "its steps are not those that follow from their percentages"
    return "" if rollout.mode in ("branch", "in-place") else f"{rollout.mode!r} is no way to write"
