"""The lists as values for the page's script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from session_memory.website.across import Across
from session_memory.website.lists.table import Facet, Kind, Row, Table, has
from session_memory.website.machine.document import script
from session_memory.website.page import Page
from session_memory.website.site_model import SiteModel
from session_memory.website.words import GLYPHS, TONES


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """The table of each page that has one and is the first of its list."""
    for page in pages:
        table = page.values.get("table")
        if table is not None and page.address == f"{table.name}/":
            yield f"data/{table.name}.js", script(table.name, _table(table))


def _table(table: Table) -> Mapping[str, Any]:
    offered = [table.values(at) for at in range(len(table.facets))]
    places = [{value: place for place, value in enumerate(values)} for values in offered]
    return {
        "noun": table.noun,
        "sort": table.sort,
        "columns": [asdict(column) for column in table.columns],
        "facets": [_facet(facet, values) for facet, values in zip(table.facets, offered, strict=True)],
        "rows": [_row(row, table, places) for row in table.rows],
        "badges": _badges(table),
    }


def _facet(facet: Facet, values: Sequence[str]) -> Mapping[str, Any]:
    first = [place for place, value in enumerate(values) if value not in facet.hidden] if facet.hidden else []
    return {"key": facet.key, "label": facet.label, "values": values, "first": first}


def _row(row: Row, table: Table, places: Sequence[Mapping[str, int]]) -> Sequence[Any]:
    """[page, cells, places of its values in each facet]."""
    facts = [
        sorted(place[value] for value in dict.fromkeys(has(row, at, table.facets[at])))
        for at, place in enumerate(places)
    ]
    return [quote(row.page), [_cell(cell) for cell in row.cells], facts]


def _cell(cell: Any) -> Any:
    """Pages in it as addresses."""
    if not isinstance(cell, list):
        return cell
    return [[item[0], quote(item[1])] if _is_link(item) else item for item in cell]


def _is_link(item: Any) -> bool:
    return isinstance(item, list) and isinstance(item[1], str)


def _badges(table: Table) -> Mapping[str, Sequence[str]]:
    """Word on a badge -> its colour and its sign."""
    of_badges = [at for at, column in enumerate(table.columns) if column.kind in (Kind.BADGES, Kind.COUNTS)]
    items = (item for row in table.rows for at in of_badges for item in row.cells[at])
    words = {item if isinstance(item, str) else item[0] for item in items if not _is_link(item)}
    return {word: (TONES[word], GLYPHS[word]) for word in words}
