"""The page of each past version of a pattern, and of each pattern that is gone: no link ever dies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from session_memory.front import below
from session_memory.model import CellState
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.compare import compare
from session_memory.website.machine.past import texts_of
from session_memory.website.page import Page
from session_memory.website.site_model import GonePattern, SiteModel
from session_memory.website.where import by_state


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """Nobody should come to any of them from a search: they are for whoever has the link."""
    for view in model.patterns:
        yield from _past(view.pattern.id, view.pattern.title, across, view.pattern.version)
    for id in dict.fromkeys(file.id for file in model.broken):
        yield from _past(id, id, across, "")
    for gone in model.gone:
        yield _gone(gone, across)
        yield from _past(gone.id, gone.title or gone.id, across, "")


def _past(id: str, title: str, across: Across, current: str) -> Iterator[Page]:
    """Every version but the `current` one, whose text is on the pattern's own page; empty when there is none."""
    versions, still = across.versions[id], _by_version(across.cells.get(id, ()))
    latest = next((version for version in versions if version.number == current), None)
    for newer, version in pairwise((None, *versions)):
        if version is not None and version.number not in ("", current):
            values = {
                "id": id,
                "name": title,
                "version": version,
                "text": below(version.text),
                "newer": newer,
                "latest": latest,
                "is_broken": addresses.pattern_page(id) in across.broken,
                "compared": compare(version.text, latest.text) if latest else None,
                "repos": sorted(still.get(version.number, ())),
            }
            page = addresses.version_page(id, version.number)
            yield _unlisted(page, "version.md", f"{title} {version.number}", values, version.text)


def _gone(gone: GonePattern, across: Across) -> Page:
    last = next(revision for revision in gone.history if not revision.gone)
    values = {
        "gone": gone,
        "last": last,
        "text": below(last.text),
        "when": gone.history[0].date if gone.history[0].gone else None,
        "superseded_by": gone.superseded_by,
        "standing": by_state(across.cells.get(gone.id, ())),
        "versions": across.versions[gone.id],
        "texts": texts_of(gone.id, across.versions[gone.id]),
    }
    return _unlisted(addresses.pattern_page(gone.id), "gone.md", gone.title or gone.id, values, last.text)


def _unlisted(address: str, template: str, title: str, values: Mapping[str, object], twin: str) -> Page:
    return Page(address, template, title, values, searched=False, listed=False, twin=twin)


def _by_version(cells: Iterable[CellState]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for cell in cells:
        found.setdefault(cell.version, set()).add(cell.repo)
    return found
