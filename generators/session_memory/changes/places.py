"""What is at a path inside a target, and what is called nearly so. Nothing is written."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from session_memory import git
from session_memory.changes.git_hosts import SUBMODULE
from session_memory.near import nearest

FOLDER = "040000"


@dataclass(frozen=True, slots=True)
class Place:
    """What was found at a path."""

    kind: Literal["folder", "file", "nested", "outside", "nothing"]
    """`nested` is or lies in a repository of its own."""
    path: str = ""
    """Where it really is, relative to the target's folder; of something nested, the folder of that repository; of
    nothing, where a file could be made, and empty where none could, such as below another file."""
    near: str = ""
    """Where nothing is: a path that is there and called nearly so."""
    beside: bool = False
    """Where nothing is: its folder is there."""


def in_folder(top: Path, path: str) -> Place:
    """What is at `path` in a working tree; links are followed as far as they stay inside."""
    top = top.resolve()
    try:
        real = (top / path).resolve()
    except (OSError, RuntimeError):
        return Place("nothing")
    if not real.is_relative_to(top):
        return Place("outside")
    inside = real.relative_to(top)
    border = next((part for part in _upwards(inside) if (top / part / ".git").exists()), None)
    if border is not None:
        return Place("nested", border.as_posix())
    name = inside.as_posix()
    if not real.exists():
        near = _near(path, lambda folder: _names(top / folder))
        above = next(folder for folder in real.parents if folder.exists())
        return Place("nothing", name if above.is_dir() else "", near, beside=above == real.parent)
    return Place("folder" if real.is_dir() else "file", "" if name == "." else name)


def in_tree(repository: Path, tree: str, path: str) -> Place:
    """What is at `path` in a tree or commit of git."""
    if path.startswith(("/", "../")) or path == "..":
        return Place("outside")
    name = os.path.normpath(path) if path else "."
    if name == ".":
        return Place("folder")
    asked = [Path(name), *Path(name).parents][:-1]
    listing = git.run(
        repository, "ls-tree", "-z", "--full-tree", tree, "--", *(f":(literal){part}" for part in asked), plain=False
    )
    modes = {os.fsdecode(line.partition(b"\t")[2]): line[:6].decode() for line in listing.split(b"\0") if line}
    border = next((part for part, mode in modes.items() if mode == SUBMODULE), "")
    if border:
        return Place("nested", border)
    if name not in modes:
        near = _near(name, lambda folder: _names_in(repository, f"{tree}:{folder}"))
        below_file = any(modes.get(part.as_posix(), FOLDER) != FOLDER for part in asked)
        beside = bool(_names_in(repository, f"{tree}:{posixpath.dirname(name)}"))
        return Place("nothing", "" if below_file else name, near, beside)
    return Place("folder" if modes[name] == FOLDER else "file", name)


def _upwards(path: Path) -> Iterator[Path]:
    """a and a/b of a/b: every step of the way, the path itself included."""
    return (Path(*path.parts[: count + 1]) for count in range(len(path.parts)))


def _near(path: str, names: Callable[[str], list[str]]) -> str:
    """The path with the first name on the way that there is not as the nearest one that there is."""
    folder = ""
    for name in os.path.normpath(path).split("/"):
        there = names(folder)
        if name not in there:
            near = nearest(name, there)
            return f"{folder}/{near}".lstrip("/") if near else ""
        folder = f"{folder}/{name}".lstrip("/")
    return ""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _names_in(repository: Path, tree: str) -> list[str]:
    listing = git.run(repository, "ls-tree", "-z", "--name-only", "--end-of-options", tree, allow=(0, 128), plain=False)
    return [os.fsdecode(name) for name in listing.split(b"\0") if name]
