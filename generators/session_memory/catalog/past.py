"""Which patterns a catalog once had: git remembers."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from session_memory import git

PATTERNS = "catalog/patterns"


def once_there(root: Path) -> frozenset[str]:
    """Ids of all patterns that were ever committed at `root`; none where git does not keep the catalog."""
    inside = git.run(root, "rev-parse", "--is-inside-work-tree", allow=(0, 128), plain=False)
    head = git.run(root, "rev-parse", "--verify", "-q", "HEAD", allow=(0, 1, 128), plain=False)
    if not inside.strip() or not head.strip():
        return frozenset()
    said = git.run(root, "log", "-z", "--format=", "--name-only", "--no-renames", "--", PATTERNS, plain=False)
    names = (PurePosixPath(os.fsdecode(name)) for name in said.split(b"\0") if name)
    return frozenset(name.stem for name in names if name.suffix == ".md")
