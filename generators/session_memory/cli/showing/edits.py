"""What somebody edited by hand in a repo, and where registry and file contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from session_memory.changes.record.registry import Cell
from session_memory.cli.seeing.earlier import hand_edits
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.three_ways import Told, in_three_ways
from session_memory.model import BY_HAND, IMPORT_ID, Plan, Repo
from session_memory.website.site_model import Contradiction, HandEdit


def edits_of(road: Road, repo: Repo, plan: Plan) -> tuple[HandEdit, ...]:
    """Each hand edit; the repo is looked at again only where the plan has one."""
    if not any(item.state in BY_HAND for item in plan.items):
        return ()
    return tuple(_edit(in_three_ways(drift, repo.name)) for drift in hand_edits(road, road.see(repo)))


def _edit(told: Told) -> HandEdit:
    drift, item = told.drift, told.drift.item
    return HandEdit(
        path=item.path,
        pattern_id=item.pattern_id,
        state=item.state,
        by_hand=told.by_hand,
        by_catalog=told.by_catalog,
        ways=told.ways,
        remembered=drift.applied is not None,
        stands="" if told.by_hand else drift.stands.decode("utf-8", "replace"),
    )


def contradictions(plan: Plan, cells: Sequence[Cell]) -> Iterator[Contradiction]:
    """Each cell of the registry whose file holds another version, or nothing of the pattern."""
    holds = {(item.path, item.pattern_id): item.before for item in plan.items}
    for cell in cells:
        found = holds.get((cell.path, cell.pattern), "")
        # What waits on a branch is not to be seen in the file; of a malformed one nobody can say what it holds.
        malformed = any(text.startswith(f"{cell.path}: ") for text in plan.malformed)
        seen = cell.path and not cell.branch and not malformed
        if seen and found != cell.version and not plan.unreachable and cell.pattern != IMPORT_ID:
            command = f"make rebuild REPO={plan.repo}"
            yield Contradiction(cell.path, cell.pattern, cell.version, found, command)
