"""The same files out of a git ref, without a working tree."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory import git
from session_memory.changes.hosts import Wanted, checked
from session_memory.errors import SessionMemoryError, UnreachableError
from session_memory.model import HostFile, Hosts

LINK, SUBMODULE, EXECUTABLE = "120000", "160000", "100755"
MAX_LINKS = 8


def from_ref(repository: Path, ref: str, wanted: Wanted) -> Hosts:
    """The files as they are at `ref`. Raises UnreachableError when there is no such repository or ref."""
    try:
        listing = git.run(repository, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", ref, plain=False)
    except (SessionMemoryError, OSError) as error:
        raise UnreachableError(f"cannot read the ref {ref}", str(repository), "check the name of the ref") from error
    modes = dict(_entry(line) for line in listing.split(b"\0") if line)
    tree = _Tree(modes, _blobs(repository, ref, [path for path, mode in modes.items() if mode == LINK]))
    leads = {path: tree.follow(path) for path in sorted(modes | dict.fromkeys(wanted.paths)) if wanted.covers(path)}
    found = {path: lead for path, lead in leads.items() if lead is not None}
    problems = {file.path: file for file in found.values() if isinstance(file, HostFile)}
    regular = sorted({lead for lead in found.values() if isinstance(lead, str)})
    contents = _blobs(repository, ref, regular)
    files = {path: checked(path, contents[path], modes[path] == EXECUTABLE) for path in regular}
    links = {path: lead for path, lead in found.items() if isinstance(lead, str) and lead != path}
    closed = {home: why for home in wanted.homes if (why := tree.closed(home))}
    return Hosts(files=files | problems, links=links, closed=closed, ref=ref)


@dataclass(frozen=True, slots=True)
class _Tree:
    modes: dict[str, str]
    targets: dict[str, bytes]

    def closed(self, path: str) -> str:
        """Why git would not take a change at `path`; empty when it would."""
        border = next((part for part in _parts(path)[:-1] if self.modes.get(part) in (LINK, SUBMODULE)), None)
        if border is None:
            return ""
        link = self.modes[border] == LINK
        return f"below {border}, which is a link" if link else f"inside the nested repository {border}"

    def follow(self, path: str) -> str | HostFile | None:
        """Where `path` leads inside the tree; a HostFile with a problem, or None when there is nothing."""
        start = path
        for _ in range(MAX_LINKS):
            border = next((part for part in _parts(path) if self.modes.get(part) in (LINK, SUBMODULE)), None)
            if border is None:
                missing = None if path == start else HostFile(start, problem="a link that leads nowhere")
                return path if path in self.modes else missing
            if self.modes[border] == SUBMODULE:
                return HostFile(start, problem=f"inside the nested repository {border}")
            target = os.fsdecode(self.targets[border])
            path = posixpath.normpath(posixpath.join(posixpath.dirname(border), target) + path[len(border) :])
            if path.startswith(("../", "/")) or path == "..":
                return HostFile(start, problem="a link that leads out of the repository")
        return HostFile(start, problem="a link that leads in a circle")


def _parts(path: str) -> list[str]:
    """a, a/b and a/b/c of a/b/c."""
    names = path.split("/")
    return ["/".join(names[: n + 1]) for n in range(len(names))]


def _entry(line: bytes) -> tuple[str, str]:
    """`<mode> <type> <object>\\t<path>` -> path, mode."""
    meta, _, path = line.partition(b"\t")
    return os.fsdecode(path), meta.split(b" ")[0].decode()


def _blobs(repository: Path, ref: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The bytes of each path at `ref`, asked for in one process."""
    # A path with a line feed would need the -z form, which git has only since 2.38; nobody names a host file so.
    asked = [path for path in paths if "\n" not in path]
    contents = git.blobs(repository, [f"{ref}:{path}" for path in asked])
    return {path: contents[f"{ref}:{path}"] for path in asked}
