"""What waits for a person, most pressing first, each with the command that comes next. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from session_memory.model import BY_HAND, CellState, Mark, Stage, State
from session_memory.website.across import Across
from session_memory.website.addresses import check_page, pattern_page, repo_page
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.words import counted


class Kind(StrEnum):
    """What there is to do, in the order in which it is to be done."""

    FINDING = "Findings"
    UNFINISHED = "Changes begun and not finished"
    DAMAGED = "Damaged records"
    UNREACHABLE = "Repos nobody can reach"
    BY_HAND = "Hand edits and conflicts"
    CONTRADICTED = "Registry and file disagree"
    REFUSED = "Not delivered"
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
    def everything(self) -> tuple[str, str] | None:
        """(list, query) that shows all of its rows; None where no list does."""
        return LISTS.get(self)


LISTS = {
    Kind.FINDING: ("checks/", ""),
    Kind.UNREACHABLE: ("repos/", "?state=unreachable"),
    Kind.BY_HAND: ("repos/", "?state=edited"),
    Kind.PROPOSAL: ("repos/", "?proposal=waits%20for%20review"),
    Kind.STALE_YES: ("repos/", "?proposal=approval%20out%20of%20date"),
    Kind.APPROVED: ("repos/", "?proposal=approved"),
    Kind.BRANCH: ("repos/", "?proposal=on%20a%20branch"),
    Kind.ORPHANED: ("repos/", "?state=orphaned"),
    Kind.REVIEW: ("patterns/", "?review=due"),
}


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
    for row in (*_findings(model, across), *(row for view in model.repos for row in of_repo(view)), *_reviews(across)):
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

STEP = re.compile(r": ((?:make|session-memory) [^\n]+)\Z")
"""How a sentence of the program ends that says what to run."""


def in_steps(said: str) -> tuple[str, Step]:
    """A sentence of the program, told apart from what it says to do next."""
    told, _, hint = said.partition("\n  next: ")
    command = STEP.search(f": {hint}" if hint else said)
    if not command:
        return told, (hint, False)
    if not hint:
        return said[: command.start()], (command[1], True)
    words = hint.removesuffix(command[1]).rstrip(" :")
    return f"{told}\n{words}" if words else told, (command[1], True)


def _command(text: str) -> Step:
    return text, True


def _findings(model: SiteModel, across: Across) -> Iterator[Waiting]:
    pages = {file.path: pattern_page(file.id) for file in model.broken}
    explained = {check.code for check in model.checks}
    for finding in model.findings:
        page = pages.get(finding.place.path, check_page(finding.code) if finding.code in explained else "")
        told = f"{finding.code} {finding.message}"
        yield Waiting(Kind.FINDING, page, str(finding.place), told, f"session-memory explain {finding.code}")


def _records(view: RepoView) -> Iterator[Told]:
    """Before anything else can be trusted."""
    again = _command(f"make status REPO={view.repo.name}")
    if view.unfinished:
        yield Kind.UNFINISHED, *in_steps(view.unfinished)
    for text in view.damaged:
        told, step = in_steps(text)
        yield Kind.DAMAGED, told, step if step[0] else again
    if view.plan.unreachable:
        hints = [hint.removeprefix("next: ") for hint in view.plan.here]
        yield Kind.UNREACHABLE, "; ".join([view.plan.unreachable, *hints]), again
    elif view.plan.stale_view:
        yield Kind.UNREACHABLE, view.plan.stale_view, again


def _by_hand(view: RepoView) -> Iterator[Told]:
    name = view.repo.name
    closed = (note for _, _, _, note in _places(view.cells, (State.MALFORMED,)))
    for text in dict.fromkeys((*view.plan.malformed, *closed)):
        yield Kind.BY_HAND, f"malformed: {text}", _command(f"make status REPO={name}")
    for state, pattern, path, note in _places(view.cells, (*BY_HAND, State.FOREIGN)):
        told = f"{state}: {pattern} in {path}" if path else f"{state}: {pattern}"
        command = f"make diff REPO={name} PATTERN={pattern}" if state in BY_HAND else f"make status REPO={name}"
        yield Kind.BY_HAND, f"{told}; {note}" if note else told, _command(command)


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
        told = f"the registry says that {path} holds {_some(names)}; it holds nothing of {_them(names)}"
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
        step = _command(f"make status REPO={view.repo.name}")
        yield Kind.REFUSED, f"{_some(sorted(patterns))}: {reason}", step


def _proposal(view: RepoView) -> Iterator[Told]:
    name, would = view.repo.name, f"{counted(len(view.plan.changes), 'file')} would change"
    again = _command(f"make distribute REPO={name}")
    if view.rejected:
        return
    if view.proposal is None and view.plan.changes:
        yield Kind.PROPOSAL, f"{would}, and no proposal says so yet", again
    elif view.approval_stale:
        told, step = in_steps(view.approval)
        yield Kind.STALE_YES, told, step if step[0] else again
    elif view.proposal is not None and view.proposal.stale:
        yield Kind.PROPOSAL, "; ".join(["its proposal is out of date", *view.proposal.why]), again
    elif view.stage is Stage.APPROVED:
        yield Kind.APPROVED, *in_steps(view.approval)
    elif view.stage is Stage.APPLIED:
        yield Kind.BRANCH, f"{view.approval} on a branch", _command(f"make pr REPO={name}")
    elif view.proposal is not None and view.plan.changes:
        yield Kind.PROPOSAL, f"read the review: {would}", _command(view.apply)


def _left(view: RepoView) -> Iterator[Told]:
    """Texts that are to go, and those that went on a branch only."""
    name = view.repo.name
    proposed = view.proposal is not None and not view.proposal.stale
    step = _command(view.apply if proposed else f"make distribute REPO={name}")
    orphans: dict[str, dict[str, None]] = {}
    for _, pattern, path, _ in _places(view.cells, (State.ORPHANED,)):
        orphans.setdefault(pattern, {})[path] = None
    for pattern, paths in orphans.items():
        yield Kind.ORPHANED, f"{pattern} stands in {', '.join(paths)}, and is no longer wanted there", step
    for _, pattern, path, note in _places((c for c in view.cells if c.mark is Mark.WAITS), tuple(State)):
        yield Kind.BRANCH, f"{pattern} in {path}: {note}", _command(f"make pr REPO={name}")


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def _reviews(across: Across) -> Iterator[Waiting]:
    for view in across.stale:
        pattern = view.pattern
        next_step = f"read it again, then move review_by in {pattern.path}"
        page = pattern_page(pattern.id)
        yield Waiting(Kind.REVIEW, page, pattern.title, f"due since {pattern.review_by}", next_step, is_command=False)
