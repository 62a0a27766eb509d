"""What CommonMark says about the body of a pattern: its sections, its code, its links, what it leaves open. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from session_memory.model import Section

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)(?:.|\n)+?(?<!`)\1(?!`)")
BLANK = "\0"
"""Stands for a character of code. Text with a real one is refused before it gets here."""

PROBE = "<!---->"
"""A comment in column 0 ends every paragraph, list and quote above it; only an open fence or HTML hides it."""

MAY_HIDE = re.compile(r"^ {0,3}(?:```|~~~|<)", re.MULTILINE)
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
    tokens, _ = _blocks(body)
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


def left_open(text: str) -> tuple[int, str] | None:
    """(line from 0, what) of the construct that would swallow whatever is put behind `text`; None for none."""
    tokens, probe = _blocks(text) if MAY_HIDE.search(text) else ([], True)
    if probe:
        return None
    last = tokens[-1]
    return last.map[0] if last.map else 0, "a code fence" if last.type == "fence" else "HTML"


@lru_cache(maxsize=4)
def _blocks(text: str) -> tuple[list[Token], bool]:
    """(block structure, whether a probe behind the text is seen); inline content is not looked into."""
    # A CR that ends no line would be a line end to the parser, and its line numbers would not be ours.
    probed = text.replace("\r", " ") + f"\n\n{PROBE}\n"
    tokens = _parser().parse(probed)
    seen = tokens[-1].map == [probed.count("\n") - 1, probed.count("\n")]
    return (tokens[:-1] if seen else tokens), seen


def _code(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    for token in _blocks(text)[0]:
        if token.map is None:
            continue
        first, last = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
        if token.type in ("fence", "code_block"):
            yield first, last
        elif token.type == "inline":
            yield from (span.span() for span in CODE_SPAN.finditer(text, first, last))


def _trimmed(lines: list[str]) -> str:
    """Without outer blank lines."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser
