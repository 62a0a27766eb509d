"""A proposal that somebody said no to: it is not raised again as long as it would be the very same."""

from __future__ import annotations

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision, Said
from session_memory.changes.proposals import build, folder_of, last_proved
from session_memory.cli.road import Road
from session_memory.model import Plan


def rejection(road: Road, plan: Plan, proposal: str = "") -> Decision | None:
    """The no to the proposal for this plan; `proposal` is its id, where the caller knows it."""
    made = decisions.read(road.root, plan.repo)
    if not any(decision.said is Said.REJECTED for _, decision in made.made):
        return None
    id = proposal or build(plan, folder_of(road.root, plan.repo), last_proved(road.cache, plan.repo)).id
    return next((no for _, no in made.of(id, Said.REJECTED)), None)


def in_words(no: Decision) -> str:
    """Who said no, and why."""
    return f"rejected by {no.by} on {no.at[:10]}: {no.reason}"
