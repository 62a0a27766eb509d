"""Our commit as a branch of the remote, and the request to take it over. Nobody else's commit is ever rewritten."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from session_memory import git
from session_memory.changes.write.at_commit import Base, holds, message_of
from session_memory.changes.write.forges import Forge, page_of, request_page, told_page
from session_memory.errors import ConflictError, SessionMemoryError, UsageError

REMOTE = "origin"
PUSHES, REQUESTS = "pushes", "requests"
"""What is done to a forge only as fast as policy wants."""

Turn = Callable[[str], None]
"""Called with one of these before it is done; it returns when that may be."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote as it is now."""

    url: str
    """Where a push goes."""
    refs: Mapping[str, str]
    """Every ref that it shows -> its commit."""
    default: str
    """Its default branch; empty when it does not say."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be requested."""

    branch: str
    commit: str
    target: str
    """The branch that should take it over."""


class There(StrEnum):
    """What the remote has under the name of our branch."""

    NOTHING = "nothing"
    OURS = "our commit"
    MORE = "our commit and others on top"


@dataclass(frozen=True, slots=True)
class Requested:
    """What came of it."""

    pushed: bool
    there: There
    """What stood there before."""
    page: str | None
    """Page of the request, empty where it has none that is known; None when no request was opened or found."""


def has_remote(base: Base) -> bool:
    """Whether a target knows of any."""
    return REMOTE.encode() in git.run(base.top, "remote", plain=False).splitlines()


def remote_of(base: Base) -> Remote:
    """The remote of a target, asked now. Raises UsageError when it has none."""
    if not has_remote(base):
        raise UsageError(f"it has no remote {REMOTE}", str(base.top), f"git remote add {REMOTE} URL")
    url = os.fsdecode(git.run(base.top, "remote", "get-url", "--push", REMOTE, plain=False)).strip()
    refs, default = {}, ""
    for line in os.fsdecode(git.run(base.top, "ls-remote", "--symref", url, plain=False)).splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: "):
            default = value.removeprefix("ref: refs/heads/") if name == "HEAD" else default
        else:
            refs[name] = value
    return Remote(url, refs, default)


def request(base: Base, remote: Remote, forge: Forge, offer: Offer, turn: Turn) -> Requested:
    """Push the commit where it is not there yet, and open the request that is not open yet.

    Run again after a crash it does what is left to do. Raises ConflictError when the remote's branch, or the commit
    that ours starts from, is somebody's alone.
    """
    there = _there(base, remote, offer)
    known = {offer.commit, remote.refs.get(f"refs/heads/{offer.branch}", offer.commit)}
    found = [page for id in sorted(known) if (page := request_page(forge, remote.url, remote.refs, id)) is not None]
    if found:
        return Requested(False, there, found[0])
    said = None
    if there is There.NOTHING or (there is There.OURS and forge.push_is_request):
        _check_published(base, remote, offer)
        for what in (PUSHES, REQUESTS) if forge.options else (PUSHES,):
            turn(what)
        said = _push(base, remote, forge, offer)
    if forge.command:
        return Requested(said is not None, there, _by_gh(base, remote, offer, turn))
    opened = said is not None and forge.options
    return Requested(said is not None, there, told_page(said or "") if opened else None)


def _there(base: Base, remote: Remote, offer: Offer) -> There:
    found = remote.refs.get(f"refs/heads/{offer.branch}")
    if found is None:
        return There.NOTHING
    if found == offer.commit:
        return There.OURS
    fetch(base, remote, f"refs/heads/{offer.branch}")
    if holds(base, found, offer.commit):
        return There.MORE
    hint = "look at it there; rename or delete it when it is not needed, then run again"
    raise ConflictError(f"the branch {offer.branch} of {REMOTE} holds other commits; it is left as it is", hint=hint)


def fetch(base: Base, remote: Remote, ref: str) -> None:
    """The commits that a ref of the remote has; no ref of the target moves by it."""
    quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-gc", "--refmap=")
    git.run(base.top, "fetch", *quiet, remote.url, ref, plain=False)


def _check_published(base: Base, remote: Remote, offer: Offer) -> None:
    """A push takes along what a commit stands on: that must be known there, or it is not ours to show."""
    below = os.fsdecode(git.run(base.top, "rev-parse", f"{offer.commit}^", plain=False)).strip()
    if git.is_bare(base.top) or below in remote.refs.values():
        return
    seen = git.run(base.top, "for-each-ref", "--count=1", "--contains", below, f"refs/remotes/{REMOTE}/", plain=False)
    if not seen:
        raise ConflictError(
            f"the branch starts from {below[:12]}, which {REMOTE} does not have: a push would show it to everybody",
            str(base.top),
            f"push that first, or propose for what is there: --ref {REMOTE}/{offer.target}",
        )


def _push(base: Base, remote: Remote, forge: Forge, offer: Offer) -> str:
    """What the remote said. With the user's own configuration and hooks: it is their name that stands there."""
    title = message_of(base, offer.commit).split("\n")[0]
    words = {"branch": offer.branch, "target": offer.target, "title": title}
    to = forge.to.format(**words)
    # Only where nothing is. A ref that means "open a request" has no value that could be expected.
    lease = [] if forge.push_is_request else [f"--force-with-lease={to}:"]
    options = [f"--push-option={option.format(**words)}" for option in forge.options]
    alone = ("--porcelain", "--no-follow-tags", "--no-recurse-submodules")
    push = ("push", *alone, *lease, *options, REMOTE, f"{offer.commit}:{to}")
    done = git.ask(base.top, *push, allow=(0, 1), plain=False)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode and not forge.push_is_request and _value(base, remote, offer) not in ("", offer.commit):
        raise ConflictError(f"somebody pushed to {offer.branch} meanwhile; it is left as it is", hint="run again")
    if done.returncode:
        raise SessionMemoryError(f"git push failed: {said.strip()}", str(base.top))
    return said


def _value(base: Base, remote: Remote, offer: Offer) -> str:
    """The commit that the remote's branch has by now; empty when there is none."""
    told = git.run(base.top, "ls-remote", remote.url, f"refs/heads/{offer.branch}", plain=False)
    return os.fsdecode(told).partition("\t")[0]


def _by_gh(base: Base, remote: Remote, offer: Offer, turn: Turn) -> str | None:
    """The page of the request that is there, open or closed, or else of the one that is opened now.

    None without `gh`. Raises SessionMemoryError when it fails; running again opens the request then.
    """
    where = ("--repo", page_of(remote.url) or remote.url, "--head", offer.branch)
    listed = _gh(base, "list", *where, "--state", "all", "--json", "url")
    if listed is None:
        return None
    there = json.loads(listed)
    if there:
        return str(there[0]["url"])
    title, _, text = message_of(base, offer.commit).partition("\n")
    turn(REQUESTS)
    made = _gh(base, "create", *where, "--base", offer.target, "--title", title, "--body", text.strip())
    return (made or "").strip().split("\n")[-1]


def _gh(base: Base, *arguments: str) -> str | None:
    command = ["gh", "pr", *arguments]
    try:
        done = subprocess.run(command, cwd=base.top, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        return None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
        hint = "the branch is pushed; mend that and run again to open the request"
        raise SessionMemoryError(f"gh pr {arguments[0]} failed: {said}", hint=hint)
    return done.stdout.decode("utf-8", "replace")
