"""Pages are printed here: each page's template is filled in, or what an earlier run made of the same is taken. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

from jinja2 import DictLoader, Environment, StrictUndefined, meta
from markupsafe import Markup

from session_memory.errors import SessionMemoryError
from session_memory.website import addresses, words
from session_memory.website.across import Across
from session_memory.website.addresses import TextLinks, relative
from session_memory.website.escape import escape, visible
from session_memory.website.page import Page
from session_memory.website.prose import closed, inline, prose
from session_memory.website.searched import Entry, entries
from session_memory.website.site_model import SiteModel

WIDER = {"model", "across"}
"""What a template asks for that shows more than its page's own values."""


class Earlier(Protocol):
    """What earlier runs of the same program printed with the same templates."""

    def page(self, key: str) -> str | None:
        """What was kept under that key; None when nothing was."""

    def keep(self, key: str, page: str) -> None:
        """Keep it for later runs."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A page's Markdown, and what the search knows of it."""

    text: str
    searched: list[Entry]


@dataclass(frozen=True)
class Press:
    """Prints the pages of one site."""

    model: SiteModel
    across: Across
    templates: Mapping[str, str]
    """Jinja2 texts by name."""
    addresses: frozenset[str]
    """Of every page."""
    files: Collection[str]
    """Paths of everything else that is published."""
    earlier: Earlier | None = None

    def print(self, page: Page) -> Printed:
        """The page, taken from an earlier run where nothing that it shows has changed."""
        if self.earlier is None or page.template not in self._narrow:
            return self._made(page)
        key = f"{self._common}\n{page!r}"
        kept = self.earlier.page(key)
        if kept is not None:
            return Printed(*json.loads(kept))
        made = self._made(page)
        self.earlier.keep(key, json.dumps([made.text, made.searched]))
        return made

    def _made(self, page: Page) -> Printed:
        template = self._environment.get_template(page.template)
        values = {**self._at(page), **page.values, "title": page.title, "page": page}
        text = template.render(values).strip("\n")
        return Printed(f"---\n{_front(page)}---\n\n{text}\n", list(entries(page, text)))

    @cached_property
    def _environment(self) -> Environment:
        # With `finalize`, no template can forget to escape; autoescape tells it what macros have finished.
        return Environment(
            loader=DictLoader(self.templates),
            autoescape=True,
            finalize=escape,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def _common(self) -> str:
        """Digest of what every page may show beside its own values: which places there are to lead to."""
        places = [sorted(self.addresses), sorted(self.files), sorted(self.across.documents.items())]
        return hashlib.sha256(repr(places).encode()).hexdigest()

    @cached_property
    def _narrow(self) -> frozenset[str]:
        """Templates that show nothing but the values of their page, and import none that does."""
        asked = {name: self._asked(text) for name, text in self.templates.items()}
        return frozenset(name for name in asked if not any(asked[one] & WIDER for one in _reached(name, asked)))

    def _asked(self, text: str) -> frozenset[str]:
        """The names that a template asks for, and the templates that it imports."""
        tree = self._environment.parse(text)
        imported = filter(None, meta.find_referenced_templates(tree))
        return frozenset(meta.find_undeclared_variables(tree)) | frozenset(imported)

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
            "visible": visible,
            "words": words,
            "model": self.model,
            "across": self.across,
        }


def _reached(name: str, asked: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """A template, and those that it imports."""
    seen = {name}
    left = [name]
    while left:
        one = left.pop()
        yield one
        more = {other for other in asked[one] if other in asked} - seen
        seen |= more
        left += more


def _front(page: Page) -> str:
    """What the theme is told about a page."""
    said: dict[str, object] = {"title": escape(page.title), "hide": page.beside}
    said |= {"description": escape(page.about)} if page.about else {}
    said |= {"names": [escape(name) for name in page.names]} if page.names else {}
    said |= {} if page.searched else {"search": {"exclude": True}}
    said |= {} if page.listed else {"robots": "noindex"}
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in said.items())
