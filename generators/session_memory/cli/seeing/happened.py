"""What happened to one repo and what was decided about it, out of the audit trail and the decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision
from session_memory.changes.record.events import Event, Trail, trail
from session_memory.changes.saved import load
from session_memory.changes.wanted import IMPORT_ID
from session_memory.errors import SessionMemoryError


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


def happened(root: Path, repo: str) -> tuple[Sequence[Happened], Sequence[str]]:
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
