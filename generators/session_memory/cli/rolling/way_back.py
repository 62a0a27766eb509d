"""What taking a rollout back would do, prepared for review once a gate has failed or somebody has aborted it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from session_memory.changes.patch import make_patch
from session_memory.changes.record.events import Event, trail
from session_memory.changes.targets import place_of
from session_memory.changes.write import journal
from session_memory.cli.seeing.road import Road, reporting
from session_memory.errors import UnreachableError
from session_memory.fleet import kept
from session_memory.fleet.stage import standing
from session_memory.model import FileChange
from session_memory.rollout import Progress, Result, Stage

FOLDER = "rollback"
STAGES = (Stage.STOPPED, Stage.ABORTED)


def prepare(road: Road, progress: Progress) -> int:
    """Have `rollouts/<id>/rollback/` hold a patch for each repo while it may have to be taken back; their number."""
    wanted = standing(progress.results) if progress.stage in STAGES else ()
    patches = {f"{result.repo}.patch": patch for result in wanted if (patch := _patch(road, result))}
    kept.lay_down(road.root, progress.rollout.id, FOLDER, patches)
    return len(patches)


def _patch(road: Road, result: Result) -> bytes:
    """From what the change wrote to what was there before; empty where this machine does not have the bytes."""
    event = dict(trail(road.root, result.repo)).get(result.event)
    repo = next((repo for repo in road.catalog.repos if repo.name == result.repo), None)
    if event is None or repo is None:
        return b""
    try:
        folder, _ = place_of(road.root, repo, reporting(road).mirrors)
    except UnreachableError:
        return b""
    changes = tuple(_changes(road.root, folder, event))
    return make_patch(changes) if len(changes) == len(event.files) else b""


def _changes(root: Path, folder: Path, event: Event) -> Iterator[FileChange]:
    for file in event.files:
        now, then = journal.found(root, folder, file.after), journal.found(root, folder, file.before)
        if (now is None) == (file.after is None) and (then is None) == (file.before is None):
            side = file.before or file.after
            yield FileChange(file.path, now, then, executable=bool(side and side.mode & 0o100))
