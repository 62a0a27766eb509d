"""`session-memory log [REPO]`: what happened and what was decided, newest first."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision
from session_memory.changes.record.events import AUDIT, Event, Trail, trail
from session_memory.changes.saved import load
from session_memory.changes.wanted import IMPORT_ID
from session_memory.cli.house import House
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import SessionMemoryError

PROPOSALS = "proposals"


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the log: an event, or a decision."""

    at: str
    repo: str
    what: str
    """The kind of an event, or what was said."""
    by: str
    proposal: str
    patterns: tuple[str, ...]
    """Empty for a decision about everything in a proposal that is not known any more."""
    where: str
    """The branch that was written; empty for anything else."""
    rules: tuple[str, ...]
    """The rules by which it was allowed."""
    grants: tuple[str, ...]
    """The grants that this rests on."""
    reason: str
    url: str
    id: str

    def __str__(self) -> str:
        to = f" {self.proposal[:12]}" if self.proposal else ""
        where = f" on {self.where}" if self.where else ""
        grants = f"; grant {', '.join(self.grants)}" if self.grants else ""
        rules = f" (rule {', '.join(self.rules)}{grants})" if self.rules else ""
        about = ", ".join(self.patterns) or "all of it"
        reason = "".join(f"; {said}" for said in (self.reason, self.url) if said)
        return f"{self.at}  {self.repo}  {self.what}{to}{where} by {self.by}{rules}: {about}{reason}"


@click.command()
@click.argument("repo", required=False)
@click.option("--pattern", help="Only what concerns this pattern.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def log(house: House, repo: str | None, pattern: str | None, as_json: bool) -> None:
    """What happened in REPO, or everywhere, and who decided it; newest first. Exits with 1 for a damaged record."""
    found: list[Happened] = []
    damaged: list[str] = []
    for name in [_named(house.root, repo)] if repo else _all(house.root):
        happened, problems = _of(house.root, name)
        found += [one for one in happened if pattern is None or pattern in one.patterns]
        damaged += problems
    found.sort(key=lambda one: one.at)
    if as_json:
        click.echo(json.dumps({"log": [asdict(one) for one in reversed(found)], "damaged": damaged}, indent=2))
    else:
        click.echo("\n".join(map(str, reversed(found))) or "nothing happened yet")
    for problem in damaged:
        click.echo(f"damaged: {problem}", err=True)
    sys.exit(ERROR if damaged else OK)


def _all(root: Path) -> Sequence[str]:
    """Every repo of which something is recorded, registered or not."""
    audited = (path.name for path in (root / AUDIT).glob("*/"))
    decided = (path.parent.name for path in (root / PROPOSALS).glob(f"*/{decisions.FOLDER}/"))
    return sorted({*audited, *decided})


def _named(root: Path, repo: str) -> str:
    """The name of the repo that a person means; one that is no longer registered has a past, too."""
    if repo in _all(root):
        return repo
    road = open_road(root)
    return which_repo(repo, root, road.catalog, road.contracts).name


def _of(root: Path, repo: str) -> tuple[Sequence[Happened], Sequence[str]]:
    """What happened in one repo, oldest first, and what is damaged."""
    said = decisions.read(root, repo)
    problems = [f"{path}: it is not what its name stands for, and does not count" for path in said.damaged]
    try:
        events = trail(root, repo)
    except SessionMemoryError as error:
        events, problems = (), [*problems, str(error)]
    about = _patterns(root, repo, events)
    decided = [_of_decision(id, decision, about) for id, decision in said.made]
    return [*decided, *(_of_event(id, event) for id, event in events)], problems


def _patterns(root: Path, repo: str, events: Trail) -> Mapping[str, tuple[str, ...]]:
    """Proposal -> the patterns that it changes, of those that were applied or wait."""
    known = {event.proposal: event.patterns for _, event in events if event.kind == "applied"}
    saved = load(root, repo)
    if saved is not None and saved.id not in known:
        known[saved.id] = tuple(sorted(set(_changed(saved.document)) - {IMPORT_ID}))
    return known


def _changed(document: Mapping[str, object]) -> Iterator[str]:
    items = document.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and item.get("action") != "keep":
            yield str(item.get("pattern"))


def _of_event(id: str, event: Event) -> Happened:
    rules = tuple(sorted({yes.rule for yes in event.yes}))
    grants = tuple(sorted({yes.decision for yes in event.yes if yes.rule == "grant"}))
    return Happened(
        event.at, event.repo, event.kind, event.by, event.proposal, event.patterns, event.branch, rules, grants,
        event.reason, event.url, id,
    )  # fmt: skip


def _of_decision(id: str, said: Decision, about: Mapping[str, tuple[str, ...]]) -> Happened:
    patterns = said.patterns or about.get(said.proposal, ())
    grants = (said.grant,) if said.grant else ()
    return Happened(
        said.at, said.repo, said.said, said.by, said.proposal, patterns, "", (said.rule,), grants, said.reason, "", id
    )
