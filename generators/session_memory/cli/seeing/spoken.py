"""What people said about the proposal for a repo: a no that keeps it away, a yes that waits, a yes that is stale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory.changes.gate import decisions
from session_memory.changes.gate.decisions import Decision, Decisions, Said, unspent
from session_memory.changes.proposals import build, folder_of, last_proved
from session_memory.changes.record.events import Trail, trail
from session_memory.changes.saved import Saved, load
from session_memory.cli.seeing.road import Road
from session_memory.errors import SessionMemoryError
from session_memory.model import Notice, Plan, Stage


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is written down of what was said and done about one repo, read once."""

    decisions: Decisions
    events: Trail
    saved: Saved | None
    """The proposal that lies there."""
    damaged: tuple[Notice, ...] = ()
    """What of it does not count, because it is not what was written."""

    def stage(self, plan: Plan) -> tuple[Stage | None, Notice | None]:
        """How far the proposal that lies there has come, and the same in words; nothing where there is none."""
        if self.saved is None or not plan.changes:
            return None, None
        said = self.decisions.of(self.saved.id, Said.APPROVED)
        given = [yes for _, yes in unspent(said, self.events)]
        told = f"proposal {self.saved.id[:12]}"
        if not self.saved.fits(plan):
            again = f"make distribute REPO={plan.repo}"
            its_yes = f", and with it the yes {_by(given[-1])}" if given else ""
            return Stage.STALE, Notice(f"{told} is stale{its_yes}", again)
        if given:
            return Stage.APPROVED, Notice(f"{told} is approved {_by(given[-1])}", f"make apply REPO={plan.repo}")
        if said:
            return Stage.APPLIED, Notice(f"{told} was applied")
        older = _and_the_yes(self.decisions.stale(self.saved.id, self.events))
        return Stage.WAITS, Notice(f"{told} waits for a yes{older}", f"make approve REPO={plan.repo}")

    def rejection(self, road: Road, plan: Plan) -> str:
        """Who said no to the proposal that would be made for this plan now, and why; empty when nobody did."""
        if not plan.changes or not any(decision.said is Said.REJECTED for _, decision in self.decisions.made):
            return ""
        fresh = build(plan, folder_of(road.root, plan.repo), last_proved(road.cache, plan.repo))
        return self.no_to(fresh.id)

    def no_to(self, proposal: str) -> str:
        """The same for the proposal with that id. As long as it would be the very same, it is not raised again."""
        return _no_to(proposal, self.decisions)

    def stale_yes(self, plan: Plan, proposal: str) -> str:
        """The yes that somebody gave to what the proposal was before, in words; empty when nobody did."""
        older = self.decisions.stale(proposal, self.events) if plan.changes else ()
        fresh = self.decisions.of(proposal, Said.APPROVED)
        return (
            "" if fresh or not older else f"stale: the yes {_by(older[-1])} was to proposal {older[-1].proposal[:12]}"
        )


def heard(root: Path, repo: str) -> Spoken:
    """All of that. Of a damaged trail nothing counts; nobody can plan with one, so nothing is built on the rest."""
    said = decisions.read(root, repo)
    damaged = [Notice(f"{path}: it is not what its name stands for, and does not count") for path in said.damaged]
    events: Trail = ()
    try:
        events = trail(root, repo)
    except SessionMemoryError as error:
        damaged.append(Notice(error.words, error.command, error.hint))
    return Spoken(said, events, load(root, repo), tuple(damaged))


def rejection(road: Road, plan: Plan, proposal: str) -> str:
    """The same for a command that needs to know nothing else."""
    return _no_to(proposal, decisions.read(road.root, plan.repo))


def _no_to(proposal: str, made: Decisions) -> str:
    return next((_no(digest, no) for digest, no in made.of(proposal, Said.REJECTED)), "")


def _no(digest: str, no: Decision) -> str:
    return f"rejected {_by(no)}: {no.reason} (to raise it again, delete {decisions.path_of(digest, no)})"


def _and_the_yes(given: Sequence[Decision]) -> str:
    """That a yes went stale with what it was given to."""
    return f" (the yes {_by(given[-1])} was to proposal {given[-1].proposal[:12]}, which is stale)" if given else ""


def _by(decision: Decision) -> str:
    return f"by {decision.by} on {decision.at[:10]}"
