"""The patterns of git's last commit, as far as they differ from those on disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from session_memory import git
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry
from session_memory.catalog.kept import Kept, kept
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.read import read


def committed(root: Path, documents: Iterable[Document]) -> Mapping[str, Document]:
    """Path of a changed pattern -> how HEAD has it; a pattern that was moved is found by its name.

    Empty where there is no git or no commit yet: nothing is known then that could be compared. The catalog may be
    in a folder of a larger repository. Raises SessionMemoryError for a repository that git cannot read.
    """
    there = kept(root) if shutil.which("git") else None
    if there is None:
        return {}
    blobs = _blobs(there)
    by_name = {path.rpartition("/")[2]: path for path in blobs}
    before: dict[str, str] = {}
    for document in documents:
        path = document.path if document.path in blobs else by_name.get(document.path.rpartition("/")[2], "")
        if document.kind is PATTERN and path and blobs[path] != git.blob_id(document.content, len(blobs[path])):
            before[document.path] = blobs[path]
    contents = git.blobs(there.top, sorted(set(before.values())))
    return {path: read(Entry(PATTERN, path, contents[blob])) for path, blob in before.items()}


def _blobs(there: Kept) -> dict[str, str]:
    """Path in the catalog -> blob of each pattern in HEAD."""
    listed = git.run(there.top, "ls-tree", "-r", "-z", "HEAD", "--", f"{there.prefix}{PATTERN.place}", plain=False)
    rows = (row.partition("\t") for row in os.fsdecode(listed).split("\0") if row)
    return {path.removeprefix(there.prefix): meta.split(" ")[2] for meta, _, path in rows}
