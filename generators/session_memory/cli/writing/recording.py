"""The registry, made again from what was read back from a target and from its audit trail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from session_memory.changes.plan import EVERYTHING
from session_memory.changes.record.events import Trail, held
from session_memory.changes.record.rebuild import Seen, rebuild
from session_memory.changes.record.registry import Cell, read_cells, with_holds, write_cells
from session_memory.changes.targets import place_of
from session_memory.changes.write.at_commit import base_of
from session_memory.changes.write.waiting import waiting
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.serving import serving
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import IMPORT_ID, Repo


def record(road: Road, repo: Repo, history: Trail) -> bool:
    """Make the repo's registry say what stands there now. True when its bytes had to change. Raises UnreachableError.

    What is on hold goes first, and mends a damaged one: looking at the target reads it, too.
    """
    before = _recorded(road.root, repo.name)
    first = write_cells(road.root, repo.name, with_holds(before, held(history)))
    return write_cells(road.root, repo.name, rebuilt(road, repo, history)) or first


def rebuilt(road: Road, repo: Repo, history: Trail) -> tuple[Cell, ...]:
    """The cells of a repo as its target stands now, `history` being all that happened to it."""
    sight = replace(road, only=EVERYTHING).see(repo, history)
    ours = {*sight.standing.blocks, *sight.standing.stamps} - set(sight.standing.problems)
    seen = Seen(
        files={path: sight.hosts.files[path].content for path in sorted(ours)},
        branches=_branches(road, repo, history),
        known=sight.request.ids | {IMPORT_ID},
        serves=serving(road, repo, sight),
        unreadable=frozenset(sight.standing.problems),
    )
    return rebuild(seen, history, read_cells(road.root, repo.name))


def _branches(road: Road, repo: Repo, history: Trail) -> dict[str, dict[str, bytes]]:
    if not any(event.branch for _, event in history):
        return {}
    try:
        base = base_of(*place_of(road.root, repo, road.mirrors))
    except UsageError:
        return {}  # no git there any more, so no branch either
    return {branch: dict(found) for branch, found in waiting(base, history).items()}


def _recorded(root: Path, repo: str) -> tuple[Cell, ...]:
    """The cells as they are recorded; none when the file is damaged, which is one reason to make it again."""
    try:
        return read_cells(root, repo)
    except SessionMemoryError:
        return ()
