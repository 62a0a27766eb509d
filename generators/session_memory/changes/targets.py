"""From a repo's file to the host files of its target: a checkout, a ref of it, or a mirror of a url."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from session_memory import files, git
from session_memory.changes.git_hosts import from_ref
from session_memory.changes.hosts import Wanted, from_folder
from session_memory.errors import SessionMemoryError, UnreachableError, UsageError
from session_memory.model import Hosts, Repo

SEEN = "refs/session-memory/seen"
"""What the last fetch that succeeded brought; one that fails leaves it as it is."""
FETCHED = "session-memory-fetched"
"""File in a mirror with the time of that fetch, in seconds since the epoch."""
FETCH = ("fetch", "-q", "--depth=1", "--filter=blob:none", "--no-tags", "origin")


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Where bare clones of repos with a `url` are kept, and when they are too old."""

    folder: Path
    now: float
    """Seconds since the epoch."""
    max_age: float
    """Seconds."""
    seen_last: bool = False
    """Where a url does not answer, what was seen there last is better than nothing: true for reports only."""
    silent: dict[str, UnreachableError] = field(default_factory=dict)
    """Clones that could not be fetched in this run, by name: each is tried once."""


def read_hosts(root: Path, repo: Repo, ref: str, wanted: Wanted, mirrors: Mirrors) -> Hosts:
    """The host files of `repo`; `ref` empty means the working tree.

    Raises UnreachableError, which says what to do next.
    """
    if repo.url is not None:
        if ref:
            raise UsageError("a repo with a url is read at its branch", repo.name, "set `branch` in its file")
        return _from_mirror(repo, wanted, mirrors)
    checkout = root / (repo.checkout or "")
    if ref:
        if not git.is_checkout(checkout):
            raise UnreachableError("a ref can only be read from the top folder of a git checkout", repo.name)
        return from_ref(checkout, ref, wanted)
    try:
        return from_folder(checkout, wanted)
    except UnreachableError as error:
        shown = repo.checkout or ""
        raise UnreachableError(
            f"its checkout {shown} does not exist", repo.name, f"clone it there or mend catalog/repos/{repo.name}.md"
        ) from error


def _from_mirror(repo: Repo, wanted: Wanted, mirrors: Mirrors) -> Hosts:
    mirror = mirror_of(repo, mirrors)
    try:
        _refresh(mirror, repo, mirrors)
    except UnreachableError as error:
        return _seen_last(mirror, wanted, mirrors, error)
    try:
        return from_ref(mirror, SEEN, wanted)
    except SessionMemoryError:
        # A mirror that git cannot read is only a copy: it is made anew, once.
        files.remove_tree(mirror)
        _refresh(mirror, repo, mirrors)
        return from_ref(mirror, SEEN, wanted)


def _seen_last(mirror: Path, wanted: Wanted, mirrors: Mirrors, error: UnreachableError) -> Hosts:
    """The files as they were at the last fetch. Raises the error when they are not asked for or not there."""
    seen = _fetched(mirror)
    if not mirrors.seen_last or seen is None:
        raise error
    try:
        found = from_ref(mirror, SEEN, wanted)
    except SessionMemoryError:
        # Not all that is asked for now was brought along then.
        raise error from None
    return replace(found, stale_view=f"seen {_in_words(mirrors.now - seen)} ago; now {error.message}")


def place_of(root: Path, repo: Repo, mirrors: Mirrors) -> tuple[Path, str]:
    """Where a target's files are on this machine, and the ref that has them as they are now; empty for a checkout.

    Raises UnreachableError for a url that does not answer.
    """
    if repo.checkout is None:
        mirror = mirror_of(repo, mirrors)
        if not mirrors.seen_last:
            _refresh(mirror, repo, mirrors)
        return mirror, SEEN
    return (root / repo.checkout).resolve(), ""


def mirror_of(repo: Repo, mirrors: Mirrors) -> Path:
    """Where the bare clone of a repo with a `url` is, once it was read."""
    what = hashlib.sha256(f"{repo.url} {repo.branch or ''}".encode()).hexdigest()[:12]
    return mirrors.folder / f"{re.sub(r'[^A-Za-z0-9._-]', '-', repo.name)}-{what}.git"


def _refresh(mirror: Path, repo: Repo, mirrors: Mirrors) -> None:
    """A bare, shallow, blob-filtered clone of one branch, fetched when it is older than the policy allows."""
    if mirror.name in mirrors.silent:
        raise mirrors.silent[mirror.name]
    seen = _fetched(mirror)
    if seen is not None and mirrors.now - seen < mirrors.max_age:
        return
    branch = repo.branch or "HEAD"
    try:
        if not (mirror / "HEAD").exists():
            git.run(files.make_private_folder(mirrors.folder), "init", "--quiet", "--bare", mirror.name)
            git.run(mirror, "remote", "add", "origin", repo.url or "")
        git.run(mirror, *FETCH, f"+{branch}:{SEEN}", plain=False)
    except SessionMemoryError as error:
        hint = f"check the url, the branch and your access to it. {error.message}"
        silent = UnreachableError(f"cannot fetch {branch} from its url", repo.name, hint)
        mirrors.silent[mirror.name] = silent
        raise silent from error
    # Rounded down: a fetch of the second that is not over yet is never one of the future.
    files.write(mirror / FETCHED, f"{int(mirrors.now)}\n".encode(), durable=False)


def _fetched(mirror: Path) -> float | None:
    """When the mirror was last fetched, in seconds since the epoch; None for never."""
    try:
        return float((mirror / FETCHED).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _in_words(seconds: float) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than a minute"
