"""What of ours waits on branches of a target: applied there or taken out there, and not merged yet."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from session_memory import git
from session_memory.changes import region
from session_memory.changes.record.events import Event, Side, Trail, held
from session_memory.changes.write.at_commit import Base, commit_of, holds, look
from session_memory.changes.write.undo import stays
from session_memory.errors import DeniedError, MalformedHostError


def waiting(base: Base, events: Trail) -> Mapping[str, Mapping[str, bytes]]:
    """Branch that is not merged into the base's commit -> the files on it that we wrote, as they are there now."""
    wrote: dict[str, set[str]] = {}
    for _, event in events:
        if event.branch:
            wrote.setdefault(event.branch, set()).update(file.path for file in event.files if file.after)
    tips = _not_merged(base, wrote)
    return {branch: _readable(replace(base, commit=tip), wrote[branch]) for branch, tip in tips.items()}


Image = Callable[[Side | None], bytes | None]
"""The bytes of a side, as far as anybody has them here."""


def leaving(base: Base, events: Trail, image: Image) -> Mapping[tuple[str, str], str]:
    """(path, pattern) of text that was taken out or back on a branch, and stands all the same -> why, in words."""
    found: dict[tuple[str, str], str] = {}
    for pattern, ways in _taken_out(events).items():
        for event in ways:
            why = _why(base, event)
            found |= {(path, pattern): why for path in _standing(base, event, pattern, image) if why}
    return found


def _taken_out(events: Trail) -> Mapping[str, Sequence[Event]]:
    """Pattern on hold -> the events that took it out on a branch, or put it on one that was dropped since."""
    by_id, undone = dict(events), {event.undoes for _, event in events}
    ways: dict[str, list[Event]] = {}
    for id, event in events:
        told = by_id.get(event.undoes, event) if event.kind == "rolled-back" and not event.files else event
        out = event.kind in ("removed", "rolled-back") and told.branch and id not in undone
        for pattern in event.patterns:
            if out:
                ways.setdefault(pattern, []).append(told)
            elif event.files or event.kind == "released":
                ways.pop(pattern, None)
    on_hold = held(events)
    return {pattern: found for pattern, found in ways.items() if pattern in on_hold}


def _why(base: Base, event: Event) -> str:
    """What became of the branch, if the text stands all the same; empty when that is no business of the branch."""
    name = event.branch
    if event.kind == "applied":
        return f"was taken back, but branch {name} was merged since: run remove"
    if holds(base, base.commit, event.commit):
        return ""
    if commit_of(base.top, f"refs/heads/{name}"):
        return f"waits on branch {name} to be merged"
    if not commit_of(base.top, f"{event.commit}^{{commit}}"):
        return f"was to be taken out on branch {name}, which is not in this clone: fetch it, or run remove"
    return f"was to be taken out on branch {name}, which is gone: run remove again"


def _standing(base: Base, event: Event, pattern: str, image: Image) -> Iterator[str]:
    """The event's files that have the text which should not be there. What nobody can read says nothing."""
    for file in event.files:
        old, new = (file.after, file.before) if event.kind == "applied" else (file.before, file.after)
        with contextlib.suppress(DeniedError, MalformedHostError):
            now = look(base, [file.path])[file.path]
            if _stays(file.path, pattern, now[0] if now else None, (old, image(old)), (new, image(new))):
                yield file.path


Known = tuple[Side | None, bytes | None]


def _stays(path: str, pattern: str, now: bytes | None, old: Known, new: Known) -> bool:
    """Where the bytes of a side are not known here, only a file that is as it was as a whole counts."""
    if any(side is not None and content is None for side, content in (old, new)):
        return now is not None and old[0] is not None and hashlib.sha256(now).hexdigest() == old[0].sha256
    return stays(path, pattern, now, old[1], new[1])


def _not_merged(base: Base, branches: Mapping[str, object]) -> Mapping[str, str]:
    """Branch -> its commit, of those that still exist."""
    if not branches:
        return {}
    refs = (f"refs/heads/{branch}" for branch in sorted(branches))
    asked = ("for-each-ref", "--format=%(objectname) %(refname)", f"--no-merged={base.commit}")
    rows = (line.partition(" ") for line in os.fsdecode(git.run(base.top, *asked, *refs, plain=False)).splitlines())
    return {ref.removeprefix("refs/heads/"): commit for commit, _, ref in rows}


def _readable(tip: Base, paths: set[str]) -> Mapping[str, bytes]:
    """Those files of which it can be said what is ours: what somebody made a link or broke there says nothing."""
    found = {}
    for path in sorted(paths):
        with contextlib.suppress(DeniedError, MalformedHostError):
            file = look(tip, [path])[path]
            if file is not None:
                region.read(file[0])
                found[path] = file[0]
    return found
