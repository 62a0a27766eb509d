"""Plain Markdown: tables, links and listings without any HTML, for whoever reads no pages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from session_memory.website.addresses import relative, source_file


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; nothing for one without rows."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines]) if lines else ""


def cell(value: object) -> str:
    """A value as far changed as a table needs it: on one line, and its bars are no borders."""
    return " ".join(str(value).split()).replace("|", r"\|")


def bullets(facts: Iterable[tuple[str, object]]) -> str:
    """`- name: value`, without what is empty."""
    return "\n".join(f"- {name}: {value}" for name, value in facts if value)


def code(text: str) -> str:
    """A piece of a line as it is typed."""
    return f"`{text}`"


def link(here: str, there: str, label: str) -> str:
    """A link from the twin of page `here` to the twin of page `there`."""
    return f"[{bracketed(label)}]({relative(here, source_file(there))})"


def bracketed(label: str) -> str:
    """A label that does not end the brackets around it."""
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(label.split()))


def fenced(text: str, language: str = "") -> str:
    """A listing, whatever is in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"


def joined(*parts: str) -> str:
    """Blocks with an empty line between them, without the empty ones."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
