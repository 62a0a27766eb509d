"""What a command told of each repo, kept as long as nothing that it depends on has changed: then it tells it again.

It depends on the program; on patterns, policy and day; on what the catalog says and has written down about the repo;
and on places in its target, of which changes/looked_at.py says what a look at them can see and what not. Whatever else
an answer rests on, it is not kept: a url, a ref, a part that was asked for, the catalog's past in git, branches that
wait to be merged where git has to compare commits, distributors of other packages.

A place that was touched within FRESH of being read may change once more without showing it, as in git's index. The
repo is read again next time then; only what the run itself wrote is known by its bytes, and held against them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from session_memory import files, git
from session_memory.catalog.cache import LIBRARIES
from session_memory.changes.looked_at import UnwatchedError, places, refs
from session_memory.changes.plan import EVERYTHING
from session_memory.changes.record.events import AUDIT, held, trail
from session_memory.changes.record.registry import REGISTRY, read_cells
from session_memory.cli.seeing.own_code import own_code
from session_memory.cli.seeing.road import CACHE, Road
from session_memory.errors import SessionMemoryError
from session_memory.model import Repo

FOLDER = f"{CACHE}/told"
FRESH = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system that is still in use."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a command says of one repo."""

    lines: str = ""
    code: int = 0
    """The exit code, if it were the only repo."""
    row: Any = None
    """The same for programs, as JSON has it; None where nobody asked for that."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said now, and what a run would say that finds everything as this one leaves it."""

    now: Told
    later: Told | None
    """None where it must not be kept."""
    wrote: Mapping[str, bytes] = field(default_factory=dict)
    """Files that this run may have written, relative to the catalog's root, as it left them."""


Row = list[Any]
"""What the repo was, places, a seal of how they looked, digests of those that were fresh, what was told."""


class Remembered:
    """What one command told of all repos."""

    def __init__(self, road: Road, command: str) -> None:
        self.road = road
        self.whole = command.startswith("distribute")
        """Whether every file of a saved proposal matters."""
        self._file = road.root / FOLDER / f"{command}.json"
        self._known = _world(road)
        self._rows: dict[str, Row] = _load(self._file, self._known) if self._known else {}
        self._changed = False
        self._exempt = {group.repo: repr(group) for group in road.catalog.exemptions}

    def told(self, repo: Repo, tell: Callable[[], Telling]) -> Told:
        """What is to be said of a repo: what was said last where that still holds, else what `tell` gives."""
        key, row = self._key(repo), self._rows.get(repo.name)
        if row and row[0] == key and self._holds(row):
            return Told(*row[4])
        self.road.reads.clear()
        began = time.time_ns()
        telling = tell()
        if self._known and repo.name in self.road.catalog.repo_paths:
            self._keep(repo, key, telling, began)
        return telling.now

    def save(self) -> None:
        """Keep what was told, unless it is what was kept already."""
        if self._changed:
            payload = json.dumps(self._rows, ensure_ascii=False, separators=(",", ":")).encode()
            # A catalog in a folder that we may only read is as good as any other, just slower.
            with contextlib.suppress(OSError):
                files.make_private_folder(self.road.cache)
                files.write(self._file, _seal(self._known, payload) + b"\n" + payload, durable=False)

    def _key(self, repo: Repo) -> str:
        return hashlib.sha256(f"{repo!r} {self._exempt.get(repo.name, '')}".encode()).hexdigest()[:32]

    def _holds(self, row: Row) -> bool:
        _, there, seal, fresh, _ = row
        now = time.time_ns()
        looks = [_look(f"{self.road.root}/{place}") for place in there]
        if _sealed(looks) != seal or any(_digest(self.road.root / place) != known for place, known in fresh.items()):
            return False
        if fresh:
            still = (p for p, look in zip(there, looks, strict=True) if look and _touched(look) >= now - FRESH)
            row[3] = {place: fresh[place] for place in still if place in fresh}
            self._changed = True
        return True

    def _keep(self, repo: Repo, key: str, telling: Telling, began: int) -> None:
        row = self._row(repo, key, telling, began)
        self._changed |= row != self._rows.pop(repo.name, None)
        if row:
            self._rows[repo.name] = row

    def _row(self, repo: Repo, key: str, telling: Telling, began: int) -> Row | None:
        """None for what cannot be kept."""
        later = telling.later
        if later is None or not self.road.reads or repo.name in self.road.unsure:
            return None
        try:
            there = sorted(self._places(repo))
            looks = [_look(f"{self.road.root}/{place}") for place in there]
            new = (p for p, look in zip(there, looks, strict=True) if look and _touched(look) >= began - FRESH)
            fresh = {place: _as_left(place, there, telling.wrote) for place in new}
        except (UnwatchedError, SessionMemoryError, OSError):
            return None
        return [key, there, _sealed(looks), fresh, [later.lines, later.code, later.row]]

    def _places(self, repo: Repo) -> Iterator[str]:
        """Every place on which the answer depends, relative to the catalog's root."""
        top = repo.checkout
        if top is None:
            raise UnwatchedError
        for place in places((self.road.root / top).resolve(), self.road.reads):
            # With a dot after it, a link to the checkout is followed.
            yield f"{top}/{place or '.'}"
        yield from self._written_down(repo)
        yield from self._branches(repo, top)

    def _written_down(self, repo: Repo) -> Iterator[str]:
        """What the catalog holds about the repo beside its own file."""
        yield from (f"{REGISTRY}/{repo.name}.json", f".session-memory/repos/{repo.name}/journal.json")
        yield f"{CACHE}/proved/{repo.name}"
        yield from self._below(f"{AUDIT}/{repo.name}")
        saved = f"proposals/{repo.name}"
        if self.whole:
            yield from self._below(saved)
        else:
            yield from (saved, f"{saved}/proposal.json", f"{saved}/changes.patch", *self._below(f"{saved}/decisions"))

    def _below(self, folder: str) -> Iterator[str]:
        yield folder
        for place, folders, names in os.walk(self.road.root / folder):
            here = os.path.relpath(place, self.road.root)
            yield from (f"{here}/{name}" for name in (*folders, *names))

    def _branches(self, repo: Repo, top: str) -> Iterator[str]:
        """Where git says what became of our branches, if the registry has any that wait."""
        events = trail(self.road.root, repo.name)
        if any(event.branch for _, event in events) and held(events):
            raise UnwatchedError
        if any(cell.branch for cell in read_cells(self.road.root, repo.name)):
            kept = git.top_of(self.road.root / top)
            if kept is None:
                raise UnwatchedError
            yield from (f"{os.path.relpath(kept, self.road.root)}/{place or '.'}" for place in refs(kept))


