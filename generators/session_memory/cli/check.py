"""`session-memory check`: everything that is wrong with the catalog, in one run."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from pathlib import Path

import click

from session_memory import __version__, files
from session_memory.catalog.checks import TABLE
from session_memory.catalog.kinds import POLICY
from session_memory.catalog.load import load
from session_memory.catalog.sarif import sarif
from session_memory.changes.gate.ceilings import ended
from session_memory.cli.house import House
from session_memory.distribute.flavors import forms, table
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import Catalog, Finding

STDOUT = "-"


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.option("--sarif", "sarif_file", metavar="FILE", help="Write SARIF 2.1.0 to FILE, or to standard output for -.")
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], as_json: bool, sarif_file: str | None) -> None:
    """Tell every finding of the catalog, or only those in the files and folders PATH.

    The whole catalog is read in any case, because files speak of each other. Exits with 1 if there is a finding; that
    an override of the policy has ended is only told.
    """
    if as_json and sarif_file == STDOUT:
        raise UsageError("--json and --sarif - both want standard output", hint="give --sarif a file")
    house: House = ctx.obj
    catalog = load(house.root, forms(table()))
    inside = [_inside(path, house.root) for path in paths]
    findings = [found for found in catalog.findings if _wanted(found.place.path, inside)]
    over = ended(catalog.policy, datetime.date.today()) if _wanted(POLICY.place, inside) else ()
    if sarif_file:
        _write(sarif_file, json.dumps(sarif(findings, __version__), indent=2))
    if as_json:
        click.echo(json.dumps(_object(catalog, findings, over), indent=2))
    if not as_json and sarif_file != STDOUT:
        for finding in findings:
            click.echo(str(finding))
    for told in over:
        click.echo(f"warning: {POLICY.place}: {told}", err=True)
    click.echo(_summary(catalog, findings, bool(paths)), err=as_json or sarif_file == STDOUT)
    ctx.exit(1 if findings else 0)


def _inside(path: Path, root: Path) -> str:
    """The path as findings name it. Raises UsageError for one that is not there or not in the catalog's folder."""
    if not path.exists():
        raise UsageError("there is no such file or folder", str(path))
    if not path.resolve().is_relative_to(root):
        raise UsageError(f"not in the folder {root}", str(path))
    return path.resolve().relative_to(root).as_posix()


def _wanted(file: str, paths: Collection[str]) -> bool:
    below = (path for path in paths if path == "." or f"{file}/".startswith(f"{path}/"))
    return not paths or any(below)


def _write(target: str, text: str) -> None:
    if target == STDOUT:
        click.echo(text)
        return
    try:
        files.write(Path(target), f"{text}\n".encode())
    except OSError as error:
        raise SessionMemoryError(f"cannot be written: {error.strerror}", target) from error


def _object(catalog: Catalog, findings: Collection[Finding], over: Collection[str]) -> dict[str, object]:
    names = {check.code: check.name for check in TABLE}
    told = [
        {
            "code": found.code,
            "name": names[found.code],
            "path": found.place.path,
            "line": found.place.line,
            "column": found.place.column,
            "message": found.message,
            "hint": found.hint,
        }
        for found in findings
    ]
    good = {"patterns": len(catalog.patterns), "repos": len(catalog.repos)}
    held = list(catalog.blocked)
    return {"findings": told, "warnings": list(over), "blocked": held, "without_findings": good}


def _summary(catalog: Catalog, findings: Collection[Finding], narrowed: bool) -> str:
    if not findings:
        there = (
            "there"
            if narrowed
            else f"in {_count(len(catalog.patterns), 'pattern')}, {_count(len(catalog.repos), 'repo')}"
        )
        return f"no findings {there}"
    wrong = {found.place.path for found in findings}
    first = min(found.code for found in findings)
    held = f"not distributed until mended: {', '.join(catalog.blocked)}\n" if catalog.blocked else ""
    counted = f"{_count(len(findings), 'finding')} in {_count(len(wrong), 'file')}"
    return f"{counted}\n{held}next: session-memory explain {first}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
