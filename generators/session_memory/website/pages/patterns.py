"""The page of each pattern: of those with findings, too."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.model import Status
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.machine.past import texts_of
from session_memory.website.page import Page
from session_memory.website.site_model import BrokenPattern, PatternView, SiteModel
from session_memory.website.topic import topic
from session_memory.website.where import by_state
from session_memory.website.words import OVER, past_review

TABS = 20
"""The theme has styles for so many."""


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """Those without findings first."""
    yield from (_pattern(view, model, across) for view in model.patterns)
    yield from (_broken(page, files, across) for page, files in across.broken.items())


def _pattern(view: PatternView, model: SiteModel, across: Across) -> Page:
    pattern = view.pattern
    relations = across.relations.get(pattern.id, ())
    used = tuple(artifact for artifact in view.artifacts if across.received.get(artifact.flavor))
    shown = (used or view.artifacts)[:TABS]
    values = {
        "view": view,
        "artifacts": shown,
        "others": len(view.artifacts) - len(shown),
        "pattern": pattern,
        "is_stale": past_review(pattern, model.today),
        "is_sent": pattern.status is Status.APPROVED and pattern.distribution_ready,
        "topic": topic(pattern.path),
        "superseded_by": across.successors.get(pattern.id, ()),
        "relations": {how: [id for said, id in relations if said == how] for how, _ in relations},
        "standing": by_state(across.cells.get(pattern.id, ())),
        "versions": across.versions[pattern.id],
        "texts": texts_of(pattern.id, across.versions[pattern.id]),
        "rollouts": across.rolled.get(pattern.id, ()),
    }
    return Page(
        addresses.pattern_page(pattern.id),
        "pattern.md",
        pattern.title,
        values,
        source=pattern.path,
        # Nobody should come to these from a search engine.
        listed=pattern.status not in OVER,
        names=(pattern.id, *pattern.tags),
        twin=view.source,
    )


def _broken(page: str, files: tuple[BrokenPattern, ...], across: Across) -> Page:
    id = files[0].id
    values = {
        "files": files,
        "id": id,
        "standing": by_state(across.cells.get(id, ())),
        "versions": across.versions[id],
        "texts": texts_of(id, across.versions[id]),
    }
    return Page(page, "broken.md", id, values, source=files[0].path, searched=False, names=(id,))
