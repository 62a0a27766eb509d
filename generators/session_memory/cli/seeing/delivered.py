"""What the agents of a repo are told in one place: where contracts, host files and patterns meet."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from session_memory.arrivals import Delivered, ToMend
from session_memory.catalog.select import select
from session_memory.changes.our_texts import our_texts
from session_memory.changes.places import Place
from session_memory.changes.saved import load
from session_memory.changes.standing import Standing, standing
from session_memory.cli.seeing.held_back import NONE, HeldBack, held_back
from session_memory.cli.seeing.leads import around, with_named
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.source import Source, as_they_are, at_commit
from session_memory.contract import Contract
from session_memory.distribute.arriving import Written, told
from session_memory.distribute.context import context
from session_memory.distribute.findings import Mend, to_mend
from session_memory.distribute.reading import At
from session_memory.distribute.tree import tree_of
from session_memory.errors import UsageError
from session_memory.model import FileChange, HostFile, Hosts, Repo
from session_memory.scope import flavors_for

TOP = At(narrow=True)
"""At the top of a repository, where an agent has not yet worked on any file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know."""

    flavors: tuple[str, ...] = ()
    """Those of the repo when empty."""
    at: str = ""
    """A folder in which the agents start, or a file on which they work; empty for the top."""
    ref: str | None = None
    """A commit; None for the files as they are."""
    proposal: bool = False
    """With the proposal carried out."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found."""

    delivered: Delivered
    at: At
    commit: str
    """Id of the commit that was asked for; empty for the files as they are."""
    absent: str = ""
    """That the file on which the agents work is not there, in words; empty when it is."""
    held: HeldBack = NONE
    """Patterns that have findings, so that nobody knows whom they are for."""


def answer(road: Road, repo: Repo, asked: Asked) -> Answer:
    """What the agents are told. Raises UsageError for a place or commit that there is not, UnreachableError."""
    source = as_they_are(road, repo) if asked.ref is None else at_commit(road, repo, asked.ref)
    contracts = {flavor: road.contracts[flavor] for flavor in asked.flavors or repo.flavors}
    at, absent = place_or_new(asked.at, source, repo)
    hosts = with_named(source.read, around(road.wanted, at), contracts.values())
    if asked.proposal:
        hosts = carried_out(hosts, _changes(road, repo))
    meant = meant_for(road, repo, contracts)
    found = standing(hosts, road.homes)
    ids = {b.id for blocks in found.blocks.values() for b in blocks} | {stamp.id for stamp in found.stamps.values()}
    held = held_back(road.catalog.blocked, ids)
    return Answer(delivered(repo, contracts, hosts, found, meant, at), at, source.commit, absent, held)


def delivered(
    repo: Repo,
    contracts: Mapping[str, Contract],
    hosts: Hosts,
    found: Standing,
    meant: Mapping[str, Iterable[str]],
    at: At,
) -> Delivered:
    """What the agents with these contracts are told; `meant`: flavor -> ids of the patterns that are for it."""
    contents = {path: file.content for path, file in hosts.files.items() if not file.problem}
    problems = {path: file.problem for path, file in hosts.files.items() if file.problem}
    tree = tree_of(contents, contracts.values(), set(problems) - hosts.nowhere, hosts.links, hosts.ignored)
    contexts = [context(flavor, contract, tree, contents, at, problems) for flavor, contract in contracts.items()]
    hand = {path: len(rest) for path, rest in found.rest.items() if rest.strip()}
    unclear = {path: why for path, why in found.problems.items() if path in found.malformed}
    written = Written(our_texts(hosts, found), hand, unclear)
    agents = tuple(
        replace(agent, limit=min(filter(None, (agent.limit, repo.budget.get(agent.flavor))), default=None))
        for agent in (
            told(one, contracts[one.flavor], written, meant.get(one.flavor, ()), one.flavor in repo.flavors)
            for one in contexts
        )
    )
    settings = {read.setting.file for contract in contracts.values() for read in contract.reads if read.setting}
    texts = {path: found.rest[path] for path in hand.keys() - settings}
    mends = to_mend(contexts, contracts, tree, contents, texts)
    return Delivered(agents, tuple(map(_mend, mends)), tuple(f"{path}: {unclear[path]}" for path in sorted(unclear)))


def meant_for(road: Road, repo: Repo, flavors: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Flavor -> ids of the patterns that are for it in this repo, registered for it or not."""
    asked = replace(repo, flavors=tuple(flavors))
    chosen = [one.pattern for one in select(road.catalog, asked)[0]]
    return {flavor: tuple(p.id for p in chosen if flavor in flavors_for(p, asked)) for flavor in asked.flavors}


def carried_out(hosts: Hosts, changes: Iterable[FileChange]) -> Hosts:
    """The files with changes carried out in memory."""
    files = dict(hosts.files)
    for change in changes:
        files.pop(change.path, None)
        if change.after is not None and not change.skill:
            files[change.path] = HostFile(change.path, change.after, change.executable)
    return replace(hosts, files=files)


def _changes(road: Road, repo: Repo) -> tuple[FileChange, ...]:
    """What the proposal that lies there asks for, as it would be made now; everything when none lies there."""
    saved = load(road.root, repo.name)
    return replace(road, only=saved.only if saved else road.only).see(repo).plan.changes


def place_or_new(path: str, source: Source, repo: Repo) -> tuple[At, str]:
    """The place that somebody names, or that of a file which somebody is about to make, and that it is not there.

    A file is meant where the name has an ending, or the folder is there. Raises UsageError.
    """
    found = source.look(posixpath.normpath(path)) if path else None
    named = found is not None and found.kind == "nothing" and found.path and not path.endswith("/")
    if found is None or not named or not (found.beside or posixpath.splitext(path)[1]):
        return place(path, source, repo), ""
    near = f" (did you mean {found.near}?)" if found.near else ""
    return At(file=found.path, narrow=True), f"which is not there{near}"


def place(path: str, source: Source, repo: Repo) -> At:
    """The place that somebody names. Raises UsageError."""
    if not path:
        return TOP
    place = source.look(posixpath.normpath(path))
    if place.kind == "folder":
        return At(place.path, narrow=True)
    if place.kind == "file":
        return At(file=place.path, narrow=True)
    raise UsageError(*_no_place(path, place, repo))


def _no_place(path: str, place: Place, repo: Repo) -> tuple[str, str, str]:
    if place.kind == "outside":
        return f"{path} is not inside it", repo.name, "name a path relative to the top of the repository"
    if place.kind == "nested":
        hint = f"for what agents are told there: session-memory delivered path/to/{place.path}"
        return f"{place.path} is a repository of its own, where agents that start there stop", repo.name, hint
    near = f"did you mean {place.near}?" if place.near else "name a path relative to the top of the repository"
    return f"there is nothing at {path}", repo.name, near


def _mend(one: Mend) -> ToMend:
    return ToMend(one.path, one.line, one.words.format(agents=" and ".join(one.flavors)), one.hint, one.flavors)
