"""Everything that people laid down about one proposal, gathered: decisions, grants, exemptions, holds, ceilings."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path, PurePosixPath

from session_memory import files, git
from session_memory.catalog.kinds import GRANT, MARKDOWN
from session_memory.catalog.past import PATTERNS, ever
from session_memory.changes.gate.ceilings import NOTHING_YET, Limits, Run, exceeded, lifted
from session_memory.changes.gate.danger import (
    beyond_our_attachment,
    beyond_our_bytes,
    executable_surface,
    outside_homes,
    surface_beside_skill,
    unsafe_path,
)
from session_memory.changes.gate.decisions import Decisions, Said, unspent
from session_memory.changes.gate.grants import Asked, covers, uses_of
from session_memory.changes.gate.guard import Guard
from session_memory.changes.gate.ruling import COVERED_BY_ALL, Gate, Ruling, ruling
from session_memory.changes.record.events import AUDIT, trail, trails
from session_memory.cli.seeing.road import Road
from session_memory.cli.writing.identity import identity
from session_memory.errors import SessionMemoryError
from session_memory.model import BY_HAND, Action, FileChange, Grant, Hosts, Item, Plan, Repo, SolutionPattern

RULES = ("catalog/policy.yaml", "catalog/grants/", "catalog/exemptions/")
"""What has findings here may forbid something that nobody can read. So may the trail of the repo: it holds patterns."""


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal before the gate."""

    road: Road
    repo: Repo
    plan: Plan
    hosts: Hosts
    proposal: str
    """Its id."""
    decisions: Decisions
    run: Run = NOTHING_YET
    """What the run that this is part of has written before."""


def rulings(case: Case) -> tuple[Ruling, ...]:
    """What is decided about each item that the proposal would change."""
    asked = tuple(asked_of(case))
    gate = _gate(case, asked)
    return tuple(ruling(one, gate) for one in asked)


@contextlib.contextmanager
def grants_at_hand(case: Case) -> Iterator[None]:
    """Nobody else uses meanwhile what may be used a number of times only. Raises BusyError when somebody does."""
    with contextlib.ExitStack() as held:
        if _limited(case.road, tuple(asked_of(case))):
            held.enter_context(files.locked(case.road.root / GRANT.place, "grants that may be used up"))
        yield


def asked_of(case: Case) -> Iterator[Asked]:
    """Each item that would be written, with what is dangerous about it."""
    homes, guard = homes_of(case.road, case.hosts), case.road.guard(case.hosts)
    for item in case.plan.pending:
        changes = [change for change in case.plan.changes if item.path in (change.path, change.skill)]
        yield Asked(
            repo=case.repo.name,
            domain=case.repo.domain,
            pattern=item.pattern_id,
            version=item.after or item.before,
            flavors=item.serves,
            path=item.path,
            risk=item.risk,
            dangers=tuple(filter(None, (*_dangers(item, homes), *_of_changes(changes, case, homes)))),
            guarded=tuple(_guarded(guard, {item.path, *(change.path for change in changes)})),
            takes_back=item.state in BY_HAND,
        )


def _guarded(guard: Guard, paths: Iterable[str]) -> Iterator[str]:
    yield from (f"{path}: {why}" for path in sorted(paths) if (why := guard.why(path)))


def homes_of(road: Road, hosts: Hosts) -> frozenset[str]:
    """Every path that is some flavor's own in this target, links followed."""
    homes = frozenset(road.wanted.homes)
    return homes | {to for link, to in hosts.links.items() if link in homes}


def _dangers(item: Item, homes: frozenset[str]) -> Iterator[str]:
    yield unsafe_path(item.path)
    yield executable_surface(item.path)
    if item.action is not Action.REMOVE:
        yield outside_homes(item.path, homes)


def _of_changes(changes: Sequence[FileChange], case: Case, homes: frozenset[str]) -> Iterator[str]:
    """What is dangerous about the bytes of an item's file, and about the files that travel with it."""
    for change in changes:
        if not change.skill:
            yield _beyond(change, case.plan)
            continue
        yield unsafe_path(change.path)
        yield surface_beside_skill(change.path)
        yield "" if change.after is None else outside_homes(change.path, homes)
        if change.skill not in {item.path for item in case.plan.taken_back}:
            skill = case.hosts.files.get(change.skill)
            yield beyond_our_attachment(change, skill.content if skill else None)


