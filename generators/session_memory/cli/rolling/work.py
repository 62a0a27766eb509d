"""What is done to one repository of a rollout: proposed, applied, taken back. Each comes to a result."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from session_memory.catalog.select import why_not
from session_memory.changes.gate import decisions
from session_memory.changes.gate.ceilings import files_of
from session_memory.changes.gate.decisions import Decision, Said
from session_memory.changes.proposals import Proposal, build, folder_of, last_proved, remember_proved, save
from session_memory.changes.record.events import Event, Trail, heads, trail
from session_memory.changes.saved import load
from session_memory.cli.rolling.pins import signature
from session_memory.cli.seeing.begun import check_finished
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.writing.applying import apply_saved
from session_memory.cli.writing.fresh import made_fresh
from session_memory.cli.writing.reviewed import reviewed
from session_memory.cli.writing.transact import desk_of
from session_memory.cli.writing.undoing import lift, still_open, undo
from session_memory.errors import (
    ConflictError,
    DeniedError,
    MalformedHostError,
    SessionMemoryError,
    StaleError,
    UnreachableError,
)
from session_memory.fleet.workers import where
from session_memory.model import FileChange, Outcome, Plan, Repo
from session_memory.rollout import Came, File, Phase, Result, Rollout


@dataclass(frozen=True, slots=True)
class Hand:
    """Who works on a step, with what."""

    road: Road
    """As far as it was asked for."""
    rollout: Rollout
    step: int
    by: str
    at: str
    rules: tuple[tuple[str, int, int, int], ...]
    """The catalog's files as they were when it was read."""
    reason: str = ""
    happened: int = 0
    """How many things people had done about the rollout when this was taken up."""

    def repo(self, name: str) -> Repo:
        """Of the catalog. Raises StaleError when it is gone."""
        found = next((repo for repo in self.road.catalog.repos if repo.name == name), None)
        if found is None:
            raise StaleError("it is no longer in the catalog", name)
        return found


def safely(blank: Result, do: Callable[[str], Result]) -> Result:
    """What came of the repository of `blank`, whatever went wrong: a person has to do something, or has to look."""
    try:
        return do(blank.repo)
    except (ConflictError, MalformedHostError) as error:
        why = _told(error, blank.repo)
        if blank.phase is Phase.BACK:
            why = f"{why}; {error.hint}".rstrip("; ")
        return replace(blank, came=Came.FAILED, why=why, drift=(why,))
    except StaleError as error:
        return replace(blank, came=Came.WAITS, why=f"{_told(error, blank.repo)}; {error.hint}".rstrip("; "))
    except SessionMemoryError as error:
        return replace(blank, came=Came.WAITS, why=_told(error, blank.repo))
    except OSError as error:
        return replace(blank, came=Came.FAILED, why=f"{error.filename or 'disk'}: {error.strerror or error}")
    except Exception as error:
        # A defect of ours that one repository brings to light: it is told, and the others go on.
        return replace(blank, came=Came.FAILED, why=f"a defect of this program at {where(error)}")


def propose(hand: Hand, name: str) -> Result:
    """Write the proposal for one repository."""
    road, repo = hand.road, hand.repo(name)
    blank = Result(repo=name, step=hand.step, phase=Phase.PROPOSED, came=Came.DONE)
    if not repo.enabled:
        return replace(blank, came=Came.SKIPPED, why="it is not enabled")
    check_finished(road.root, repo)
    plan = road.plan(repo)
    if plan.unreachable:
        raise UnreachableError(plan.unreachable)
    proposal = build(plan, folder_of(road.root, name), last_proved(road.cache, name))
    if no := heard(road.root, name).no_to(proposal.id):
        return replace(blank, came=Came.SKIPPED, why=no)
    save(road.root, proposal)
    remember_proved(road.cache, proposal)
    told = _with_plan(blank, plan, hand.rollout)
    if told.drift:
        # A repository gets its change whole: what would be left out now could never follow in the same step.
        return replace(told, came=Came.FAILED, why="; ".join(told.drift))
    if plan.changes:
        return replace(told, proposal=proposal.id)
    skipped = _skipped(hand, repo, plan)
    return replace(told, came=Came.SKIPPED if skipped else Came.NOTHING, why=skipped)


