"""Everything that people laid down about one proposal, gathered: decisions, grants, exemptions, holds, ceilings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from session_memory import git
from session_memory.changes.gate.ceilings import exceeded
from session_memory.changes.gate.danger import beyond_our_bytes, executable_surface, outside_homes, unsafe_path
from session_memory.changes.gate.decisions import Decisions, Said, unspent
from session_memory.changes.gate.grants import Asked, uses_of
from session_memory.changes.gate.ruling import Gate, Ruling, ruling
from session_memory.changes.record.events import trails
from session_memory.cli.identity import identity
from session_memory.cli.road import Road
from session_memory.model import Action, Hosts, Item, Plan, Repo

RULES = ("catalog/policy.yaml", "catalog/grants/", "catalog/exemptions/")
"""What has findings here may forbid something that nobody can read."""


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


def rulings(case: Case) -> tuple[Ruling, ...]:
    """What is decided about each item that the proposal would change."""
    gate = _gate(case)
    return tuple(ruling(asked, gate) for asked in asked_of(case))


def asked_of(case: Case) -> Iterator[Asked]:
    """Each item that would be written, with what is dangerous about it."""
    homes = homes_of(case.road, case.hosts)
    for item in case.plan.pending:
        yield Asked(
            repo=case.repo.name,
            domain=case.repo.domain,
            pattern=item.pattern_id,
            version=item.after or item.before,
            flavors=item.serves,
            path=item.path,
            risk=item.risk,
            dangers=tuple(filter(None, _dangers(item, case.plan, homes))),
        )


def homes_of(road: Road, hosts: Hosts) -> frozenset[str]:
    """Every path that is some flavor's own in this target, links followed."""
    homes = frozenset(road.wanted.homes)
    return homes | {to for link, to in hosts.links.items() if link in homes}


def _dangers(item: Item, plan: Plan, homes: frozenset[str]) -> Iterator[str]:
    yield unsafe_path(item.path)
    yield executable_surface(item.path)
    if item.action is not Action.REMOVE:
        yield outside_homes(item.path, homes)
    # Who asks for our text back wants the hand edit in it gone, whichever pattern of the file this is about.
    asked_back = {taken.pattern_id for taken in plan.taken_back if taken.path == item.path}
    change = next((change for change in plan.changes if change.path == item.path), None)
    if change is not None:
        yield beyond_our_bytes(change.before, change.after, asked_back)


def _gate(case: Case) -> Gate:
    road, name = case.road, case.repo.name
    history = trails(road.root)
    uses = uses_of(event for found in history.values() for _, event in found)
    approvals = case.decisions.of(case.proposal, Said.APPROVED)
    return Gate(
        today=road.today,
        approvals=unspent(approvals, history.get(name, ())),
        rejections=tuple(no for _, no in case.decisions.of(case.proposal, Said.REJECTED)),
        grants=tuple((grant, uses[grant.id]) for grant in road.catalog.grants),
        aside=road.aside(case.repo),
        exceeded=exceeded(case.plan, road.catalog.policy.ceilings),
        authors=authors(case) if road.catalog.policy.four_eyes else None,
        unreadable=unreadable(case),
    )


def unreadable(case: Case) -> tuple[str, ...]:
    """Rules of this catalog, and decisions about this repo, that cannot be read."""
    findings = (f for f in case.road.catalog.findings if f.place.path.startswith(RULES))
    return (*map(str, findings), *(f"{path} was changed after it was written" for path in case.decisions.damaged))


def authors(case: Case) -> Mapping[str, str]:
    """Pattern -> mail address of whoever changed its file last; a change that is not committed is the user's own."""
    paths = {p.id: p.path for p in case.road.catalog.patterns}
    pending = {item.pattern_id for item in case.plan.pending}
    return {id: _author(case.road.root, path) for id, path in paths.items() if id in pending}


def _author(root: Path, path: str) -> str:
    if git.top_of(root) is None:
        return ""
    if git.run(root, "status", "--porcelain", "--", path, plain=False).strip():
        return parseaddr(identity(root, None))[1]
    return os.fsdecode(git.run(root, "log", "-1", "--format=%ae", "--", path, plain=False)).strip()
