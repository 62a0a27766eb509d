"""The command line, as its own code describes it."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.page import Page
from session_memory.website.site_model import SiteModel
from session_memory.website.twins import commands_twin


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """One page, so that the browser's own search finds every option; none where no command is known."""
    if model.commands:
        twin = commands_twin(model)
        yield Page(addresses.COMMAND_LINE, "commands.md", "Command line", {}, beside=(), twin=twin)
