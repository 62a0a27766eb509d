"""What the search of the site knows: the text of each page, by its sections. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown.extensions.toc import slugify

from session_memory.website.escape import escape
from session_memory.website.page import Page

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
HEADING = re.compile(r"^#{2,3} +(.+)$", re.MULTILINE)
INLINE = re.compile(r"[`*]+")
SIGNS = re.compile(r"\|+|^\s*(?:[-+>#]+|\d+\.) |^[-| :]+$", re.MULTILINE)
"""Both of Markdown, in the way in an excerpt; these stand between words, those inside of them."""

Entry = dict[str, object]
"""One of the theme's search: location, title, text, and tags, which weigh most."""


def entries(pages: Sequence[Page]) -> Iterator[Entry]:
    """What to search in: each page that has a name or is searched, and then each section of one that is searched."""
    for page in pages:
        if page.searched and page.twin:
            yield from _of_page(page)
        elif page.names:
            yield _entry(page)


def _of_page(page: Page) -> Iterator[Entry]:
    first, *rest = HEADING.split(FRONT.sub("", page.twin))
    yield _entry(page, _plain(first))
    for title, text in zip(rest[::2], rest[1::2], strict=True):
        place = slugify(title, "-")
        yield {"location": f"{page.address}#{place}", "title": _plain(title), "text": _plain(text)}


def _entry(page: Page, text: str = "") -> Entry:
    tags = {"tags": [*map(escape, page.names)]} if page.names else {}
    return {"location": page.address, "title": escape(page.title), "text": text or escape(page.about), **tags}


def _plain(text: str) -> str:
    """Text that can stand in HTML; it begins after the page's own heading."""
    words = SIGNS.sub(" ", INLINE.sub("", re.sub(r"\A\s*# .*", "", text)))
    return escape(" ".join(words.split()))