def apply(hand: Hand, name: str, proposed: Result) -> Result:
    """Write what was proposed, unless that was done already."""
    blank = replace(proposed, phase=Phase.APPLIED)
    if proposed.came is not Came.DONE:
        return blank
    if signature(hand.road.root) != hand.rules:
        raise StaleError("the catalog was changed while this was at work", hint="run again")
    repo = hand.repo(name)
    with desk_of(hand.road, repo) as desk:
        done = applied(hand, name, proposed.proposal)
        if done is None:
            meant, reason = proposed.proposal, mark(hand.rollout)
            said = apply_saved(desk, hand.rollout.mode, hand.by, hand.at, meant=meant, reason=reason)
            done = applied(hand, name, proposed.proposal)
            if done is None:
                return replace(blank, came=Came.NOTHING, why="; ".join(said.told), files=(), patterns=())
    return _with_event(blank, *done)


def settle(hand: Hand, proposed: Result) -> Result | None:
    """What an apply that was killed came to, what it had begun being finished first; None when it wrote nothing."""
    with desk_of(hand.road, hand.repo(proposed.repo)):
        done = applied(hand, proposed.repo, proposed.proposal)
    return _with_event(replace(proposed, phase=Phase.APPLIED), *done) if done else None


def take_back(hand: Hand, name: str, was: Result) -> Result:
    """Undo what was applied, unless that was done already."""
    blank = replace(nothing_back(was), came=Came.DONE)
    repo = hand.repo(name)
    with desk_of(hand.road, repo) as desk:
        done = next(((id, event) for id, event in desk.history if event.undoes == was.event), None)
        event = dict(desk.history)[was.event]
        if done is None:
            _check_last(desk.history, was.event)
            reason = "; ".join(filter(None, (mark(hand.rollout), hand.reason)))
            _, left = undo(desk, was.event, event, hand.by, hand.at, reason)
            done = next((id, event) for id, event in desk.history if event.undoes == was.event)
        else:
            # A run that was killed before it could tell.
            left = still_open(desk, event)
    return replace(_with_event(blank, *done), why=left.strip())


def nothing_back(was: Result) -> Result:
    """Of what was applied, as long as nothing of it is taken back."""
    return replace(
        was, phase=Phase.BACK, came=Came.WAITS, why="", event="", branch="", commit="", files=(), uneven=(), drift=()
    )


def mark(rollout: Rollout) -> str:
    """By which the audit trail tells what a rollout did."""
    return f"rollout {rollout.id}"


def _check_last(history: Trail, id: str) -> None:
    """Raises ConflictError when one of the patterns was changed again since: that has to be taken back first."""
    undone = {event.undoes for _, event in history}
    place = [known for known, _ in history].index(id)
    patterns = set(history[place][1].patterns)
    for later, event in history[place + 1 :]:
        again = patterns & set(event.patterns)
        if again and event.kind in ("applied", "removed") and later not in undone:
            what = f"{', '.join(sorted(again))} was {event.kind} again since, on {event.at[:10]}"
            raise ConflictError(f"{what}{f' ({event.reason})' if event.reason else ''}: take that back first")


def release(hand: Hand, back: Result) -> str:
    """Let what was taken back come again; says what came of it in a word."""
    repo = hand.repo(back.repo)
    with desk_of(hand.road, repo) as desk:
        return str(Came.DONE if lift(desk, back.patterns, hand.by, hand.at) else Came.NOTHING)


def approve(hand: Hand, proposed: Result) -> str:
    """Write down a person's yes to the proposal that lies there. Empty, or why it cannot be given to it."""
    root, name = hand.road.root, proposed.repo
    saved = load(root, name)
    if saved is None or saved.id != proposed.proposal:
        return "another proposal lies there than the one of this step"
    try:
        reviewed(saved, made_fresh(hand.road, hand.repo(name), saved))
    except SessionMemoryError as error:
        return _told(error, name)
    yes = Decision(
        said=Said.APPROVED,
        repo=name,
        proposal=proposed.proposal,
        by=hand.by,
        at=hand.at,
        rule="write-needs-yes",
        reason="; ".join(filter(None, (f"{mark(hand.rollout)}, step {hand.step}", hand.reason))),
        parents=heads(trail(root, name)),
    )
    there = decisions.read(root, name).of(yes.proposal, Said.APPROVED)
    if all(replace(old, at=yes.at) != yes for _, old in there):
        decisions.record(root, yes)
    return ""


