"""The steps of applying, in the order in which they keep the promise: recompute, rule, look, journal, write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from session_memory.changes.gate import decisions
from session_memory.changes.gate.ceilings import NOTHING_YET, Run
from session_memory.changes.gate.decisions import Decision, Mode, Said
from session_memory.changes.gate.grants import command, narrowest
from session_memory.changes.gate.ruling import Ruling, Verdict, verdict
from session_memory.changes.proposals import Proposal
from session_memory.changes.record.events import Event, Yes, heads, trail
from session_memory.changes.saved import Saved, load, moved
from session_memory.changes.write import branch
from session_memory.changes.write.at_commit import holds
from session_memory.changes.write.site import EXECUTABLE, ORDINARY, OnBranch, Rewrite, Site, Stands, images
from session_memory.cli.seeing.apply_command import typed
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, OK
from session_memory.cli.writing.elsewhere import check_here
from session_memory.cli.writing.fresh import Fresh, lay_down, made_fresh, refresh
from session_memory.cli.writing.gate import Case, grants_at_hand, rulings
from session_memory.cli.writing.transact import Desk, carry_out
from session_memory.errors import ConflictError, DeniedError, StaleError
from session_memory.model import IMPORT_ID, FileChange, Plan

GRANT_DAYS = 30
"""For the grant that is offered, unless policy allows less."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What a run came to."""

    repo: str
    told: tuple[str, ...]
    event: Event | None = None
    """What was written; None when there was nothing to do."""
    exit_code: int = OK


def apply_saved(
    desk: Desk, mode: str, by: str, at: str, run: Run = NOTHING_YET, meant: str = "", reason: str = ""
) -> Applied:
    """Apply the proposal that lies in the folder, unless that is what was finished just now.

    `run` is what the run that this is part of has written in other repos: ceilings count all of it. `meant` is the id
    of the only proposal that may be applied; any one if it is empty. `reason` is for the audit trail.

    Raises StaleError, ConflictError, DeniedError; nothing was written to the target then.
    """
    if desk.finished is not None and desk.finished.kind == "applied":
        return _settled(desk, desk.finished, refresh(desk.road, desk.repo))
    saved = load(desk.root, desk.repo.name)
    if meant and (saved is None or saved.id != meant):
        raise StaleError(f"the proposal that lies there is not {meant[:12]}, which was meant", desk.repo.name)
    fresh = made_fresh(desk.road, desk.repo, saved)
    if not fresh.plan.changes and (saved is None or saved.is_done(fresh.hosts)):
        return _nothing(desk)
    check_current(fresh, saved)
    site = desk.site(mode, fresh.plan.only.ref)
    there = _already(desk, site, fresh.proposal)
    if there:
        return Applied(desk.repo.name, (f"{desk.repo.name}: {there}",))
    said = decisions.read(desk.root, desk.repo.name)
    case = Case(desk.road, desk.repo, fresh.plan, fresh.hosts, fresh.proposal.id, said, run)
    with grants_at_hand(case):
        ruled = allowed(desk, case)
        _record_grants(desk, fresh.proposal.id, ruled, at)
        event = _written(desk, fresh, site, ruled, by, at, reason)
    return _settled(desk, event, fresh.plan)


def check_current(fresh: Fresh, saved: Saved | None) -> None:
    """Whether what was reviewed is what would be written now; if not, the proposal is made anew for another review.

    Raises StaleError, or ConflictError when somebody edited what is ours since.
    """
    name, command = fresh.repo.name, typed(fresh.road.root, fresh.repo)
    if saved is None:
        raise StaleError("there is no proposal yet", name, f"make distribute REPO={command}, and review it")
    told = moved(saved, fresh.proposal)
    if not told:
        return
    no = lay_down(fresh)
    said = f"proposal {saved.id[:12]} is stale: {'; '.join(told)}. Nothing was written to the target"
    edited = [i for i in fresh.plan.conflicts if (i.path, i.pattern_id, i.state) not in saved.states]
    if edited or fresh.plan.malformed:
        which = ", ".join(sorted({f"{i.pattern_id} in {i.path}" for i in edited})) or "; ".join(fresh.plan.malformed)
        hint = f"a proposal that leaves it as it is was written; look at it with make diff REPO={command}"
        raise ConflictError(f"{said}. By hand: {which}", name, hint)
    raise StaleError(said, name, _instead(fresh, no))


