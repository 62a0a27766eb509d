"""What a table consists of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How a cell is shown and sorted; in brackets, what its value is."""

    NAME = "name"
    """Link to the row's page, and what stands under it: [text, text under it]."""
    BADGES = "badges"
    """Badges, then links: [word or [text, page] ...]."""
    COUNTS = "counts"
    """Badges with a number each: [[word, number] ...]; sorted by their sum."""
    CHIPS = "chips"
    """Values of a facet, each of which can be chosen there: [value ...]."""
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    """In ISO form, or empty."""
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    key: str
    """Its name in the address of a sorted list."""
    label: str
    kind: Kind
    searched: bool = False
    """Whether its text is looked through."""
    facet: str = ""
    """Key of the facet that its chips are values of."""
    lead: str = ""
    """What is said between badges and links."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing by which rows can be chosen."""

    key: str
    """Its name in the address of a filtered list."""
    label: str
    missing: str
    """The value of rows that have none."""
    order: tuple[str, ...] = ()
    """These values first; others in the order of the alphabet."""
    hidden: tuple[str, ...] = ()
    """Rows with these values are shown only when somebody asks for them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern or repo."""

    page: str
    cells: tuple[Any, ...]
    """One for each column."""
    facts: tuple[tuple[str, ...], ...]
    """One for each facet: the values that it has."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list that can be filtered and sorted."""

    name: str
    """Also the folder of its page and the name of its data."""
    noun: str
    """What one row is."""
    columns: tuple[Column, ...]
    facets: tuple[Facet, ...]
    rows: tuple[Row, ...]
    """In the order that is shown first."""
    sort: str
    """Key of the column that says so, with a minus sign when the highest comes first."""

    def values(self, at: int) -> tuple[str, ...]:
        """The values of the facet at that place that some row has, in the order in which they are offered."""
        facet = self.facets[at]
        known = {value for row in self.rows for value in has(row, at, facet)}
        rank = {value: place for place, value in enumerate(facet.order)} | {facet.missing: len(facet.order) + 1}
        return tuple(sorted(known, key=lambda value: (rank.get(value, len(facet.order)), value)))


def has(row: Row, at: int, facet: Facet) -> Sequence[str]:
    """The row's values of the facet at that place."""
    return row.facts[at] or (facet.missing,)
