"""What git remembers of the patterns, as the site shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.sheet import Sheet
from session_memory.model import Revision
from session_memory.website.site_model import GonePattern


def gone(history: Mapping[str, tuple[Revision, ...]], there: Collection[str]) -> Iterator[GonePattern]:
    """The patterns of `history` (id -> revisions) that are not `there` any more, sorted by id."""
    for id in sorted(set(history) - set(there)):
        last = next(revision for revision in history[id] if revision.text)
        title = Sheet(PATTERN, last.path, last.text.encode()).data.get("title")
        yield GonePattern(id, history[id], title if isinstance(title, str) else "")
