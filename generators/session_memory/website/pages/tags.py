"""The list of tags, and the patterns of each."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.page import LIST, Page, index
from session_memory.website.site_model import SiteModel


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """The list first."""
    yield index("tags", "Tags")
    for tag, views in across.tagged.items():
        yield Page(addresses.tag_page(tag), "tag.md", tag, {"patterns": views}, searched=False, beside=LIST)
