"""What waits for a person, most pressing first, each with the command that comes next. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from session_memory.model import State
from session_memory.website.across import Across
from session_memory.website.addresses import check_page, pattern_page, repo_page
from session_memory.website.site_model import RepoView, SiteModel
from session_memory.website.words import NEEDS_SOMEBODY, counted


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits."""

    kind: str
    page: str
    what: str
    """What the link to the page says."""
    told: str
    next: str
    """A command, or what to do in words."""
    is_command: bool = True


def waiting(model: SiteModel, across: Across) -> tuple[Waiting, ...]:
    """Findings, then proposals, then repos with cells that are not in sync, then reviews that are due."""
    return (*_findings(model, across), *_proposals(model), *_cells(model), *_reviews(across))


def _findings(model: SiteModel, across: Across) -> Iterator[Waiting]:
    pages = {file.path: pattern_page(file.id) for file in model.broken}
    explained = {check.code for check in model.checks}
    for finding in model.findings:
        page = pages.get(finding.place.path, check_page(finding.code) if finding.code in explained else "")
        told = f"{finding.code} {finding.message}"
        yield Waiting("finding", page, str(finding.place), told, f"session-memory explain {finding.code}")


def _proposals(model: SiteModel) -> Iterator[Waiting]:
    for view in model.repos:
        name, page = view.repo.name, repo_page(view.repo.name)
        again = f"make distribute REPO={name}"
        if view.proposal is None and view.plan.changes:
            told = f"{counted(len(view.plan.changes), 'file')} would change, and no proposal says so yet"
            yield Waiting("proposal", page, name, told, again)
        elif view.proposal is not None and view.proposal.stale:
            yield Waiting("proposal", page, name, "its proposal is out of date", again)
        elif view.proposal is not None and view.plan.changes:
            told = f"read the review: {counted(len(view.plan.changes), 'file')} would change"
            yield Waiting("proposal", page, name, told, view.apply)


def _cells(model: SiteModel) -> Iterator[Waiting]:
    for view in model.repos:
        # What is proposed is told by the row of its proposal.
        numbers: Counter[State] = Counter(cell.state for cell in view.cells if cell.state is not State.PROPOSED)
        told = [f"{numbers[state]:,} {state}" for state in NEEDS_SOMEBODY if numbers[state]]
        told += [f"{len(view.plan.refused):,} refused"] if view.plan.refused else []
        if told:
            command = f"make status REPO={view.repo.name}"
            yield Waiting("not in sync", repo_page(view.repo.name), view.repo.name, ", ".join(told), command)


def _reviews(across: Across) -> Iterator[Waiting]:
    for view in across.stale:
        pattern = view.pattern
        next_step = f"read it again, then move review_by in {pattern.path}"
        page = pattern_page(pattern.id)
        yield Waiting("review", page, pattern.title, f"due since {pattern.review_by}", next_step, is_command=False)


def out_of_step(view: RepoView) -> int:
    """How many cells of a repo need somebody."""
    return sum(1 for cell in view.cells if cell.state in NEEDS_SOMEBODY)
