"""What git remembers of the patterns, as the site shows it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.sheet import Sheet
from session_memory.model import Revision
from session_memory.website.site_model import GonePattern

NAMES_OLDER = re.compile(r"^supersedes:(?![ \t]*\[[ \t]*\][ \t\r]*$)", re.MULTILINE)

History = Mapping[str, tuple[Revision, ...]]
"""Id of a pattern -> its revisions, newest first."""


def gone(history: History, there: Collection[str]) -> Iterator[GonePattern]:
    """The patterns of `history` that are not `there` any more, sorted by id."""
    successors = _successors(history)
    for id in sorted(set(history) - set(there)):
        title = _keys(next(revision for revision in history[id] if not revision.gone)).get("title")
        named = tuple(sorted(successors[id]))
        yield GonePattern(id, history[id], title if isinstance(title, str) else "", named)


def _successors(history: History) -> Mapping[str, set[str]]:
    """Id -> all that ever said they supersede it: nobody may say so of a pattern that is not there any more."""
    found: dict[str, set[str]] = defaultdict(set)
    for id, revisions in history.items():
        for revision in revisions:
            # Few texts name any, and to look is a hundred times cheaper than to read.
            named = _keys(revision).get("supersedes") if NAMES_OLDER.search(revision.text) else ()
            for older in named if isinstance(named, list) else ():
                found[str(older)].add(id)
    return found


def _keys(revision: Revision) -> Mapping[str, Any]:
    return Sheet(PATTERN, revision.path, revision.text.encode()).data
