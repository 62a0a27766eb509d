"""What of a file's bytes an agent puts before the model: front matter, comments, imports, limits. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from session_memory.contract import Comments, Contract, Imports, Limit, Over, Read, Unit
from session_memory.distribute.host_text import IMPORT_IN_PLACE, code_in
from session_memory.front import below

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """What arrives of one file."""

    text: str
    lost: int = 0
    """Bytes at the end of the file that a limit for each file took."""
    limit: Limit | None = None
    """That limit; None where none took anything."""
    own: int | None = None
    """Bytes of it with the words that name imports in place of the imported texts; None where there are none."""


def shown(contract: Contract, read: Read, path: str, contents: Mapping[str, bytes]) -> Shown:
    """What arrives of the file at `path`; `contents` are those of all files that imports could lead to."""
    whole = contents.get(path, b"")
    kept = within(whole, read.limit)
    text = kept.decode("utf-8", "replace")
    if read.front_matter == "removed":
        text = below(text)
    lost = len(whole) - len(kept)
    limit = read.limit if lost else None
    if contract.imports is not None and contract.imports.in_place and read.imports:
        inlined = _inlined(text, path, contract.imports, contents, (path,))
        if inlined != text:
            own = len(_commented(text, read).encode("utf-8", "replace"))
            return Shown(_commented(inlined, read), lost, limit, own)
    return Shown(_commented(text, read), lost, limit)


def _commented(text: str, read: Read) -> str:
    """The text with those comments that the agent leaves in."""
    if read.comments is Comments.STRIPPED:
        return without_comments(text)
    return COMMENT.sub("", text) if read.comments is Comments.REMOVED else text


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

    Comments in code, in lists, in other HTML and in the middle of a paragraph stay, and so does one without an end.
    Empty lines behind a comment go with it, and line ends become line feeds.
    """
    if "<!--" not in text:
        return text
    from markdown_it import MarkdownIt

    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    for token in MarkdownIt("commonmark").parse("".join(lines)):
        if token.type == "html_block" and token.level == 0 and token.content.lstrip().startswith("<!--") and token.map:
            first, last = token.map
            while last < len(lines) and lines[last] == "\n":
                last += 1
            rest = COMMENT.sub("", "".join(lines[first:last]))
            lines[first:last] = [rest if rest.strip() else "", *[""] * (last - first - 1)]
    return "".join(lines)


def _inlined(text: str, path: str, imports: Imports, contents: Mapping[str, bytes], above: tuple[str, ...]) -> str:
    """The text with imported files in place of the words that name them; `above` are those being imported."""
    code = code_in(text, imports)

    def replaced(found: re.Match[str]) -> str:
        name = found[1]
        if any(start <= found.start() < end for start, end in code) or not re.match(imports.first, name):
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        if len(above) > imports.hops:
            return found[0]
        if target in (above[1:] if imports.itself else above):
            return imports.again.format(path=name) or found[0]
        if target.startswith(("../", "/")) or _is_folder(target, contents):
            return imports.outside.format(path=name) or found[0]
        if target not in contents:
            return imports.missing.format(path=name) or found[0]
        inner = _inlined(contents[target].decode("utf-8", "replace"), target, imports, contents, (*above, target))
        before, behind = (mark.format(path=name) for mark in imports.around)
        return f"{before}{inner}{behind}"

    return IMPORT_IN_PLACE.sub(replaced, text)


def _is_folder(path: str, contents: Mapping[str, bytes]) -> bool:
    """Whether a file is known below it."""
    return path == "." or any(name.startswith(f"{path}/") for name in contents)
