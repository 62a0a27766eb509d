"""A list as plain Markdown. Pure."""

from __future__ import annotations

from typing import Any

from session_memory.website.lists.table import Column, Kind, Table
from session_memory.website.plain import joined, link, table


def list_twin(listed: Table, title: str) -> str:
    """A whole list, however many pages it has."""
    here = f"{listed.name}/"
    head = [column.label for column in listed.columns]
    rows = [
        [_listed(here, row.page, column, cell) for column, cell in zip(listed.columns, row.cells, strict=True)]
        for row in listed.rows
    ]
    return joined(f"# {title}", table(head, rows) or "There are none yet.")


def _listed(here: str, page: str, column: Column, cell: Any) -> str:
    """A cell of a list in words."""
    match column.kind:
        case Kind.NAME:
            return " ".join(filter(None, (link(here, page, cell[0]), cell[1])))
        case Kind.BADGES:
            said = [item if isinstance(item, str) else f"{column.lead} {link(here, item[1], item[0])}" for item in cell]
            return ", ".join(said)
        case Kind.COUNTS:
            return ", ".join(f"{number} {word}" for word, number in cell)
        case Kind.CHIPS:
            return ", ".join(cell)
        case _:
            return str(cell)
