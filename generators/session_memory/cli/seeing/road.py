"""The road of one repo, from its file to its plan: the place where the stations meet."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from session_memory.catalog.load import load
from session_memory.catalog.past import once_there
from session_memory.catalog.select import select
from session_memory.changes.budget import Limits
from session_memory.changes.gate.guard import Guard
from session_memory.changes.hosts import Wanted
from session_memory.changes.measure import after
from session_memory.changes.plan import EVERYTHING, Request, make_plan, unreachable_plan
from session_memory.changes.record.events import Trail, held, trail
from session_memory.changes.record.registry import read_cells
from session_memory.changes.standing import Standing, standing
from session_memory.changes.targets import Mirrors, read_hosts
from session_memory.changes.wanted import import_targets
from session_memory.cli.seeing.attached import with_attached
from session_memory.cli.seeing.leads import with_named
from session_memory.contract import Contract, Limit
from session_memory.distribute.deliver import Renderer, Situation, deliver, native
from session_memory.distribute.fitting import fitted
from session_memory.distribute.flavors import forms, table
from session_memory.distribute.reading import interesting, loads
from session_memory.distribute.tree import Tree, tree_of
from session_memory.errors import SessionMemoryError, UnreachableError
from session_memory.model import (
    IMPORT_ID,
    Catalog,
    Chosen,
    Deliveries,
    Hosts,
    Mark,
    Only,
    Plan,
    Repo,
    Skipped,
    SolutionPattern,
)
from session_memory.scope import flavors_for, shared_folder

POLICY = "catalog/policy.yaml"
CACHE = ".cache/session-memory"
ANSWERS = 64
"""Deliveries that are kept in memory at a time; a fleet may have as many as it has repos."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One repo as it was read, and the plan that was made of it."""

    hosts: Hosts
    standing: Standing
    request: Request
    plan: Plan


