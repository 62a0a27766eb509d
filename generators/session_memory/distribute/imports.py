"""Which files a host file pulls in with `@path`. Pure."""

from __future__ import annotations

import posixpath
import re

IMPORT = re.compile(r"(?:^|(?<=\s))@((?:\\ |[^\s\\])+)")
"""`@path` at the start or after white space (flavor contracts, Claude Code, imports)."""


def imported(host: bytes, path: str, known: frozenset[str]) -> frozenset[str]:
    """Which of the `known` paths, relative to the repository's root, the file at `path` imports.

    Code and HTML comments do not count; neither do targets at home or outside the repository.
    """
    text = host.decode("utf-8", "replace")
    folder = posixpath.dirname(path)
    # Most files name nothing that is known, and need not be parsed to see that.
    return _targets(_prose(text), folder) & known if _targets(text, folder) & known else frozenset()


def _targets(text: str, folder: str) -> frozenset[str]:
    found = (name.replace("\\ ", " ").split("#")[0] for name in IMPORT.findall(text) if name[0] not in "~/")
    return frozenset(posixpath.normpath(posixpath.join(folder, name)) for name in found)


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
