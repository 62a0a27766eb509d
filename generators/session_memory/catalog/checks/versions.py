"""Has the version moved with the text? Compared with git's HEAD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from session_memory.catalog.checks.check import Hit
from session_memory.catalog.document import Document
from session_memory.catalog.sheet import rendered, texts
from session_memory.catalog.whole import Whole


def version_did_not_move(whole: Whole) -> Iterator[Hit]:
    """Another text under a version that agents may have already."""
    for document in whole.documents:
        before = whole.committed.get(document.path)
        if before is None or before.data.get("status") != "approved":
            continue  # only what was approved can have been sent
        old, new = _version(before), _version(document)
        if old and new and new <= old and _rendered(before) != _rendered(document):
            said = ".".join(map(str, old))
            message = f"what agents get has changed since the last commit, where the version was {said}"
            hint = f"raise it, to {old[0]}.{old[1]}.{old[2] + 1} for example"
            yield Hit(document.place("version"), message, hint)


def _version(document: Document) -> tuple[int, ...]:
    """Empty for what is no version, which is a finding of its own."""
    parts = str(document.data.get("version", "")).split(".")
    return tuple(map(int, parts)) if len(parts) == 3 and all(part.isdecimal() for part in parts) else ()


def _rendered(document: Document) -> tuple[Any, ...]:
    """Everything that can reach an agent."""
    sections = {section.title: section.text for section in rendered(document.data, document.sections)}
    paths = [glob for _, glob in texts(document.data, "scope", "paths")]
    return document.data.get("title"), sections, document.data.get("rendering_hints", {}), paths, document.attachments
