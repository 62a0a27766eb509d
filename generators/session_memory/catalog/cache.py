"""What was learned from each file, kept until the file or our rules change."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from session_memory import files
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry
from session_memory.catalog.read import read
from session_memory.model import Finding, Place, Section

FOLDER = ".cache/session-memory"
NAME = "catalog.json"

LIBRARIES = ("markdown-it-py", "packaging", "pathspec", "pydantic", "python-frontmatter", "PyYAML")
"""What reads for us: another version may find other things in the same bytes."""

Row = list[Any]


def through(root: Path, entries: Iterable[Entry]) -> tuple[Document, ...]:
    """A document for each entry, from the cache where path and bytes are those that it knows."""
    file = root / FOLDER / NAME
    kept = _load(file)
    documents = tuple(_document(entry, kept.get(entry.path)) or read(entry) for entry in entries)
    rows = {document.path: _row(document, kept) for document in documents if document.content}
    if any(rows.get(path) is not row for path, row in kept.items()) or len(rows) != len(kept):
        _save(file, rows)
    return documents


def _document(entry: Entry, row: Row | None) -> Document | None:
    """The document that a row tells of; None when there is no row, or one of other bytes."""
    if row is None or entry.problem or row[0] != entry.digest:
        return None
    digest, data, sections, links, findings = row
    return Document(
        entry.kind,
        entry.path,
        entry.content,
        digest,
        data,
        tuple(Section(*section) for section in sections),
        tuple((line, column, target) for line, column, target in links),
        tuple(Finding(Place(path, line, column), *told) for path, line, column, *told in findings),
        entry.attachments,
    )


def _row(document: Document, kept: dict[str, Row]) -> Row:
    """The row of a document: the very one it came from, if it came from one."""
    row = kept.get(document.path)
    if row is not None and row[0] == document.digest:
        return row
    sections = [[section.title, section.text, section.line] for section in document.sections]
    findings = [
        [found.place.path, found.place.line, found.place.column, found.code, found.message, found.hint]
        for found in document.findings
    ]
    return [document.digest, document.data, sections, [list(link) for link in document.links], findings]


def _load(file: Path) -> dict[str, Row]:
    """The rows; none when there is no cache, when it is damaged, or when our rules have changed since."""
    try:
        seal, _, payload = file.read_bytes().partition(b"\n")
    except OSError:
        return {}
    if seal != _seal(payload):
        return {}
    rows: dict[str, Row] = json.loads(payload)
    return rows


def _save(file: Path, rows: dict[str, Row]) -> None:
    payload = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    # A catalog in a folder that we may only read is as good as any other, just slower.
    with contextlib.suppress(OSError):
        files.write(files.make_private_folder(file.parent) / NAME, _seal(payload) + b"\n" + payload)


def _seal(payload: bytes) -> bytes:
    """Vouches for the payload being whole, and made by these rules."""
    return hashlib.sha256(_rules() + payload).hexdigest().encode()


@cache
def _rules() -> bytes:
    """A digest of all that a row depends on besides its file: our own code, the ground's, LIBRARIES and Python."""
    own = Path(__file__).parent
    sources = [*own.glob("*.py"), *(own / "checks").glob("*.py"), *own.parent.glob("*.py")]
    versions = [sys.version, *(f"{name} {version(name)}" for name in LIBRARIES)]
    known = hashlib.sha256("\n".join(versions).encode())
    for source in sorted(sources):
        known.update(source.read_bytes())
    return known.digest()
