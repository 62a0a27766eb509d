"""What the scripts of the history and of the changes need, and where links to a current version lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from session_memory.model import Revision
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.escape import escape, visible
from session_memory.website.machine.document import script
from session_memory.website.page import Page
from session_memory.website.site_model import PatternView, SiteModel
from session_memory.website.timeline import Line, Version, lines
from session_memory.website.words import OVER

FEWEST = 3
"""Versions from which on any two can be compared; the page itself compares each with the one before."""
POINTER = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta http-equiv="refresh" content="0; url={there}">
<meta name="robots" content="noindex">
<link rel="canonical" href="{there}">
<title>{title} {version}</title>
<main><h1>{title} {version}</h1><p>This is the current version: <a href="{there}">read it</a>.</p></main>
</html>
"""


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """Texts of patterns with several versions, what every pattern was when, and a file for each current version."""
    told = {"patterns": [_line(line) for line in lines(model) if line.history], "over": OVER}
    yield "data/changes.js", script("changes", told)
    for id, versions in across.versions.items():
        path = texts_of(id, versions)
        if path:
            texts = [{"version": version.number or "unknown", "text": visible(version.text)} for version in versions]
            yield path, script("versions", {"versions": texts})
    for view in model.patterns:
        yield f"{addresses.version_page(view.pattern.id, view.pattern.version)}index.html", _pointer(view)


def texts_of(id: str, versions: Sequence[Version]) -> str:
    """Where the texts of a pattern's versions are; empty where there are no others to compare than neighbours."""
    return f"data/versions/{id}.js" if len(versions) >= FEWEST else ""


def _line(line: Line) -> list[object]:
    """[id, title, page, [state, ...]], oldest first: [date, version, status, number of its text], or [date] when gone.

    The date is empty for what was so when git's memory begins.
    """
    numbers: dict[str, int] = {}
    return [line.id, line.title, line.page, [_state(revision, numbers) for revision in reversed(line.history)]]


def _state(revision: Revision, numbers: dict[str, int]) -> list[object]:
    date = "" if revision.oldest else str(revision.date)
    if revision.gone:
        return [date]
    return [date, revision.version, revision.status, numbers.setdefault(revision.text, len(numbers))]


def _pointer(view: PatternView) -> bytes:
    """No page of the theme: it holds nothing, and there is one for every pattern."""
    page = addresses.version_page(view.pattern.id, view.pattern.version)
    there = addresses.relative(page, addresses.pattern_page(view.pattern.id))
    return POINTER.format(there=there, title=escape(view.pattern.title), version=view.pattern.version).encode()
