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
from session_memory.catalog.kinds import ATTACHMENT, PATTERN, pattern_above
from session_memory.catalog.read import read

EXECUTABLE = "100755"


def committed(root: Path, documents: Iterable[Document]) -> Mapping[str, Document]:
    """Path of a changed pattern -> how HEAD has it; a pattern that was moved is found by its name.

    Empty where there is no git or no commit yet: nothing is known then that could be compared. The catalog may be
    in a folder of a larger repository. Raises SessionMemoryError for a repository that git cannot read.
    """
    there = kept(root) if shutil.which("git") else None
    if there is None:
        return {}
    head = _Head(there)
    before: dict[str, str] = {}
    for document in documents:
        path = head.path_of(document) if document.kind is PATTERN else ""
        if path and head.differs(path, document):
            before[document.path] = path
    contents = git.blobs(there.top, sorted({blob for path in before.values() for blob in head.needed(path)}))
    return {here: read(head.entry(path, contents)) for here, path in before.items()}


class _Head:
    """The patterns in git's last commit, each with what lies in the folder that has its name."""

    def __init__(self, there: Kept) -> None:
        rows = _rows(there)
        above = {path: pattern_above(path, rows) for path in rows}
        self._rows = rows
        self._patterns = {path.rpartition("/")[2]: path for path, pattern in above.items() if not pattern}
        self._beside: dict[str, list[str]] = {}
        for path, pattern in above.items():
            if pattern:
                self._beside.setdefault(pattern, []).append(path)

    def path_of(self, document: Document) -> str:
        """Where it was; empty for one that is new."""
        path = document.path
        return path if path in self._rows else self._patterns.get(path.rpartition("/")[2], "")

    def differs(self, path: str, document: Document) -> bool:
        """Whether the pattern at `path`, or a file beside it, is another one on disk."""
        blob = self._rows[path][1]
        now = {a.path: (a.executable, git.blob_id(a.content, len(blob))) for a in document.attachments}
        start = len(Entry(PATTERN, path).folder) + 1
        was = {other[start:]: self._rows[other] for other in self._beside.get(path, ())}
        return blob != git.blob_id(document.content, len(blob)) or was != now

    def needed(self, path: str) -> tuple[str, ...]:
        """The blobs of a pattern and of what is beside it."""
        return tuple(self._rows[name][1] for name in (path, *self._beside.get(path, ())))

    def entry(self, path: str, contents: Mapping[str, bytes]) -> Entry:
        """The pattern at `path` as a file that could lie on disk."""
        beside = (
            Entry(ATTACHMENT, name, contents[self._rows[name][1]], executable=self._rows[name][0])
            for name in sorted(self._beside.get(path, ()))
        )
        return Entry(PATTERN, path, contents[self._rows[path][1]], beside=tuple(beside))


def _rows(there: Kept) -> Mapping[str, tuple[bool, str]]:
    """Path in the catalog -> whether it is executable, and its blob, of every file below the patterns in HEAD.

    Without those whose names begin with a dot, which are not looked at on disk either.
    """
    listed = git.run(there.top, "ls-tree", "-r", "-z", "HEAD", "--", f"{there.prefix}{PATTERN.place}", plain=False)
    rows = (row.partition("\t") for row in os.fsdecode(listed).split("\0") if row)
    found = ((path.removeprefix(there.prefix), *meta.split(" ")) for meta, _, path in rows)
    files = (row for row in found if row[2] == "blob" and "/." not in row[0])
    return {path: (mode == EXECUTABLE, blob) for path, mode, _, blob in files}
