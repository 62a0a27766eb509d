"""Taking back: the last change to a repo, every change since a proposal, or one pattern. A hold keeps it so."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from session_memory.attached import record_of
from session_memory.changes.own_file import read_stamp
from session_memory.changes.record.events import Event, Side, Trail, Written, heads, held
from session_memory.changes.skill_folder import beside
from session_memory.changes.write import branch
from session_memory.changes.write.at_commit import holds
from session_memory.changes.write.journal import Entry
from session_memory.changes.write.site import ORDINARY, OnBranch, Rewrite, Site, Stands, images
from session_memory.changes.write.undo import arrived, restored, text_of, without
from session_memory.cli.writing.elsewhere import check_here, left_at_remote
from session_memory.cli.writing.transact import IN_PLACE, Desk, carry_out, image_of
from session_memory.errors import ConflictError, StaleError, UsageError

UNDOABLE = ("applied", "removed")
SHORTEST = 4
"""Digits of a proposal that have to be given at least."""


def to_undo(history: Trail, to: str) -> tuple[tuple[str, Event], ...]:
    """(id, event) of what to take back, newest first: the last change, or all after the proposal `to` was applied.

    Raises UsageError when there is nothing, or when `to` names no proposal that is applied.
    """
    gone = {event.undoes for _, event in history}
    standing = [(id, event) for id, event in history if event.kind in UNDOABLE and id not in gone]
    if not standing:
        raise UsageError("nothing was applied that could be taken back", hint="session-memory log shows what happened")
    if not to:
        return (standing[-1],)
    if len(to) < SHORTEST or len({event.proposal for _, event in standing if event.proposal.startswith(to)}) > 1:
        raise UsageError(f"{to} may mean more than one proposal", hint=f"give more of its digits: {_applied(standing)}")
    places = [n for n, (_, event) in enumerate(standing) if event.proposal.startswith(to) and event.kind == "applied"]
    if not places:
        raise UsageError(f"no proposal {to} is applied", hint=f"there are: {_applied(standing)}")
    return tuple(reversed(standing[places[-1] + 1 :]))


def _applied(standing: Sequence[tuple[str, Event]]) -> str:
    return ", ".join(dict.fromkeys(event.proposal[:12] for _, event in standing if event.proposal))


def check_all(desk: Desk, wanted: Sequence[tuple[str, Event]]) -> None:
    """Raises ConflictError when one of several changes of the working tree cannot be taken back: then none is."""
    now: dict[str, bytes | None] = {}
    for _, event in wanted if all(event.mode == IN_PLACE for _, event in wanted) else ():
        site = desk.site(event.mode)
        for file in event.files:
            stands = site.look([file.path])[file.path]
            standing = now.get(file.path, stands.content if stands else None)
            now[file.path] = restored(file.path, standing, image_of(desk, file.before), image_of(desk, file.after))


def undo(desk: Desk, id: str, event: Event, by: str, at: str, reason: str, start: str = "") -> tuple[Event, str]:
    """Take one event back, in the way in which it was made: what came of it, and what is still open at the remote.

    On a branch, `start` is the commit of the way back before this one, if it goes on from there. Raises
    ConflictError, or UnreachableError when the remote may know more and does not answer; nothing was written then.
    """
    site = desk.site(event.mode, start)
    left = _unmerged(desk, site, event)
    rewrites = _rewrites(desk, site, event) if left is None else []
    _make_room(desk, site, event)
    back = Event(
        kind="rolled-back",
        repo=event.repo,
        at=at,
        by=by,
        parents=heads(desk.history),
        proposal=event.proposal,
        mode=event.mode,
        branch=f"session-memory/rollback-{id[:12]}" if isinstance(site, OnBranch) and rewrites else "",
        undoes=id,
        patterns=event.patterns,
        held=event.patterns if event.kind == "applied" else (),
        files=tuple(rewrite.written for rewrite in rewrites),
        reason=reason,
    )
    message = f"Session Memory: take back {event.kind} {id[:12]}\n"
    return carry_out(desk, site.entry(back, message), images(rewrites)), left or ""


def take_out(desk: Desk, mode: str, pattern: str, paths: Sequence[str], by: str, at: str, reason: str) -> Event | None:
    """Take one pattern out of the files at `paths`, and hold it. None when that was done before and is in force.

    Raises ConflictError where it was edited by hand, StaleError where a branch cannot start from what stands.
    """
    site = desk.site(mode)
    now = site.look(paths)
    if isinstance(site, OnBranch) and desk.repo.checkout is not None:
        _check_committed(pattern, desk.site(IN_PLACE).look(paths), now)
    stands = {path: found for path, found in now.items() if found}
    rewrites = [Rewrite(path, now, without(path, now.content, pattern), now.mode) for path, now in stands.items()]
    rewrites += [taken for path, now in stands.items() for taken in _taken_along(site, path, now, pattern)]
    rewrites = [rewrite for rewrite in rewrites if rewrite.changes]
    name = _branch_without(pattern, rewrites) if isinstance(site, OnBranch) and rewrites else ""
    if _waits(site, name):
        name, rewrites = "", []
    if not rewrites and pattern in held(desk.history):
        return None
    event = Event(
        kind="removed",
        repo=desk.repo.name,
        at=at,
        by=by,
        parents=heads(desk.history),
        mode=mode,
        branch=name,
        patterns=(pattern,),
        held=(pattern,),
        files=tuple(rewrite.written for rewrite in rewrites),
        reason=reason,
    )
    return carry_out(desk, site.entry(event, f"Session Memory: take out {pattern}\n"), images(rewrites))


def still_open(desk: Desk, event: Event) -> str:
    """What of an event that was taken back is still open at the remote, in words; empty for nothing."""
    site = desk.site(event.mode)
    if not isinstance(site, OnBranch) or _merged(desk, site, event):
        return ""
    return left_at_remote(desk, site.base, event, lambda tip: _merged(desk, site.at(tip), event))


def lift(desk: Desk, patterns: Collection[str], by: str, at: str) -> Event | None:
    """Let those of the patterns that are on hold come again. None when none of them is."""
    wanted = tuple(sorted(held(desk.history) & set(patterns)))
    if not wanted:
        return None
    event = Event(kind="released", repo=desk.repo.name, at=at, by=by, parents=heads(desk.history), patterns=wanted)
    return carry_out(desk, Entry(event), ())


def _taken_along(site: Site, skill: str, stands: Stands, pattern: str) -> Iterator[Rewrite]:
    """The files that travel with a skill go with it. Raises ConflictError for one that was edited by hand."""
    stamp = read_stamp(stands.content)
    records = {beside(skill, path): record for path, record in (stamp.files if stamp and stamp.id == pattern else ())}
    for path, now in site.look(records).items():
        if now and record_of(now.content, bool(now.mode & 0o100)) != records[path]:
            raise ConflictError(
                "it was edited by hand; it is left as it is", path, "undo the edit, or take it out by hand"
            )
        if now:
            yield Rewrite(path, now, None, now.mode)


def _check_committed(pattern: str, tree: Mapping[str, Stands | None], committed: Mapping[str, Stands | None]) -> None:
    for path, stands in tree.items():
        texts = [text_of(path, side.content, pattern) if side else None for side in (stands, committed[path])]
        if texts[0] != texts[1]:
            hint = "commit it, or remove with --in-place"
            raise StaleError(f"what is committed of {pattern} is not what stands in the working tree", path, hint)


def _branch_without(pattern: str, rewrites: Sequence[Rewrite]) -> str:
    """The same for the same bytes."""
    digests = "".join(sorted(r.written.before.sha256 for r in rewrites if r.written.before))
    return f"session-memory/remove-{pattern}-{hashlib.sha256(digests.encode()).hexdigest()[:8]}"


def _waits(site: Site, name: str) -> bool:
    """Whether that branch is there, and waits to be merged."""
    if not isinstance(site, OnBranch) or not name:
        return False
    tip = branch.tip(site.base, name)
    return tip != "" and not holds(site.base, site.base.commit, tip)


def _unmerged(desk: Desk, site: Site, event: Event) -> str | None:
    """A branch that was never merged is dropped, and that is all: what of it is open elsewhere. None for all else."""
    if not isinstance(site, OnBranch):
        return None
    _check_merged(desk, site)
    if _merged(desk, site, event):
        return None
    left = left_at_remote(desk, site.base, event, lambda tip: _merged(desk, site.at(tip), event))
    if not left and not branch.tip(site.base, event.branch):
        check_here(desk, event)
    _drop(site, event)
    return left


def _make_room(desk: Desk, site: Site, event: Event) -> None:
    """A clone of a url has no history to tell by that a branch was merged; the same change may come once more."""
    if not isinstance(site, OnBranch) or desk.repo.checkout is not None or not event.branch:
        return
    if branch.tip(site.base, event.branch) == event.commit:
        branch.drop(site.base, event.branch, event.commit)


def _rewrites(desk: Desk, site: Site, event: Event) -> list[Rewrite]:
    """What has to be written to take an event back."""
    now = site.look([file.path for file in event.files])
    rewrites = [_back(desk, event.mode, file, now[file.path]) for file in event.files]
    return [rewrite for rewrite in rewrites if rewrite.changes]


def _back(desk: Desk, mode: str, file: Written, now: Stands | None) -> Rewrite:
    before, after = image_of(desk, file.before), image_of(desk, file.after)
    content = restored(file.path, now.content if now else None, before, after)
    # Its own mode comes back with its own bytes; what somebody wrote since has the mode that they gave it.
    moved = file.before is not None and file.after is not None and file.before.mode != file.after.mode
    own = content == before and (mode == IN_PLACE or moved)
    last = file.before if own else now or file.before
    return Rewrite(file.path, now, content, last.mode if last else ORDINARY)


def _check_merged(desk: Desk, site: OnBranch) -> None:
    """Raises ConflictError when the way back before this one waits on its branch: what it takes back stands as yet."""
    before = next((e for _, e in reversed(desk.history) if e.kind == "rolled-back" and e.branch), None)
    if before and branch.tip(site.base, before.branch) == before.commit and not _merged(desk, site, before):
        hint = "merge it, or delete it, then run again"
        raise ConflictError("what was taken back last waits on this branch", before.branch, hint)


def _merged(desk: Desk, site: OnBranch, event: Event) -> bool:
    """Whether the branch of a change arrived where it should, by a merge of any kind."""
    if event.commit and holds(site.base, site.base.commit, event.commit):
        return True
    now = site.look([file.path for file in event.files])
    return any(has_arrived(desk, file, now[file.path]) for file in event.files)


def has_arrived(desk: Desk, file: Written, now: Stands | None) -> bool:
    """Bytes are needed only where the file is neither as it was nor as it should be: this machine may not have them."""
    if _is(now, file.before) or _is(now, file.after):
        return _is(now, file.after)
    content = now.content if now else None
    return arrived(file.path, content, image_of(desk, file.before), image_of(desk, file.after))


def _is(now: Stands | None, side: Side | None) -> bool:
    return (now and now.side.sha256) == (side and side.sha256)


def _drop(site: OnBranch, event: Event) -> None:
    """The branch of a change that was never merged is what there is to take back; and what is left of it."""
    if branch.tip(site.base, event.branch) not in ("", event.commit):
        raise ConflictError("it holds other commits than ours, and is left as it is", event.branch)
    branch.drop(site.base, event.branch, event.commit)
