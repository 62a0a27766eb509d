"""What people said about the proposal for a repo: a no that keeps it away, a yes that waits, a yes that is stale."""

from __future__ import annotations

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision, Said, unspent
from session_memory.changes.proposals import build, folder_of, last_proved
from session_memory.changes.record.events import trail
from session_memory.changes.saved import load
from session_memory.cli.seeing.road import Road
from session_memory.model import Plan, Stage


def rejection(road: Road, plan: Plan, proposal: str = "") -> str:
    """Who said no to the proposal for this plan, and why; empty when nobody did. `proposal` is its id, if known.

    As long as it would be the very same, it is not raised again.
    """
    made = decisions.read(road.root, plan.repo)
    if not any(decision.said is Said.REJECTED for _, decision in made.made):
        return ""
    id = proposal or build(plan, folder_of(road.root, plan.repo), last_proved(road.cache, plan.repo)).id
    return next((_no(digest, no) for digest, no in made.of(id, Said.REJECTED)), "")


def _no(digest: str, no: Decision) -> str:
    return f"rejected {_by(no)}: {no.reason} (to raise it again, delete {decisions.path_of(digest, no)})"


def approval(road: Road, plan: Plan) -> str:
    """What became of the yes to the proposal that lies there, in words; empty where there is no proposal."""
    return stage(road, plan)[1]


def stage(road: Road, plan: Plan) -> tuple[Stage | None, str]:
    """How far the proposal that lies there has come, and the same in words; nothing where there is no proposal."""
    saved = load(road.root, plan.repo)
    if saved is None or not plan.changes:
        return None, ""
    made, events = decisions.read(road.root, plan.repo), trail(road.root, plan.repo)
    said = made.of(saved.id, Said.APPROVED)
    given = [yes for _, yes in unspent(said, events)]
    told = f"proposal {saved.id[:12]}"
    if not saved.fits(plan):
        return Stage.STALE, f"{told} is stale{_and_the_yes(given)}: make distribute REPO={plan.repo}"
    if given:
        return Stage.APPROVED, f"{told} is approved {_by(given[-1])}: make apply REPO={plan.repo}"
    if said:
        return Stage.APPLIED, f"{told} was applied"
    again = _and_the_yes(made.stale(saved.id, events))
    return Stage.WAITS, f"{told} waits for a yes{again}: make approve REPO={plan.repo}"


def stale_yes(road: Road, plan: Plan, proposal: str) -> str:
    """The yes that somebody gave to what the proposal was before, in words; empty when nobody did."""
    made = decisions.read(road.root, plan.repo)
    older = made.stale(proposal, trail(road.root, plan.repo)) if plan.changes else ()
    fresh = made.of(proposal, Said.APPROVED)
    return "" if fresh or not older else f"stale: the yes {_by(older[-1])} was to proposal {older[-1].proposal[:12]}"


def _and_the_yes(given: tuple[Decision, ...] | list[Decision]) -> str:
    """That a yes went stale with what it was given to."""
    return f" (the yes {_by(given[-1])} was to proposal {given[-1].proposal[:12]}, which is stale)" if given else ""


def _by(decision: Decision) -> str:
    return f"by {decision.by} on {decision.at[:10]}"
