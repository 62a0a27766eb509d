"""Every page of the site."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.website.across import Across
from session_memory.website.page import Page
from session_memory.website.pages import (
    changes,
    commands,
    fleet,
    home,
    lists,
    patterns,
    reference,
    repos,
    rollouts,
    versions,
)
from session_memory.website.site_model import SiteModel

KINDS = (home, lists, patterns, repos, fleet, rollouts, reference, commands, versions, changes)


def every_page(model: SiteModel, across: Across) -> Iterator[Page]:
    """In the order of the navigation."""
    for kind in KINDS:
        yield from kind.pages(model, across)