def withdraw(hand: Hand, proposed: Result) -> None:
    """Take back the yes that the rollout got for what was not written, and the proposal: nobody applies it later."""
    root, name = hand.road.root, proposed.repo
    for id, yes in decisions.read(root, name).of(proposed.proposal, Said.APPROVED):
        if yes.reason.startswith(f"{mark(hand.rollout)}, "):
            decisions.withdraw(root, id, yes)
    saved = load(root, name)
    if saved is not None and saved.id == proposed.proposal:
        save(root, Proposal(name, saved.id, {}))


def applied(hand: Hand, name: str, proposal: str) -> tuple[str, Event] | None:
    """The event by which this rollout put the proposal there, and which was not taken back."""
    history = trail(hand.road.root, name)
    undone = {event.undoes for _, event in history}
    ours = ((i, e) for i, e in reversed(history) if e.kind == "applied" and e.reason == mark(hand.rollout))
    return next(((id, event) for id, event in ours if event.proposal == proposal and id not in undone), None)


def _told(error: SessionMemoryError, repo: str) -> str:
    """In one line, the same for all repositories to which the same happened."""
    said = error.message if error.where == repo else error.words
    _, _, rules = said.partition("\n")
    return " ".join((rules if isinstance(error, DeniedError) and rules else said).split())


def _with_plan(blank: Result, plan: Plan, rollout: Rollout) -> Result:
    """What the plan says of the patterns that are rolled out."""
    meant = frozenset(rollout.patterns) or {i.pattern_id for i in plan.items} | {d.pattern_id for d in plan.outcomes}
    refused = (d for d in plan.refused if d.pattern_id in meant)
    serves: dict[str, list[str]] = {}
    for delivery in plan.outcomes:
        if delivery.outcome is not Outcome.REFUSED and delivery.pattern_id in meant:
            serves.setdefault(delivery.pattern_id, []).append(delivery.flavor)
    edited = (f"{i.pattern_id} in {i.path}: {i.note or i.state}" for i in plan.conflicts if i.pattern_id in meant)
    return replace(
        blank,
        files=tuple(map(_file, plan.changes)),
        patterns=tuple(sorted({item.pattern_id for item in plan.pending})),
        changed_in=dict(sorted(files_of(plan).items())),
        serves={id: tuple(sorted(flavors)) for id, flavors in sorted(serves.items())},
        uneven=tuple(sorted(f"{d.pattern_id} does not reach {d.flavor}: {d.reason}" for d in refused)),
        drift=(*sorted(edited), *plan.malformed),
    )


def _with_event(blank: Result, id: str, event: Event) -> Result:
    """What the audit trail says was written."""
    sides = ((f.path, f.before.sha256 if f.before else "", f.after.sha256 if f.after else "") for f in event.files)
    files = tuple(File(path=path, before=before, after=after) for path, before, after in sides)
    return replace(blank, event=id, branch=event.branch, commit=event.commit, files=files, patterns=event.patterns)


def _file(change: FileChange) -> File:
    return File(path=change.path, before=_sha256(change.before), after=_sha256(change.after))


def _sha256(content: bytes | None) -> str:
    return "" if content is None else hashlib.sha256(content).hexdigest()


def _skipped(hand: Hand, repo: Repo, plan: Plan) -> str:
    """Why none of the patterns is for this repository; empty when one of them is."""
    why = dict(_reasons(hand, repo, plan))
    return "; ".join(f"{id}: {reason}" for id, reason in why.items()) if set(why) >= set(hand.rollout.patterns) else ""


def _reasons(hand: Hand, repo: Repo, plan: Plan) -> Iterator[tuple[str, str]]:
    aside = {skipped.pattern_id: skipped.reason for skipped in plan.skipped}
    patterns = {pattern.id: pattern for pattern in hand.road.catalog.patterns}
    for id in hand.rollout.patterns:
        reason = aside.get(id) or (
            why_not(patterns[id], repo, hand.road.catalog.policy) if id in patterns else "it is not in the catalog"
        )
        if reason:
            yield id, reason
