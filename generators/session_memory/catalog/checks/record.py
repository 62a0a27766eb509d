"""Is the record of what happened whole? The audit trail only ever grows, and the registry can be read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from session_memory.catalog.checks.check import Hit
from session_memory.catalog.past import ever
from session_memory.catalog.whole import Whole
from session_memory.model import Place

AUDIT, REGISTRY = "catalog/audit", "catalog/registry"
NAME = re.compile(r"(?P<at>\d{8}T\d{6}Z)-(?P<kind>[a-z-]+)-(?P<digest>[0-9a-f]{16})\.json")
CELL = {"pattern": str, "path": str, "flavors": list, "version": str, "digest": str}
RESTORE = "restore it from git; what is in the trail never changes"


def broken_audit_trail(whole: Whole) -> Iterator[Hit]:
    """An event that was changed, that is gone, or whose predecessor is gone."""
    if not (whole.root / AUDIT).is_dir() and not (whole.root / REGISTRY).is_dir():
        return
    there = _files(whole.root, AUDIT)
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in there.items() if content is not None}
    for path, content in there.items():
        problem = _not_an_event(path, content) or _orphan(path, content or b"", digests)
        if problem:
            yield Hit(Place(path), problem, RESTORE)
    for path in sorted(ever(whole.root, AUDIT) - set(there)):
        yield Hit(Place(path), "this event was in the audit trail, and is gone", RESTORE)


def unreadable_registry(whole: Whole) -> Iterator[Hit]:
    """A file of the registry that the program cannot have written."""
    for path, content in _files(whole.root, REGISTRY).items():
        rows = _object(content).get("cells")
        if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
            hint = f"make it again: session-memory registry rebuild {Path(path).stem}"
            yield Hit(Place(path), "what this file holds is no registry", hint)


def _files(root: Path, place: str) -> Mapping[str, bytes | None]:
    """Path -> content of each file below a folder, sorted; None for one that is no ordinary file.

    Names with a dot in front are what a write that was killed leaves behind.
    """
    found = (path for path in sorted((root / place).rglob("*")) if path.is_symlink() or not path.is_dir())
    kept = (path for path in found if not path.name.startswith("."))
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in kept
    }


def _not_an_event(path: str, content: bytes | None) -> str:
    """Why a file cannot be an event of the folder that it lies in; empty when it can."""
    folder, _, name = path.rpartition("/")
    said, event = NAME.fullmatch(name), _object(content)
    if content is None or said is None or not event or not isinstance(event.get("parents", []), list):
        return "this is no event of an audit trail"
    if hashlib.sha256(content).hexdigest()[:16] != said["digest"]:
        return "this event was changed: its bytes are not those that its name stands for"
    told = (re.sub("[-:]", "", str(event.get("at"))), event.get("kind"), f"{AUDIT}/{event.get('repo')}")
    if told != (said["at"], said["kind"], folder):
        return "this event was moved: it is of another time, kind or repo than its path says"
    return ""


def _orphan(path: str, content: bytes, digests: Mapping[str, str]) -> str:
    """Which event before this one is missing; empty when all are there."""
    folder = path.rpartition("/")[0]
    there = {digest for other, digest in digests.items() if other.rpartition("/")[0] == folder}
    missing = sorted({str(parent) for parent in _object(content).get("parents", ())} - there)
    return f"the event before this one, {missing[0][:16]}, is missing" if missing else ""


def _object(content: bytes | None) -> dict[str, Any]:
    """The JSON object in a file; an empty one when it holds anything else."""
    try:
        found = json.loads(content or b"")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_row(row: object) -> bool:
    if not isinstance(row, dict):
        return row is None
    return set(row) == {"sum"} or all(isinstance(row.get(key), kind) for key, kind in CELL.items())
