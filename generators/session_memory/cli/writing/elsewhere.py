"""A branch of ours in other places than this clone: at the remote, merged or open, or on another machine only."""

from __future__ import annotations

from collections.abc import Callable

from session_memory import git
from session_memory.changes.record.events import Event
from session_memory.changes.write import journal
from session_memory.changes.write.at_commit import Base, commit_of, holds
from session_memory.changes.write.forges import forge_of, request_page
from session_memory.changes.write.request import REMOTE, Remote, fetch, has_remote, remote_of
from session_memory.cli.writing.transact import Desk
from session_memory.errors import ConflictError, SessionMemoryError, UnreachableError, UsageError


def check_here(desk: Desk, event: Event) -> None:
    """Raises UsageError, with the ways on, when the event's commit was made on another machine and never got here."""
    if not event.commit or commit_of(git.top_of(desk.folder) or desk.folder, f"{event.commit}^{{commit}}"):
        return
    if all(journal.image(desk.root, file.after.sha256) is not None for file in event.files if file.after):
        return  # it was made here, and is gone by now
    name = event.branch
    raise UsageError(
        f"it was {event.kind} on branch {name} on another machine: commit {event.commit[:12]} is not in this clone",
        desk.repo.name,
        f"there: session-memory pr {event.repo}; then here: git fetch {REMOTE} {name}:{name}; "
        f"or approve and apply once more, here: make approve REPO={event.repo}",
    )


def left_at_remote(desk: Desk, base: Base, event: Event, merged: Callable[[str], bool]) -> str:
    """What of a branch that was not merged here is still open at the remote, in words; empty for nothing.

    `merged` tells of a commit whether it has what the branch brought. Raises ConflictError when it was merged there,
    UnreachableError when nobody knows.
    """
    if not has_remote(base):
        return ""
    remote = _asked(base, event)
    target = f"refs/heads/{desk.repo.branch or remote.default}"
    tip = remote.refs.get(target, "")
    if tip and not holds(base, base.commit, tip):
        fetch(base, remote, target)
        if merged(tip):
            where = target.removeprefix("refs/heads/")
            hint = f"pull {where} first, then roll back again: that takes it back on a branch of its own"
            raise ConflictError(f"it was merged at the remote, into {where}", event.branch, hint)
    return "\n".join(_open(desk, remote, event))


def _asked(base: Base, event: Event) -> Remote:
    try:
        return remote_of(base)
    except SessionMemoryError as error:
        told = f"its remote {REMOTE} does not answer, so nobody knows whether it was merged there"
        hint = f"nothing was taken back; run again when it answers. {error.message}"
        raise UnreachableError(told, event.branch, hint) from error


def _open(desk: Desk, remote: Remote, event: Event) -> list[str]:
    """The branch and the request, each on a line."""
    forge = forge_of(desk.repo, remote.url)
    there = f"refs/heads/{event.branch}" in remote.refs
    lines = [f"  still open: branch {event.branch} of {REMOTE}; delete it there"] if there else []
    if there or forge.push_is_request:
        told = (e.url for _, e in desk.history if e.kind == "requested" and e.commit == event.commit)
        page = next(filter(None, told), "") or request_page(forge, remote.url, remote.refs, event.commit)
        lines += [f"  still open, unless somebody closed it: {page}; close it there"] if page else []
    return lines
