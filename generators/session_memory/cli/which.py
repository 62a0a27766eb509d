"""`session-memory which FILE:LINE`: whose is this line, and who allowed it?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from session_memory import git
from session_memory.changes.gate import decisions
from session_memory.changes.lines import Kind, Part, count, part_at, parts
from session_memory.changes.record.events import Event, trail
from session_memory.changes.record.registry import Cell, read_cells
from session_memory.cli.house import House
from session_memory.cli.seeing.road import Road, open_road
from session_memory.cli.seeing.serving import serving
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import MalformedHostError, UsageError
from session_memory.model import IMPORT_ID, Repo

PLACE = re.compile(r"(?P<file>.+):(?P<line>\d+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a host file, and where it comes from."""

    part: Part
    known: bool = False
    """Whether its pattern is, or was, one of this catalog."""
    flavors: tuple[str, ...] = ()
    """Those that receive it through this file."""
    event: Event | None = None
    """The event that put it there; None when that was not recorded."""
    yes: tuple[dict[str, str], ...] = ()
    """Who allowed it, by which rule, and when that was said."""

    def as_object(self) -> dict[str, Any]:
        """For programs."""
        part, event = self.part, self.event
        applied = (
            {"at": event.at, "by": event.by, "proposal": event.proposal, "branch": event.branch} if event else None
        )
        return {
            "kind": part.kind,
            "lines": [part.first, part.last],
            "pattern": part.pattern or None,
            "version": part.version or None,
            "edited": part.edited,
            "known": self.known,
            "flavors": list(self.flavors),
            "approvals": list(self.yes),
            "applied": applied,
        }


@click.command()
@click.argument("place", metavar="FILE[:LINE]")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def which(house: House, place: str, as_json: bool) -> None:
    """Tell whose LINE of FILE is: pattern, version, edited or not, for whom, and who allowed it.

    FILE alone: everything of ours in it, with its lines. FILE is a file in a checkout, registered or not.
    """
    file, line = _parsed(place)
    road = open_road(house.root)
    repo, folder = _repo_of(road, file)
    path = file.resolve().relative_to(folder).as_posix()
    content = file.read_bytes()
    found = _found(road, repo, path, _parts(path, content, line))
    if as_json:
        rows = [one.as_object() for one in found]
        click.echo(json.dumps({"repo": repo.name, "path": path, "line": line, "parts": rows}, indent=2))
        return
    where = f"{path}{f':{line}' if line else ''} in {repo.name}"
    click.echo("\n".join(text for one in found for text in _told(where, one)) or f"{where}: all of it is hand-written")


def _parsed(place: str) -> tuple[Path, int | None]:
    """File and line. Raises UsageError when there is no such file."""
    match = PLACE.fullmatch(place)
    named = Path(place) if Path(place).exists() or match is None else Path(match["file"])
    if not named.is_file():
        raise UsageError("there is no such file", str(named))
    return named, int(match["line"]) if match and str(named) != place else None


def _repo_of(road: Road, file: Path) -> tuple[Repo, Path]:
    """The repo that a file is in, and the folder of its checkout: the nearest one above it. Raises UsageError."""
    real = file.resolve()
    registered = {(road.root / repo.checkout).resolve(): repo for repo in road.catalog.repos if repo.checkout}
    top = git.top_of(real.parent)
    folder = next((place for place in real.parents if place in registered or place == top), None)
    if folder is None:
        raise UsageError("it is in no git checkout and in no registered repo", str(file))
    if folder in registered:
        return registered[folder], folder
    return which_repo(str(folder), road.root, road.catalog, road.contracts), folder


def _parts(path: str, content: bytes, line: int | None) -> tuple[Part, ...]:
    """What was asked for. Raises UsageError for a line that there is not, MalformedHostError with its place."""
    if line is not None and not 1 <= line <= count(content):
        raise UsageError(f"it has {count(content)} lines", path)
    try:
        return parts(content) if line is None else (part_at(content, line),)
    except MalformedHostError as error:
        error.where = ":".join([path, *map(str, error.lines[:1])])
        raise


def _found(road: Road, repo: Repo, path: str, asked: Sequence[Part]) -> list[Found]:
    if not any(part.pattern for part in asked):
        return [Found(part) for part in asked]
    sight = road.see(repo)
    known = sight.request.ids | {IMPORT_ID}
    serves = {pattern: flavors for (where, pattern), flavors in serving(road, repo, sight).items() if where == path}
    recorded = (cell for cell in read_cells(road.root, repo.name) if cell.path == path and not cell.branch)
    cells = {cell.pattern: cell for cell in recorded}
    return [_origin(road.root, repo.name, part, part.pattern in known, serves, cells) for part in asked]


def _origin(
    root: Path,
    repo: str,
    part: Part,
    known: bool,
    serves: Mapping[str, tuple[str, ...]],
    cells: Mapping[str, Cell],
) -> Found:
    """A part of ours with what is known of it; `serves` and `cells` are those of its file, by pattern."""
    cell = cells.get(part.pattern)
    event = _event(root, repo, cell) if cell else None
    # One yes for each file; they are mostly the same.
    yes = {str(yes): yes for yes in _approvals(root, event, part.pattern)} if event else {}
    return Found(part, known, serves.get(part.pattern, ()), event, tuple(yes.values()))


def _event(root: Path, repo: str, cell: Cell) -> Event | None:
    """The event that put the cell's text there: the last one that applied its proposal to its file."""
    applied = (event for _, event in reversed(trail(root, repo)) if event.kind == "applied")
    mine = (event for event in applied if event.proposal == cell.proposal)
    return next((event for event in mine if any(file.path == cell.path for file in event.files)), None)


def _approvals(root: Path, event: Event, pattern: str) -> Iterator[dict[str, str]]:
    said = {id: decision.at for id, decision in decisions.read(root, event.repo).made}
    for yes in event.yes:
        if yes.pattern == pattern:
            yield {"by": yes.by, "rule": yes.rule, "at": said.get(yes.decision, event.at), "decision": yes.decision}


def _told(where: str, found: Found) -> Iterator[str]:
    part = found.part
    if part.kind is Kind.HAND:
        yield f"{where}: hand-written"
        return
    if part.kind is Kind.FRAME:
        yield f"{where}: the frame of Session Memory's region, lines {part.first} to {part.last}; no pattern's text"
        return
    edited = "edited by hand since" if part.edited else "as it was written"
    yield f"{where}: {part.pattern} v{part.version}, {part.kind}, lines {part.first} to {part.last}, {edited}"
    if not found.known:
        yield "  not a pattern of this catalog, as far as its history tells"
    yield f"  for: {', '.join(found.flavors) or 'no agent of this repo'}"
    for yes in found.yes:
        grant = f" {yes['decision']}" if yes["rule"] == "grant" else ""
        yield f"  allowed: {yes['at']} by {yes['by'] or 'policy'}, rule {yes['rule']}{grant}"
    if found.event:
        yield f"  applied: {found.event.at} by {found.event.by}, proposal {found.event.proposal[:12]}"
    else:
        yield "  applied: not by this program, as far as the registry tells"
