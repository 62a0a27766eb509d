"""Where git keeps a catalog."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from session_memory import git

NO_COMMIT_YET = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A catalog in a repository that has a commit."""

    top: Path
    """The repository's root."""
    prefix: str
    """Where the catalog is below it: empty, or a path that ends in a slash."""
    shallow: bool
    """A clone without all of its past."""


def kept(root: Path) -> Kept | None:
    """Where git keeps the catalog at `root`; None where it does not, or has no commit yet.

    Raises SessionMemoryError for a repository that git cannot read, and where there is no git to read it.
    """
    top = git.top_of(root)
    if top is None:
        return None
    # With the user's own configuration: it may say that a checkout of another user is to be trusted.
    asked = ("rev-parse", "--is-shallow-repository", "--verify", "-q", "HEAD")
    shallow, *head = git.run(top, *asked, allow=(0, NO_COMMIT_YET), plain=False).split()
    inside = root.resolve().relative_to(top).as_posix()
    return Kept(top, "" if inside == "." else f"{inside}/", shallow == b"true") if head else None
