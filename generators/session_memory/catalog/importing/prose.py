"""Where a Markdown text is prose and where it is code, and changes that touch the prose only. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

# The steps of an import ask about the same text again and again, hence the small caches.

CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:.|\n)+?(?<!`)\1(?!`)")

BLANK = "\0"
"""Stands for a character of code; a text that is imported holds none of its own."""

Edit = tuple[int, int, str]
"""From, to, and what comes in its place."""


@lru_cache(maxsize=4)
def blocks(text: str) -> list[Token]:
    """The block structure of `text` by CommonMark; inline content is not looked into. For reading only."""
    return _parser().parse(text)


@lru_cache(maxsize=4)
def masked(text: str) -> str:
    """`text` with every character of code made BLANK: lengths, lines and positions stay."""
    starts = line_starts(text)
    edits = []
    for token in blocks(text):
        if token.map is None:
            continue
        first, last = starts[token.map[0]], starts[token.map[1]]
        if token.type in ("fence", "code_block"):
            edits.append((first, last, _blank(text[first:last])))
        elif token.type == "inline":
            spans = CODE_SPAN.finditer(text, first, last)
            edits += [(span.start(), span.end(), _blank(span[0])) for span in spans]
    return edited(text, edits)


def substitute(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str | None]) -> str:
    """`text` with each match in its prose replaced by what `new` says; None leaves a match as it is.

    The match comes from the masked text: code in it shows as BLANK, and its spans are positions in `text`.
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


def _blank(code: str) -> str:
    return re.sub(r"[^\n]", BLANK, code)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").disable("inline")
