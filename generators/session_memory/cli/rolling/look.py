"""How one repository stands after its step, as its files say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from session_memory.changes.plan import EVERYTHING
from session_memory.changes.record.events import held, trail
from session_memory.changes.status import states
from session_memory.changes.targets import place_of
from session_memory.changes.write import journal
from session_memory.changes.write.undo import restored
from session_memory.cli.seeing.begun import begun
from session_memory.cli.seeing.records import records_of
from session_memory.cli.seeing.road import Road, reporting
from session_memory.cli.seeing.spoken import heard
from session_memory.errors import ConflictError, MalformedHostError, SessionMemoryError
from session_memory.model import BY_HAND, CellState, Plan, Repo
from session_memory.rollout import Look, Result, Rollout


def look(road: Road, rollout: Rollout, repo: Repo, result: Result) -> Look:
    """Read the repository, and what is written down of it."""
    try:
        plan = replace(reporting(road), only=EVERYTHING).plan(repo)
        if plan.unreachable or plan.stale_view:
            return Look(repo=repo.name, unreachable=plan.unreachable or plan.stale_view)
        spoken = heard(road.root, repo.name)
        found = states(plan, records_of(road, repo, plan, spoken, spoken.rejection(road, plan)))
    except (SessionMemoryError, OSError) as error:
        return Look(repo=repo.name, unreachable=" ".join(str(error).split()))
    cells = tuple(cell for cell in found if not rollout.patterns or cell.pattern_id in rollout.patterns)
    return Look(
        repo=repo.name,
        cells=cells,
        drift=(*_drift(cells), *plan.malformed, *_gone(road, repo, result)),
        open=tuple(_open(road, repo, result)),
        uneven=tuple(_uneven(plan, rollout)),
        lossy=tuple(_lossy(road, repo, result)),
    )


def _drift(cells: tuple[CellState, ...]) -> Iterator[str]:
    edited = {(cell.pattern_id, cell.path, cell.note or str(cell.state)) for cell in cells if cell.state in BY_HAND}
    yield from (f"{pattern} in {path}: {what}" for pattern, path, what in sorted(edited))


def _gone(road: Road, repo: Repo, result: Result) -> Iterator[str]:
    """That somebody took the change back since, or one of its patterns out."""
    history = trail(road.root, repo.name)
    for event in (e for _, e in history if result.event and e.undoes == result.event):
        yield f"{', '.join(event.patterns)} was taken back on {event.at[:10]} by {event.by}"
    on_hold = sorted(held(history) & set(result.patterns)) if result.event else []
    if on_hold and not any(event.undoes == result.event for _, event in history):
        yield f"{', '.join(on_hold)} was taken out"


def _open(road: Road, repo: Repo, result: Result) -> Iterator[str]:
    unfinished = begun(road.root, repo)
    if unfinished:
        yield str(unfinished)
    if result.branch:
        yield f"merge {result.branch}"


def _uneven(plan: Plan, rollout: Rollout) -> Iterator[str]:
    for delivery in plan.refused:
        if not rollout.patterns or delivery.pattern_id in rollout.patterns:
            yield f"{delivery.pattern_id} does not reach {delivery.flavor}: {delivery.reason}"


def _lossy(road: Road, repo: Repo, result: Result) -> Iterator[str]:
    """The files of the change for which the way back does not lead to the bytes of before."""
    event = dict(trail(road.root, repo.name)).get(result.event)
    if event is None or not event.files:
        return
    folder, _ = place_of(road.root, repo, reporting(road).mirrors)
    for file in event.files:
        before, after = (journal.found(road.root, folder, side) for side in (file.before, file.after))
        if (before is None) != (file.before is None) or (after is None) != (file.after is None):
            yield f"the bytes of {file.path} are not on this machine"
        elif not _goes_back(file.path, before, after):
            yield f"{file.path} would not be as it was"


def _goes_back(path: str, before: bytes | None, after: bytes | None) -> bool:
    try:
        return restored(path, after, before, after) == before
    except (ConflictError, MalformedHostError):
        return False
