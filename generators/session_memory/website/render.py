"""SiteModel + templates -> the whole docs tree. Pure: the same model gives the same bytes, and nothing is read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from session_memory.errors import SessionMemoryError
from session_memory.website import addresses, words
from session_memory.website.across import Across, look_across
from session_memory.website.addresses import TextLinks, relative, source_file
from session_memory.website.escape import escape
from session_memory.website.machine.every import every_file
from session_memory.website.page import Page
from session_memory.website.pages.every import every_page
from session_memory.website.prose import closed, inline, prose
from session_memory.website.searched import Entry, entries
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


def render(model: SiteModel, templates: Mapping[str, str]) -> Tree:
    """The site of `model`. `templates` are Jinja2 texts by name.

    Raises SessionMemoryError when a link in the guide leads nowhere.
    """
    across = look_across(model)
    every = tuple(told(every_page(model, across), model, across))
    files = _once(every_file(model, across, every))
    press = _Press(model, across, _environment(templates), frozenset([page.address for page in every]), files.keys())
    printed = _once((source_file(page.address), press.print(page)) for page in every)
    return Tree(
        pages=printed,
        files=files,
        twins={source_file(page.address): page.twin.encode() for page in every if page.twin},
        sources={source_file(page.address): quote(page.source) for page in every if page.source},
        searched=tuple(entries((page, printed[source_file(page.address)].decode()) for page in every)),
    )


def _once(found: Iterable[tuple[str, bytes]]) -> Mapping[str, bytes]:
    """Path -> content, where no two have the same path: one would silently take the other's place."""
    made: dict[str, bytes] = {}
    for path, content in found:
        if path in made:
            raise KeyError(f"two pages or files want to be at {path}")
        made[path] = content
    return made


def _environment(templates: Mapping[str, str]) -> Environment:
    # With `finalize`, no template can forget to escape; autoescape tells it what macros have finished.
    return Environment(
        loader=DictLoader(templates),
        autoescape=True,
        finalize=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _front(page: Page) -> str:
    """What the theme is told about a page."""
    said: dict[str, object] = {"title": escape(page.title), "hide": page.beside}
    said |= {"description": escape(page.about)} if page.about else {}
    said |= {"names": [escape(name) for name in page.names]} if page.names else {}
    said |= {} if page.searched else {"search": {"exclude": True}}
    said |= {} if page.listed else {"robots": "noindex"}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in said.items())


@dataclass(frozen=True, slots=True)
class _Press:
    """Fills in the templates."""

    model: SiteModel
    across: Across
    environment: Environment
    addresses: frozenset[str]
    files: Collection[str]

    def print(self, page: Page) -> bytes:
        """The Markdown file of one page."""
        template = self.environment.get_template(page.template)
        text = template.render({**self._at(page), **page.values, "title": page.title, "page": page}).strip("\n")
        return f"---\n{_front(page)}---\n\n{text}\n".encode()

    def _at(self, page: Page) -> Mapping[str, object]:
        """What every template may use, links as they are from this page."""
        links = TextLinks(page.address, self.across.documents)

        def asset(path: str) -> str:
            if path not in self.files and path not in self.addresses and not path.startswith("assets/"):
                raise KeyError(f"{page.template}: nothing is published at {path}")
            return relative(page.address, path)

        def link(address: str, label: object, at: str = "") -> Markup:
            if address not in self.addresses:
                raise KeyError(f"{page.template}: there is no page {address}")
            place = f"#{escape(at)}" if at else ""
            return Markup(f'<a href="{relative(page.address, address)}{place}">{escape(label)}</a>')

        def file(path: str, label: object) -> Markup:
            if path not in self.files:
                raise KeyError(f"{page.template}: there is no file {path}")
            return Markup(f'<a href="{relative(page.address, path)}">{escape(label)}</a>')

        def query(address: str, key: str, value: str) -> Markup:
            """A list, as it is with one filter set."""
            there = link(address, value)
            return Markup(str(there).replace('">', f'?{escape(urlencode({key: value}))}">', 1))

        def known(address: str, label: object) -> Markup:
            return link(address, label) if address in self.addresses else escape(label)

        def strict(address: str) -> str:
            target = links(address)
            if not target:
                raise SessionMemoryError(f"the link {address} leads to no page", page.source)
            return target

        return {
            "link": link,
            "asset": asset,
            "file": file,
            "query": query,
            "known": known,
            "inline": lambda text: inline(text, links),
            "prose": lambda text, deeper=0: prose(text, links, deeper),
            "closed_prose": lambda text, deeper=0: closed(text, links, deeper),
            "checked_prose": lambda text, deeper=0: prose(text, strict, deeper),
            "to": addresses,
            "words": words,
            "model": self.model,
            "across": self.across,
        }
