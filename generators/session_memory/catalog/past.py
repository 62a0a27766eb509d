"""What a catalog once had: git remembers."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from session_memory import git
from session_memory.catalog.kept import kept
from session_memory.catalog.kinds import MARKDOWN, pattern_above

PATTERNS = "catalog/patterns"


def once_there(root: Path) -> frozenset[str]:
    """Ids of all patterns that were ever committed at `root`, on any branch that was merged. Raises as `ever` does."""
    paths = ever(root, PATTERNS)
    patterns = (PurePosixPath(path) for path in paths if path.endswith(MARKDOWN) and not pattern_above(path, paths))
    return frozenset(path.stem for path in patterns)


def ever(root: Path, folder: str) -> frozenset[str]:
    """Every path in a folder of the catalog at `root` that was ever committed, on any branch that was merged.

    None where git does not keep the catalog. Raises SessionMemoryError for a repository that git cannot read.
    """
    there = kept(root)
    if there is None:
        return frozenset()
    told = ("log", "-z", "--format=", "--name-only", "--no-renames", "--full-history", "-m")
    said = os.fsdecode(git.run(there.top, *told, "HEAD", "--", f"{there.prefix}{folder}", plain=False))
    return frozenset(name.removeprefix(there.prefix) for name in said.split("\0") if name)
