"""Where the front matter of a text ends: one rule for those who check it, remember it and show it. Pure."""

from __future__ import annotations

import re

FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def front(text: str) -> str:
    """What stands between the two fences; empty when the text has no front matter or does not close it."""
    found = FRONT.match(text)
    return found[1] if found else ""


def below(text: str) -> str:
    """The text below its front matter, from the end of the closing fence's line; all of it when there is none."""
    return FRONT.sub("", text, count=1)
