"""A plan, told in a few lines for a person and as one object for a program. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from session_memory.changes.proposals import Proposal
from session_memory.cli.seeing.folded import few, in_room, pending
from session_memory.cli.seeing.held_back import NONE, HeldBack
from session_memory.model import IMPORT_ID, Action, Delivery, Outcome, Plan, State

COLUMNS = ("new", "changed", "removed", "unchanged", "covered", "skipped", "refused")

OK, ERROR, ATTENTION, CONFLICT = 0, 1, 3, 4
WORST_FIRST = (CONFLICT, ERROR, ATTENTION, OK)


@dataclass(frozen=True, slots=True)
class Result:
    """What distributing to one repo came to."""

    plan: Plan
    proposal: Proposal
    changed: tuple[str, ...]
    """Files of the proposal's folder that were written or deleted."""
    failed: str = ""
    """Why there is no plan; the saved proposal is as it was."""
    rejected: str = ""
    """Who said no to this very proposal; it is not raised again."""
    stale: str = ""
    """Whose yes was to what the proposal was before."""
    leaving: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(path, pattern) of what was taken out or back, and stands there all the same -> why."""
    held: HeldBack = NONE
    """Patterns that have findings."""

    def exit_code(self, check: bool) -> int:
        """4 for a hand edit in the way or a malformed host file, 1 for what does not arrive, else 0 (3 if checked)."""
        if self.plan.malformed or self.plan.conflicts:
            return CONFLICT
        if self.plan.refused or self.plan.unreachable or self.failed:
            return ERROR
        waits = self.plan.changes and not self.rejected
        return ATTENTION if check and (waits or self.changed or self.leaving) else OK


def counts(plan: Plan, flavor: str) -> Mapping[str, int]:
    """How many patterns of each column there are for one flavor."""
    covered = {(d.pattern_id, d.path) for d in plan.outcomes if d.flavor == flavor and d.outcome is Outcome.COVERED}
    found: Counter[str] = Counter()
    for item in plan.items:
        if item.pattern_id != IMPORT_ID and flavor in item.serves and (item.pattern_id, item.path) not in covered:
            found[_column(item.action, item.state)] += 1
    found["covered"] = len(covered)
    found["skipped"] = len(plan.skipped)
    found["refused"] = sum(1 for d in plan.refused if d.flavor == flavor)
    return {column: found[column] for column in COLUMNS}


def _column(action: Action, state: State) -> str:
    if action is Action.KEEP:
        return "unchanged" if state is State.IN_SYNC else "left alone"
    return {Action.ADD: "new", Action.CHANGE: "changed", Action.REMOVE: "removed"}[action]


def told(result: Result, command: str) -> Iterator[str]:
    """The lines of one repo, most important last; `command` is the one that applies its proposal."""
    plan, flavors = result.plan, flavors_of(result.plan)
    yield f"{plan.repo}: {_headline(result)}"
    if flavors:
        yield "  " + "".join(f"{column:>11}" for column in ("", *COLUMNS))
    for flavor in flavors:
        numbers = counts(plan, flavor)
        yield "  " + f"{flavor:>11}" + "".join(f"{numbers[column]:>11}" for column in COLUMNS)
    yield from in_room(_details(result))
    if result.stale:
        yield f"  {result.stale}"
    if plan.changes and not result.rejected:
        yield f"  next: read proposals/{plan.repo}/REVIEW.md, then run: {command}"


def _details(result: Result) -> Iterator[tuple[str, Iterable[str]]]:
    """What there is to say of a repo, by kind."""
    plan = result.plan
    yield "pending", pending(plan.changes)
    yield "skipped", _skipped(plan)
    yield "held back", result.held.lines()
    yield "note", (*plan.warnings, *plan.here)
    yield "moved to fit", _moves(plan)
    yield "over", plan.overruns
    yield "refused", _refusals(plan.refused)
    yield "left alone", (f"{i.pattern_id} in {i.path}: {i.state}, {i.note}" for i in plan.conflicts)
    yield "taken back", (f"{i.pattern_id} in {i.path}: {i.state}, {i.note}" for i in plan.taken_back)
    yield "not ours", (f"{i.pattern_id} in {i.path}: {i.note}" for i in plan.foreign)
    yield "malformed", plan.malformed
    yield "waits", (f"{pattern} in {path}: {why}" for (path, pattern), why in sorted(result.leaving.items()))


def _headline(result: Result) -> str:
    plan, proposal = result.plan, result.proposal
    if result.failed:
        return f"failed, and nothing was written: {result.failed}"
    if plan.unreachable:
        return f"the patch is missing: {plan.unreachable}. The artifacts are in proposals/{plan.repo}/artifacts"
    if result.rejected:
        return f"not raised again: {result.rejected}"
    if not proposal.tree:
        what = "everything else" if result.held else "everything"
        return f"{what} is in place" + (", the old proposal is gone" if result.changed else ", nothing to propose")
    if not result.changed:
        return f"proposal {proposal.id[:12]} stands unchanged, no byte was written"
    return f"proposal {proposal.id[:12]}, {len(result.changed)} files written in proposals/{plan.repo}"


def _skipped(plan: Plan) -> Iterator[str]:
    """One line per reason."""
    rows: dict[str, list[str]] = {}
    for skipped in plan.skipped:
        rows.setdefault(skipped.reason, []).append(skipped.pattern_id)
    return (f"{few(ids)}: {reason}" for reason, ids in rows.items())


def _moves(plan: Plan) -> Iterator[str]:
    """One line."""
    flavors = {flavor: [m for m in plan.moved if m.flavor == flavor] for flavor in flavors_of(plan)}
    told = [f"{len(moved)} for {flavor}, because {moved[0].because}" for flavor, moved in flavors.items() if moved]
    if told:
        yield "; ".join(told)


def _refusals(refused: tuple[Delivery, ...]) -> Iterator[str]:
    """One line per reason."""
    rows: dict[str, list[Delivery]] = {}
    for delivery in refused:
        rows.setdefault(delivery.reason, []).append(delivery)
    for reason, deliveries in rows.items():
        patterns = few(sorted({d.pattern_id for d in deliveries}))
        yield f"{patterns} for {', '.join(sorted({d.flavor for d in deliveries}))}: {reason}"


def flavors_of(plan: Plan) -> tuple[str, ...]:
    """The flavors that the plan is about, sorted."""
    return tuple(sorted({d.flavor for d in plan.outcomes} | {b.flavor for b in plan.budgets}))


def as_object(result: Result) -> dict[str, Any]:
    """The same for programs."""
    plan = result.plan
    return {
        "repo": plan.repo,
        "proposal": result.proposal.id if result.proposal.tree else None,
        "written": list(result.changed),
        "flavors": {flavor: dict(counts(plan, flavor)) for flavor in flavors_of(plan)},
        "pending": [
            {"path": i.path, "pattern": i.pattern_id, "action": i.action, "before": i.before, "after": i.after}
            for i in plan.pending
        ],
        "files": [change.path for change in plan.changes],
        "refused": [{"pattern": d.pattern_id, "flavor": d.flavor, "reason": d.reason} for d in plan.refused],
        "left_alone": [
            {"path": i.path, "pattern": i.pattern_id, "state": i.state, "note": i.note} for i in plan.conflicts
        ],
        "taken_back": [{"path": i.path, "pattern": i.pattern_id, "state": i.state} for i in plan.taken_back],
        "moved": [{"flavor": m.flavor, "pattern": m.pattern_id, "to": m.path or None} for m in plan.moved],
        "overruns": list(plan.overruns),
        "malformed": list(plan.malformed),
        "skipped": {skipped.pattern_id: skipped.reason for skipped in plan.skipped},
        "budgets": {b.flavor: {"hand": b.hand, "ours": b.ours, "limit": b.limit} for b in plan.budgets},
        "warnings": list(plan.warnings),
        "held_back": result.held.as_object(),
        "unreachable": plan.unreachable or None,
        "failed": result.failed or None,
        "rejected": result.rejected or None,
        "stale": result.stale or None,
        "waits": [{"path": path, "pattern": id, "note": why} for (path, id), why in sorted(result.leaving.items())],
        "exit": result.exit_code(check=False),
    }
