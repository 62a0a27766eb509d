"""A new rollout: which repositories, in which order, in which steps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from session_memory.catalog.select import select
from session_memory.changes.gate.ceilings import Limits, too_many
from session_memory.changes.record.registry import read_cells
from session_memory.cli.rolling.pins import pins, repo_file
from session_memory.cli.seeing.known import known_pattern
from session_memory.cli.seeing.road import Road
from session_memory.cli.writing.transact import IN_PLACE
from session_memory.errors import DeniedError, SessionMemoryError, UsageError
from session_memory.fleet.documents import content, digest
from session_memory.fleet.kept import is_open, names, read_all
from session_memory.fleet.order import in_order, steps
from session_memory.fleet.words import few
from session_memory.model import Repo
from session_memory.near import did_you_mean
from session_memory.rollout import Rollout, Unit

STEPS = (10, 30)
"""Per cent of the steps before the one with all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person wants to roll out. An empty field does not restrict."""

    patterns: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    repos: tuple[str, ...] = ()
    percents: tuple[int, ...] = STEPS
    mode: str = "branch"


def opened(road: Road, asked: Asked, by: str, at: str) -> Rollout:
    """The document. Raises UsageError for what there is not, DeniedError for more repositories than policy allows."""
    _check(road, asked)
    repos = [repo for repo in road.catalog.repos if _is_meant(road, repo, asked)]
    if not repos:
        raise UsageError("no enabled repo gets any of this", hint="session-memory which tells who gets a pattern")
    _check_trees(repos, asked.mode)
    versions = {p.id: p.version for p in road.catalog.patterns}
    pinned = pins(road, asked.patterns)
    named = (f"{id}@{versions.get(id, 'gone')}" for id in sorted(set(asked.patterns)))
    what = ", ".join(named) or f"catalog {pinned['catalog']}"
    units = in_order([Unit(r.name, r.domain or "", r.critical, repo_file(road, r.name)) for r in repos], what)
    made = Rollout(
        id="",
        what=what,
        patterns=tuple(sorted(set(asked.patterns))),
        domains=tuple(sorted(set(asked.domains))),
        repos=tuple(sorted(set(asked.repos))),
        mode=asked.mode,
        at=at,
        by=by,
        pins=pinned,
        units=units,
        steps=steps(units, asked.percents),
    )
    _check_size(road, made)
    _check_free(road, made)
    _tell_left_out(road, asked)
    return replace(made, id=_id(road, made))


def _check(road: Road, asked: Asked) -> None:
    for pattern in asked.patterns:
        known_pattern(road, pattern)
    _check_known("repo", asked.repos, [repo.name for repo in road.catalog.repos])
    _check_known("domain", asked.domains, [repo.domain for repo in road.catalog.repos if repo.domain])
    wrong = [percent for percent in asked.percents if not 0 < percent <= 100]
    if wrong:
        raise UsageError(f"a step of {wrong[0]} %", hint="steps are whole numbers from 1 to 100, such as 10,30")
    held = sorted(set(road.catalog.blocked) & set(asked.patterns))
    if held:
        raise SessionMemoryError(
            f"patterns with findings are not rolled out: {', '.join(held)}", hint="make check tells them"
        )


def _check_trees(repos: Sequence[Repo], mode: str) -> None:
    """Raises UsageError when files would be written of repos that have none here."""
    bare = [repo.name for repo in repos if repo.checkout is None]
    if bare and mode == IN_PLACE:
        hint = "leave them out, give them a checkout, or roll out on branches"
        raise UsageError(f"no files can be written of repos known by their url only: {', '.join(bare)}", hint=hint)


def _tell_left_out(road: Road, asked: Asked) -> None:
    if road.catalog.blocked and not asked.patterns:
        held = ", ".join(road.catalog.blocked)
        click.echo(f"patterns left out, since they have findings: {held}\n  next: make check tells them", err=True)


def _check_known(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for name in given:
        if name not in known:
            raise UsageError(f"there is no {what} {name}", hint=did_you_mean(name, known))


def _is_meant(road: Road, repo: Repo, asked: Asked) -> bool:
    """Whether it is among those that were asked for, and gets one of the patterns or has it already."""
    if not repo.enabled or (asked.repos and repo.name not in asked.repos):
        return False
    if asked.domains and repo.domain not in asked.domains:
        return False
    wanted = {chosen.pattern.id for chosen in select(road.catalog, repo)[0]}
    there = {cell.pattern for cell in read_cells(road.root, repo.name) if cell.path}
    return bool((wanted | there) & set(asked.patterns)) if asked.patterns else True


def _check_size(road: Road, made: Rollout) -> None:
    limits = Limits(road.catalog.policy, road.today)
    for step in made.steps:
        if why := too_many(step.repos, limits):
            hint = 'more and smaller steps (STEPS="5 20 60"), fewer repos, or another ceiling in catalog/policy.yaml'
            raise DeniedError(f"step {step.number}: {why}", hint=hint)


def _check_free(road: Road, made: Rollout) -> None:
    """Raises UsageError when another rollout has yet to reach one of the repositories: each has one proposal."""
    mine = {unit.repo for unit in made.units}
    for other in filter(is_open, read_all(road.root)):
        ahead = [repo for step in other.rollout.steps[other.step - 1 :] for repo in step.repos if repo in mine]
        if ahead:
            hint = (
                f"promote or abort that one first, or name other repos; session-memory rollout show {other.rollout.id}"
            )
            raise UsageError(f"another rollout has yet to reach {few(ahead)}", other.rollout.id, hint)


def _id(road: Road, made: Rollout) -> str:
    """Its number, what it is about, and a digest, so that those of two branches are two."""
    number = max((int(name[:4]) for name in names(road.root) if name[:4].isdigit()), default=0) + 1
    about = [*made.patterns, *made.domains, *made.repos, "everything"][0]
    short = hashlib.sha256(digest(content(made)).encode()).hexdigest()[:6]
    return f"{number:04}-{about}-{short}"
