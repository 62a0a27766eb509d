"""Every file of the site that is no page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from session_memory.website.across import Across
from session_memory.website.machine import badge, feeds, index_json, llms, matrix, one_json, past, tables
from session_memory.website.page import Page
from session_memory.website.site_model import SiteModel


class Kind(Protocol):
    """A module that makes files of one kind."""

    def written(self, model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
        """(path relative to the site's root, content)."""


KINDS: tuple[Kind, ...] = (index_json, one_json, llms, badge, tables, matrix, feeds, past)


def every_file(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """(path, content)."""
    for kind in KINDS:
        yield from kind.written(model, across, pages)
