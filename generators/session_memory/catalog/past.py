"""What a catalog once had: git remembers."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from session_memory import git

PATTERNS = "catalog/patterns"
NO_COMMIT_YET = 1


def once_there(root: Path) -> frozenset[str]:
    """Ids of all patterns that were ever committed at `root`, on any branch that was merged. Raises as `ever` does."""
    paths = (PurePosixPath(path) for path in ever(root, PATTERNS))
    return frozenset(path.stem for path in paths if path.suffix == ".md")


def ever(root: Path, folder: str) -> frozenset[str]:
    """Every path in a folder of the catalog at `root` that was ever committed, on any branch that was merged.

    None where git does not keep the catalog. Raises SessionMemoryError for a repository that git cannot read.
    """
    top = git.top_of(root)
    if top is None or not git.run(top, "rev-parse", "--verify", "-q", "HEAD", allow=(0, NO_COMMIT_YET), plain=False):
        return frozenset()
    inside = root.resolve().relative_to(top).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    told = ("log", "-z", "--format=", "--name-only", "--no-renames", "--full-history", "-m")
    said = os.fsdecode(git.run(top, *told, "HEAD", "--", f"{prefix}{folder}", plain=False))
    return frozenset(name.removeprefix(prefix) for name in said.split("\0") if name)
