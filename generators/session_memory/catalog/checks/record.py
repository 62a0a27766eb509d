"""Is the record of what happened whole? The audit trail only ever grows, and the registry can be read."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
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
    ids = {(_folder(path), hashlib.sha256(content or b"").hexdigest()) for path, content in there.items()}
    for path, content in there.items():
        event = _object(content)
        problem = _not_an_event(path, content, event) or _orphan(_folder(path), event, ids)
        if problem:
            yield Hit(Place(path), problem, RESTORE)
    for path in sorted(ever(whole.root, AUDIT) - set(there)):
        yield Hit(Place(path), "this event was in the audit trail, and is gone", RESTORE)


def unreadable_registry(whole: Whole) -> Iterator[Hit]:
    """A file of the registry that the program cannot have written."""
    for path, content in _files(whole.root, REGISTRY).items():
        rows = _object(content).get("cells")
        if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
            hint = f"make it again: make rebuild REPO={Path(path).stem}"
            yield Hit(Place(path), "what this file holds is no registry", hint)


def _files(root: Path, place: str) -> Mapping[str, bytes | None]:
    """Path -> content of each file below a folder, sorted; None for one that is no ordinary file.

    Names with a dot in front are what a write that was killed leaves behind.
    """
    found: dict[str, bytes | None] = {}
    # Plain system calls: a trail has thousands of files, and every command looks at it.
    for folder, folders, names in os.walk(root / place):
        links = [name for name in folders if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114
        for path in (f"{folder}/{name}" for name in (*names, *links) if not name.startswith(".")):
            found[path] = _bytes(path)
    top = len(str(root)) + 1
    return {path[top:]: content for path, content in sorted(found.items())}


def _bytes(path: str) -> bytes | None:
    if not stat.S_ISREG(os.lstat(path).st_mode):
        return None
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123
        return stream.read()


def _not_an_event(path: str, content: bytes | None, event: Mapping[str, Any]) -> str:
    """Why a file cannot be an event of the folder that it lies in; empty when it can."""
    said = NAME.fullmatch(path.rpartition("/")[2])
    if content is None or said is None or not event or not isinstance(event.get("parents", []), list):
        return "this is no event of an audit trail"
    if hashlib.sha256(content).hexdigest()[:16] != said["digest"]:
        return "this event was changed: its bytes are not those that its name stands for"
    told = (re.sub("[-:]", "", str(event.get("at"))), event.get("kind"), f"{AUDIT}/{event.get('repo')}")
    if told != (said["at"], said["kind"], _folder(path)):
        return "this event was moved: it is of another time, kind or repo than its path says"
    return ""


def _orphan(folder: str, event: Mapping[str, Any], ids: Collection[tuple[str, str]]) -> str:
    """Which event before this one is missing; empty when all are there."""
    missing = (str(parent) for parent in event.get("parents", ()) if (folder, str(parent)) not in ids)
    return next((f"the event before this one, {parent[:16]}, is missing" for parent in missing), "")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _object(content: bytes | None) -> dict[str, Any]:
    """The JSON object in a file; an empty one when it holds anything else."""
    try:
        found = json.loads(content or b"")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_row(row: object) -> bool:
    if not isinstance(row, dict):
        return row is None
    return set(row) == {"sum"} or all(isinstance(row.get(key), kind) for key, kind in CELL.items())
