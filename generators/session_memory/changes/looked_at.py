"""Every place in a target on which the reading of its files depends: while none of them changes, neither does that.

What a look at a place can see: `lstat` of a file changes with its bytes and mode, of a folder with the names in it. So
a file that was read is a place, and so is each folder in which a name was looked for, found or not. In a checkout
git says which nested files it has or would take. That depends on its index, on its settings and ignore files, and on
the names in every folder that it does not ignore: a nested file that nobody has added yet changes nothing but the
folder it is in. All of these are places, which makes a look at a large checkout cost one `lstat` for each folder.

What such a look cannot see is told by raising UnwatchedError, and the files are read each time: a link that leads out
of the target, a `.git` that is no folder (a linked work tree, a submodule), settings of git that lead to other
files, more than MOST places. What nobody can see this way: bytes that change while size, inode, mode and both times
stay the same to the nanosecond, as only a write to the raw disk does, or a file system that does not keep these.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from session_memory import git
from session_memory.changes.hosts import Wanted
from session_memory.globs import ANY_DEPTH, start
from session_memory.model import Hosts

MOST = 5_000
"""Places of one target. Where there are more, to look at all of them is no longer cheap."""
MOST_LINKS = 40
LEADS_AWAY = (b"include", b"excludesfile", b"worktree", b"refstorage")
"""In the settings of a checkout: what git then reads lies elsewhere."""


class UnwatchedError(Exception):
    """That nothing changed cannot be seen from outside."""


def places(top: Path, read: Iterable[tuple[Wanted, Hosts]]) -> frozenset[str]:
    """Of a working tree or plain folder at `top`, from which these were read: paths below it, `""` for itself.

    Raises UnwatchedError where looking at places would not be enough.
    """
    found = Places(str(top))
    nested = False
    for wanted, hosts in read:
        for path in (*wanted.paths, *wanted.homes, *wanted.attached, *hosts.files, *hosts.links, *hosts.attached):
            found.add(path)
        for glob in wanted.globs:
            found.add_folders(start(glob), deep=ANY_DEPTH in glob)
        nested |= bool(wanted.anywhere)
    if (top / ".git").is_dir():
        _of_git(found, nested)
    elif os.path.lexists(top / ".git"):
        raise UnwatchedError
    elif nested:
        found.add_folders("", deep=True)
    return frozenset(found.paths)


def refs(top: Path) -> frozenset[str]:
    """What says which branches there are, and which commit is checked out: paths below its top.

    Raises UnwatchedError.
    """
    if not (top / ".git").is_dir() or (top / ".git" / "reftable").exists():
        raise UnwatchedError
    found = Places(str(top))
    for name in ("HEAD", "packed-refs"):
        found.add(f".git/{name}")
    for place, _, names in os.walk(top / ".git" / "refs" / "heads"):
        for name in ("", *names):
            found.add(os.path.relpath(posixpath.join(place, name), top))
    return frozenset(found.paths)


class Places:
    """Paths below a folder, collected with all that stands on the way to them."""

    def __init__(self, top: str) -> None:
        self.top = top
        self.paths = {""}
        self._missing: set[str] = set()

    def add(self, path: str, links: int = 0) -> None:
        """The path and every folder on the way; of what is not there the folder in which it would be."""
        steps = path.split("/")
        for count in range(1, len(steps) + 1):
            here = "/".join(steps[:count])
            if here in self._missing or not self._is_there(here):
                return
            if self._is_link(here):
                self._follow(here, steps[count:], links)
                return

    def add_folders(self, folder: str, deep: bool, without: frozenset[str] = frozenset()) -> None:
        """A folder and those below it, `deep` at any depth, else the next ones; not those in `without`."""
        if folder:
            self.add(folder)
            if folder not in self.paths or self._is_link(folder):
                return
        start = posixpath.join(self.top, folder) if folder else self.top
        for place, folders, names in os.walk(start):
            here = "" if place == self.top else place[len(self.top) + 1 :]
            self._put(here)
            if ".gitignore" in names:
                self._put(posixpath.join(here, ".gitignore"))
            below = (name for name in folders if name != ".git" and posixpath.join(here, name) not in without)
            folders[:] = list(below) if deep or place == start else []

    def _is_there(self, path: str) -> bool:
        if path not in self.paths:
            if not os.path.lexists(f"{self.top}/{path}"):
                self._missing.add(path)
                return False
            self._put(path)
        return True

    def _put(self, path: str) -> None:
        self.paths.add(path)
        if len(self.paths) > MOST:
            raise UnwatchedError

    def _is_link(self, path: str) -> bool:
        return stat.S_ISLNK(os.lstat(f"{self.top}/{path}").st_mode)

    def _follow(self, link: str, rest: list[str], links: int) -> None:
        """Where a link leads, with what comes after it. Raises UnwatchedError where that is somewhere else."""
        target = os.readlink(f"{self.top}/{link}")  # noqa: PTH115
        up_and_down = target.lstrip("./").split("/")
        leads = posixpath.normpath(posixpath.join(posixpath.dirname(link), target, *rest))
        if posixpath.isabs(target) or ".." in (*up_and_down, leads.split("/")[0]) or links == MOST_LINKS:
            raise UnwatchedError
        self.add(leads, links + 1)


def _of_git(found: Places, nested: bool) -> None:
    """What git's answers about files depend on; `nested` when it was asked which there are in any folder."""
    for name in ("index", "config", "info/exclude"):
        found.add(f".git/{name}")
    settings = (Path(found.top) / ".git" / "config").read_bytes().lower()
    if any(word in settings for word in LEADS_AWAY):
        raise UnwatchedError
    for path in list(found.paths):
        found.add(posixpath.join(path, ".gitignore"))
    if nested:
        found.add_folders("", deep=True, without=frozenset(_left_out(found.top)))


def _left_out(top: str) -> Iterator[str]:
    """The folders that git ignores as a whole: what comes into them it does not list."""
    asked = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
    said = git.run(Path(top), "-c", "safe.directory=*", *asked)
    yield from (os.fsdecode(path).rstrip("/") for path in said.split(b"\0") if path.endswith(b"/"))
