"""One change to one target, from the lock to the audit trail; and the same again after a crash."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from session_memory import files
from session_memory.changes.gate.danger import (
    executable_surface,
    is_beside_skill,
    more_than_taken_out,
    outside_homes,
    surface_beside_skill,
    unsafe_path,
)
from session_memory.changes.record.events import Event, Side, Written, append, trail
from session_memory.changes.targets import place_of
from session_memory.changes.write import journal
from session_memory.changes.write.at_commit import base_of
from session_memory.changes.write.journal import Entry
from session_memory.changes.write.site import InPlace, OnBranch, Site
from session_memory.cli.seeing.road import Road, open_road
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.cli.writing.fresh import refresh
from session_memory.cli.writing.gate import homes_of
from session_memory.cli.writing.recording import record
from session_memory.errors import ConflictError, DeniedError, SessionMemoryError, UsageError
from session_memory.model import Repo

BRANCH, IN_PLACE = "branch", "in-place"
TAKING_OUT = ("rolled-back", "removed")
"""Kinds of events after which there may be less of ours than before."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command that writes to a target works with, while it holds the locks."""

    road: Road
    repo: Repo
    folder: Path
    """The target's checkout, or the mirror of its url."""
    now: str
    """The ref at which a branch starts when nobody says otherwise."""
    finished: Event | None = None
    """The change that an earlier run had begun, and this one finished before anything else."""

    @property
    def root(self) -> Path:
        """The catalog's root."""
        return self.road.root

    def site(self, mode: str, ref: str = "") -> Site:
        """Where to write. Raises UsageError where that mode is not possible."""
        if mode == BRANCH:
            scratch = journal.folder_of(self.root, self.repo.name) / "scratch"
            return OnBranch(base_of(self.folder, ref or self.now), scratch)
        if self.repo.checkout is None:
            raise UsageError("it is known by its url only, so there is no working tree", self.repo.name)
        made = frozenset(folder for _, event in self.history for folder in event.folders)
        return InPlace(self.folder, made)

    @property
    def history(self) -> tuple[tuple[str, Event], ...]:
        """The audit trail of the repo."""
        return trail(self.root, self.repo.name)


@contextlib.contextmanager
def at_desk(root: Path, name: str) -> Iterator[Desk]:
    """The only one who writes to the target that `name` means. Raises BusyError when somebody else does.

    The catalog is read under the lock: what was revoked while somebody waited for it no longer counts. A change that
    an earlier run had begun is finished first, and told.
    """
    road = open_road(root)
    repo = which_repo(name, root, road.catalog, road.contracts)
    with _alone(road, repo) as (folder, ref):
        road = open_road(root)
        yield _seated(Desk(road, which_repo(name, root, road.catalog, road.contracts), folder, ref))


@contextlib.contextmanager
def desk_of(road: Road, repo: Repo) -> Iterator[Desk]:
    """The same with a catalog that was read already: the caller makes sure that it is still what it was."""
    with _alone(road, repo) as (folder, ref):
        yield _seated(Desk(road, repo, folder, ref))


@contextlib.contextmanager
def _alone(road: Road, repo: Repo) -> Iterator[tuple[Path, str]]:
    """The target's folder and the ref at which a branch starts, with both locks held."""
    # Who writes wants a url as it is at this moment: a branch may have been merged there since it was fetched.
    folder, ref = place_of(road.root, repo, replace(road.mirrors, max_age=0))
    if not folder.is_dir():
        hint = f"clone it there or mend catalog/repos/{repo.name}.md"
        raise SessionMemoryError(f"its checkout {repo.checkout} does not exist", repo.name, hint)
    with files.locked(journal.folder_of(road.root, repo.name), repo.name), files.locked(folder, repo.name):
        yield folder, ref


def _seated(desk: Desk) -> Desk:
    return replace(desk, finished=_resumed(desk))


def _resumed(desk: Desk) -> Event | None:
    """Finish what an earlier run began, if it did. What it said yes to was decided then."""
    entry = journal.unfinished(desk.root, desk.repo.name)
    if entry is None:
        return None
    try:
        _check_paths(desk, entry)
        event = _finish(desk, entry)
    except SessionMemoryError as error:
        error.message = f"a change that an earlier run began cannot be finished: {error.message}"
        raise
    click.echo(
        f"{desk.repo.name}: finished what an earlier run had begun: {event.kind} {event.proposal[:12]}", err=True
    )
    return event


def _check_paths(desk: Desk, entry: Entry) -> None:
    """A journal that was tampered with leads nowhere that applying would not go. Raises DeniedError."""
    homes = homes_of(desk.road, desk.road.hosts(desk.repo))
    _check_guarded(desk, entry)
    for file in entry.event.files:
        outside = outside_homes(file.path, homes) if file.before is None else ""
        surface = surface_beside_skill if is_beside_skill(file.path, homes) else executable_surface
        why = unsafe_path(file.path) or surface(file.path) or outside
        if why:
            raise DeniedError(why, file.path, f"look at {journal.FOLDER}/repos/{entry.event.repo}/journal.json")