def _beyond(change: FileChange, plan: Plan) -> str:
    """Who asks for our text back wants the hand edit in it gone, whichever pattern of the file this is about."""
    asked_back = {taken.pattern_id for taken in plan.taken_back if taken.path == change.path}
    return beyond_our_bytes(change.before, change.after, asked_back)


def _gate(case: Case, asked: Sequence[Asked]) -> Gate:
    road = case.road
    grants, uncounted = _grants(road, asked)
    approvals = case.decisions.of(case.proposal, Said.APPROVED)
    limits = Limits(road.catalog.policy, road.today)
    return Gate(
        today=road.today,
        approvals=unspent(approvals, trail(road.root, case.repo.name)),
        rejections=tuple(no for _, no in case.decisions.of(case.proposal, Said.REJECTED)),
        grants=grants,
        aside=road.aside(case.repo),
        exceeded=exceeded(case.plan, limits, case.run),
        lifted=lifted(case.plan, limits, case.run),
        uncounted=uncounted,
        authors=authors(case) if road.catalog.policy.four_eyes else None,
        unreadable=unreadable(case),
    )


def _grants(road: Road, asked: Iterable[Asked]) -> tuple[tuple[tuple[Grant, int], ...], str]:
    """The grants, each with how often it was used where that matters; and why some of them do not count.

    Counting opens the trail of every repo, so it is done only for a grant that it could make a difference to.
    """
    limited, uses, why = _limited(road, asked), Counter[str](), ""
    if limited:
        try:
            uses = _uses(road)
        except SessionMemoryError as error:
            why = f"the uses of {', '.join(grant.id for grant in limited)} cannot be counted: {error.where} is damaged"
    return tuple((grant, uses[grant.id]) for grant in road.catalog.grants if not why or grant not in limited), why


def _uses(road: Road) -> Counter[str]:
    """Id of a grant -> how often it was used in all repos. Raises SessionMemoryError for events damaged or gone."""
    broken = next((f for f in road.catalog.findings if f.place.path.startswith(f"{AUDIT}/")), None)
    if broken is not None:
        raise SessionMemoryError(broken.message, broken.place.path)
    return uses_of(event for found in trails(road.root).values() for _, event in found)


def _limited(road: Road, asked: Iterable[Asked]) -> tuple[Grant, ...]:
    """The grants that may be used a number of times only, and would cover something here if they never were."""
    few = (grant for grant in road.catalog.grants if grant.max_uses is not None)
    items = tuple(asked)
    return tuple(grant for grant in few if any(not covers(grant, one, road.today, 0) for one in items))


def unreadable(case: Case) -> tuple[str, ...]:
    """Rules of this catalog, and events and decisions of this repo, that cannot be read."""
    rules = (*RULES, f"{AUDIT}/{case.repo.name}/")
    findings = (f for f in case.road.catalog.findings if f.place.path.startswith(rules))
    return (*map(str, findings), *(f"{path} was changed after it was written" for path in case.decisions.damaged))


def authors(case: Case) -> Mapping[str, str]:
    """Pattern -> mail address of whoever changed its file last; a change that is not committed is the user's own.

    Who deleted the file changed it last.
    """
    root = case.road.root
    here = {p.id: (p.path, *_folder(p)) for p in case.road.catalog.patterns}
    pending = {item.pattern_id for item in case.plan.pending} - COVERED_BY_ALL
    paths = {**here, **_deleted(root, pending - set(here))}
    return {id: _author(root, paths[id]) for id in sorted(pending)}


def _folder(pattern: SolutionPattern) -> Iterator[str]:
    """The folder whose files travel with it, if there is one."""
    if pattern.attachments:
        yield pattern.path.removesuffix(MARKDOWN)


def _deleted(root: Path, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Where the files of these patterns were, as far as git remembers."""
    once = sorted(ever(root, PATTERNS)) if ids else []
    return {id: tuple(path for path in once if PurePosixPath(path).name == f"{id}.md") for id in ids}


def _author(root: Path, paths: Sequence[str]) -> str:
    """Empty when nobody can say."""
    top = git.top_of(root)
    if top is None or not paths:
        return ""
    named = [str(root.resolve() / path) for path in paths]
    if git.run(top, "status", "--porcelain", "--", *named, plain=False).strip():
        return parseaddr(identity(root, None))[1]
    return os.fsdecode(git.run(top, "log", "-1", "--format=%ae", "--", *named, plain=False)).strip()
