"""The Markdown of our own pages -> the HTML that Python-Markdown makes of it, without reading it all again. Pure.

Between the headings of a page everything is finished HTML already, one block per line (prose.py); looking for Markdown
in it takes longer than all else in a build. A test holds this road to the library's, page by page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown.extensions.toc import nest_toc_tokens, slugify, strip_tags, unique

HEADING = re.compile(r"^(#{1,6}) (.*)$", re.MULTILINE)
DEEPEST_LISTED = 3
"""Level of the headings that the table of contents still has: `toc_depth` in mkdocs.yml."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A page's text as HTML."""

    html: str
    contents: Sequence[Any]
    """Its headings as the toc extension tells them: level, id, name, children."""


def finished(text: str) -> Finished:
    """The HTML of a page that `render` made, without its front matter."""
    taken: set[str] = set()
    listed: list[Any] = []

    def heading(match: re.Match[str]) -> str:
        level, inner = len(match[1]), match[2].strip()
        name = strip_tags(inner)
        place = unique(slugify(html.unescape(name), "-"), taken)
        if level <= DEEPEST_LISTED:
            listed.append({"level": level, "id": place, "name": name, "html": inner, "data-toc-label": ""})
        link = f'<a class="headerlink" href="#{place}" title="Permanent link">&para;</a>'
        return f'<h{level} id="{place}">{inner}{link}</h{level}>'

    return Finished(HEADING.sub(heading, text), nest_toc_tokens(listed))
