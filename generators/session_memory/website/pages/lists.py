"""The lists of patterns, of repos and of tags, and the list of each tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from session_memory.website.across import Across
from session_memory.website.addresses import tag_page
from session_memory.website.lists.patterns import pattern_table
from session_memory.website.lists.repos import repo_table
from session_memory.website.lists.table import Table
from session_memory.website.lists.twin import list_twin
from session_memory.website.page import LIST, Page, index
from session_memory.website.plain import joined, link
from session_memory.website.site_model import SiteModel

ON_A_SHEET = 200
"""Rows that stand on one page, for readers and printers without scripts."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """As much of a list as stands on one page."""

    rows: Sequence[Any]
    first: int
    """Number of its first row, from 1."""
    total: int
    earlier: str | None
    """Address of the page before."""
    later: str | None


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """Each list, and the rest of it when it is long."""
    for table in (pattern_table(model, across), repo_table(model)):
        yield from _sheets(f"{table.name}/", f"{table.name}.md", table.name.capitalize(), table.rows, table)
    yield index("tags", "Tags")
    for tag, views in across.tagged.items():
        yield from _sheets(tag_page(tag), "tag.md", tag, views)


def _sheets(address: str, template: str, title: str, rows: Sequence[Any], table: Table | None = None) -> Iterator[Page]:
    starts = range(0, len(rows) or 1, ON_A_SHEET)
    # One level deeper than any page of a repo, whatever that is called.
    at = [address, *(f"{address}page/{number}/" for number in range(2, len(starts) + 1))]
    for number, start in enumerate(starts):
        sheet = Sheet(
            rows=rows[start : start + ON_A_SHEET],
            first=start + 1,
            total=len(rows),
            earlier=at[number - 1] if number else None,
            later=at[number + 1] if number + 1 < len(at) else None,
        )
        called = f"{title}, page {number + 1}" if number else title
        values = {"sheet": sheet, "name": title, "table": table}
        # Nobody has to put a list together again: it is whole beside its first page.
        rest = joined(f"# {called}", f"Every row is in {link(at[number], address, title)}.") if number else ""
        twin = rest or (list_twin(table, title) if table else "")
        yield Page(at[number], template, called, values, searched=False, listed=not number, beside=LIST, twin=twin)
