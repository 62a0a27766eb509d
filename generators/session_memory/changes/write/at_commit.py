"""A target's git as a branch of ours starts from it: one commit, and the files there. Nothing is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from session_memory import git
from session_memory.changes.git_hosts import EXECUTABLE, LINK, SUBMODULE
from session_memory.errors import DeniedError, UsageError

ORDINARY, FOLDER = "100644", "040000"
KINDS = {LINK: "a link", SUBMODULE: "a nested repository", FOLDER: "a folder"}


@dataclass(frozen=True, slots=True)
class Base:
    """What a branch starts from."""

    top: Path
    """Top of the work tree, or a bare mirror."""
    inside: str
    """Where the target's own folder is in it: empty, or such as `examples/web-shop/`."""
    commit: str
    ref: str
    """What the commit was taken from."""


def base_of(folder: Path, ref: str = "") -> Base:
    """The commit that a branch of the target in `folder` starts from: that of `ref`, or else the one checked out.

    A bare mirror has none checked out: there it is the one that was fetched last. Raises UsageError.
    """
    top = folder.resolve() if git.is_bare(folder) else git.top_of(folder)
    hint = "write its files directly with --in-place"
    if top is None:
        raise UsageError("it is in no git repository, so there can be no branch", str(folder), hint)
    ref = ref or ("FETCH_HEAD" if git.is_bare(folder) else "HEAD")
    found = commit_of(top, f"{ref}^{{commit}}")
    if not found:
        missing = "there is no commit yet, so there can be no branch" if ref == "HEAD" else f"there is no commit {ref}"
        raise UsageError(missing, str(folder), hint)
    inside = folder.resolve().relative_to(top).as_posix()
    return Base(top, "" if inside == "." else f"{inside}/", found, ref)


def look(base: Base, paths: Iterable[str]) -> Mapping[str, tuple[bytes, bool] | None]:
    """The files at `base.commit`: bytes, and whether executable. None for one that is not there.

    Raises DeniedError when a path, or a folder on the way to it, is a link, a nested repository or no regular file.
    """
    names = {path: base.inside + path for path in paths}
    entries = _entries(base, sorted({part for name in names.values() for part in (name, *_above(name))}))
    for name in names.values():
        _refuse_odd(name, entries)
    there = {path: entries[name] for path, name in names.items() if name in entries}
    contents = git.blobs(base.top, sorted({id for _, id in there.values()}))
    found = {path: (contents[id], mode == EXECUTABLE) for path, (mode, id) in there.items()}
    return {path: found.get(path) for path in names}


def holds(base: Base, tip: str, commit: str) -> bool:
    """Whether `commit` is `tip`, or came before it: where it holds it, nothing of that commit can be lost."""
    asked = ("merge-base", "--is-ancestor", commit, tip)
    # 128: this clone never had one of them, or has it no longer.
    return git.ask(base.top, *asked, allow=(0, 1, 128), plain=False).returncode == 0


def trailers_of(base: Base, commit: str) -> Mapping[str, tuple[str, ...]]:
    """The trailers of a commit's message: key -> values, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for line in message_of(base, commit).rstrip("\n").split("\n\n")[-1].split("\n"):
        key, colon, value = line.partition(": ")
        if colon:
            found[key] = (*found.get(key, ()), value)
    return found


def message_of(base: Base, commit: str) -> str:
    """A commit's message."""
    told = git.run(base.top, "cat-file", "commit", commit, plain=False)
    return told.partition(b"\n\n")[2].decode("utf-8", "replace")


def commit_of(top: Path, name: str) -> str:
    """The id of what git knows as `name`; empty when it knows none."""
    found = git.run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", name, allow=(0, 1), plain=False)
    return os.fsdecode(found).strip()


def _above(name: str) -> list[str]:
    """a/b and a of a/b/c."""
    return [str(parent) for parent in PurePosixPath(name).parents][:-1]


def _entries(base: Base, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Path -> mode and object id, for those of `names` that are there."""
    if not names:
        return {}
    asked = [f":(literal){name}" for name in names]
    listing = git.run(base.top, "ls-tree", "-t", "-z", "--full-tree", base.commit, "--", *asked, plain=False)
    found = {}
    for line in listing.split(b"\0")[:-1]:
        meta, _, path = line.partition(b"\t")
        mode, _, id = meta.decode().split(" ")
        found[os.fsdecode(path)] = (mode, id)
    return found


def _refuse_odd(name: str, entries: Mapping[str, tuple[str, str]]) -> None:
    for part in _above(name):
        mode = entries[part][0] if part in entries else FOLDER
        if mode != FOLDER:
            raise DeniedError(f"below {part}, which is {KINDS.get(mode, 'a file')}", name)
    mode = entries[name][0] if name in entries else ORDINARY
    if mode in KINDS:
        raise DeniedError(f"{KINDS[mode]}, not a regular file", name)
