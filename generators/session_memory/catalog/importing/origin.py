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
    """The work tree that holds `start`; None when there is none, or it has no commit yet."""
    folder = start if start.is_dir() else start.parent
    top = git.run(folder, "rev-parse", "--show-toplevel", allow=(0, 128)).decode().removesuffix("\n")
    commit = git.run(folder, "rev-parse", "--verify", "--quiet", "HEAD", allow=(0, 1, 128)).decode().strip()
    if not top or not commit:
        return None
    tracked = _names(git.run(folder, "ls-files", "-z", "--full-name", "."))
    changed = _names(git.run(folder, "diff", "--name-only", "--no-renames", "-z", "HEAD", "--", "."))
    return Checkout(Path(top).resolve(), commit, tracked - changed)


def _names(listed: bytes) -> frozenset[str]:
    return frozenset(name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name)
