"""From a repo's file to the host files of its target: a checkout, a ref of it, or a mirror of a url."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from session_memory import files, git
from session_memory.changes.git_hosts import from_ref
from session_memory.changes.hosts import Wanted, from_folder
from session_memory.errors import SessionMemoryError, UnreachableError, UsageError
from session_memory.model import Hosts, Repo


@dataclass(frozen=True, slots=True)
class Mirrors:
    """Where bare clones of repos with a `url` are kept, and when they are too old."""

    folder: Path
    now: float
    """Seconds since the epoch."""
    max_age: float
    """Seconds."""


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
    mirror = _mirror(repo, mirrors)
    try:
        return from_ref(mirror, "FETCH_HEAD", wanted)
    except SessionMemoryError:
        # A mirror that git cannot read is only a copy: it is made anew, once.
        files.remove_tree(mirror)
        return from_ref(_mirror(repo, mirrors), "FETCH_HEAD", wanted)


def _mirror(repo: Repo, mirrors: Mirrors) -> Path:
    """A bare, shallow, blob-filtered clone of one branch, fetched when it is older than the policy allows."""
    url = repo.url or ""
    what = hashlib.sha256(f"{url} {repo.branch or ''}".encode()).hexdigest()[:12]
    mirror = files.make_private_folder(mirrors.folder) / f"{re.sub(r'[^A-Za-z0-9._-]', '-', repo.name)}-{what}.git"
    head = mirror / "FETCH_HEAD"
    # A fetch that failed leaves this file empty.
    if head.exists() and head.stat().st_size and mirrors.now - head.stat().st_mtime < mirrors.max_age:
        return mirror
    branch = repo.branch or "HEAD"
    try:
        if not (mirror / "HEAD").exists():
            git.run(mirrors.folder, "init", "--quiet", "--bare", mirror.name)
            git.run(mirror, "remote", "add", "origin", url)
        git.run(mirror, "fetch", "-q", "--depth=1", "--filter=blob:none", "--no-tags", "origin", branch, plain=False)
    except SessionMemoryError as error:
        hint = "check the url, the branch and your access to it"
        raise UnreachableError(f"cannot fetch {branch} from its url", repo.name, f"{hint}. {error.message}") from error
    return mirror
