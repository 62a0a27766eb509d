"""What an agent with live `@path` imports makes of a host file's text. Pure.

The rules are Claude Code's (flavor contracts, imports and HTML comments), held against the real agent by
tests/agents/test_contracts.py.
"""

from __future__ import annotations

import posixpath
import re

IMPORT = re.compile(r"(?:^|(?<=\s))@((?:\\ |[^\s\\])+)")
"""`@path` at the start of a piece of text or after white space."""
MENTION = re.compile(r"@((?:\\ |[^\s\\*`\])>])+)")
"""The same without knowing where pieces of text begin and end: all imports, and much else."""
FRONT_MATTER = re.compile(rb"\A---[ \t]*\r?\n(?:.*\n)*?---[ \t]*(?:\r?\n|\Z)")
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
BOM = b"\xef\xbb\xbf"


def mentioned(host: bytes, path: str) -> frozenset[str]:
    """Every path, relative to the repository's root, that the file at `path` could import: cheap, and too many."""
    return _targets(MENTION.findall(host.decode("utf-8-sig", "replace")), posixpath.dirname(path))


def imported(host: bytes, path: str, known: frozenset[str]) -> frozenset[str]:
    """Which of the `known` paths, relative to the repository's root, the file at `path` imports.

    Code and HTML do not count; neither do targets at home or outside the repository.
    """
    # Most files name nothing that is known, and need not be parsed to see that.
    if not mentioned(host, path) & known:
        return frozenset()
    return _targets(IMPORT.findall(_prose(host.decode("utf-8-sig", "replace"))), posixpath.dirname(path)) & known


def is_blank(host: bytes) -> bool:
    """Whether nothing is left of the file without front matter, comments and white space."""
    return not COMMENT.sub(b"", FRONT_MATTER.sub(b"", host.removeprefix(BOM))).strip()


def _targets(names: list[str], folder: str) -> frozenset[str]:
    found = (name.replace("\\ ", " ").split("#")[0] for name in names if name[0] not in "~/")
    paths = (posixpath.normpath(posixpath.join(folder, name)) for name in found if name)
    return frozenset(path for path in paths if not path.startswith(".."))


def _prose(text: str) -> str:
    """The text in which imports count, one line for each piece that the agent looks at by itself."""
    from markdown_it import MarkdownIt

    pieces: list[str] = []
    # Joined, an escaped character would no longer end a piece.
    for token in MarkdownIt("commonmark").disable("text_join").parse(text):
        if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            pieces.append(re.sub(r"<!--.*?(-->|\Z)", "", token.content, flags=re.DOTALL))
        for child in token.children or []:
            pieces.append(child.content if child.type == "text" else "\0" if child.info == "entity" else "\n")
        pieces.append("\n")
    return "".join(pieces)
