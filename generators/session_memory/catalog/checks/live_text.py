"""Text that is more than text to an agent, or to us."""

from __future__ import annotations

import re
from collections.abc import Iterator

from session_memory.catalog import markdown
from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet

MARKER = re.compile(r"^[ \t]*(<!--[ \t]*(?:(?:BEGIN|END)[ \t]+session-memory\b|session-memory:).*)$", re.MULTILINE)
"""The lines by which our text is found again in a host file (region format), and everything that resembles them."""

AT_WORD = re.compile(r"(?<![\w`@.\0/])@[A-Za-z0-9_~./][^\s`*\0,;:!?()\[\]\"'<>]*")
"""An import in Claude Code, Gemini CLI and others: `@` where a word starts."""

ENVELOPE = re.compile(r"<(?:/INSTRUCTIONS|/?system[-_]reminder)\b[^<>\n]{0,80}>?", re.IGNORECASE)
"""Tags in which Codex and Grok Build hand instructions to the model; inside code as well, since no parser is asked."""


def forged_marker(sheet: Sheet) -> Iterator[Hit]:
    """A line that we would take for the begin or end of our own text."""
    for passage in sheet.prose:
        text = markdown.masked(passage.text) if "session-memory" in passage.text else ""
        for found in MARKER.finditer(text):
            message = f"{quoted(found[1])} would be taken for a marker of ours"
            yield Hit(passage.place(found.start(1)), message, "show it in a code fence, or take it out")


def bare_at_word(sheet: Sheet) -> Iterator[Hit]:
    """`@word` outside code, which several agents read as the import of a file."""
    for passage in sheet.prose:
        text = markdown.masked(passage.text) if "@" in passage.text else ""
        for found in AT_WORD.finditer(text):
            word = found[0].rstrip(".")
            yield Hit(
                passage.place(found.start()), f"{quoted(word)} is an import to several agents", "put it in backticks"
            )


def agent_tag(sheet: Sheet) -> Iterator[Hit]:
    """A tag that ends the part of the prompt in which an agent expects instructions."""
    for passage in sheet.prose:
        for found in ENVELOPE.finditer(passage.text):
            message = f"{quoted(found[0])} closes or opens a part of the agent's own prompt"
            yield Hit(passage.place(found.start()), message, "describe it in words")
