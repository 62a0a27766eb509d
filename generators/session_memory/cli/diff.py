"""`session-memory diff REPO`: what somebody edited by hand, what the catalog would change, and the ways out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from session_memory.changes.patch import make_patch
from session_memory.cli.house import House
from session_memory.cli.seeing.earlier import hand_edits
from session_memory.cli.seeing.known import known_pattern
from session_memory.cli.seeing.road import open_road
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, OK
from session_memory.cli.seeing.three_ways import Told, in_three_ways
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.model import IMPORT_ID, Only, Plan

FORGOTTEN = "What was applied last is not in the catalog's history"


@click.command()
@click.argument("repo")
@click.option("--pattern", "patterns", multiple=True, help="Only this pattern; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def diff(house: House, repo: str, patterns: tuple[str, ...], as_json: bool) -> None:
    """Show each hand edit in REPO three ways, then every other change that waits. Exits 3 when there is any."""
    road = open_road(house.root, Only(frozenset(patterns)))
    for pattern in set(patterns) - {IMPORT_ID}:
        known_pattern(road, pattern)
    sight = road.see(which_repo(repo, house.root, road.catalog, road.contracts))
    edits = [in_three_ways(drift, sight.plan.repo) for drift in hand_edits(road, sight)]
    patches = {change.path: make_patch([change]).decode("utf-8", "replace") for change in sight.plan.changes}
    for finding in road.catalog.findings:
        click.echo(str(finding), err=True)
    if as_json:
        click.echo(json.dumps(_object(sight.plan, edits, patches), indent=2))
    else:
        click.echo("\n".join(_lines(sight.plan, edits, patches)))
    sys.exit(_exit_code(sight.plan, edits))


def _exit_code(plan: Plan, edits: Sequence[Told]) -> int:
    if plan.malformed:
        return CONFLICT
    return ATTENTION if edits or plan.changes else OK


def _lines(plan: Plan, edits: Sequence[Told], patches: Mapping[str, str]) -> Iterator[str]:
    if not edits and not patches:
        yield f"{plan.repo}: no hand edit, and nothing that waits"
    yield from (f"malformed: {text}" for text in plan.malformed)
    for told in edits:
        yield from _edit(told)
    for path, patch in patches.items():
        yield f"{path}: what a proposal changes"
        yield patch


def _edit(told: Told) -> Iterator[str]:
    drift, item = told.drift, told.drift.item
    yield f"{item.pattern_id} in {item.path}: {item.state}"
    if drift.applied is not None:
        yield "\nThe hand edit, from what was applied last to what stands there now:"
    elif told.by_hand:
        yield f"\n{FORGOTTEN}. From what the catalog wants to what stands there now:"
    else:
        yield f"\n{FORGOTTEN}, and the catalog wants nothing there. It stands there now:"
    yield told.by_hand or drift.stands.decode("utf-8", "backslashreplace") + "\n"
    if told.by_catalog:
        yield "What the catalog changed meanwhile, from what was applied last to what it wants now:"
        yield told.by_catalog
    yield "Ways out, each one command:"
    yield from (f"  {what}:\n    {command}" for what, command in told.ways.items())
    yield f"  or change it by hand in {item.path}\n"


def _object(plan: Plan, edits: Sequence[Told], patches: Mapping[str, str]) -> dict[str, object]:
    rows = [
        {
            "path": told.drift.item.path,
            "pattern": told.drift.item.pattern_id,
            "state": told.drift.item.state,
            "flavors": list(told.drift.item.serves),
            "version": told.drift.item.before,
            "note": told.drift.item.note,
            "applied": _text(told.drift.applied),
            "stands": _text(told.drift.stands),
            "wanted": _text(told.drift.wanted),
            "hand_edit": told.by_hand,
            "catalog_change": told.by_catalog,
            "ways_out": dict(told.ways),
        }
        for told in edits
    ]
    pending = [{"path": path, "patch": patch} for path, patch in patches.items()]
    malformed = list(plan.malformed)
    exit = _exit_code(plan, edits)
    return {"repo": plan.repo, "edits": rows, "pending": pending, "malformed": malformed, "exit": exit}


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "backslashreplace")
