"""The audit trail: one file per event, never changed, each naming the events that came before it.

A file's name holds the SHA-256 of its bytes and its parents are named by theirs, so that nothing in the past can be
changed unseen; and since no two branches write the same file, merging them is no work for anybody.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from session_memory import files
from session_memory.canonical import canonical
from session_memory.errors import SessionMemoryError

AUDIT = "catalog/audit"
KINDS = ("applied", "rolled-back", "removed", "released", "requested")
MEND = "restore it from git; the trail is written by the program only, and nothing in it ever changes"


@dataclass(frozen=True, slots=True)
class Side:
    """A file of the target as it was found or written."""

    sha256: str
    mode: int
    """Permission bits."""
    blob: str
    """The name that git gives to these bytes (SHA-1)."""


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the target before and after an event. None means that there was no such file."""

    path: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True)
class Yes:
    """Why one pattern's change was allowed."""

    pattern: str
    rule: str
    by: str
    decision: str
    """Id of the decision's file, or of the grant; empty when policy alone said so."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that happened to one repo."""

    kind: str
    """One of KINDS."""
    repo: str
    at: str
    """In UTC, such as 2026-11-21T10:15:00Z."""
    by: str
    parents: tuple[str, ...] = ()
    """Ids of the events that were the last ones then."""
    proposal: str = ""
    mode: str = ""
    """in-place or branch."""
    branch: str = ""
    commit: str = ""
    undoes: str = ""
    """Id of the event that is taken back."""
    patterns: tuple[str, ...] = ()
    """Those whose text was added, changed or taken out; what merely stood in the same file is not among them."""
    held: tuple[str, ...] = ()
    """Patterns that are on hold from now on."""
    files: tuple[Written, ...] = ()
    yes: tuple[Yes, ...] = ()
    folders: tuple[str, ...] = ()
    """Folders of the target that were made."""
    reason: str = ""
    url: str = ""


Trail = tuple[tuple[str, Event], ...]
"""(id, event), parents first."""


def content(event: Event) -> bytes:
    """The bytes of the event's file: canonical JSON, one key per line, without what is empty."""
    rows = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(event).items()}
    return canonical({key: value for key, value in rows.items() if value})


def id_of(event: Event) -> str:
    """SHA-256 of the event's file, in hex."""
    return hashlib.sha256(content(event)).hexdigest()


def append(root: Path, event: Event) -> str:
    """Add the event to its repo's trail, unless it is there already. Returns its id."""
    written = content(event)
    files.write(root / AUDIT / event.repo / _name(event, written), written)
    return hashlib.sha256(written).hexdigest()


def trail(root: Path, repo: str) -> Trail:
    """Every event of a repo; parents first, and among those that are free to come next the smallest name.

    Names begin with the time. Raises SessionMemoryError, which names the file, for one that is no event, whose
    name does not match what it holds, or whose parent is missing.
    """
    folder = root / AUDIT / repo
    if not folder.is_dir():
        return ()
    found = {path.name: _read(path) for path in folder.iterdir() if not path.name.startswith(".")}
    ids = {id for id, _ in found.values()}
    for name, (_, event) in sorted(found.items()):
        missing = set(event.parents) - ids
        if missing:
            raise SessionMemoryError(f"the event before it, {min(missing)[:16]}, is missing", _where(repo, name), MEND)
    return tuple(found[name] for name in _in_order(found))


def trails(root: Path) -> Mapping[str, Trail]:
    """The trail of every repo that has one, by its name. Raises as `trail` does."""
    folder = root / AUDIT
    names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    return {name: trail(root, name) for name in names}


def heads(events: Trail) -> tuple[str, ...]:
    """The ids of the events that no other one came after, sorted; two after a merge of two branches."""
    before = {parent for _, event in events for parent in event.parents}
    return tuple(sorted(id for id, _ in events if id not in before))


class Order:
    """What came before what in a trail. Events go by their places in it."""

    def __init__(self, events: Trail) -> None:
        self.places: Mapping[str, int] = {id: place for place, (id, _) in enumerate(events)}
        self._parents = [[self.places[parent] for parent in event.parents] for _, event in events]

    def past(self, places: Iterable[int], since: int = 0) -> set[int]:
        """These events and all that came before them, as far back as `since`: no parent has a later place."""
        found: set[int] = set()
        left = list(places)
        while left:
            place = left.pop()
            if place >= since and place not in found:
                found.add(place)
                left += self._parents[place]
        return found


def held(events: Trail) -> frozenset[str]:
    """The patterns that are on hold after all that happened. What is taken back no longer holds anything."""
    now: set[str] = set()
    by_id = dict(events)
    for _, event in events:
        now -= set(by_id[event.undoes].held) if event.undoes in by_id else set()
        now |= set(event.held)
        if event.kind == "released":
            now -= set(event.patterns)
    return frozenset(now)


def _name(event: Event, written: bytes) -> str:
    moment = event.at.replace("-", "").replace(":", "")
    return f"{moment}-{event.kind}-{hashlib.sha256(written).hexdigest()[:16]}.json"


def _read(path: Path) -> tuple[str, Event]:
    where = _where(path.parent.name, path.name)
    written = path.read_bytes()
    try:
        event = event_of(json.loads(written))
        name = _name(event, written)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SessionMemoryError(f"not an event of the audit trail: {error}", where, MEND) from error
    if event.kind not in KINDS or event.repo != path.parent.name:
        raise SessionMemoryError("not an event of this repo's audit trail", where, MEND)
    if name != path.name:
        raise SessionMemoryError(f"what it holds is not what its name says: that would be {name}", where, MEND)
    return hashlib.sha256(written).hexdigest(), event


def event_of(row: Mapping[str, Any]) -> Event:
    """The event that `content` made such a document of. Raises what a document of another shape raises."""
    made: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    made["files"] = tuple(Written(f["path"], _side(f["before"]), _side(f["after"])) for f in row.get("files", ()))
    made["yes"] = tuple(Yes(**yes) for yes in row.get("yes", ()))
    return Event(**made)


def _side(row: Mapping[str, Any] | None) -> Side | None:
    return Side(**row) if row else None


def _in_order(found: Mapping[str, tuple[str, Event]]) -> Iterable[str]:
    """File names, parents first."""
    names = {id: name for name, (id, _) in found.items()}
    waits = {name: {names[parent] for parent in event.parents} for name, (_, event) in found.items()}
    after: dict[str, list[str]] = {name: [] for name in found}
    for name, before in waits.items():
        for parent in before:
            after[parent].append(name)
    free = sorted(name for name, before in waits.items() if not before)
    while free:
        name = heapq.heappop(free)
        yield name
        for child in after[name]:
            waits[child].discard(name)
            if not waits[child]:
                heapq.heappush(free, child)


def _where(repo: str, name: str) -> str:
    return f"{AUDIT}/{repo}/{name}"
