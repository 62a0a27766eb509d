"""`session-memory upstream REPO PATTERN`: a hand edit becomes a change to the pattern, on a branch for review."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import click

from session_memory import files, git
from session_memory.catalog.amend import raised
from session_memory.changes.drift import Drift
from session_memory.changes.patch import difference
from session_memory.changes.texts import text_of
from session_memory.changes.write import branch
from session_memory.changes.write.at_commit import Base, base_of, look
from session_memory.cli.house import House
from session_memory.cli.seeing.earlier import hand_edits, owner
from session_memory.cli.seeing.known import known_pattern
from session_memory.cli.seeing.mapped import Place, checked, mapped
from session_memory.cli.seeing.road import Road, Sight, open_road
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.cli.writing.identity import identity
from session_memory.errors import ConflictError, SessionMemoryError, UsageError
from session_memory.model import FileChange, Only, SolutionPattern, State
from session_memory.scope import flavors_for


@dataclass(frozen=True, slots=True)
class Edited:
    """The hand edits of one pattern in one repo, and the pattern as the last commit has it."""

    repo: str
    pattern: SolutionPattern
    content: bytes
    """Of the pattern's file."""
    drifts: tuple[tuple[Drift, Place], ...]
    base: Base


@click.command()
@click.argument("repo")
@click.argument("pattern")
@click.option("--by", help='Who takes it over, as "Name <mail>"; git\'s own name if not given.')
@click.pass_obj
def upstream(house: House, repo: str, pattern: str, by: str | None) -> None:
    """Take what somebody wrote into the text of PATTERN in REPO over into the pattern, on a branch of the catalog."""
    road = open_road(house.root, Only(frozenset((pattern,))))
    known_pattern(road, pattern)
    target = which_repo(repo, house.root, road.catalog, road.contracts)
    who = identity(house.root, by)
    edited = _edited(road, road.see(target), pattern)
    content = _taken_over(road, edited)
    name = f"session-memory/upstream-{pattern}-{hashlib.sha256(content).hexdigest()[:8]}"
    with files.locked(edited.base.top, "this catalog"):
        written = _written(edited, content, name, who)
    click.echo("\n".join(_told(road, edited, content, name, written)))


def _edited(road: Road, sight: Sight, id: str) -> Edited:
    """Raises UsageError when there is nothing to take over, or nothing to base a branch on."""
    repo = sight.plan.repo
    pattern = next((p for p in road.catalog.patterns if p.id == id), None)
    if pattern is None:
        raise UsageError("its file has findings", id, "mend them first: session-memory check")
    drifts = [d for d in hand_edits(road, sight) if d.item.pattern_id == id and d.wanted is not None]
    if not drifts:
        why = "; ".join(i.note for i in sight.plan.items if i.pattern_id == id and i.note)
        told = f"nothing to take over: {why or 'nobody edited its text by hand there'}"
        raise UsageError(told, f"{id} in {repo}", f"session-memory diff {repo} tells what is different")
    for drift in drifts:
        if drift.applied is None:
            raise ConflictError(
                "nobody knows what the hand edit was made to: no text of the pattern in the catalog's history has the "
                f"digest that the marker in {drift.item.path} records",
                id,
                f"take it over by hand: session-memory diff {repo} --pattern {id} shows what stands there",
            )
    places = tuple((drift, Place(owner(sight, drift.item), drift.item.form)) for drift in drifts)
    base, content = _committed(road, pattern)
    return Edited(repo, pattern, content, places, base)


def _committed(road: Road, pattern: SolutionPattern) -> tuple[Base, bytes]:
    """The catalog's last commit, and the pattern's file there. Raises UsageError when it is another one on disk."""
    if git.top_of(road.root) is None:
        raise UsageError("the catalog is in no git repository, so there can be no branch", pattern.id, "git init")
    base = base_of(road.root)
    file = look(base, [pattern.path])[pattern.path]
    if file is None or file[0] != (road.root / pattern.path).read_bytes():
        raise UsageError("it differs from the last commit", pattern.path, "commit the change, or undo it")
    return base, file[0]


def _taken_over(road: Road, edited: Edited) -> bytes:
    """The pattern's file with every hand edit in it, under the next version."""
    content = edited.content
    for drift, place in edited.drifts:
        content = mapped(road, edited.pattern.path, content, drift, place)
    content = raised(content, road.today)
    checked(road, edited.pattern.path, content)
    return content


def _written(edited: Edited, content: bytes, name: str, who: str) -> bool:
    """Put the file on the branch; False when it is there already. Raises ConflictError for another branch there."""
    path, found = edited.pattern.path, branch.tip(edited.base, name)
    if found and look(replace(edited.base, commit=found), [path])[path] == (content, False):
        return False
    where = ", ".join(sorted({drift.item.path for drift, _ in edited.drifts}))
    message = (
        f"Take a hand edit over into {edited.pattern.id}\n\n"
        f"Made in {where} of the repo {edited.repo}, proved to render to what stands there.\n\n"
        f"Pattern-Id: {edited.pattern.id}\n"
    )
    with files.scratch() as folder:
        changes = [FileChange(path, edited.content, content)]
        made = branch.commit(edited.base, changes, message, who, int(time.time()), folder)
    branch.point(edited.base, name, made)
    return True


def _told(road: Road, edited: Edited, content: bytes, name: str, written: bool) -> Iterator[str]:
    id, path = edited.pattern.id, edited.pattern.path
    yield difference((f"committed/{path}", edited.content), (f"upstream/{path}", content))
    if others := ", ".join(_others(road, edited, content)):
        yield f"the same lines also go to {others}, in every repo that {id} is for"
    when = "now" if written else "already"
    yield f"it is {when} on the branch {name} of the catalog's git; nothing else was changed"
    yield f"next: review it with git diff HEAD {name}, then git merge {name}, then make distribute REPO={edited.repo}"
    if any(drift.item.state is State.CONFLICT for drift, _ in edited.drifts):
        yield (
            "the pattern has changed since, and keeps that change too. Once the branch is merged, take ours back: "
            f"it has the hand edit in it then. make distribute REPO={edited.repo} PATTERN={id} OURS=1"
        )


def _others(road: Road, edited: Edited, content: bytes) -> Iterator[str]:
    """The flavors whose text of the pattern changes as well."""
    after = checked(road, edited.pattern.path, content)
    served = {flavor for drift, _ in edited.drifts for flavor in drift.item.serves}
    meant = {flavor for repo in road.catalog.repos for flavor in flavors_for(edited.pattern, repo)}
    for flavor in sorted(meant - served):
        distributor = road.renderer.distributors[flavor]
        with contextlib.suppress(SessionMemoryError):
            texts = {text_of(distributor.render(pattern, pattern.scope)) for pattern in (edited.pattern, after)}
            if len(texts) > 1:
                yield flavor
