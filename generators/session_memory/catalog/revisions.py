"""A pattern as it once was: every text of it that git remembers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from session_memory import git
from session_memory.catalog.find import Entry
from session_memory.catalog.kept import kept
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.load import pattern_of
from session_memory.catalog.read import read
from session_memory.model import SolutionPattern


def revisions(root: Path, id: str) -> Iterator[SolutionPattern]:
    """The pattern `id` as each commit that led to HEAD had it, newest first, wherever below the patterns it was.

    What has findings by today's rules is left out: it may not be readable at all. None where git does not keep the
    catalog. Raises SessionMemoryError for a repository that git cannot read.
    """
    there = kept(root)
    if there is None:
        return
    place = _literal(f"{there.prefix}{PATTERN.place}")
    blobs = dict.fromkeys(_blobs(there.top, f"{place}/**/{id}.md"))
    contents = git.blobs(there.top, list(blobs))
    for blob in blobs:
        document = read(Entry(PATTERN, f"{PATTERN.place}/{id}.md", contents[blob]))
        if not document.findings:
            yield pattern_of(document)


def _blobs(top: Path, glob: str) -> Iterator[str]:
    """What the files had, and before that: each line of git's is `:MODE MODE BLOB BLOB LETTER`, old before new."""
    told = ("log", "-z", "--format=", "--raw", "--no-abbrev", "--no-renames", "--full-history", "-m")
    for word in git.run(top, *told, "HEAD", "--", f":(glob){glob}", plain=False).split(b"\0"):
        if word.startswith(b":"):
            old, new = os.fsdecode(word).split(" ")[2:4]
            yield from (blob for blob in (new, old) if set(blob) != {"0"})


def _literal(path: str) -> str:
    return re.sub(r"([\\*?\[\]])", r"\\\1", path)
