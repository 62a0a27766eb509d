"""The proposal as it would be made now; what lies in the folder is held against it, and brought up to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from session_memory.changes.proposals import Proposal, build, folder_of, last_proved, remember_proved, save
from session_memory.changes.saved import Saved, load
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.spoken import rejection
from session_memory.model import Hosts, Plan, Repo


@dataclass(frozen=True, slots=True)
class Fresh:
    """The proposal as it would be made now, from what stands there now."""

    road: Road
    repo: Repo
    hosts: Hosts
    plan: Plan
    proposal: Proposal


def made_fresh(road: Road, repo: Repo, saved: Saved | None) -> Fresh:
    """The proposal again, as far as the saved one was asked for. Raises UnreachableError."""
    road = replace(road, only=saved.only) if saved else road
    hosts = road.hosts(repo)
    plan = road.plan_for(repo, hosts)
    folder = folder_of(road.root, repo.name)
    return Fresh(road, repo, hosts, plan, build(plan, folder, last_proved(road.cache, repo.name)))


def lay_down(fresh: Fresh) -> str:
    """Have the folder hold this proposal; nothing, where somebody said no to it: who, and why."""
    no = rejection(fresh.road, fresh.plan, fresh.proposal.id)
    proposal = replace(fresh.proposal, tree={}) if no else fresh.proposal
    save(fresh.road.root, proposal)
    remember_proved(fresh.road.cache, proposal)
    return no


def refresh(road: Road, repo: Repo) -> Plan:
    """Make the saved proposal, if there is one, what it would be now; one that is used up goes."""
    saved = load(road.root, repo.name)
    if saved is None:
        return road.plan_for(repo, road.hosts(repo))
    fresh = made_fresh(road, repo, saved)
    lay_down(fresh)
    return fresh.plan
