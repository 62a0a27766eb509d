"""What of a file's bytes an agent puts before the model: front matter, comments, imports, limits. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from session_memory.contract import Comments, Contract, Imports, Limit, Over, Read, Unit
from session_memory.distribute.host_text import CODE, IMPORT
from session_memory.front import below

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What arrives of one file."""

    text: str
    lost: int = 0
    """Bytes at the end of the file that a limit for each file took."""


def shown(contract: Contract, read: Read, path: str, contents: Mapping[str, bytes]) -> Shown:
    """What arrives of the file at `path`; `contents` are those of all files that imports could lead to."""
    whole = contents.get(path, b"")
    kept = within(whole, read.limit)
    text = kept.decode("utf-8", "replace").removeprefix("\ufeff")
    if read.front_matter == "removed":
        text = below(text)
    if contract.imports is not None and contract.imports.in_place:
        text = _inlined(text, path, contract.imports, contents, ())
    if read.comments is Comments.STRIPPED:
        text = without_comments(text)
    return Shown(text, len(whole) - len(kept))


def within(content: bytes, limit: Limit | None) -> bytes:
    """What of a file's bytes a limit lets through."""
    if limit is None or limit.over is Over.ADVICE or size(content, limit.unit) <= limit.amount:
        return content
    if limit.over is Over.SKIPPED:
        return b""
    if limit.unit is Unit.BYTES:
        return content[: limit.amount]
    return content.decode("utf-8", "replace")[: limit.amount].encode()


def size(content: bytes, unit: Unit) -> int:
    """How long a file is in what a limit counts."""
    return len(content) if unit is Unit.BYTES else len(content.decode("utf-8", "replace"))


def without_comments(text: str) -> str:
    """The text without the comments that are blocks of their own (Claude Code, flavor contracts, HTML comments).

    Comments in code, in lists, in other HTML and in the middle of a paragraph stay.
    """
    if "<!--" not in text:
        return text
    from markdown_it import MarkdownIt

    lines = text.splitlines(keepends=True)
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "html_block" and token.level == 0 and token.content.lstrip().startswith("<!--") and token.map:
            first, last = token.map
            rest = COMMENT.sub("", "".join(lines[first:last]))
            lines[first:last] = [rest if rest.strip() else "", *[""] * (last - first - 1)]
    return "".join(lines)


def _inlined(text: str, path: str, imports: Imports, contents: Mapping[str, bytes], above: tuple[str, ...]) -> str:
    """The text with imported files in place of the words that name them."""
    code = [match.span() for match in CODE.finditer(text)]

    def replaced(found: re.Match[str]) -> str:
        name = found[1]
        if any(start <= found.start() < end for start, end in code) or not re.match(imports.first, name):
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name.replace("\\ ", " ")))
        if target in above or len(above) >= imports.hops or target not in contents:
            return imports.missing.format(path=name) or found[0]
        inner = contents[target].decode("utf-8", "replace").removeprefix("\ufeff")
        return _inlined(inner, target, imports, contents, (*above, path))

    return IMPORT.sub(replaced, text)
