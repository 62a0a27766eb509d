"""One repo as its page shows it. Whatever is wrong with it is shown there, and stops no other page."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from session_memory.arrivals import Delivered
from session_memory.catalog.passage import normal
from session_memory.changes import saved as lying
from session_memory.changes.proposals import Proposal, build, folder_of, last_proved
from session_memory.changes.saved import Saved
from session_memory.changes.status import states
from session_memory.cli.seeing.apply_command import apply_command
from session_memory.cli.seeing.begun import begun
from session_memory.cli.seeing.happened import happened
from session_memory.cli.seeing.records import little_of, records_of
from session_memory.cli.seeing.road import Road, Sight
from session_memory.cli.seeing.spoken import Spoken, heard
from session_memory.cli.showing.agents import agent_view, told_now
from session_memory.cli.showing.edits import contradictions, edits_of
from session_memory.errors import SessionMemoryError, UnreachableError
from session_memory.front import below
from session_memory.model import Notice, Plan, Repo
from session_memory.website.site_model import RepoView, SavedProposal

T = TypeVar("T")


def repo_view(road: Road, repo: Repo) -> RepoView:
    """The repo, its plan and its cells; of one that is switched off, what its file says and what happened to it."""
    path = road.catalog.repo_paths[repo.name]
    tried = _Tried(road.root)
    about = tried(lambda: below(normal((road.root / path).read_bytes())), "")
    spoken = tried(lambda: heard(road.root, repo.name), None)
    log = happened(spoken)[::-1] if spoken else ()
    view = RepoView(repo, path, about, Plan(repo.name), log=log)
    if repo.enabled:
        view = _looked_at(road, view, spoken, tried)
    damaged = (*(spoken.damaged if spoken else ()), *tried.failed)
    return replace(view, damaged=tuple(dict.fromkeys(damaged)))


@dataclass(frozen=True, slots=True)
class _Tried:
    """Does what may fail, and keeps what was said then."""

    root: Path
    failed: list[Notice] = field(default_factory=list)

    def __call__(self, make: Callable[[], T], otherwise: T) -> T:
        """What is made, or else the other."""
        try:
            return make()
        except (SessionMemoryError, OSError) as error:
            self.failed.append(_in_words(error, self.root))
            return otherwise


def _in_words(error: SessionMemoryError | OSError, root: Path) -> Notice:
    """Without the place of the catalog on this machine, which is nobody's business."""
    if isinstance(error, OSError):
        where = os.path.relpath(os.fsdecode(error.filename), root) if error.filename else ""
        return Notice(f"{where}: {error.strerror}" if where else str(error))
    here = f"{root}{os.sep}"
    return Notice(error.words.replace(here, ""), error.command, error.hint.replace(here, ""))


def _looked_at(road: Road, view: RepoView, spoken: Spoken | None, tried: _Tried) -> RepoView:
    """The view with what stands in the target now."""
    repo, saved = view.repo, spoken.saved if spoken else None
    seen = tried(lambda: _seen(road, repo), None)
    view = replace(view, unfinished=tried(lambda: begun(road.root, repo), None))
    if seen is None:
        return replace(view, known=False, proposal=_shown(saved, ()) if saved else None)
    plan, sight = seen
    told = tried(lambda: told_now(road, repo, sight), Delivered()) if sight else Delivered()
    view = replace(
        view,
        plan=plan,
        apply=apply_command(road.root, repo),
        edits=tried(lambda: edits_of(road, repo, plan), ()),
        agents=tuple(map(agent_view, told.agents)),
        to_mend=told.to_mend,
    )
    if spoken is None:
        return replace(view, cells=states(plan, little_of(None)))
    view = _with_records(road, view, spoken, tried)
    return tried(lambda: _with_proposal(road, view, spoken, saved), view) if saved else view


def _seen(road: Road, repo: Repo) -> tuple[Plan, Sight | None]:
    """The plan, and what it was made of; of a repo that cannot be reached nothing was seen."""
    try:
        sight = road.see(repo)
    except UnreachableError:
        return road.plan(repo), None
    return sight.plan, sight


def _with_records(road: Road, view: RepoView, spoken: Spoken, tried: _Tried) -> RepoView:
    """The view with how everything stands; where the registry is damaged, as far as the files tell."""
    plan, rejected = view.plan, tried(lambda: spoken.rejection(road, view.plan), "")
    records = tried(lambda: records_of(road, view.repo, plan, spoken, rejected), little_of(spoken.saved))
    return replace(
        view,
        rejected=rejected,
        cells=states(plan, records),
        contradictions=tuple(contradictions(plan, records.cells)),
    )


def _with_proposal(road: Road, view: RepoView, spoken: Spoken, saved: Saved) -> RepoView:
    """The view with what lies there for review, held against what would be made now of what was asked for then."""
    road = replace(road, only=saved.only)
    plan = view.plan if saved.only == view.plan.only else road.plan(view.repo)
    folder = folder_of(road.root, plan.repo)
    fresh = build(plan, folder, last_proved(road.cache, plan.repo))
    reached, told = spoken.stage(plan)
    stale = bool(spoken.stale_yes(plan, fresh.id))
    proposal = _shown(saved, _moved(saved, fresh))
    return replace(view, proposal=proposal, stage=reached, approval=told, approval_stale=stale)


def _moved(saved: Saved, fresh: Proposal) -> tuple[str, ...]:
    return lying.moved(saved, fresh) if fresh.tree else ("there is nothing left to propose",)


def _shown(saved: Saved, why: tuple[str, ...]) -> SavedProposal:
    review, patch = (saved.tree.get(name, b"").decode("utf-8", "replace") for name in ("REVIEW.md", "changes.patch"))
    return SavedProposal(review, patch, bool(why), saved.id, why, saved.files, saved.takes_out)


def text(path: Path) -> str:
    """A file's text as far as it can be shown; nothing for one that is not there."""
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
