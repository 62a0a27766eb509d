"""The front page: what waits, and how everything stands."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.model import Status
from session_memory.website.across import Across
from session_memory.website.cells import counts, unsettled
from session_memory.website.page import LIST, Page
from session_memory.website.site_model import SiteModel
from session_memory.website.waiting import Kind, groups

SHOWN = 20
"""Rows of one kind; the rest is in a list."""
REPOS = 30
"""Repos, those that need somebody first."""


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """There is one."""
    found = groups(model, across)
    repos = sorted(model.repos, key=lambda view: (-unsettled(view.cells), view.repo.name))
    values = {
        "groups": found,
        "kinds": Kind,
        "shown": SHOWN,
        "total": sum(len(group.rows) for group in found),
        "proposals": sum(len(group.rows) for group in found if group.kind is Kind.PROPOSAL),
        "approved": sum(1 for view in model.patterns if view.pattern.status is Status.APPROVED),
        "unsettled": sum(unsettled(view.cells) for view in model.repos),
        "standing": [(view, counts(view.cells)) for view in repos[:REPOS]],
        "empty": not (model.patterns or model.broken),
    }
    yield Page("", "home.md", "Session Memory", values, searched=False, beside=LIST)
