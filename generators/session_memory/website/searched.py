"""What the search of the site knows: the text of each page, by its sections. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown.extensions.toc import slugify

from session_memory.website.escape import escape
from session_memory.website.page import Page

FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
HEADING = re.compile(r"^#{2,3} +(.+)$", re.MULTILINE)
SIGNS = re.compile(r"[`*|]+|^\s*(?:[-+>#]+|\d+\.) |^[-| :]+$", re.MULTILINE)
"""Of Markdown, which are in the way in an excerpt."""

Entry = dict[str, object]
"""One of the theme's search: location, title, text, and tags, which weigh most."""


def entries(pages: Sequence[Page]) -> Iterator[Entry]:
    """What to search in: for each page that is searched and has a text, the page and then each of its sections."""
    for page in pages:
        if page.searched and page.twin:
            yield from _of_page(page)


def _of_page(page: Page) -> Iterator[Entry]:
    first, *rest = HEADING.split(FRONT.sub("", page.twin))
    tags = {"tags": [*page.names]} if page.names else {}
    yield {"location": page.address, "title": escape(page.title), "text": _plain(first) or escape(page.about), **tags}
    for title, text in zip(rest[::2], rest[1::2], strict=True):
        place = slugify(title, "-")
        yield {"location": f"{page.address}#{place}", "title": _plain(title), "text": _plain(text)}


def _plain(text: str) -> str:
    """Text that can stand in HTML; it begins after the page's own heading."""
    return escape(re.sub(r"\s+", " ", SIGNS.sub(" ", re.sub(r"\A\s*# .*", "", text))).strip())
