"""Where the files of a repo are read from: as they are now, or as they were at a commit."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from session_memory import git
from session_memory.changes.git_hosts import from_ref
from session_memory.changes.hosts import Wanted
from session_memory.changes.places import Place, in_folder, in_tree
from session_memory.changes.targets import place_of, read_hosts
from session_memory.changes.write.at_commit import Base, base_of
from session_memory.cli.seeing.road import Road
from session_memory.errors import UsageError
from session_memory.model import Hosts, Repo


@dataclass(frozen=True, slots=True)
class Source:
    """One state of a repo's files."""

    read: Callable[[Wanted], Hosts]
    look: Callable[[str], Place]
    """What is at a path."""
    commit: str = ""
    """Its id; empty for files that are on this machine in no commit, or not yet."""


def as_they_are(road: Road, repo: Repo) -> Source:
    """The working tree; of a repo with a url, what was fetched last. Raises UnreachableError."""
    folder, ref = place_of(road.root, repo, road.mirrors)

    def read(wanted: Wanted) -> Hosts:
        return read_hosts(road.root, repo, "", wanted, road.mirrors)

    return Source(read, partial(in_tree, folder, ref) if ref else partial(in_folder, folder))


def at_commit(road: Road, repo: Repo, ref: str) -> Source:
    """The files at a commit, or at whatever git knows under that name. Raises UsageError when it knows none."""
    base = _base(road, repo, ref)
    tree = _tree(repo, base)
    return Source(partial(from_ref, base.top, tree), partial(in_tree, base.top, tree), base.commit)


def _base(road: Road, repo: Repo, commit: str) -> Base:
    """Where to read. Raises UsageError for a commit that is not there."""
    folder, _ = place_of(road.root, repo, road.mirrors)
    if not folder.is_dir():
        raise UsageError("there is nothing of it on this machine to look into", repo.name)
    hint = "fetch it there, or see git log" if repo.checkout else "a clone of a url has its newest commit only"
    if not commit:
        raise UsageError("there is no commit without a name", repo.name, hint)
    try:
        return base_of(folder, commit)
    except UsageError as error:
        raise UsageError(error.message, repo.name, hint) from error


def _tree(repo: Repo, base: Base) -> str:
    """The id of the target's folder at the commit. Raises UsageError when it was not there yet."""
    name = f"{base.commit}:{base.inside.rstrip('/')}"
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    found = os.fsdecode(git.run(base.top, *asked, allow=(0, 1, 128), plain=False)).strip()
    if not found:
        raise UsageError(f"there is no folder {base.inside} at {base.commit[:12]}", repo.name)
    return found