def _check_guarded(desk: Desk, entry: Entry, images: Sequence[bytes] = ()) -> None:
    """Whatever was decided, and whenever: nothing is written where policy never writes. Raises DeniedError.

    Ours may be taken out there: nothing of ours is what such a place should have. `images` are bytes that the journal
    does not have yet.
    """
    if not desk.road.catalog.policy.never_write or not entry.event.files:
        return
    guard, known = desk.road.guard(desk.road.hosts(desk.repo)), {hashlib.sha256(i).hexdigest(): i for i in images}
    for file in entry.event.files:
        why = guard.why(file.path)
        if why and not _only_takes_out(desk, entry.event, file, known):
            hint = "if it has to be, take that line out of catalog/policy.yaml, run again, and put it back"
            raise DeniedError(f"rule guarded-path: {file.path}: {why}", entry.event.repo, hint)


def _only_takes_out(desk: Desk, event: Event, file: Written, known: Mapping[str, bytes]) -> bool:
    """Whether taking back or out leaves a file with less of ours, and with all of what is not ours."""
    if event.kind not in TAKING_OUT:
        return False
    if file.after is None and _made_by_us(desk, file):
        return True
    before, after = (
        known[side.sha256] if side and side.sha256 in known else image_of(desk, side)
        for side in (file.before, file.after)
    )
    return not more_than_taken_out(before, after)


def _made_by_us(desk: Desk, file: Written) -> bool:
    """Whether the file is as an event of the trail wrote it, which found none."""
    wrote = (old for _, event in desk.history for old in event.files if old.path == file.path and not old.before)
    return any(old.after == file.before for old in wrote)


def carry_out(desk: Desk, entry: Entry, images: Sequence[bytes]) -> Event:
    """Journal the change, write it, read it back; then registry, audit trail, and the journal is done.

    Raises DeniedError, before anything is noted, for what policy never writes to.
    """
    _check_guarded(desk, entry, images)
    journal.begin(desk.root, entry, images)
    return _finish(desk, entry)


def _finish(desk: Desk, entry: Entry) -> Event:
    """The journal is done last of all: a run that is killed before is finished by the next one, not done twice."""
    event = _recorded(desk, entry)
    try:
        refresh(desk.road, desk.repo)
    except SessionMemoryError as error:
        # What was written stands all the same.
        click.echo(f"{desk.repo.name}: its proposal could not be made anew: {error}", err=True)
    journal.done(desk.root, desk.repo.name)
    return event


def _recorded(desk: Desk, entry: Entry) -> Event:
    history = desk.history
    there = next((known for _, known in history if replace(known, commit="") == entry.event), None)
    if there is not None:
        # Only the journal was still open; what people did to the files since is theirs.
        return there
    event = (_written(desk, entry) if entry.event.files else entry).event
    record(desk.road, desk.repo, (*history, ("", event)))
    append(desk.root, event)
    return event


def _written(desk: Desk, entry: Entry) -> Entry:
    site = _site_of(desk, entry)
    try:
        return site.put(entry, lambda side: image_of(desk, side))
    except (ConflictError, DeniedError):
        _take_back(desk, entry, site)
        raise


def _site_of(desk: Desk, entry: Entry) -> Site:
    site = desk.site(entry.event.mode)
    if isinstance(site, OnBranch):
        return replace(site, base=replace(site.base, commit=entry.base))
    return replace(site, made=site.made | set(entry.event.folders)) if isinstance(site, InPlace) else site


def _take_back(desk: Desk, entry: Entry, site: Site) -> None:
    """A change that cannot be finished leaves nothing behind: what it has written is put back, the rest stays."""
    new = [file for file in entry.event.files if _is_written(site, file)]
    if new and isinstance(site, InPlace):
        back = tuple(Written(file.path, file.after, file.before) for file in new)
        site.put(replace(entry, event=replace(entry.event, files=back)), lambda side: image_of(desk, side))
    # The registry may hold what was about to happen already.
    record(desk.road, desk.repo, desk.history)
    journal.done(desk.root, desk.repo.name)


def _is_written(site: Site, file: Written) -> bool:
    """Whether a file holds what the change wants; one that may not be looked at was not written.

    One that is not there yet, and was not before, may have got its folders.
    """
    try:
        stands = site.look([file.path])[file.path]
    except DeniedError:
        return False
    never = stands is None and file.before is None
    return never or (stands.side.sha256 if stands else "") == (file.after.sha256 if file.after else "")


def image_of(desk: Desk, side: Side | None) -> bytes | None:
    """The bytes of one side of a change: from the journal, else from the target's git."""
    if side is None:
        return None
    found = journal.found(desk.root, desk.folder, side)
    if found is None:
        hint = "roll back on the machine that applied it, or revert the commit in the target"
        raise SessionMemoryError(f"the bytes {side.sha256[:12]} of a file are not on this machine", hint=hint)
    return found
