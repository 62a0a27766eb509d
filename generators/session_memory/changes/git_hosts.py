"""The same files out of a git ref, without a working tree."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory import git
from session_memory.changes.copies import document_above
from session_memory.changes.hosts import Wanted, attached, below_file, checked, no_folder
from session_memory.errors import SessionMemoryError, UnreachableError
from session_memory.model import HostFile, Hosts

LINK, SUBMODULE, EXECUTABLE = "120000", "160000", "100755"
MAX_LINKS = 40
"""As many as Linux follows."""


def from_ref(repository: Path, ref: str, wanted: Wanted) -> Hosts:
    """The files as they are at `ref`. Raises UnreachableError when there is no such repository or ref."""
    try:
        listing = git.run(repository, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", ref, plain=False)
    except (SessionMemoryError, OSError) as error:
        raise UnreachableError(f"cannot read the ref {ref}", str(repository), "check the name of the ref") from error
    modes = dict(_entry(line) for line in listing.split(b"\0") if line)
    folders = frozenset(part for path in modes for part in _parts(path)[:-1])
    tree = _Tree(modes, _blobs(repository, ref, [path for path, mode in modes.items() if mode == LINK]), folders)
    own = (path for path in (*modes, *wanted.paths) if document_above(path) not in modes)
    leads = {path: tree.follow(path) for path in sorted(set(filter(wanted.covers, own)))}
    found = {path: lead for path, lead in leads.items() if lead is not None}
    problems = {file.path: file for file in found.values() if isinstance(file, HostFile)}
    regular = sorted({lead for lead in found.values() if isinstance(lead, str)})
    contents = _blobs(repository, ref, regular)
    files = {path: checked(path, contents[path], modes[path] == EXECUTABLE) for path in regular}
    links = {path: lead for path, lead in found.items() if isinstance(lead, str) and lead != path}
    closed = {home: why for home in wanted.homes if (why := tree.closed(home))}
    closed |= tree.below_files(wanted.homes)
    closed |= {home: no_folder(home) for home in wanted.nested if home.rpartition("/")[0] not in folders}
    beside = {path: file for path in wanted.attached if (file := tree.attached(path)) is not None}
    texts = _blobs(repository, ref, [path for path, file in beside.items() if not file.problem])
    beside |= {path: attached(path, text, modes[path] == EXECUTABLE) for path, text in texts.items()}
    return Hosts(files | problems, links, closed=closed, ref=ref, attached=beside)


@dataclass(frozen=True, slots=True)
class _Tree:
    modes: dict[str, str]
    targets: dict[str, bytes]
    folders: frozenset[str]

    def closed(self, path: str) -> str:
        """Why git would not take a change at `path`; empty when it would."""
        border = next((part for part in _parts(path)[:-1] if self.modes.get(part) in (LINK, SUBMODULE)), None)
        if border is None:
            return ""
        link = self.modes[border] == LINK
        return f"below {border}, which is a link" if link else f"inside the nested repository {border}"

    def below_files(self, homes: Sequence[str]) -> Mapping[str, str]:
        """The homes above which a file stands in place of a folder; of one pattern's, as the path it would have."""
        found: dict[str, str] = {}
        files = [path for path, mode in self.modes.items() if mode not in (LINK, SUBMODULE)]
        shelves = {shelf: rest for shelf, _, rest in (home.partition("/{id}/") for home in homes) if rest}
        for path in files:
            shelf = path.rpartition("/")[0]
            if shelf in shelves:
                found[f"{path}/{shelves[shelf]}"] = below_file(path)
        there = frozenset(files)
        above = {home: next((part for part in _parts(home)[:-1] if part in there), "") for home in homes}
        return found | {home: below_file(part) for home, part in above.items() if part}

    def attached(self, path: str) -> HostFile | None:
        """What is at `path` itself, or keeps a file from being put there as its problem; None for neither."""
        kinds = {LINK: "a link", SUBMODULE: "a nested repository"}
        above = next((below_file(part) for part in _parts(path)[:-1] if part in self.modes), "")
        problem = self.closed(path) or above or kinds.get(self.modes.get(path, ""), "")
        folder = "a folder, not a regular file" if path in self.folders else ""
        there = path in self.modes or problem or folder
        return HostFile(path, problem=problem or folder) if there else None

    def follow(self, path: str) -> str | HostFile | None:
        """Where `path` leads inside the tree; a HostFile with a problem, or None when there is nothing."""
        done: list[str] = []
        todo, links, is_link = path.split("/"), 0, False
        while todo:
            name = todo.pop(0)
            here = "/".join([*done, name])
            if name in ("", "."):
                continue
            if name == "..":
                if not done:
                    return HostFile(path, problem="a link that leads out of the repository")
                done.pop()
            elif self.modes.get(here) == SUBMODULE:
                return HostFile(path, problem=f"inside the nested repository {here}")
            elif self.modes.get(here) == LINK:
                # A link above it may lead where no such file is; only one in its place leads nowhere.
                links, is_link = links + 1, is_link or not todo
                target = os.fsdecode(self.targets[here])
                if target.startswith("/") or links > MAX_LINKS:
                    where = "in a circle" if links > MAX_LINKS else "out of the repository"
                    return HostFile(path, problem=f"a link that leads {where}", there=links <= MAX_LINKS)
                todo = target.split("/") + todo
            elif here in self.folders or (here in self.modes and not todo):
                done.append(name)
            else:
                return HostFile(path, problem="a link that leads nowhere", there=False) if is_link else None
        found = "/".join(done)
        return found if found in self.modes else HostFile(path, problem="a folder, not a regular file")


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
