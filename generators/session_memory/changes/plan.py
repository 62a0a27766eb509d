"""Deliveries + a target's files -> Plan. Pure: nothing is read, written or asked here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from session_memory.changes.budget import Limits, Overrun, budgets, overruns
from session_memory.changes.compare import Knowledge, compare
from session_memory.changes.edits import edited_files
from session_memory.changes.gate.guard import Guard
from session_memory.changes.no_imports import cut_off, left_as_they_are
from session_memory.changes.skill_folder import beside
from session_memory.changes.standing import Standing
from session_memory.changes.wanted import IN_REGION, Want, import_targets, wants
from session_memory.model import (
    IMPORT_ID,
    Action,
    Artifact,
    Bridge,
    Deliveries,
    Delivery,
    Hosts,
    Item,
    Only,
    Outcome,
    Placed,
    Plan,
    Risk,
    Skipped,
    State,
)

EVERYTHING = Only()
OPEN = Guard()


@dataclass(frozen=True, slots=True)
class Request:
    """What a plan is made from, next to the target itself."""

    repo: str
    deliveries: Deliveries
    skipped: tuple[Skipped, ...]
    ids: frozenset[str]
    """Every pattern of the catalog, whatever its status."""
    blocked: frozenset[str]
    """Patterns whose file has findings."""
    limits: Limits
    now: Limits
    """The same limits over the files that each flavor loads before anything is changed."""
    reasons: Mapping[str, tuple[str, str]]
    """Pattern id -> its title and why it is for this repo."""
    inputs: Mapping[str, str]
    """Pattern id -> SHA-256 of its file."""
    risks: Mapping[str, Risk]
    """Pattern id -> what its text makes an agent do, for every pattern of the catalog."""
    aside: Mapping[str, str]
    """Patterns that are held or exempt here, and why: what stands of them is left as it is."""
    warnings: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    only: Only = EVERYTHING
    guard: Guard = OPEN
    """Where nothing may be written."""


def make_plan(request: Request, hosts: Hosts, standing: Standing) -> Plan:
    """The plan for one reachable target."""
    outcomes = request.deliveries.outcomes
    refused = {d.pattern_id for d in outcomes if d.outcome is Outcome.REFUSED}
    known = Knowledge(request.ids | {IMPORT_ID}, request.blocked | refused, request.aside, _ours(request.only))
    wanted = wants(request.deliveries)
    compared = tuple(_possible(item, hosts.closed) for item in compare(standing, wanted, known))
    if IMPORT_ID in request.aside:
        away = cut_off(compared, outcomes, standing)
        compared = left_as_they_are(compared, away, request.aside[IMPORT_ID])
        outcomes = tuple(d for d in outcomes if (d.flavor, d.pattern_id) not in away)
    items = tuple(_with_readers(item, request.now) for item in _guarded(compared, wanted, standing, request.guard))
    items = _with_risks(_asked_for(_apart(items, wanted), request.only), request.risks)
    items = _still_needed(items, standing)
    changes = edited_files(items, wanted, standing, hosts)
    over = overruns(request.limits, standing, hosts, changes, wanted)
    if over:
        items = _within_limits(items, over, request.deliveries.bridges, standing)
        changes = edited_files(items, wanted, standing, hosts)
    return Plan(
        repo=request.repo,
        only=request.only,
        items=items,
        changes=changes,
        outcomes=_settled([d for d in outcomes if _asks(request.only, d.pattern_id, [d.flavor])], items),
        choices=tuple(c for c in map(partial(_part, request.only), request.deliveries.choices) if c.patterns),
        skipped=request.skipped,
        budgets=budgets(request.limits, standing, hosts, changes),
        before=budgets(request.now, standing, hosts),
        artifacts=tuple(placement.artifact for placement in request.deliveries.placements),
        reasons=request.reasons,
        inputs=request.inputs,
        warnings=request.warnings,
        here=request.here,
        moved=request.deliveries.moved,
        overruns=tuple(overrun.told for overrun in over.values()),
        malformed=tuple(f"{path}: {standing.problems[path]}" for path in sorted(standing.malformed)),
    )


def unreachable_plan(request: Request, artifacts: Iterable[Artifact], reason: str) -> Plan:
    """A plan with artifacts only, for a target that could not be read."""
    refused = tuple(
        Delivery(d.flavor, d.pattern_id, Outcome.REFUSED, reason=reason) for d in request.deliveries.outcomes
    )
    return Plan(
        repo=request.repo,
        only=request.only,
        outcomes=refused,
        skipped=request.skipped,
        artifacts=tuple(artifacts),
        reasons=request.reasons,
        inputs=request.inputs,
        warnings=request.warnings,
        unreachable=reason,
    )


def _ours(only: Only) -> frozenset[str]:
    """What to take back from hand edits: nothing that was not named."""
    return only.patterns if only.ours else frozenset()


def _asks(only: Only, pattern: str, flavors: Iterable[str]) -> bool:
    """Whether this pattern for these flavors was asked for; import lines always are."""
    named = not only.patterns or pattern in only.patterns
    served = not only.flavors or bool(only.flavors & set(flavors))
    return pattern == IMPORT_ID or (named and served)


def _part(only: Only, choice: Placed) -> Placed:
    """What a choice says about what was asked for."""
    return replace(choice, patterns=tuple(id for id in choice.patterns if _asks(only, id, choice.flavors)))


def _asked_for(items: Sequence[Item], only: Only) -> tuple[Item, ...]:
    """What was asked for, with the copies elsewhere that it takes the place of: no agent may get both."""
    asked = {item.pattern_id for item in items if _asks(only, item.pattern_id, item.serves)}
    moved = (Action.REMOVE, Action.KEEP)
    return tuple(
        i for i in items if _asks(only, i.pattern_id, i.serves) or (i.action in moved and i.pattern_id in asked)
    )


def _possible(item: Item, closed: Mapping[str, str]) -> Item:
    """What would go where there can be no file is told as in the way."""
    if item.action is not Action.ADD or item.path not in closed:
        return item
    note = f"it would go {closed[item.path]}; move that, or give the pattern another form"
    return replace(item, state=State.FOREIGN, action=Action.KEEP, note=note)


RISING = (Risk.READ, Risk.WRITE, Risk.DANGER)


def _with_risks(items: Sequence[Item], risks: Mapping[str, Risk]) -> tuple[Item, ...]:
    """What each change may make an agent do. An import line does what the text that it brings does, so it counts as
    the riskiest pattern here; taking a text out is no more than a write."""
    known = [risks.get(item.pattern_id, Risk.WRITE) for item in items if item.pattern_id != IMPORT_ID]
    most = max(known, key=RISING.index, default=Risk.WRITE)
    return tuple(replace(item, risk=_risk(item, risks, most)) for item in items)


def _risk(item: Item, risks: Mapping[str, Risk], most: Risk) -> Risk:
    risk = most if item.pattern_id == IMPORT_ID else risks.get(item.pattern_id, Risk.WRITE)
    return min(risk, Risk.WRITE, key=RISING.index) if item.action is Action.REMOVE else risk


def _still_needed(items: Sequence[Item], standing: Standing) -> tuple[Item, ...]:
    """An import line stays as long as text stays behind it that placement knows nothing of, or nobody can read it."""
    behind = {i.path for i in items if i.action is Action.KEEP and not i.after} | set(standing.problems)

    def kept(item: Item) -> bool:
        blocks = standing.blocks.get(item.path, ())
        targets = (import_targets(block.body) for block in blocks if block.id == IMPORT_ID)
        return item.pattern_id == IMPORT_ID and item.action is Action.REMOVE and any(t & behind for t in targets)

    return tuple(replace(i, action=Action.KEEP, state=State.IN_SYNC) if kept(i) else i for i in items)


def _with_readers(item: Item, now: Limits) -> Item:
    """An item that is not wanted still has readers: the flavors that load its file today."""
    if item.serves or item.after:
        return item
    return replace(item, serves=tuple(sorted(f for f, paths in now.loads.items() if item.path in paths)))


def _guarded(
    items: Iterable[Item], wanted: Mapping[str, Mapping[str, Want]], standing: Standing, guard: Guard
) -> Iterator[Item]:
    """Where nothing may be written, what stands is kept, and nothing is added."""
    for item in items:
        want, stamp = wanted.get(item.path, {}).get(item.pattern_id), standing.stamps.get(item.path)
        travels = {one.path for one in want.attachments} if want else set()
        travels |= {path for path, _ in stamp.files} if stamp else set()
        files = (item.path, *(beside(item.path, path) for path in sorted(travels)))
        found = ((path, guard.why(path)) for path in files if item.action is not Action.KEEP)
        why = next((why if path == item.path else f"{path}: {why}" for path, why in found if why), "")
        # An import line that stays is counted on.
        kept = State.SKIPPED if not item.before else State.IN_SYNC if item.pattern_id == IMPORT_ID else item.state
        yield replace(item, action=Action.KEEP, state=kept, note=why) if why else item


def _apart(items: Sequence[Item], wanted: Mapping[str, Mapping[str, Want]]) -> tuple[Item, ...]:
    """A pattern is not put anywhere else as long as a copy stands where it is no longer wanted and nobody takes it out:
    because somebody edited it, or because nothing may be written there."""
    left = (i for i in items if i.action is Action.KEEP and i.pattern_id not in wanted.get(i.path, {}))
    stays = {State.EDITED: "was edited by hand", State.ORPHANED: "is where nothing may be written"}
    stray = {i.pattern_id: f"its copy in {i.path} {stays[i.state]}" for i in left if i.state in stays}
    return tuple(
        replace(item, action=Action.KEEP, note=f"waits: {stray[item.pattern_id]}")
        if item.action is Action.ADD and item.pattern_id in stray
        else item
        for item in items
    )


def _within_limits(
    items: Sequence[Item], over: Mapping[str, Overrun], bridges: Sequence[Bridge], standing: Standing
) -> tuple[Item, ...]:
    """Nothing more for the files that would be too long, and no import line to a file that then is not there."""
    there = {bridge.target for bridge in bridges} - set(over) | set(standing.blocks)
    needed = {bridge.host for bridge in bridges if bridge.target in there}
    return tuple(_left_alone(i, over) for i in items if i.pattern_id != IMPORT_ID or i.path in needed)


def _left_alone(item: Item, over: Mapping[str, Overrun]) -> Item:
    """An item in a file that would overrun a limit: nothing is added to or changed in that file."""
    if item.path not in over or item.form not in IN_REGION or item.action not in (Action.ADD, Action.CHANGE):
        return item
    return replace(
        item, action=Action.KEEP, state=State.SKIPPED if not item.before else item.state, note=over[item.path].reason
    )


def _settled(outcomes: Sequence[Delivery], items: Sequence[Item]) -> tuple[Delivery, ...]:
    """Outcomes in the light of what stands in the way on disk."""
    at = {(item.path, item.pattern_id): item for item in items}
    return tuple(
        _outcome(d, at.get((d.path, d.pattern_id)), at.get((d.bridge, IMPORT_ID)) if d.bridge else None)
        for d in outcomes
    )


def _outcome(delivery: Delivery, item: Item | None, bridge: Item | None) -> Delivery:
    """Refused when the pattern, or the import line that brings it, is not what it should be and stays so."""
    for needed, where in ((item, ""), (bridge, f"the import line in {delivery.bridge}: ")):
        stuck = needed is not None and needed.action is Action.KEEP and needed.state is not State.IN_SYNC
        if needed is not None and stuck and delivery.outcome is not Outcome.REFUSED:
            return replace(delivery, outcome=Outcome.REFUSED, reason=f"{where}{needed.note}")
    return delivery
