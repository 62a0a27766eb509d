"""Which files a host file pulls in with `@path`. Pure."""

from __future__ import annotations

import posixpath
import re

IMPORT = re.compile(r"(?:^|(?<=\s))@((?:\\ |[^\s\\])+)")
"""`@path` at the start or after white space (flavor contracts, Claude Code, imports)."""


def imported(host: bytes, path: str) -> frozenset[str]:
    """Paths relative to the repository's root that the file at `path` imports.

    Code and HTML comments do not count; neither do targets at home or outside the repository.
    """
    if b"@" not in host:
        return frozenset()
    folder = posixpath.dirname(path)
    targets = (
        posixpath.normpath(posixpath.join(folder, found.replace("\\ ", " ").split("#")[0]))
        for found in IMPORT.findall(_prose(host.decode("utf-8", "replace")))
        if not found.startswith(("~", "/"))
    )
    return frozenset(target for target in targets if not target.startswith(".."))


def _prose(text: str) -> str:
    """The text outside code spans, code blocks and comments; one line per piece."""
    from markdown_it import MarkdownIt

    pieces: list[str] = []
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "html_block":
            pieces.append(re.sub(r"<!--.*?(-->|\Z)", "", token.content, flags=re.DOTALL))
        for child in token.children or []:
            pieces.append(child.content if child.type == "text" else "\n" if "break" in child.type else "\0")
        pieces.append("\n")
    return "".join(pieces)
