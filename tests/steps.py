"""The steps of a change as a person takes them, and what stands in a target before and after."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from made import Said, git, run, write
from session_memory.changes.record.events import Event, trail

ADA, BEN = "Ada <ada@example.com>", "Ben <ben@example.com>"
IN_PLACE, BRANCH = "in-place", "branch"
SIGNED = ("approve", "reject", "apply", "rollback", "remove", "release", "pr")
"""Commands that write down who called them."""


def step(root: Path, *arguments: str, by: str = ADA) -> Said:
    """Run one command, signed by somebody when it is one that asks who."""
    return run(root, *arguments, *(("--by", by) if arguments[0] in SIGNED else ()))


def sure(root: Path, *arguments: str, by: str = ADA) -> str:
    """The same for a step that has to succeed: what it said."""
    said = step(root, *arguments, by=by)
    assert said.code == 0, (arguments, said)
    return said.out


def approved(root: Path, repo: str, *only: str) -> None:
    """A proposal is made and gets its yes."""
    sure(root, "distribute", repo, *only)
    sure(root, "approve", repo)


def applied(root: Path, repo: str, mode: str = IN_PLACE, *only: str) -> Event:
    """Proposed, approved, applied: what the audit trail says of it."""
    approved(root, repo, *only)
    sure(root, "apply", repo, *place(mode))
    return last(root, repo)


def place(mode: str) -> tuple[str, ...]:
    """The option for a way of writing."""
    return ("--in-place",) if mode == IN_PLACE else ()


def last(root: Path, repo: str) -> Event:
    """What happened to a repo last."""
    return trail(root, repo)[-1][1]


def kinds(root: Path, repo: str) -> list[str]:
    """What happened to a repo, in words of the audit trail."""
    return [event.kind for _, event in trail(root, repo)]


def merge(folder: Path, branch: str) -> None:
    """What a person does with a branch of ours."""
    git(folder, "merge", "-q", "--no-ff", "--no-edit", branch)


def states(root: Path, repo: str) -> set[str]:
    """The states that `status` tells."""
    return {cell["state"] for cell in json.loads(run(root, "status", repo, "--json").out)["cells"]}


def lie(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below `folder` but git's own: path -> mode with its kind, and bytes, a link's target, or nothing."""
    found: dict[str, tuple[int, bytes]] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for path in (Path(place) / name for name in (*folders, *names) if name != ".git"):
            mode = path.lstat().st_mode
            if stat.S_ISLNK(mode):
                found[path.relative_to(folder).as_posix()] = (stat.S_IFLNK, os.fsencode(path.readlink()))
            else:
                found[path.relative_to(folder).as_posix()] = (mode, path.read_bytes() if path.is_file() else b"")
    return found


def refs(folder: Path) -> dict[str, str]:
    """Every ref of a repository -> its commit."""
    listed = git(folder, "for-each-ref", "--format=%(refname) %(objectname)").decode().split()
    return dict(zip(listed[::2], listed[1::2], strict=True))


def dirty(folder: Path) -> str:
    """What git says is not committed."""
    return git(folder, "status", "--porcelain").decode()


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file that holds it."""
    text = path.read_bytes().decode()
    assert old in text
    write(path, text.replace(old, new))
