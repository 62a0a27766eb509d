"""One repo as its page shows it."""

from __future__ import annotations

from pathlib import Path

from session_memory import files
from session_memory.catalog.front_matter import below
from session_memory.catalog.passage import normal
from session_memory.changes.proposals import Proposal, build, folder_of
from session_memory.cli.seeing.apply_command import apply_command
from session_memory.cli.seeing.records import cells_of
from session_memory.cli.seeing.road import Road
from session_memory.model import Plan, Repo
from session_memory.website.site_model import RepoView, SavedProposal


def repo_view(road: Road, repo: Repo) -> RepoView:
    """The repo, its plan and its cells; of one that is switched off, only what its file says."""
    path = f"catalog/repos/{repo.name}.md"
    about = below(normal((road.root / path).read_bytes()))
    if not repo.enabled:
        return RepoView(repo, path, about, Plan(repo.name))
    plan = road.plan(repo)
    folder = folder_of(road.root, repo.name)
    command = apply_command(road.root, repo)
    return RepoView(repo, path, about, plan, cells_of(road, repo, plan), _saved(folder, build(plan, folder)), command)


def _saved(folder: Path, fresh: Proposal) -> SavedProposal | None:
    """What lies in the folder for review, held against what would be written there now."""
    if not (folder / "proposal.json").is_file():
        return None
    return SavedProposal(
        review=text(folder / "REVIEW.md"),
        patch=text(folder / "changes.patch"),
        stale=not fresh.tree or not all(files.same(folder / name, content) for name, content in fresh.tree.items()),
    )


def text(path: Path) -> str:
    """A file's text as far as it can be shown; nothing for one that is not there."""
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
