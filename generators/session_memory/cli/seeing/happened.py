"""What happened to one repo and what was decided about it, out of the audit trail and the decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from session_memory.changes.gate.decisions import Decision
from session_memory.changes.record.events import Event
from session_memory.cli.seeing.spoken import Spoken
from session_memory.model import IMPORT_ID, Happened


def happened(spoken: Spoken) -> tuple[Happened, ...]:
    """What happened in one repo, oldest first."""
    about = _patterns(spoken)
    decided = [_of_decision(id, decision, about) for id, decision in spoken.decisions.made]
    return tuple(sorted((*decided, *(_of_event(id, event) for id, event in spoken.events)), key=lambda one: one.at))


def _patterns(spoken: Spoken) -> Mapping[str, tuple[str, ...]]:
    """Proposal -> the patterns that it changes, of those that were applied or wait."""
    known = {event.proposal: event.patterns for _, event in spoken.events if event.kind == "applied"}
    saved = spoken.saved
    if saved is not None and saved.id not in known:
        known[saved.id] = tuple(sorted(set(_changed(saved.document)) - {IMPORT_ID}))
    return known


def _changed(document: Mapping[str, object]) -> Iterator[str]:
    items = document.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and item.get("action") != "keep":
            yield str(item.get("pattern"))


def _of_event(id: str, event: Event) -> Happened:
    return Happened(
        at=event.at,
        what=event.kind,
        by=event.by,
        patterns=event.patterns,
        proposal=event.proposal,
        where=event.branch,
        reason=event.reason,
        url=event.url,
        repo=event.repo,
        rules=tuple(sorted({yes.rule for yes in event.yes})),
        grants=tuple(sorted({yes.decision for yes in event.yes if yes.rule == "grant"})),
        id=id,
    )


def _of_decision(id: str, said: Decision, about: Mapping[str, tuple[str, ...]]) -> Happened:
    return Happened(
        at=said.at,
        what=said.said,
        by=said.by,
        patterns=said.patterns or about.get(said.proposal, ()),
        proposal=said.proposal,
        reason=said.reason,
        repo=said.repo,
        rules=(said.rule,),
        grants=(said.grant,) if said.grant else (),
        id=id,
    )
