"""Where imported files come from, as git tells it: never a path of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from session_memory import git


@dataclass(frozen=True, slots=True)
class Checkout:
    """A git work tree that files are imported from."""

    top: Path
    commit: str
    unchanged: frozenset[str]
    """Paths from `top` whose content is that of `commit`."""


def checkout(start: Path) -> Checkout | None:
    """The work tree that holds the absolute path `start`; None when there is none, or it has no commit yet."""
    top = next((folder for folder in (start, *start.parents) if git.is_checkout(folder)), None)
    if top is None:
        return None
    commit = git.run(top, "rev-parse", "--verify", "--quiet", "HEAD", allow=(0, 1, 128)).decode().strip()
    if not commit:
        return None
    # A file's name may hold what git would take for a glob.
    below = f":(literal){start.relative_to(top).as_posix()}"
    tracked = _names(git.run(top, "ls-files", "-z", "--", below))
    changed = _names(git.run(top, "diff", "--name-only", "--no-renames", "-z", "HEAD", "--", below))
    return Checkout(top, commit, tracked - changed)


def _names(listed: bytes) -> frozenset[str]:
    return frozenset(name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name)
