"""What agents see in the bytes of a file: imports, names in settings, whether there is anything at all. Pure.

There are two families of imports: those that are seen in Markdown's text only (Claude Code), and those that are seen
anywhere outside backticks, comments included (Gemini CLI and what came of it). Held against the real agents by
tests/agents.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from session_memory.contract import Imports, Setting

if TYPE_CHECKING:
    from markdown_it.token import Token

IMPORT = re.compile(r"(?:^|(?<=\s))@((?:\\ |[^\s\\])+)")
"""`@path` at the start of a piece of text or after white space."""
IMPORT_IN_PLACE = re.compile(r"(?:^|(?<=[ \t\r\n]))@([^ \t\r\n]+)")
"""The same for agents that put the text in its place: no white space is escaped, and the path is all that follows."""
MENTION = re.compile(r"@((?:\\ |[^\s\\*`\])>])+)")
"""The same without knowing where pieces of text begin and end: all imports, and much else."""
FRONT_MATTER = re.compile(rb"\A---[ \t]*\r?\n(?:.*\n)*?---[ \t]*(?:\r?\n|\Z)")
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
CODE = re.compile(r"(?P<ticks>`+).*?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
"""Code as those agents see it: whatever stands between backticks."""
JSON_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
"""Or a string, in which there is none."""
BOM = b"\xef\xbb\xbf"


def mentioned(host: bytes, path: str) -> frozenset[str]:
    """Every path, relative to the repository's root, that the file at `path` could import: cheap, and too many."""
    return _targets(MENTION.findall(host.decode("utf-8-sig", "replace")), posixpath.dirname(path))


def in_order(host: bytes, path: str) -> tuple[str, ...]:
    """The same in the order in which they stand there."""
    names = MENTION.findall(host.decode("utf-8-sig", "replace"))
    return tuple(dict.fromkeys(target for name in names for target in _targets([name], posixpath.dirname(path))))


def imported(host: bytes, path: str, known: frozenset[str], kind: Imports) -> frozenset[str]:
    """Which of the `known` paths, relative to the repository's root, the file at `path` imports.

    Code does not count; neither do targets at home or outside the repository.
    """
    # Most files name nothing that is known, and need not be parsed to see that.
    if not mentioned(host, path) & known:
        return frozenset()
    # The first family takes a byte order mark for white space, the second for a character.
    text = host.decode("utf-8" if kind.in_comments else "utf-8-sig", "replace")
    seen = _outside_code(text, kind) if kind.in_comments else _prose(text)
    pattern = IMPORT_IN_PLACE if kind.in_place else IMPORT
    names = [name for name in pattern.findall(seen) if re.match(kind.first, name)]
    return _targets(names, posixpath.dirname(path)) & known


def code_in(text: str, kind: Imports) -> tuple[tuple[int, int], ...]:
    """From where to where no import counts for the second family."""
    found = [match.span() for match in CODE.finditer(text)]
    if kind.in_blocks:
        return tuple(found)
    from markdown_it import MarkdownIt

    starts = [0, *(match.end() for match in re.finditer(r"\n|\r\n?", text)), len(text)]
    blocks = [token.map for token in MarkdownIt("commonmark").parse(text) if token.type in ("fence", "code_block")]
    return (*found, *((starts[block[0]], starts[min(block[1], len(starts) - 1)]) for block in blocks if block))


def named_by(content: bytes, setting: Setting) -> tuple[str, ...]:
    """The names that a settings file gives under that key; none when it has no such key or cannot be read."""
    import yaml

    text = content.decode("utf-8-sig", "replace")
    if setting.file.endswith((".json", ".jsonc")):
        text = JSON_COMMENT.sub(r"\1", text)
    try:
        # JSON is YAML but for tabs, which no name needs; commas too many at the end are YAML too.
        value = yaml.safe_load(text.replace("\t", "  "))
    except yaml.YAMLError:
        return ()
    for key in setting.key.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(name.removeprefix("./") for name in names if isinstance(name, str) and name)


def is_blank(host: bytes) -> bool:
    """Whether nothing is left of the file without front matter, comments and white space."""
    return not COMMENT.sub(b"", FRONT_MATTER.sub(b"", host.removeprefix(BOM))).strip()


def _targets(names: list[str], folder: str) -> frozenset[str]:
    found = (name.replace("\\ ", " ").split("#")[0] for name in names if name[0] not in "~/")
    paths = (posixpath.normpath(posixpath.join(folder, name)) for name in found if name)
    return frozenset(path for path in paths if not path.startswith(".."))


def _outside_code(text: str, kind: Imports) -> str:
    """The text without what stands between backticks, and without blocks of code unless they count."""
    from markdown_it import MarkdownIt

    lines = text.split("\n")
    for token in () if kind.in_blocks else MarkdownIt("commonmark").parse(text):
        if token.type in ("fence", "code_block") and token.map:
            start, end = token.map
            lines[start:end] = [""] * (end - start)
    return CODE.sub("\0", "\n".join(lines))


def _prose(text: str) -> str:
    """The text in which imports count, one line for each piece that the agent looks at by itself."""
    from markdown_it import MarkdownIt

    pieces: list[str] = []
    # Joined, an escaped character would no longer end a piece.
    for token in MarkdownIt("commonmark").disable("text_join").parse(text):
        if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
            pieces.append(re.sub(r"<!--.*?(-->|\Z)", "", token.content, flags=re.DOTALL))
        pieces += map(_piece, token.children or [])
        pieces.append("\n")
    return "".join(pieces)


def _piece(child: Token) -> str:
    """What a part of a line is to the agent."""
    if child.type == "text" or child.markup == "\\ ":
        return child.content if child.type == "text" else child.markup
    return "\0" if child.info == "entity" else "\n"
