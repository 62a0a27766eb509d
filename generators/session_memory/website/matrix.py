"""Repos x patterns: what stands where a repo and a pattern meet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from session_memory.model import CellState, Repo, State
from session_memory.website.cells import by_pattern, most_pressing
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.words import FOUND

GONE = "not in the catalog"


@dataclass(frozen=True, slots=True)
class Known:
    """A pattern of the matrix: one of the catalog, or one that only repos still have."""

    id: str
    title: str
    version: str
    """Wanted in every repo; empty for a pattern that cannot be read or is gone."""
    status: str
    domain: str = ""
    """Those that it is for; empty where it is for every one, or nobody knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One repo."""

    repo: Repo
    meets: Mapping[str, tuple[CellState, ...]]
    """Pattern id -> how it stands for each flavor; only patterns that the repo has a cell for."""
    states: Mapping[str, State]
    """Pattern id -> the most pressing of its states."""

    @property
    def counts(self) -> Counter[State]:
        """How many patterns have each state."""
        return Counter(self.states.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """All of it."""

    patterns: tuple[Known, ...]
    """Sorted by id."""
    rows: tuple[Row, ...]

    @property
    def counts(self) -> Counter[State]:
        """The same over all repos."""
        return sum((row.counts for row in self.rows), Counter())


def matrix(model: SiteModel) -> Matrix:
    """The matrix of a site."""
    rows = tuple(_row(view) for view in model.repos)
    known = {pattern.id: pattern for pattern in (*_gone(rows), *_catalog(model))}
    return Matrix(tuple(known[id] for id in sorted(known)), rows)


def _row(view: RepoView) -> Row:
    meets = by_pattern(view.cells)
    return Row(view.repo, meets, {id: most_pressing(cells) for id, cells in meets.items()})


def _catalog(model: SiteModel) -> Iterator[Known]:
    for file in model.broken:
        yield Known(file.id, file.id, "", FOUND)
    for view in model.patterns:
        pattern = view.pattern
        yield Known(pattern.id, pattern.title, pattern.version, pattern.status, ", ".join(pattern.scope.domains))


def _gone(rows: tuple[Row, ...]) -> Iterator[Known]:
    """Whatever a repo has a cell for; the catalog's own come later and take its place."""
    return (Known(id, id, "", GONE) for id in dict.fromkeys(id for row in rows for id in row.meets))