@dataclass(frozen=True, slots=True)
class Road:
    """A catalog that was read, and all that is needed to plan any of its repos."""

    root: Path
    catalog: Catalog
    renderer: Renderer
    contracts: Mapping[str, Contract]
    """The contract of every flavor."""
    wanted: Wanted
    """What has to be known of a target to answer for all of them."""
    homes: frozenset[str]
    """Files that may be made, or come to hold a region."""
    mirrors: Mirrors
    today: datetime.date
    only: Only = EVERYTHING
    past: list[frozenset[str]] = field(default_factory=list)
    """Ids of patterns that were ever committed: asked of git once, and only when one is met that is not there."""
    answers: dict[object, Deliveries] = field(default_factory=dict)
    """Deliveries by everything that they depend on: most repos of a fleet are in one of a few situations."""
    reads: list[tuple[Wanted, Hosts]] = field(default_factory=list)
    """What was asked of the target that was looked at last, and what it had."""
    unsure: set[str] = field(default_factory=set)
    """Repos whose plan rests on what git remembers of the catalog."""

    @property
    def cache(self) -> Path:
        """Where what can be made again is kept."""
        return self.root / CACHE

    def plan(self, repo: Repo) -> Plan:
        """The plan for one repo; one that cannot be reached gets a plan with artifacts only."""
        try:
            sight = self.see(repo)
        except UnreachableError as error:
            nothing = Hosts({})
            request = self._request(repo, nothing, standing(nothing, frozenset()))
            patterns = [chosen.pattern for chosen in select(self.catalog, repo)[0]]
            plan = unreachable_plan(request, native(patterns, repo, self.renderer), error.message)
            return replace(plan, here=(f"next: {error.hint}",) if error.hint else ())
        return sight.plan

    def see(self, repo: Repo, history: Trail | None = None) -> Sight:
        """A repo as it is now, and its plan; `history` when more has happened to it than its trail tells yet.

        Raises UnreachableError.
        """
        return self._sight(repo, self.hosts(repo), history)

    def plan_for(self, repo: Repo, hosts: Hosts) -> Plan:
        """The plan for a repo whose host files were read already."""
        return self._sight(repo, hosts).plan

    def _sight(self, repo: Repo, hosts: Hosts, history: Trail | None = None) -> Sight:
        # Whether a region would be seen as one matters only where one may be written.
        found = standing(hosts, self.homes - self._guarded(hosts).keys())
        request = self._request(repo, hosts, found, history)
        plan = make_plan(request, hosts, found)
        return Sight(hosts, found, request, replace(plan, stale_view=hosts.stale_view))

    def hosts(self, repo: Repo) -> Hosts:
        """The host files of a repo. Raises UnreachableError."""
        ref = self.only.ref
        self.reads.clear()

        def read(wanted: Wanted) -> Hosts:
            found = read_hosts(self.root, repo, ref, wanted, self.mirrors)
            self.reads.append((wanted, found))
            return found

        hosts = with_named(read, self.wanted, self.contracts.values())
        return with_attached(read, hosts, self.wanted.homes, self.catalog.patterns)

    def guard(self, hosts: Hosts) -> Guard:
        """Where policy never writes in a target with these files."""
        return Guard(self.catalog.policy.never_write, hosts.links)

    def _guarded(self, hosts: Hosts) -> Mapping[str, str]:
        """Homes where policy never writes, also as links to them lead, and why; the hand-written text there is read."""
        guard = self.guard(hosts)
        homes = {end for home in self.wanted.homes for end in (home, hosts.links.get(home, home))} if guard.rows else ()
        return {home: why for home in homes if (why := guard.why(home))}

    def _request(self, repo: Repo, hosts: Hosts, found: Standing, history: Trail | None = None) -> Request:
        meant, skipped = select(self.catalog, repo)
        aside = self.aside(repo, history)
        chosen = tuple(c for c in meant if c.pattern.id not in aside)
        skipped += tuple(Skipped(c.pattern.id, *aside[c.pattern.id]) for c in meant if c.pattern.id in aside)
        skipped += (Skipped(IMPORT_ID, *aside[IMPORT_ID]),) if IMPORT_ID in aside else ()
        problems = {**hosts.closed, **found.problems}
        bridges, guarded = _bridges(found), self._guarded(hosts)
        # Import lines that nobody may take out bring what they bring, as if they were written by hand.
        kept = [(host, target) for host, target in sorted(bridges) if host in guarded]
        tree = self.hand_written(hosts, found).plus([host for host, _ in kept], kept)
        situation = Situation(repo, self.catalog.policy, tree, problems, bridges, guarded)
        deliveries = self._deliveries(tuple(c.pattern for c in chosen), situation, found)
        now = loads({f: self.contracts[f] for f in repo.flavors}, self.as_it_stands(hosts, found))
        limits = {f: _limit(self.contracts[f].chain, repo.budget.get(f)) for f in repo.flavors}
        return Request(
            repo=repo.name,
            deliveries=deliveries,
            skipped=skipped,
            ids=self._known(repo, found),
            blocked=frozenset(self.catalog.blocked),
            limits=Limits(deliveries.loads, limits),
            now=Limits(now, limits),
            reasons={c.pattern.id: (c.pattern.title, c.why) for c in chosen},
            inputs={c.pattern.id: c.pattern.digest for c in chosen},
            risks={p.id: p.risk for p in self.catalog.patterns},
            aside={id: why for id, (why, _) in aside.items()},
            warnings=(*_warnings(found), *_opposed(chosen), *deliveries.warnings),
            here=_here(hosts),
            only=self.only,
            guard=self.guard(hosts),
        )

    def aside(self, repo: Repo, history: Trail | None = None) -> Mapping[str, tuple[str, Mark]]:
        """Patterns that a person wants left as they are in this repo: why, and by which means.

        What is on hold the audit trail says, which nobody can lose a part of unseen; the registry only repeats it.
        Raises SessionMemoryError for a damaged trail: nobody knows what it would hold.
        """
        on_hold = held(trail(self.root, repo.name) if history is None else history)
        exempt = [e for group in self.catalog.exemptions if group.repo == repo.name for e in group.exemptions]
        return dict.fromkeys(sorted(on_hold), ("held since it was taken out or back", Mark.HELD)) | {
            e.pattern: (f"exempt until {e.expires}: {e.reason} ({e.owner})", Mark.EXEMPT)
            for e in exempt
            if e.expires >= self.today
        }

    def _known(self, repo: Repo, found: Standing) -> frozenset[str]:
        """Every pattern that this catalog has, or had as far as git, audit trail and registry remember."""
        ids = frozenset(p.id for p in self.catalog.patterns) | frozenset(self.catalog.blocked)
        there = {b.id for blocks in found.blocks.values() for b in blocks} | {s.id for s in found.stamps.values()}
        if there <= ids | {IMPORT_ID}:
            return ids
        self.unsure.add(repo.name)
        if not self.past:
            self.past.append(once_there(self.root))
        applied = {id for _, event in trail(self.root, repo.name) for id in event.patterns}
        return ids | self.past[0] | applied | {cell.pattern for cell in read_cells(self.root, repo.name)}

    def hand_written(self, hosts: Hosts, found: Standing) -> Tree:
        """What agents would read if nothing of ours were there.

        A link that leads nowhere counts as there: agents pass it by, but a person mends it before we write around it.
        """
        there = (set(found.rest) | set(found.problems)) - hosts.ignored
        contents = {path: content for path, content in found.rest.items() if path in there}
        return tree_of(contents, self.contracts.values(), there - set(contents), hosts.links, frozenset(), self.homes)

    def as_it_stands(self, hosts: Hosts, found: Standing) -> Tree:
        """What agents read today, ours included."""
        there = set(hosts.files) - hosts.ignored - hosts.nowhere
        contents = {path: hosts.files[path].content for path in there if path not in found.problems}
        return tree_of(contents, self.contracts.values(), there - set(contents), hosts.links)

    def _deliveries(self, patterns: tuple[SolutionPattern, ...], situation: Situation, found: Standing) -> Deliveries:
        """What goes where, with every agent's limits kept."""
        ids, problems = tuple(p.id for p in patterns), frozenset(situation.problems.items())
        guarded = frozenset(situation.guarded)
        scopes = tuple(flavors_for(p, situation.repo) for p in patterns)
        asked = (situation.tree, problems, guarded, situation.bridges, situation.repo.flavors, situation.repo.delivery)
        key = (ids, scopes, asked)
        made = self._answer(key, partial(deliver, patterns, situation, self.renderer))
        # What has room depends on every byte written by hand, and on the repo's own budgets.
        budget = frozenset(situation.repo.budget.items())
        hand = frozenset((path, content) for path, content in found.rest.items() if path in situation.tree.files)
        exact = (key, budget, hand)
        measure = partial(after, standing=found)
        return self._answer(exact, partial(fitted, made, patterns, situation, self.renderer, measure))

    def _answer(self, key: object, make: Callable[[], Deliveries]) -> Deliveries:
        """What was answered to that question lately, or is now; of many answers the oldest goes."""
        # Put back each time, so that the one that goes is the one nobody has asked for longest.
        answer = self.answers.pop(key, None) or make()
        self.answers[key] = answer
        if len(self.answers) > ANSWERS:
            del self.answers[next(iter(self.answers))]
        return answer


