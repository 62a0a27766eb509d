"""The proposal that a person speaks about: the one that lies there, if it is still the one that would be made now."""

from __future__ import annotations

from pathlib import Path

from session_memory.changes.gate import decisions
from session_memory.changes.saved import Saved, load
from session_memory.cli.seeing.apply_command import typed
from session_memory.cli.seeing.begun import check_finished
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.spoken import rejection
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.cli.writing.applying import check_current
from session_memory.cli.writing.fresh import Fresh, made_fresh
from session_memory.cli.writing.gate import Case
from session_memory.errors import StaleError


def at_hand(root: Path, name: str) -> tuple[Saved | None, Fresh]:
    """The saved proposal of a repo, if there is one, and the one that would be made now."""
    road = open_road(root)
    repo = which_repo(name, root, road.catalog, road.contracts)
    check_finished(root, repo)
    saved = load(root, repo.name)
    return saved, made_fresh(road, repo, saved)


def reviewed(saved: Saved | None, fresh: Fresh) -> Case:
    """The saved proposal. Raises StaleError when there is none, or another one would be made now."""
    root, repo = fresh.road.root, fresh.repo
    if saved is None or not fresh.plan.changes:
        hint = f"make distribute REPO={typed(root, repo)}"
        no = rejection(fresh.road, fresh.plan, fresh.proposal.id) if fresh.plan.changes else ""
        raise StaleError(no or "there is no proposal that would change anything", repo.name, hint)
    check_current(fresh, saved)
    return Case(fresh.road, repo, fresh.plan, fresh.hosts, fresh.proposal.id, decisions.read(root, repo.name))
