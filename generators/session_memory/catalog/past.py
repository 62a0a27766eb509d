"""Which patterns a catalog once had: git remembers."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from session_memory import git

PATTERNS = "catalog/patterns"
NO_COMMIT_YET = 1


def once_there(root: Path) -> frozenset[str]:
    """Ids of all patterns that were ever committed at `root`, on any branch that was merged.

    None where git does not keep the catalog. Raises SessionMemoryError for a repository that git cannot read.
    """
    top = git.top_of(root)
    if top is None or not git.run(top, "rev-parse", "--verify", "-q", "HEAD", allow=(0, NO_COMMIT_YET), plain=False):
        return frozenset()
    patterns = (root.resolve().relative_to(top) / PATTERNS).as_posix()
    told = ("log", "-z", "--format=", "--name-only", "--no-renames", "--full-history", "-m")
    said = git.run(top, *told, "HEAD", "--", patterns, plain=False)
    names = (PurePosixPath(os.fsdecode(name)) for name in said.split(b"\0") if name)
    return frozenset(name.stem for name in names if name.suffix == ".md")
