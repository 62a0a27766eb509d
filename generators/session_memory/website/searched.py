"""What the search of the site knows: the text of each page, by its sections. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown.extensions.toc import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

from session_memory.front import below
from session_memory.website.finished import finished
from session_memory.website.page import Page

SECTIONS = ("h2", "h3")
TITLE = "h1"

Entry = dict[str, object]
"""One of the theme's search: location, title, text, and tags, which weigh most."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(slots=True)
class _Section:
    """A heading and the words under it; no heading for what comes first."""

    title: str = ""
    words: list[str] = field(default_factory=list)


def entries(page: Page, printed: str) -> Iterator[Entry]:
    """What to search in: the page, if it has a name or is searched, and then each section of one that is searched.

    `printed` is its Markdown, which says where its sections are.
    """
    if page.searched and page.twin:
        yield from _of_page(page, printed)
    elif page.names:
        yield _entry(page)


def _of_page(page: Page, printed: str) -> Iterator[Entry]:
    first, *rest = _sections(_MARKDOWN.parse(below(page.twin)))
    yield _entry(page, _joined(first))
    there = list(_headings(finished(printed).contents))
    for section in rest:
        # In the order of the page, so that of two sections with one title each is found in its own place.
        at = next((n for n, (name, _) in enumerate(there) if _slug(name) == _slug(section.title)), None)
        place = f"#{there[at][1]}" if at is not None else ""
        del there[: at + 1 if at is not None else 0]
        yield {"location": f"{page.address}{place}", "title": html.escape(section.title), "text": _joined(section)}


def _sections(tokens: Sequence[Token]) -> Iterator[_Section]:
    """The text as a reader sees it, without the page's own title."""
    section = _Section()
    for before, token in zip([None, *tokens], tokens, strict=False):
        opened = before.tag if before is not None and before.type == "heading_open" and before.level == 0 else ""
        if opened in SECTIONS:
            yield section
            section = _Section(_words(token))
        elif opened != TITLE and token.type in ("inline", "fence", "code_block"):
            section.words.append(_words(token))
    yield section


def _words(token: Token) -> str:
    if token.children is None:
        return token.content
    return "".join(child.content or " " * (child.type in ("softbreak", "hardbreak")) for child in token.children)


def _headings(contents: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """(name, id) of each heading of a page, in order."""
    for heading in contents:
        yield html.unescape(heading["name"]), heading["id"]
        yield from _headings(heading["children"])


def _slug(title: str) -> str:
    # On the page a title stands as it was typed, in the twin it is Markdown.
    return slugify(title, "-", unicode=True)


def _joined(section: _Section) -> str:
    return html.escape(" ".join(" ".join(section.words).split()))


def _entry(page: Page, text: str = "") -> Entry:
    tags = {"tags": [*map(html.escape, page.names)]} if page.names else {}
    return {"location": page.address, "title": html.escape(page.title), "text": text or html.escape(page.about), **tags}
