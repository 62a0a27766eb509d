"""One page before its template has been filled in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LIST = ("navigation", "toc")
"""What the theme leaves out beside a page that is a list."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which template, with which values."""

    address: str
    """Relative to the site's root; ends with a slash, or is empty for the home page."""
    template: str
    title: str
    values: Mapping[str, Any]
    source: str = ""
    """The catalog's file that it is made from, relative to the catalog's root."""
    about: str = ""
    """One sentence for search engines and link previews; the site's own when empty."""
    searched: bool = True
    """Whether its text is in the search; lists of what has its own page are not."""
    listed: bool = True
    """Whether search engines may keep it; not what is no longer to be followed."""
    beside: tuple[str, ...] = ("navigation",)
    """What the theme leaves out beside the text."""
    names: tuple[str, ...] = ()
    """Words by which a search finds it before any other page, such as its id, even where it looks in no text of it."""
    twin: str = ""
    """The page as plain Markdown, published beside it."""


def index(folder: str, title: str, **values: Any) -> Page:
    """The page that lists what is in a folder."""
    return Page(f"{folder}/", f"{folder}.md", title, values, searched=False, beside=LIST)


def titled(text: str) -> tuple[str, str]:
    """The heading that a text begins with, and the rest."""
    title, _, rest = text.partition("\n")
    return title.removeprefix("# "), rest
