"""What waits for a person, most pressing first, each with the command that comes next. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from session_memory.model import BY_HAND, CellState, Mark, Notice, Stage, State, Status
from session_memory.website.across import Across
from session_memory.website.addresses import check_page, pattern_page, repo_page, rollout_page
from session_memory.website.rollouts import OPEN, newest_first, next_of
from session_memory.website.site_model import RepoView, SavedProposal, SiteModel
from session_memory.website.states import NEXT
from session_memory.website.words import counted, named, some


class Kind(StrEnum):
    """What there is to do, in the order in which it is to be done."""

    FINDING = "Findings"
    UNFINISHED = "Changes begun and not finished"
    DAMAGED = "Damaged records"
    ROLLOUT = "Rollouts under way"
    UNREACHABLE = "Repos nobody can reach"
    BY_HAND = "Hand edits and conflicts"
    CONTRADICTED = "Registry and file disagree"
    REFUSED = "Not delivered"
    DISTRIBUTE = "To be distributed"
    PROPOSAL = "Proposals to review"
    STALE_YES = "Approvals that went stale"
    APPROVED = "Approved and not applied"
    BRANCH = "On a branch, not merged"
    ORPHANED = "Orphaned texts"
    REVIEW = "Patterns past their review date"

    @property
    def anchor(self) -> str:
        """Where its rows begin on the front page, as the engine names a heading."""
        return re.sub(r"\W+", "-", self.lower())

    @property
    def everything(self) -> tuple[str, str]:
        """(list, query) that shows all of its rows."""
        return OF_FILES.get(self) or ("repos/", f"?{urlencode({'waits': self})}")


OF_FILES = {
    Kind.FINDING: ("checks/", ""),
    Kind.ROLLOUT: ("rollouts/", ""),
    # Whatever its status: some are left out of the list until somebody asks for them.
    Kind.REVIEW: ("patterns/", f"?{urlencode([('review', 'due'), *(('status', status) for status in Status)])}"),
}
"""The kinds that are about the catalog or the fleet; the others are about repos."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits."""

    kind: Kind
    page: str
    what: str
    """What the link to the page says."""
    told: str
    next: str
    """A command, or what to do in words."""
    is_command: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Everything of one kind that waits."""

    kind: Kind
    rows: tuple[Waiting, ...]


def waiting(model: SiteModel, across: Across) -> tuple[Waiting, ...]:
    """Everything, kind by kind."""
    return tuple(row for group in groups(model, across) for row in group.rows)


def groups(model: SiteModel, across: Across) -> tuple[Group, ...]:
    """The kinds of which something waits."""
    rows: dict[Kind, list[Waiting]] = {kind: [] for kind in Kind}
    of_repos = (row for view in model.repos for row in of_repo(view))
    for row in (*_findings(model, across), *_rollouts(model), *of_repos, *_reviews(across)):
        rows[row.kind].append(row)
    return tuple(Group(kind, tuple(found)) for kind, found in rows.items() if found)


def of_repo(view: RepoView) -> Iterator[Waiting]:
    """What waits in one repo."""
    name = view.repo.name
    said = [*_records(view), *_by_hand(view), *_contradictions(view), *_not_delivered(view)]
    # Half of something is finished before anything else is decided.
    said += [] if view.unfinished else [*_proposal(view), *_left(view)]
    for kind, told, step in said:
        yield Waiting(kind, repo_page(name), name, told, *step)


Step = tuple[str, bool]
"""What comes next, and whether that is a command."""
Told = tuple[Kind, str, Step]


def _told(notice: Notice, otherwise: str) -> tuple[str, Step]:
    """Its words, and what it says to do next; a command where it says nothing."""
    if notice.command:
        return "\n".join(filter(None, (notice.words, notice.hint))), (notice.command, True)
    return notice.words, (notice.hint, False) if notice.hint else (otherwise, True)


def _command(text: str) -> Step:
    return text, True


def _next(state: State, view: RepoView) -> Step:
    return _command(NEXT[state].format(repo=view.repo.name))


def _findings(model: SiteModel, across: Across) -> Iterator[Waiting]:
    pages = {file.path: pattern_page(file.id) for file in model.broken}
    explained = {check.code for check in model.checks}
    for finding in model.findings:
        page = pages.get(finding.place.path, check_page(finding.code) if finding.code in explained else "")
        told = f"{finding.code} {finding.message}"
        yield Waiting(Kind.FINDING, page, str(finding.place), told, f"make explain CODE={finding.code}")


def _rollouts(model: SiteModel) -> Iterator[Waiting]:
    for progress in newest_first(model.rollouts):
        if progress.stage in OPEN:
            id, step = progress.rollout.id, next_of(progress)
            told = f"{progress.stage}, step {progress.step} of {len(progress.rollout.steps)}. {step.words}"
            yield Waiting(Kind.ROLLOUT, rollout_page(id), id, told, step.command)


def _records(view: RepoView) -> Iterator[Told]:
    """Before anything else can be trusted."""
    again = f"make status REPO={view.repo.name}"
    if view.unfinished:
        yield Kind.UNFINISHED, *_told(view.unfinished, again)
    for notice in view.damaged:
        yield Kind.DAMAGED, *_told(notice, again)
    if view.plan.unreachable:
        hints = [hint.removeprefix("next: ") for hint in view.plan.here]
        yield Kind.UNREACHABLE, "; ".join([view.plan.unreachable, *hints]), _next(State.UNREACHABLE, view)
    elif view.plan.stale_view:
        yield Kind.UNREACHABLE, view.plan.stale_view, _next(State.UNREACHABLE, view)


def _by_hand(view: RepoView) -> Iterator[Told]:
    closed = (note for _, _, _, note in _places(view.cells, (State.MALFORMED,)))
    for text in dict.fromkeys((*view.plan.malformed, *closed)):
        yield Kind.BY_HAND, f"malformed: {text}", _next(State.MALFORMED, view)
    for state, pattern, path, note in _places(view.cells, (*BY_HAND, State.FOREIGN)):
        where = f"{named(pattern)} in {path}" if path else named(pattern)
        # A note that begins with the state says it already.
        told = f"{where}: {note}" if note.startswith(state) else "; ".join(filter(None, (f"{state}: {where}", note)))
        command, _ = _next(state, view)
        step = _command(f"{command} PATTERN={pattern}" if state in BY_HAND else command)
        yield Kind.BY_HAND, told, step


def _contradictions(view: RepoView) -> Iterator[Told]:
    """For each file what the registry says of it, and what it holds: all that is gone from it is one line."""
    gone: dict[str, list[str]] = {}
    for one in view.contradictions:
        said, step = f"{one.pattern_id} v{one.recorded}", _command(one.next)
        if one.found:
            told = f"the registry says that {one.path} holds {said}; it holds v{one.found}"
            yield Kind.CONTRADICTED, told, step
        else:
            gone.setdefault(one.path, []).append(said)
    for path, names in gone.items():
        told = f"the registry says that {path} holds {some(names)}; it holds nothing of {_them(names)}"
        yield Kind.CONTRADICTED, told, _command(view.contradictions[0].next)


def _them(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _places(cells: Iterable[CellState], states: tuple[State, ...]) -> dict[tuple[State, str, str, str], None]:
    """(state, pattern, path, note) of the cells in some states: a text that serves three agents is one place."""
    return {(c.state, c.pattern_id, c.path, c.note): None for c in cells if c.state in states}


def _not_delivered(view: RepoView) -> Iterator[Told]:
    """Each reason for which something does not arrive, and that is not told already."""
    reasons: dict[str, set[str]] = {}
    told = {cell.note for cell in view.cells if cell.state in (*BY_HAND, State.FOREIGN)}
    for delivery in view.plan.refused:
        if not delivery.obstacle and not view.plan.unreachable and delivery.reason not in told:
            reasons.setdefault(delivery.reason, set()).add(delivery.pattern_id)
    for reason, patterns in reasons.items():
        yield Kind.REFUSED, f"{some(sorted(patterns))}: {reason}", _next(State.SKIPPED, view)


def _proposal(view: RepoView) -> Iterator[Told]:
    proposal, again = view.proposal, _next(State.MISSING, view)
    if view.rejected:
        return
    if proposal is None and view.plan.changes:
        told = f"{counted(len(view.plan.changes), 'file')} would change, and no proposal says so yet"
        yield Kind.DISTRIBUTE, told, again
    elif view.approval and view.approval_stale:
        yield Kind.STALE_YES, *_told(view.approval, again[0])
        if proposal and proposal.files and not proposal.stale:
            # What lies there is new: it is to be read like any other.
            yield _to_review(view, proposal)
    elif proposal and proposal.stale:
        yield Kind.DISTRIBUTE, f"its proposal is out of date: {some(proposal.why, '; ')}", again
    elif view.approval and view.stage is Stage.APPROVED:
        yield Kind.APPROVED, *_told(view.approval, view.apply)
    elif view.approval and view.stage is Stage.APPLIED:
        yield Kind.BRANCH, f"{view.approval.words} on a branch", _command(f"make pr REPO={view.repo.name}")
    elif proposal and proposal.files:
        yield _to_review(view, proposal)


def _to_review(view: RepoView, proposal: SavedProposal) -> Told:
    return Kind.PROPOSAL, f"read the review: {counted(proposal.files, 'file')} would change", _command(view.apply)


def _left(view: RepoView) -> Iterator[Told]:
    """Texts that are to go, and those that went on a branch only."""
    name = view.repo.name
    leaving = view.proposal.takes_out if view.proposal and not view.proposal.stale else frozenset()
    left = [(pattern, path) for _, pattern, path, _ in _places(view.cells, (State.ORPHANED,))]
    orphans = dict.fromkeys(named(pattern) for pattern, path in left if (path, pattern) not in leaving)
    if orphans:
        yield Kind.ORPHANED, f"{some([*orphans])}: no longer wanted there", _next(State.ORPHANED, view)
    for _, pattern, path, note in _places((c for c in view.cells if c.mark is Mark.WAITS), tuple(State)):
        yield Kind.BRANCH, f"{named(pattern)} in {path}: {note}", _command(f"make pr REPO={name}")


def _reviews(across: Across) -> Iterator[Waiting]:
    for view in across.stale:
        pattern = view.pattern
        next_step = f"read it again, then move review_by in {pattern.path}"
        page = pattern_page(pattern.id)
        yield Waiting(Kind.REVIEW, page, pattern.title, f"due since {pattern.review_by}", next_step, is_command=False)