def _instead(fresh: Fresh, no: str) -> str:
    new = f"proposal {fresh.proposal.id[:12]}"
    if not fresh.plan.changes:
        return "as the catalog is now, there is nothing to change"
    return f"{new} is not raised again: {no}" if no else f"{new} was written in its place: review and approve it"


def allowed(desk: Desk, case: Case) -> tuple[Ruling, ...]:
    """The rulings, when they let all of the proposal through. Raises DeniedError, with each one that does not.

    Raises UsageError when it is already on a branch that only another machine has: its yes was used up there.
    """
    ruled = rulings(case)
    found = verdict(ruled)
    stopped = [ruling for ruling in ruled if ruling.verdict is found]
    if found is Verdict.DENY:
        raise denied(case, stopped, "no approval and no grant lets this through")
    if found is Verdict.ASK:
        for event in _on_branch(desk, case.proposal):
            check_here(desk, event)
        raise denied(case, stopped, _way_to_yes(case, stopped))
    return ruled


def _on_branch(desk: Desk, proposal: str) -> Iterator[Event]:
    """The events that put the proposal on a branch, and were not taken back."""
    undone = {event.undoes for _, event in desk.history}
    for id, event in desk.history:
        if event.kind == "applied" and event.proposal == proposal and event.branch and id not in undone:
            yield event


def denied(case: Case, stopped: Sequence[Ruling], hint: str) -> DeniedError:
    """The error that tells each rule that stops something: one line for all items of one rule and reason."""
    rows: dict[tuple[str, str], dict[str, list[str]]] = {}
    for ruling in stopped:
        rows.setdefault((ruling.rule, ruling.why), {}).setdefault(ruling.asked.path, []).append(ruling.asked.pattern)
    told = [f"  rule {rule}: {why}: {_grouped(which)}" for (rule, why), which in rows.items()]
    word = "denied" if stopped[0].verdict is Verdict.DENY else "not approved"
    return DeniedError("\n".join([f"proposal {case.proposal[:12]} is {word}", *told]), case.repo.name, hint)


def _grouped(patterns: Mapping[str, Sequence[str]]) -> str:
    """`a, b in X; c in Y`, the same list only once."""
    paths: dict[str, list[str]] = {}
    for path, ids in patterns.items():
        paths.setdefault(", ".join(ids), []).append(path)
    return "; ".join(f"{ids} in {' and '.join(where)}" for ids, where in paths.items())


def _way_to_yes(case: Case, stopped: Sequence[Ruling]) -> str:
    stale = case.decisions.stale(case.proposal, trail(case.road.root, case.repo.name))
    old = f" (the yes of {stale[-1].by} was to proposal {stale[-1].proposal[:12]}, which is stale)" if stale else ""
    approve = f"make approve REPO={typed(case.road.root, case.repo)}{old}"
    if any(ruling.asked.takes_back for ruling in stopped):
        return approve
    days = min(GRANT_DAYS, case.road.catalog.policy.grant_days)
    grant = command(narrowest([ruling.asked for ruling in stopped]), days)
    return f"{approve}; or the narrowest grant that covers it:\n  {grant}"


def _already(desk: Desk, site: Site, proposal: Proposal) -> str:
    """Whether the proposal is on its branch, in words. Raises ConflictError when the branch is somebody's."""
    if not isinstance(site, OnBranch):
        return ""
    name = branch_of(proposal.id)
    tip = branch.tip(site.base, name)
    if not tip:
        return ""
    made = {event.commit for _, event in desk.history if event.branch == name}
    if not branch.ours(site.base, name, proposal.id, made):
        raise ConflictError("it holds other commits than ours, and is left as it is", name, "rename or delete it")
    if holds(site.base, site.base.commit, tip):
        return ""
    return f"proposal {proposal.id[:12]} is on branch {name} already (commit {tip[:12]}), nothing to do"


def branch_of(proposal: str) -> str:
    """The branch for a proposal."""
    return f"session-memory/{proposal[:12]}"


