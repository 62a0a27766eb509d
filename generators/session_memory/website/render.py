"""SiteModel + templates -> the whole docs tree. Pure: the same model gives the same bytes, and nothing is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from session_memory.website.across import look_across
from session_memory.website.addresses import source_file
from session_memory.website.machine.every import every_file
from session_memory.website.pages.every import every_page
from session_memory.website.press import Earlier, Press
from session_memory.website.searched import Entry
from session_memory.website.site_model import SiteModel
from session_memory.website.told import told


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole site before an engine has put the theme around it."""

    pages: Mapping[str, bytes]
    """Path in the docs tree -> Markdown."""
    files: Mapping[str, bytes]
    """Path in the docs tree -> a file that is published as it is."""
    twins: Mapping[str, bytes]
    """Path on the site -> a page as plain Markdown. No docs tree can hold them: an engine would make pages of them."""
    sources: Mapping[str, str]
    """Path in the docs tree -> the catalog's file that the page is made from, as part of an address."""
    searched: tuple[Entry, ...]
    """What the search of a site that is not large looks through."""


def render(model: SiteModel, templates: Mapping[str, str], earlier: Earlier | None = None) -> Tree:
    """The site of `model`. `templates` are Jinja2 texts by name; `earlier` saves time and changes nothing.

    Raises SessionMemoryError when a link in the guide leads nowhere.
    """
    across = look_across(model)
    every = tuple(told(every_page(model, across), model, across))
    files = _once(every_file(model, across, every))
    press = Press(model, across, templates, frozenset(page.address for page in every), files.keys(), earlier)
    printed = {page.address: press.print(page) for page in every}
    return Tree(
        pages=_once((source_file(page.address), printed[page.address].text.encode()) for page in every),
        files=files,
        twins={source_file(page.address): page.twin.encode() for page in every if page.twin},
        sources={source_file(page.address): quote(page.source) for page in every if page.source},
        searched=tuple(entry for page in every for entry in printed[page.address].searched),
    )


def _once(found: Iterable[tuple[str, bytes]]) -> Mapping[str, bytes]:
    """Path -> content, where no two have the same path: one would silently take the other's place."""
    made: dict[str, bytes] = {}
    for path, content in found:
        if path in made:
            raise KeyError(f"two pages or files want to be at {path}")
        made[path] = content
    return made
