"""The page of each pattern: of those with findings, too."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.model import Status
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.escape import visible
from session_memory.website.page import Page
from session_memory.website.site_model import BrokenPattern, PatternView, SiteModel
from session_memory.website.where import by_state
from session_memory.website.words import past_review, scope_in_words

PATTERNS = "catalog/patterns/"
OVER = (Status.SUPERSEDED, Status.RETIRED, Status.REJECTED)
"""Nobody should come to these from a search engine."""


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """Those without findings first."""
    yield from (_pattern(view, model, across) for view in model.patterns)
    yield from (_broken(file) for file in _one_per_page(model.broken))


def _pattern(view: PatternView, model: SiteModel, across: Across) -> Page:
    pattern = view.pattern
    relations = across.relations.get(pattern.id, ())
    values = {
        "view": view,
        "pattern": pattern,
        "is_stale": past_review(pattern, model.today),
        "scope": tuple(scope_in_words(pattern.scope)),
        "topic": pattern.path.removeprefix(PATTERNS).rpartition("/")[0].partition("/")[0],
        "superseded_by": across.successors.get(pattern.id, ()),
        "relations": {how: [id for said, id in relations if said == how] for how, _ in relations},
        "standing": by_state(across.cells.get(pattern.id, ())),
    }
    return Page(
        addresses.pattern_page(pattern.id),
        "pattern.md",
        pattern.title,
        values,
        source=pattern.path,
        listed=pattern.status not in OVER,
        names=(pattern.id, *pattern.tags),
        twin=view.source,
    )


def _one_per_page(files: tuple[BrokenPattern, ...]) -> Iterator[tuple[BrokenPattern, ...]]:
    """Files that claim the same id share its page."""
    by_page: dict[str, list[BrokenPattern]] = {}
    for file in files:
        by_page.setdefault(addresses.pattern_page(file.id), []).append(file)
    return (tuple(same) for same in by_page.values())


def _broken(files: tuple[BrokenPattern, ...]) -> Page:
    values = {"files": files, "visible": visible}
    page = addresses.pattern_page(files[0].id)
    return Page(page, "broken.md", files[0].id, values, source=files[0].path, searched=False, names=(files[0].id,))
