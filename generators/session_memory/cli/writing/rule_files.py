"""Files of the catalog that people and commands write alike: judged before they are written, and never rewritten."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable
from pathlib import Path

import click

from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry, find
from session_memory.catalog.front_matter import CONSTANTS
from session_memory.catalog.kinds import Kind
from session_memory.catalog.load import trial
from session_memory.distribute.flavors import forms, table
from session_memory.errors import SessionMemoryError, UsageError

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")

DAY = click.DateTime(formats=["%Y-%m-%d"])
DAYS = click.IntRange(1, 36_500)


def last_day(today: datetime.date, days: int | None, until: datetime.datetime | None, option: str) -> datetime.date:
    """The day that is meant by `--days` or by `option`, of which exactly one has to be given. Raises UsageError."""
    if until and days is None:
        return until.date()
    if days is None or until:
        raise UsageError("until when?", hint=f"give --days N or {option} YYYY-MM-DD, one of the two")
    return today + datetime.timedelta(days=days)


def there(root: Path, kind: Kind, stem: str) -> Document | None:
    """The file of that name as it stands, if there is one. Raises SessionMemoryError when it has findings."""
    entry = next((entry for entry in find(root) if entry.kind is kind and entry.stem == stem), None)
    if entry is None:
        return None
    document = trial(root, forms(table()), entry)
    if document.findings:
        told = "; ".join(map(str, document.findings))
        raise SessionMemoryError(f"its file has findings: {told}", entry.path, "mend them, or delete the file")
    return document


def sound(root: Path, kind: Kind, path: str, content: bytes) -> Document:
    """What these bytes would be at `path`. Raises UsageError with all that would be wrong with them."""
    document = trial(root, forms(table()), Entry(kind, path, content))
    if document.findings:
        hints = dict.fromkeys(finding.hint for finding in document.findings if finding.hint)
        raise UsageError("; ".join(finding.message for finding in document.findings), hint="; ".join(hints))
    return document


def same_but(root: Path, old: Document, content: bytes) -> Document | None:
    """The file `old` with other bytes; None when it could not be read any more."""
    document = trial(root, forms(table()), Entry(old.kind, old.path, content))
    return None if document.findings else document


def appended(content: bytes, lines: Iterable[str]) -> bytes:
    """These lines behind all others, with the line end that the file has."""
    end = b"\r\n" if b"\r\n" in content else b"\n"
    gap = b"" if content.endswith(b"\n") else end
    return content + gap + b"".join(line.encode("utf-8", "surrogateescape") + end for line in lines)


def value(text: str) -> str:
    """A text as YAML; in quotes, as JSON has them, unless it can do without."""
    plain = PLAIN.fullmatch(text) and text not in CONSTANTS
    return text if plain else json.dumps(text, ensure_ascii=False)
