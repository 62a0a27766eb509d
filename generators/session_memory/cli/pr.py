"""`session-memory pr REPO`: what was applied on a branch, pushed, with a request to take it over.

With `--all`, everything that waits, repo by repo and as fast as policy wants.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Set

import click

from session_memory.changes.record.events import Event, Trail, append, heads, trail
from session_memory.changes.write.at_commit import Base, base_of, holds
from session_memory.changes.write.branch import tip
from session_memory.changes.write.forges import Forge, forge_of, form_page
from session_memory.changes.write.request import REMOTE, Offer, Remote, Requested, There, remote_of, request
from session_memory.cli.house import House
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.cli.writing.clock import now
from session_memory.cli.writing.elsewhere import check_here
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.pace import Turns
from session_memory.cli.writing.transact import BRANCH, Desk, at_desk
from session_memory.cli.writing.undoing import has_arrived
from session_memory.errors import ConflictError, SessionMemoryError, UsageError
from session_memory.model import Repo

REQUESTED = "requested"


@click.command()
@click.argument("repo", required=False)
@click.option("--all", "everything", is_flag=True, help="Every registered repo in which something waits to be pushed.")
@click.option("--by", help='Who asks, as "Name <mail>"; git\'s identity if not given.')
@click.pass_obj
def pr(house: House, repo: str | None, everything: bool, by: str | None) -> None:
    """Push every branch of ours that waits in REPO, and open a request where its forge allows it.

    The oldest comes first. Never twice, and never over somebody else's commit: exits 4 there. No faster than `rate`
    in the policy. Run again after a crash: it goes on where it was.
    """
    if bool(repo) == everything:
        raise UsageError("name one repo, or all of them with --all", hint="session-memory pr REPO")
    person = identity(house.root, by)
    if everything:
        sys.exit(_every(house, person))
    with at_desk(house.root, repo or "") as desk:
        codes = _one(desk, person)
    sys.exit(_exit_code(codes))


def _every(house: House, person: str) -> int:
    """Repo by repo in the order of their names; what goes wrong in one is told, and the others go on."""
    codes, waited = set[int](), False
    for repo in (repo for repo in open_road(house.root).catalog.repos if repo.enabled):
        try:
            if _waiting(trail(house.root, repo.name)):
                waited = True
                with at_desk(house.root, repo.name) as desk:
                    codes |= _one(desk, person)
        except SessionMemoryError as error:
            codes.add(_failed(repo.name, error))
    if not waited and not codes:
        click.echo("nothing waits to be pushed")
    return _exit_code(codes)


def _one(desk: Desk, person: str) -> set[int]:
    """Branch by branch, the oldest first; what goes wrong with one is told, and the others go on: their exit codes."""
    codes = set()
    for event in _to_ask_for(desk):
        try:
            click.echo("\n".join(_asked_for(desk, event, person)))
        except SessionMemoryError as error:
            codes.add(_failed(desk.repo.name, error))
    return codes


def _failed(repo: str, error: SessionMemoryError) -> int:
    click.echo(f"{repo}: error: {error}", err=True)
    return error.exit_code


def _exit_code(codes: Set[int]) -> int:
    return next(iter(codes)) if len(codes) == 1 else ERROR if codes else OK


def _standing(history: Trail) -> list[Event]:
    """The changes on branches that were not taken back, oldest first."""
    undone = {event.undoes for _, event in history}
    return [event for id, event in history if event.branch and event.kind != REQUESTED and id not in undone]


def _waiting(history: Trail) -> list[Event]:
    """Those that were not requested either."""
    return [event for event in _standing(history) if _requested(history, event) is None]


def _to_ask_for(desk: Desk) -> list[Event]:
    """What waits in a repo; or the last change on a branch, of which there is something to tell.

    Raises UsageError when there is none. An older branch that is gone or merged is nothing to tell.
    """
    history = desk.history
    standing, waiting = _standing(history), _waiting(history)
    if not standing:
        name = desk.repo.name
        raise UsageError("nothing was applied on a branch of it", name, f"make apply REPO={name}")
    older = [event for event in waiting if event is not standing[-1] and _waits_here(desk, event)]
    return [*older, *standing[-1:]] if standing[-1] in waiting or not older else older


def _waits_here(desk: Desk, event: Event) -> bool:
    return tip(base_of(desk.folder), event.branch) != "" and not _is_merged(desk, event)


def _is_merged(desk: Desk, event: Event) -> bool:
    """Whether a person took the branch over without being asked, by a merge of any kind."""
    base = base_of(desk.folder, desk.now)
    if holds(base, base.commit, event.commit):
        return True
    now = desk.site(BRANCH).look([file.path for file in event.files])
    return bool(event.files) and all(has_arrived(desk, file, now[file.path]) for file in event.files)


def _asked_for(desk: Desk, event: Event, by: str) -> Iterator[str]:
    """Do it, unless it was requested or merged, and say what was done."""
    history = desk.history
    known = _requested(history, event)
    if known is not None:
        yield f"{desk.repo.name}: {event.branch} was requested on {known.at[:10]}; nothing to do"
        yield f"  request: {known.url or 'its page is not known'}"
        return
    check_here(desk, event)
    if _is_merged(desk, event):
        yield f"{desk.repo.name}: {event.branch} is merged; nothing to push"
        return
    _check_there(base_of(desk.folder), event)
    base = base_of(desk.folder, event.commit)
    remote = remote_of(base)
    forge = forge_of(desk.repo, remote.url)
    offer = Offer(event.branch, event.commit, _target(desk.repo, remote))
    done = request(base, remote, forge, offer, Turns(desk.root, desk.road.catalog.policy.rate))
    if done.page is not None:
        append(desk.root, _event(event, history, by, done.page))
    yield f"{desk.repo.name}: {_pushed(done, forge, offer)}"
    yield _opened(done, forge, offer, remote, desk.repo)


def _requested(history: Trail, applied: Event) -> Event | None:
    """The event that says that this very commit was requested."""
    asked = (event for _, event in history if event.kind == REQUESTED)
    return next((e for e in asked if (e.branch, e.commit) == (applied.branch, applied.commit)), None)


def _check_there(base: Base, event: Event) -> None:
    found = tip(base, event.branch)
    if not found:
        raise UsageError(f"the branch {event.branch} is gone", str(base.top), "apply the proposal again")
    if not holds(base, found, event.commit):
        raise ConflictError(f"the branch {event.branch} no longer holds our commit", str(base.top))


def _target(repo: Repo, remote: Remote) -> str:
    target = repo.branch or remote.default
    if not target:
        hint = f"write `branch: main` into catalog/repos/{repo.name}.md"
        raise UsageError(f"its remote {REMOTE} does not say which branch is its default", repo.name, hint)
    return target


def _event(applied: Event, history: Trail, by: str, url: str) -> Event:
    return Event(
        kind=REQUESTED,
        repo=applied.repo,
        at=now(),
        by=by,
        parents=heads(history),
        proposal=applied.proposal,
        branch=applied.branch,
        commit=applied.commit,
        url=url,
    )


def _pushed(done: Requested, forge: Forge, offer: Offer) -> str:
    commit = offer.commit[:12]
    if done.pushed:
        to = forge.to.format(branch=offer.branch, target=offer.target).removeprefix("refs/heads/")
        return f"pushed commit {commit} to {to} of {REMOTE}"
    if done.there is There.MORE:
        return f"{offer.branch} of {REMOTE} holds commit {commit} and others on top; nothing to push"
    if done.there is There.OURS:
        return f"{offer.branch} of {REMOTE} holds commit {commit} already; nothing to push"
    return f"commit {commit} was requested before; nothing to push"


def _opened(done: Requested, forge: Forge, offer: Offer, remote: Remote, repo: Repo) -> str:
    if done.page is not None:
        return f"  request: {done.page or 'opened; its page is not known'}"
    page = form_page(forge, remote.url, offer.branch, offer.target)
    where = f" at {page}" if page else ""
    by_hand = f"open one by hand{where}: from {offer.branch} into {offer.target}"
    if forge.command:
        return f"  no request was opened, because gh is not installed: {by_hand}"
    if not forge.options:
        known = f"forge in catalog/repos/{repo.name}.md can name it" if repo.forge is None else "forge: none"
        return f"  no request was opened, because no forge is known ({known}): {by_hand}"
    return f"  no request was opened, because the branch was there before; if none is open yet, {by_hand}"