def _written(desk: Desk, fresh: Fresh, site: Site, ruled: Sequence[Ruling], by: str, at: str, reason: str) -> Event:
    """Journal and write what was allowed, with every byte that doing and undoing it needs."""
    changes = fresh.plan.changes
    stands = site.look([change.path for change in changes])
    rewrites = [_rewrite(change, stands[change.path], site) for change in changes]
    patterns = tuple(sorted({item.pattern_id for item in fresh.plan.pending} - {IMPORT_ID}))
    event = Event(
        kind="applied",
        repo=desk.repo.name,
        at=at,
        by=by,
        parents=heads(desk.history),
        proposal=fresh.proposal.id,
        mode=site.mode,
        branch=branch_of(fresh.proposal.id) if isinstance(site, OnBranch) else "",
        # So that taking it back can hold it.
        patterns=patterns or (IMPORT_ID,),
        files=tuple(rewrite.written for rewrite in rewrites),
        yes=tuple(Yes(r.asked.pattern, r.rule, r.by, r.basis) for r in ruled),
        folders=site.new_folders([change.path for change in changes if change.before is None]),
        reason=reason,
    )
    return carry_out(desk, site.entry(event, _message(fresh, patterns)), images(rewrites))


def _rewrite(change: FileChange, now: Stands | None, site: Site) -> Rewrite:
    """One file's two sides. Raises StaleError when it is not there as the proposal has it."""
    executable = bool(now and now.mode & 0o100)
    if (now.content if now else None) != change.before or executable != change.was_executable:
        if isinstance(site, OnBranch):
            hint = "commit it, or distribute with REF=HEAD, or apply with IN_PLACE=1"
            raise StaleError("what is committed is not what the proposal was made from", change.path, hint)
        hint = "distribute without REF to start from the working tree"
        raise StaleError("the working tree is not what the proposal was made from", change.path, hint)
    if now is None or change.mode_changes:
        return Rewrite(change.path, now, change.after, EXECUTABLE if change.executable else ORDINARY)
    return Rewrite(change.path, now, change.after, now.mode)


def _message(fresh: Fresh, patterns: Sequence[str]) -> str:
    number = f"{len(patterns)} pattern{'' if len(patterns) == 1 else 's'}" if patterns else "import lines"
    lines = [f"Session Memory: {number} of proposal {fresh.proposal.id[:12]}", ""]
    rows = sorted(
        {(i.action, i.pattern_id, i.before, i.after) for i in fresh.plan.pending if i.pattern_id != IMPORT_ID}
    )
    lines += [f"- {action}: {id} {' -> '.join(filter(None, (before, after)))}" for action, id, before, after in rows]
    lines += ["", *(f"Pattern-Id: {id}" for id in patterns), f"Proposal-Digest: {fresh.proposal.id}", ""]
    return "\n".join(lines)


def _record_grants(desk: Desk, proposal: str, ruled: Sequence[Ruling], at: str) -> None:
    """A yes by grant is a decision like any other, of whoever granted it: it lies beside the proposal."""
    for grant, by in sorted({(r.basis, r.by) for r in ruled if r.rule == "grant"}):
        patterns = tuple(sorted({r.asked.pattern for r in ruled if r.basis == grant}))
        yes = Decision(
            said=Said.APPROVED, repo=desk.repo.name, proposal=proposal, by=by, at=at, rule="grant",
            mode=Mode.GRANT, grant=grant, patterns=patterns,
        )  # fmt: skip
        decisions.record(desk.root, yes)


def _nothing(desk: Desk) -> Applied:
    plan = refresh(desk.road, desk.repo)
    left = tuple(_left(plan))
    told = (f"{desk.repo.name}: nothing to do, everything that can be is in place", *left)
    return Applied(desk.repo.name, told, exit_code=_exit_code(plan))


def _settled(desk: Desk, event: Event, plan: Plan) -> Applied:
    """After writing: what the plan leaves is told."""
    name, left = desk.repo.name, tuple(_left(plan))
    where = f"to branch {event.branch} (commit {event.commit[:12]})" if event.branch else "in the working tree"
    told = f"{name}: {event.kind} {event.proposal[:12]} {where}, {len(event.files)} files"
    push = f"make pr REPO={typed(desk.root, desk.repo)}, or merge the branch"
    then = push if event.branch else f"look at git diff in {name}, and commit"
    return Applied(name, (told, f"  next: {then}", *left), event, _exit_code(plan))


def _left(plan: Plan) -> Iterator[str]:
    """What is not delivered, and why."""
    yield from (f"  not delivered: {d.pattern_id} to {d.flavor}: {d.reason}" for d in plan.refused)
    yield from (f"  left alone: {i.pattern_id} in {i.path}: {i.state}, {i.note}" for i in plan.conflicts)
    yield from (f"  malformed: {text}" for text in plan.malformed)


def _exit_code(plan: Plan) -> int:
    if plan.malformed:
        return CONFLICT
    return ATTENTION if plan.refused or plan.conflicts else OK
