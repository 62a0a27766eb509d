"""What is told of a page beside the page itself: its sentence and its twin. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from session_memory.website.about import every_about
from session_memory.website.across import Across
from session_memory.website.page import Page
from session_memory.website.site_model import SiteModel
from session_memory.website.twins import every_twin


def told(pages: Iterable[Page], model: SiteModel, across: Across) -> Iterator[Page]:
    """The pages with both; what its own module said of a page stays."""
    abouts, twins = dict(every_about(model, across)), dict(every_twin(model, across))
    for page in pages:
        about, twin = abouts.get(page.address, ""), twins.get(page.address, "")
        yield replace(page, about=page.about or about, twin=page.twin or twin)
