"""What changed in the catalog and in the repos, newest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from session_memory.model import Happened
from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.page import LIST, Page
from session_memory.website.plain import bullets, joined, link
from session_memory.website.site_model import SiteModel
from session_memory.website.timeline import Change, gap, lines

LATEST = 200
"""How many rows the page lists; the script knows all changes."""
MOVED = ("applied", "rolled-back", "removed")
"""What happens to a repo and changes what its agents get; what is said about it is on its own page."""


@dataclass(frozen=True, slots=True)
class Row:
    """A change in the catalog, or something that happened in a repo."""

    moment: tuple[datetime.date, str]
    """Date and, in ISO form, the time."""
    change: Change | None = None
    repo: str = ""
    happened: Happened | None = None


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """There is one."""
    rows = _rows(model, across)
    days = {date: tuple(some) for date, some in groupby(rows[:LATEST], key=lambda row: row.moment[0])}
    feeds = {"all": addresses.feed()} | {each: addresses.feed(each) for each in topics(model)}
    values = {"days": days, "feeds": feeds, "more": len(rows) - LATEST, "latest": LATEST, "gap": gap(model)}
    yield Page("changes/", "changes.md", "Changes", values, searched=False, beside=LIST, twin=_twin(days, gap(model)))


def topics(model: SiteModel) -> list[str]:
    """Those that patterns have, or had last."""
    return sorted({line.topic for line in lines(model)} - {""})


def _rows(model: SiteModel, across: Across) -> list[Row]:
    changes = [Row(change.moment, change) for change in across.changes]
    events = [(view.repo.name, happened) for view in model.repos for happened in view.log if happened.what in MOVED]
    rows = changes + [Row((datetime.date.fromisoformat(one.at[:10]), one.at), None, repo, one) for repo, one in events]
    return sorted(rows, key=lambda row: row.moment, reverse=True)


def _twin(days: dict[datetime.date, tuple[Row, ...]], gap: str) -> str:
    parts = [joined(f"## {date}", bullets(map(_told, rows))) for date, rows in days.items()]
    return joined("# Changes", gap, *parts)


def _told(row: Row) -> tuple[str, str]:
    if row.change:
        return link("changes/", row.change.line.page, row.change.line.title), str(row.change)
    assert row.happened
    where = link("changes/", addresses.repo_page(row.repo), row.repo)
    return where, f"{row.happened.what} {', '.join(row.happened.patterns)}".strip()
