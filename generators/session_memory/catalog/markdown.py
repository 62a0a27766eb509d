"""What CommonMark says about the body of a pattern: its sections, its code, its links, what it leaves open. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from session_memory.markdown import Cover, blocks, cover
from session_memory.model import Section

CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:.|\n)+?(?<!`)\1(?!`)")
BLANK = "\0"
"""Stands for a character of code. Text with a real one is refused before it gets here."""

BELOW = "\n\n"
"""Ends the last line of a text, whatever it ends with, and most HTML."""

MAY_BE_CODE = re.compile(r"`|~~~|^(?: {4}| {0,3}\t)", re.MULTILINE)

LINK = re.compile(
    r"\]\(\s*<?(?P<inline>[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)"
    r"|^ {0,3}\[[^\[\]\n]+\]:[ \t]*<?(?P<defined>[^\s<>]+)",
    re.MULTILINE,
)
ID = re.compile(r"<[^<>\n]*\b(?:id|name)=[\"']([^\"'\n]+)")
ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def sections(body: str, line: int) -> tuple[Section, ...]:
    """Each `## Heading` with the text below it. `line` is that of the body's first line in its file."""
    lines = body.split("\n")
    found = [(title, first, last) for level, title, first, last in headings(body) if level == "##"]
    ends = [first for _, first, _ in [*found, ("", len(lines), 0)]][1:]
    return tuple(
        Section(title, _trimmed(lines[last:end]), line + first)
        for (title, first, last), end in zip(found, ends, strict=True)
    )


def headings(body: str) -> Iterator[tuple[str, str, int, int]]:
    """(mark, title, first line, line behind) of each heading that stands in no list, quote or code; from line 0."""
    tokens = blocks(body + BELOW)
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            yield token.markup, tokens[at + 1].content.strip(), token.map[0], token.map[1]


def anchors(body: str) -> frozenset[str]:
    """What `#...` can lead to: a slug of each heading, made as code hosts make it, and ids in HTML."""
    counts: dict[str, int] = {}
    found = set(ID.findall(body))
    for _, title, _, _ in headings(body):
        slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        seen = counts.get(slug, 0)
        counts[slug] = seen + 1
        found.add(f"{slug}-{seen}" if seen else slug)
    return frozenset(found)


def links(body: str) -> Iterator[tuple[int, str]]:
    """(offset, target) of each link and image that leads to a file or heading, not to another host."""
    for found in LINK.finditer(masked(body)) if "](" in body or "]:" in body else ():
        name = "inline" if found["inline"] is not None else "defined"
        if found[name] and not ELSEWHERE.match(found[name]):
            yield found.start(name), found[name]


@lru_cache(maxsize=4)
def masked(text: str) -> str:
    """`text` with each character of code made BLANK: lines and offsets stay."""
    if not MAY_BE_CODE.search(text):
        return text
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1]), len(text)]
    parts, at = [], 0
    for first, last in _code(text, starts):
        parts += [text[at:first], re.sub(r"[^\n]", BLANK, text[first:last])]
        at = last
    return "".join([*parts, text[at:]])


def left_open(text: str) -> Cover | None:
    """The construct that would swallow whatever is put behind `text`, even below an empty line; None for none."""
    return cover(text + BELOW)


def _code(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    for token in blocks(text + BELOW):
        if token.map is None or token.type not in ("fence", "code_block", "inline"):
            continue
        first, last = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type == "inline":
            yield from (span.span() for span in CODE_SPAN.finditer(text, first, last))
        else:
            yield first, last


def _trimmed(lines: list[str]) -> str:
    """Without outer blank lines."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""
