"""Changes that touch the prose of a Markdown text and leave its code alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import accumulate

from session_memory.catalog.markdown import masked

Edit = tuple[int, int, str]
"""From, to, and what comes in its place."""


def substitute(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None]) -> str:
    """`text` with each match in its prose replaced by what `new` says; None leaves a match as it is.

    The match comes from the masked text: code in it shows as NUL, and its spans are positions in `text`.
    """
    answers = ((match.start(), match.end(), new(match)) for match in pattern.finditer(masked(text)))
    return edited(text, [(start, end, answer) for start, end, answer in answers if answer is not None])


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with the edits made, which are in order and do not overlap."""
    parts, at = [], 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])


def line_starts(text: str) -> list[int]:
    """Position of each line's first character, and the end of the text. Only LF ends a line."""
    *ended, _last = text.split("\n")
    return [0, *accumulate(len(line) + 1 for line in ended), len(text)]
