"""Where a change is written: the working tree of a target, or a branch of it. Both look, put, and look again."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol

from session_memory import files
from session_memory.changes.record.events import Event, Side, Written
from session_memory.changes.write import branch
from session_memory.changes.write.at_commit import Base, holds, look
from session_memory.changes.write.journal import Entry
from session_memory.errors import ConflictError, SessionMemoryError
from session_memory.git import blob_id
from session_memory.model import FileChange

ORDINARY, EXECUTABLE = 0o644, 0o755

Image = Callable[[Side | None], bytes | None]
"""The bytes of one side of a change; None for a file that is not there."""


@dataclass(frozen=True, slots=True)
class Stands:
    """A file as it is now."""

    content: bytes
    mode: int

    @property
    def side(self) -> Side:
        """Its digests."""
        return Side(hashlib.sha256(self.content).hexdigest(), self.mode, blob_id(self.content))


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One file as it stands and as it is to be."""

    path: str
    now: Stands | None
    content: bytes | None
    """None for a file that is to go."""
    mode: int

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return self.written.before != self.written.after

    @property
    def written(self) -> Written:
        """Both sides by their digests."""
        after = None if self.content is None else Stands(self.content, self.mode).side
        return Written(self.path, self.now.side if self.now else None, after)


def images(rewrites: Iterable[Rewrite]) -> tuple[bytes, ...]:
    """Every byte that doing these and undoing them needs."""
    sides = [content for r in rewrites for content in (r.now.content if r.now else None, r.content)]
    return tuple(content for content in sides if content is not None)


class Site(Protocol):
    """A place to write to."""

    @property
    def mode(self) -> str:
        """in-place or branch."""

    def look(self, paths: Iterable[str]) -> Mapping[str, Stands | None]:
        """The files as they are now, no link followed; None for one that is not there. Raises DeniedError."""

    def new_folders(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The folders that have to be made for these paths, sorted."""

    def entry(self, event: Event, message: str) -> Entry:
        """A change that is about to be made here; `message` is that of the commit, if there will be one."""

    def put(self, entry: Entry, image: Image) -> Entry:
        """Make every file of the entry hold its new side, and read it back; the entry with what came of it.

        What is so already is not touched. Raises ConflictError, before anything is written, when a file is neither
        as it was nor as it should be.
        """


@dataclass(frozen=True, slots=True)
class InPlace:
    """The working tree."""

    folder: Path
    made: frozenset[str] = frozenset()
    """Folders that we made: they go when they are empty again."""
    mode: str = "in-place"

    def look(self, paths: Iterable[str]) -> Mapping[str, Stands | None]:
        """See Site."""
        seen = {path: files.look_inside(self.folder, path) for path in paths}
        return {path: Stands(file.content, file.mode) if file else None for path, file in seen.items()}

    def new_folders(self, paths: Iterable[str]) -> tuple[str, ...]:
        """See Site."""
        parents = {str(parent) for path in paths for parent in PurePosixPath(path).parents} - {"."}
        return tuple(sorted(folder for folder in parents if not (self.folder / folder).exists()))

    def entry(self, event: Event, message: str) -> Entry:
        """See Site."""
        return Entry(event)

    def put(self, entry: Entry, image: Image) -> Entry:
        """See Site. File by file: after a crash some are new and some are old, and running again does the rest."""
        written = entry.event.files
        files.sweep_inside(self.folder, [file.path for file in written])
        now = self.look([file.path for file in written])
        left = _unwritten(written, now)
        for file in left:
            files.check_replaceable(self.folder, file.path)
        for file in left:
            # A file whose text alone changes keeps the mode that it has by now.
            mode = file.after.mode if file.after and (file.before is None or _changes_mode(file)) else None
            files.replace_inside(self.folder, file.path, image(file.before), image(file.after), mode, self.made)
        for file in written:
            if file.after is None:
                # What is gone already may have left folders, where the run that deleted it came no further.
                files.replace_inside(self.folder, file.path, None, None, made=self.made)
        _read_back(written, self.look([file.path for file in written]))
        return entry


@dataclass(frozen=True, slots=True)
class OnBranch:
    """A commit on a branch of the target's git; working tree and index stay as they are."""

    base: Base
    scratch: Path
    mode: str = "branch"

    def at(self, commit: str) -> OnBranch:
        """The same as if the branch started from that commit."""
        return replace(self, base=replace(self.base, commit=commit))

    def look(self, paths: Iterable[str]) -> Mapping[str, Stands | None]:
        """See Site. As they are at the commit that the branch starts from."""
        seen = look(self.base, paths)
        return {p: Stands(f[0], EXECUTABLE if f[1] else ORDINARY) if f else None for p, f in seen.items()}

    def new_folders(self, paths: Iterable[str]) -> tuple[str, ...]:
        """See Site. Git knows no folders."""
        return ()

    def entry(self, event: Event, message: str) -> Entry:
        """See Site."""
        return Entry(event, self.base.commit, message)

    def put(self, entry: Entry, image: Image) -> Entry:
        """See Site. The same entry gives the same commit, so a run after a crash finds what the first one made."""
        event = entry.event
        missing = _unwritten(event.files, self.look([file.path for file in event.files]))
        changes = [_change(file, image) for file in missing]
        commit = branch.commit(self.base, changes, entry.message, event.by, _epoch(event.at), self.scratch)
        tip = branch.tip(self.base, event.branch)
        # Somebody may have gone on from ours before a run that was killed was finished.
        if not (tip and tip != commit and holds(self.base, tip, commit)):
            # The same change was merged once and taken back since: the old branch has done its work.
            if tip not in ("", commit) and holds(self.base, self.base.commit, tip):
                branch.drop(self.base, event.branch, tip)
            branch.point(self.base, event.branch, commit)
        _read_back(event.files, self.at(commit).look([file.path for file in event.files]))
        return replace(entry, event=replace(event, commit=commit))


def _change(file: Written, image: Image) -> FileChange:
    sides = [side for side in (file.after, file.before) if side]
    modes = [bool(side.mode & 0o100) for side in sides]
    return FileChange(file.path, image(file.before), image(file.after), modes[0], mode_changes=len(set(modes)) > 1)


def _unwritten(written: Sequence[Written], now: Mapping[str, Stands | None]) -> list[Written]:
    """The files that are still as they were. Raises ConflictError for one that is neither old nor new."""
    for file in written:
        if not (_is(now[file.path], file.before) or _is_new(now[file.path], file)):
            raise ConflictError("somebody changed it meanwhile; it is left as it is", file.path)
    return [file for file in written if not _is_new(now[file.path], file)]


def _changes_mode(file: Written) -> bool:
    return bool(file.before and file.after and file.before.mode != file.after.mode)


def _is_new(stands: Stands | None, file: Written) -> bool:
    """Whether it holds its new side; the mode counts where it is what changes."""
    as_wanted = not _changes_mode(file) or (stands and stands.mode) == (file.after and file.after.mode)
    return _is(stands, file.after) and as_wanted


def _is(stands: Stands | None, side: Side | None) -> bool:
    return (stands and stands.side.sha256) == (side and side.sha256)


def _read_back(written: Sequence[Written], now: Mapping[str, Stands | None]) -> None:
    for file in written:
        if not _is_new(now[file.path], file):
            hint = "run the same command again; the registry was not touched"
            raise SessionMemoryError("what was read back is not what was written", file.path, hint)


def _epoch(at: str) -> int:
    return int(datetime.datetime.fromisoformat(at).timestamp())
