"""The patterns of git's last commit, as far as they differ from those on disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from session_memory import git
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.read import read

NO_COMMIT_YET = 1


def committed(root: Path, documents: Iterable[Document]) -> Mapping[str, Document]:
    """Path of a changed pattern -> how HEAD has it; a pattern that was moved is found by its name.

    Empty where there is no git or no commit yet: nothing is known then that could be compared. The catalog may be
    in a folder of a larger repository. Raises SessionMemoryError for a repository that git cannot read.
    """
    top = git.top_of(root)
    if top is None or shutil.which("git") is None:
        return {}
    inside = root.resolve().relative_to(top).as_posix()
    blobs = _blobs(top, "" if inside == "." else f"{inside}/")
    by_name = {path.rpartition("/")[2]: path for path in blobs}
    before: dict[str, str] = {}
    for document in documents:
        path = document.path if document.path in blobs else by_name.get(document.path.rpartition("/")[2], "")
        if document.kind is PATTERN and path and blobs[path] != git.blob_id(document.content, len(blobs[path])):
            before[document.path] = blobs[path]
    contents = git.blobs(top, sorted(set(before.values())))
    return {path: read(Entry(PATTERN, path, contents[blob])) for path, blob in before.items()}


def _blobs(top: Path, inside: str) -> dict[str, str]:
    """Path in the catalog -> blob of each pattern in HEAD; `inside` is where the catalog is below `top`."""
    # With the user's own configuration: it may say that a checkout of another user is to be trusted.
    if not git.run(top, "rev-parse", "--verify", "-q", "HEAD", allow=(0, NO_COMMIT_YET), plain=False):
        return {}
    listed = git.run(top, "ls-tree", "-r", "-z", "HEAD", "--", f"{inside}{PATTERN.place}", plain=False)
    rows = (row.partition("\t") for row in os.fsdecode(listed).split("\0") if row)
    return {path.removeprefix(inside): meta.split(" ")[2] for meta, _, path in rows}