def open_road(root: Path, only: Only = EVERYTHING) -> Road:
    """Read the catalog at `root`. Raises SessionMemoryError when its policy cannot be trusted."""
    renderer = Renderer(table())
    catalog = load(root, forms(renderer.distributors))
    broken = [str(finding) for finding in catalog.findings if finding.place.path == POLICY]
    if broken:
        raise SessionMemoryError("; ".join(broken), hint="mend the policy; nothing is distributed without one")
    contracts = {name: d.contract for name, d in renderer.distributors.items()}
    exact, globs, homes, anywhere = interesting(contracts.values())
    nested = tuple(sorted(nested_homes(contracts.values(), catalog.patterns)))
    wanted = Wanted(exact, globs, (*homes, *nested), anywhere, nested)
    return Road(
        root=root,
        catalog=catalog,
        renderer=renderer,
        contracts=contracts,
        wanted=wanted,
        homes=frozenset(path for path in wanted.homes if "{" not in path),
        mirrors=Mirrors(root / CACHE / "mirrors", time.time(), catalog.policy.fetch_after_minutes * 60.0),
        today=datetime.date.today(),
        only=only,
    )


def reporting(road: Road) -> Road:
    """The road of a command that only tells: a url that does not answer is told of as it was seen last."""
    return replace(road, mirrors=replace(road.mirrors, seen_last=True))


def nested_homes(contracts: Iterable[Contract], patterns: Iterable[SolutionPattern]) -> frozenset[str]:
    """The files below the root that patterns with paths could go to, whether their folders are there or not."""
    folders = {shared_folder(pattern.scope) for pattern in patterns} - {""}
    names = {home.path for contract in contracts for home in contract.homes if home.nested}
    return frozenset(f"{folder}/{name}" for folder in folders for name in names)


def _bridges(found: Standing) -> frozenset[tuple[str, str]]:
    """The import lines of ours that stand, as (host file, target)."""
    imports = ((path, b.body) for path, blocks in found.blocks.items() for b in blocks if b.id == IMPORT_ID)
    return frozenset((path, target) for path, body in imports for target in import_targets(body))


def _limit(agent: Limit | None, budget: int | None) -> int | None:
    given = [number for number in (agent.amount if agent else None, budget) if number is not None]
    return min(given) if given else None


def _warnings(found: Standing) -> tuple[str, ...]:
    return tuple(
        f"{path} says that {tool} writes it as a whole: the next run of {tool} will take our region out"
        for path, tool in sorted(found.generators.items())
    )


def _opposed(chosen: tuple[Chosen, ...]) -> Iterator[str]:
    here = {c.pattern.id for c in chosen}
    for pattern in (c.pattern for c in chosen):
        for other in sorted(here.intersection(pattern.conflicts)):
            yield f"{pattern.id} and {other} are both for this repo, and conflict: narrow the scope of one of them"


def _here(hosts: Hosts) -> tuple[str, ...]:
    return tuple(
        f"{path} is ignored by git: agents read it on this machine only, so it is not counted"
        for path in sorted(hosts.ignored)
    )
