"""One repo as its page shows it. Whatever is wrong with it is shown there, and stops no other page."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from session_memory.catalog.front_matter import below
from session_memory.catalog.passage import normal
from session_memory.changes import saved as lying
from session_memory.changes.proposals import Proposal, build, folder_of, last_proved
from session_memory.changes.saved import Saved
from session_memory.cli.seeing.apply_command import apply_command
from session_memory.cli.seeing.begun import begun
from session_memory.cli.seeing.records import cells_in_files, cells_of
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.spoken import rejection, stage, stale_yes
from session_memory.cli.showing.edits import contradictions_of, edits_of
from session_memory.cli.showing.happened import NOTHING, log_of
from session_memory.errors import SessionMemoryError
from session_memory.model import Plan, Repo
from session_memory.website.site_model import RepoView, SavedProposal

T = TypeVar("T")


def repo_view(road: Road, repo: Repo) -> RepoView:
    """The repo, its plan and its cells; of one that is switched off, what its file says and what happened to it."""
    path = f"catalog/repos/{repo.name}.md"
    about = below(normal((road.root / path).read_bytes()))
    tried = _Tried(road.root)
    log, damaged = tried(lambda: log_of(road.root, repo.name), NOTHING)
    view = RepoView(repo, path, about, Plan(repo.name), log=log)
    if repo.enabled:
        view = _looked_at(road, view, tried)
    return replace(view, damaged=tuple(dict.fromkeys((*damaged, *tried.failed))))


@dataclass(frozen=True, slots=True)
class _Tried:
    """Does what may fail, and keeps what was said then."""

    root: Path
    failed: list[str] = field(default_factory=list)

    def __call__(self, make: Callable[[], T], otherwise: T) -> T:
        """What is made, or else the other."""
        try:
            return make()
        except (SessionMemoryError, OSError) as error:
            self.failed.append(_in_words(error, self.root))
            return otherwise


def _in_words(error: SessionMemoryError | OSError, root: Path) -> str:
    """Without the place of the catalog on this machine, which is nobody's business."""
    if isinstance(error, OSError) and error.filename:
        return f"{os.path.relpath(os.fsdecode(error.filename), root)}: {error.strerror}"
    return str(error).replace(f"{root}{os.sep}", "")


def _looked_at(road: Road, view: RepoView, tried: _Tried) -> RepoView:
    """The view with what stands in the target now."""
    repo = view.repo
    plan = tried(lambda: road.plan(repo), None)
    unfinished = tried(lambda: begun(road.root, repo), "")
    saved = tried(lambda: lying.load(road.root, repo.name), None)
    if plan is None:
        shown = _shown(saved, ()) if saved else None
        return replace(view, known=False, proposal=shown, unfinished=unfinished)
    in_files = cells_in_files(road, plan)
    view = replace(
        view,
        plan=plan,
        cells=tried(lambda: cells_of(road, repo, plan), in_files),
        apply=apply_command(road.root, repo),
        unfinished=unfinished,
        rejected=tried(lambda: rejection(road, plan) if plan.changes else "", ""),
        edits=tried(lambda: edits_of(road, repo, plan), ()),
        contradictions=tried(lambda: contradictions_of(road, repo, plan), ()),
    )
    return tried(lambda: _with_proposal(road, view, saved), view) if saved else view


def _with_proposal(road: Road, view: RepoView, saved: Saved) -> RepoView:
    """The view with what lies there for review, held against what would be made now of what was asked for then."""
    road = replace(road, only=saved.only)
    plan = view.plan if saved.only == view.plan.only else road.plan(view.repo)
    folder = folder_of(road.root, plan.repo)
    fresh = build(plan, folder, last_proved(road.cache, plan.repo))
    reached, told = stage(road, plan)
    stale = bool(stale_yes(road, plan, fresh.id))
    proposal = _shown(saved, _moved(saved, fresh))
    return replace(view, proposal=proposal, stage=reached, approval=told, approval_stale=stale)


def _moved(saved: Saved, fresh: Proposal) -> tuple[str, ...]:
    return lying.moved(saved, fresh) if fresh.tree else ("there is nothing left to propose",)


def _shown(saved: Saved, why: tuple[str, ...]) -> SavedProposal:
    review, patch = (saved.tree.get(name, b"").decode("utf-8", "replace") for name in ("REVIEW.md", "changes.patch"))
    return SavedProposal(review, patch, bool(why), saved.id, why)


def text(path: Path) -> str:
    """A file's text as far as it can be shown; nothing for one that is not there."""
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
