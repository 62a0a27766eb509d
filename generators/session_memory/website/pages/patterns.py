"""The list of patterns, and the page of each: of those with findings, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from session_memory.model import CellState
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.escape import visible
from session_memory.website.page import Page, index
from session_memory.website.site_model import BrokenPattern, PatternView, SiteModel
from session_memory.website.words import past_review, scope_in_words


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """The list first."""
    yield index("patterns", "Patterns", patterns=model.patterns, broken=model.broken)
    yield from (_pattern(view, model, across) for view in model.patterns)
    yield from (_broken(file) for file in _one_per_page(model.broken))


def _pattern(view: PatternView, model: SiteModel, across: Across) -> Page:
    pattern = view.pattern
    values = {
        "view": view,
        "pattern": pattern,
        "is_stale": past_review(pattern, model.today),
        "scope": tuple(scope_in_words(pattern.scope)),
        "superseded_by": across.successors.get(pattern.id, ()),
        "repos": _by_repo(across.cells.get(pattern.id, ())),
    }
    return Page(
        addresses.pattern_page(pattern.id),
        "pattern.md",
        pattern.title,
        values,
        source=pattern.path,
        names=(pattern.id, *pattern.tags),
        twin=view.source,
    )


def _by_repo(cells: tuple[CellState, ...]) -> Mapping[str, Mapping[CellState, list[str]]]:
    """Repo -> cell -> flavors: those that share state, file and version share a line."""
    repos: dict[str, dict[CellState, list[str]]] = {}
    for cell in cells:
        repos.setdefault(cell.repo, {}).setdefault(replace(cell, flavor=""), []).append(cell.flavor)
    return repos


def _one_per_page(files: tuple[BrokenPattern, ...]) -> Iterator[tuple[BrokenPattern, ...]]:
    """Files that claim the same id share its page."""
    by_page: dict[str, list[BrokenPattern]] = {}
    for file in files:
        by_page.setdefault(addresses.pattern_page(file.id), []).append(file)
    return (tuple(same) for same in by_page.values())


def _broken(files: tuple[BrokenPattern, ...]) -> Page:
    values = {"files": files, "visible": visible}
    page = addresses.pattern_page(files[0].id)
    return Page(page, "broken.md", files[0].id, values, source=files[0].path, searched=False)