Look = tuple[int, int, int, int, int]


def _look(path: str) -> Look | None:
    try:
        seen = os.lstat(path)
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size, seen.st_ino, seen.st_mode


def _touched(look: Look) -> int:
    """When it was changed last, in bytes or otherwise."""
    return max(look[:2])


def _sealed(looks: Iterable[Look | None]) -> str:
    return hashlib.sha256(repr(list(looks)).encode()).hexdigest()[:32]


def _as_left(place: str, there: Iterable[str], wrote: Mapping[str, bytes]) -> str:
    """The digest of what this run left at a place. Raises UnwatchedError where it wrote nothing."""
    if place in wrote:
        return hashlib.sha256(wrote[place]).hexdigest()
    if not any(path.startswith(f"{place}/") for path in wrote):
        raise UnwatchedError
    below = {path[len(place) + 1 :].split("/")[0] for path in there if path.startswith(f"{place}/")}
    return hashlib.sha256(repr(sorted(below)).encode()).hexdigest()


def _digest(path: Path) -> str:
    """SHA-256 of a file's bytes, or of the names in a folder."""
    try:
        content = repr(sorted(os.listdir(path))).encode() if path.is_dir() else path.read_bytes()  # noqa: PTH208
    except OSError:
        return ""
    return hashlib.sha256(content).hexdigest()


def _world(road: Road) -> bytes:
    """A digest of what every repo's answer depends on; empty where it cannot be known, and nothing is kept."""
    ours = all(type(one).__module__.startswith("session_memory.") for one in road.renderer.distributors.values())
    if not ours or road.only != EVERYTHING or (road.root / "proposals").is_symlink():
        return b""
    catalog = road.catalog
    patterns = [(pattern.id, pattern.digest) for pattern in catalog.patterns]
    told = (road.today.isoformat(), os.geteuid(), catalog.policy, catalog.blocked, patterns)
    return hashlib.sha256(_program() + repr(told).encode()).digest()


@cache
def _program() -> bytes:
    """A digest of our own code, of what reads for us, and of Python."""
    versions = "\n".join([sys.version, *(f"{name} {version(name)}" for name in LIBRARIES)])
    return hashlib.sha256(versions.encode() + own_code()).digest()


def _load(file: Path, world: bytes) -> dict[str, Row]:
    """What was kept; nothing when there is nothing, when it is damaged, or the world is another one since."""
    try:
        seal, _, payload = file.read_bytes().partition(b"\n")
    except OSError:
        return {}
    rows: dict[str, Row] = json.loads(payload) if seal == _seal(world, payload) else {}
    return rows


def _seal(world: bytes, payload: bytes) -> bytes:
    """Vouches for the payload being whole, and for this world."""
    return hashlib.sha256(world + payload).hexdigest().encode()
