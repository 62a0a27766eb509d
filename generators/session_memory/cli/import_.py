"""`session-memory import PATH...`: rule files of other tools become draft patterns."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from session_memory import files
from session_memory.catalog.importing.run import Outcome, Wanted, outcomes
from session_memory.catalog.importing.shelf import Shelf
from session_memory.cli.house import House
from session_memory.distribute.flavors import table
from session_memory.errors import UsageError

KINDS = {
    "imported": "imported as {id}",
    "already": "already imported as {id}",
    "skipped": "left out",
    "refused": "refused",
}
"""Each kind of outcome in the order of the summary, as a line tells it."""

PRIVATE = re.compile(r"[/\\~]|\.{1,2}/|[A-Za-z]:[\\/]|file:|.*://[^/]*@")


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="", help="Repository they come from, such as owner/name; goes into the provenance.")
@click.option("--commit", default="", help="Its commit; what git says of PATH if not given.")
@click.option("--license", "license_name", default="", help="Licence of the text, such as MIT.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.pass_context
def import_command(
    ctx: click.Context, paths: tuple[Path, ...], source: str, commit: str, license_name: str, as_json: bool
) -> None:
    """Turn rule files of other tools into draft patterns in catalog/patterns/imported/.

    PATH is a file, or a folder whose rule files are all taken: *.instructions.md, .mdc, what lies below
    rules/ or .ruler/, and the sections of AGENTS.md, CLAUDE.md, GEMINI.md and copilot-instructions.md.
    """
    if PRIVATE.match(source):
        raise UsageError(
            f"the source {source!r} is a path or holds credentials", hint="name it as owner/name, or by URL"
        )
    house: House = ctx.obj
    wanted = Wanted(source=source, commit=commit, license=license_name, flavors=table())
    found = []
    for outcome in outcomes(Shelf(house.root), paths, wanted):
        if outcome.draft:
            files.write(house.root / outcome.draft.path, outcome.draft.content)
        if not as_json:
            _tell(outcome)
        found.append(outcome)
    _sum_up(found, as_json)
    ctx.exit(1 if any(outcome.kind == "refused" for outcome in found) else 0)


def _tell(outcome: Outcome) -> None:
    click.echo(f"{outcome.where}: {KINDS[outcome.kind].format(id=outcome.id)}")
    for note in outcome.notes:
        click.echo(f"  {note}")


def _sum_up(found: list[Outcome], as_json: bool) -> None:
    by_kind = {kind: [outcome for outcome in found if outcome.kind == kind] for kind in KINDS}
    if as_json:
        click.echo(json.dumps({kind: [_plain(one) for one in some] for kind, some in by_kind.items()}, indent=2))
        return
    counts = {"imported": "imported", "already": "imported before", "refused": "refused"}
    click.echo(", ".join(f"{len(by_kind[kind])} {words}" for kind, words in counts.items()))


def _plain(outcome: Outcome) -> dict[str, object]:
    known = {"from": outcome.where, "id": outcome.id, "file": outcome.draft.path if outcome.draft else ""}
    return {key: value for key, value in known.items() if value} | {"notes": list(outcome.notes)}
