"""The registry in the forms that others read: JSON for programs, CSV for spreadsheets, CODEOWNERS for forges. Pure."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from session_memory.attached import SKILL
from session_memory.changes.record.registry import Cell
from session_memory.model import IMPORT_ID

FORMAT = 1
"""Version of the JSON document: it moves when a key goes away or changes its meaning."""
KEYS = tuple(key.name for key in fields(Cell))
COLUMNS = ("repo", *KEYS, "owners")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SPECIAL = re.compile(r"([\\ *?\[\]#!])")
"""What means something else than itself in the paths of a CODEOWNERS file."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of one repo's share of the registry."""

    repo: str
    cells: tuple[Cell, ...] = ()
    owners: tuple[str, ...] = ()
    """Of the repo; who is asked about a text whose pattern names nobody."""
    pattern_owners: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    damaged: str = ""
    """Why its cells cannot be told; in one line."""

    def owners_of(self, cell: Cell) -> tuple[str, ...]:
        """Who answers for that text, sorted."""
        return tuple(sorted(set(self.pattern_owners.get(cell.pattern) or self.owners)))


def as_json(repos: Sequence[Recorded]) -> str:
    """One object with everything, its keys told in catalog/guide/exchange.md; each cell is a line of its own."""
    whole = ",".join(_repo(one) for one in repos if not one.damaged)
    damaged = json.dumps({one.repo: one.damaged for one in repos if one.damaged})
    return f'{{\n"format": {FORMAT},\n"repos": [{whole}],\n"damaged": {damaged}\n}}\n'


def as_csv(repos: Sequence[Recorded]) -> str:
    """One row for each cell, in the form of RFC 4180; no spreadsheet takes a value for a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for one in repos:
        for cell in one.cells:
            row = {"repo": one.repo, **_row(one, cell)}
            table.writerow([_no_formula(_as_text(row[column])) for column in COLUMNS])
    return out.getvalue()


def as_codeowners(repos: Sequence[Recorded]) -> str:
    """For each repo the lines that its own CODEOWNERS file could take over, each under the patterns it speaks of."""
    return "\n\n".join("\n".join(_owned(one)) for one in repos) + "\n" if repos else ""


FORMS: Mapping[str, Callable[[Sequence[Recorded]], str]] = {
    "json": as_json,
    "csv": as_csv,
    "codeowners": as_codeowners,
}


def _repo(one: Recorded) -> str:
    cells = ",\n  ".join(json.dumps(_row(one, cell)) for cell in one.cells)
    cells = f"\n  {cells}\n" if cells else ""
    return f'\n{{"name": {json.dumps(one.repo)}, "owners": {json.dumps(one.owners)}, "cells": [{cells}]}}'


def _row(one: Recorded, cell: Cell) -> dict[str, Any]:
    # As quick as it can be: asdict would copy each value deeply, and there may be hundreds of thousands.
    return {**{key: getattr(cell, key) for key in KEYS}, "owners": one.owners_of(cell)}


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _owned(one: Recorded) -> Iterator[str]:
    yield f"# repo {one.repo}"
    if one.damaged:
        yield f"# its registry is damaged, so nothing is told of it: {json.dumps(one.damaged)}"
    elif not any(cell.path for cell in one.cells):
        yield "# nothing of ours stands there"
    places: dict[str, list[Cell]] = {}
    for cell in one.cells:
        places.setdefault(_place(cell.path), []).append(cell)
    nowhere = places.pop("", [])
    for path, cells in sorted(places.items()):
        yield from _line(path, cells, one)
    if nowhere:
        yield f"# on hold, and in no file: {', '.join(sorted({_one_line(cell.pattern) for cell in nowhere}))}"


def _place(path: str) -> str:
    """A skill is its folder: what travels with it is owned with it."""
    return f"{posixpath.dirname(path)}/" if posixpath.basename(path) == SKILL and "/" in path else path


def _line(path: str, cells: Sequence[Cell], one: Recorded) -> Iterator[str]:
    """The comment that names the patterns, and the line; one that a forge could take for another is a comment too."""
    owners = sorted({owner for cell in cells for owner in one.owners_of(cell)})
    names = [owner for owner in owners if _is_name(owner)]
    yield f"# {', '.join(_told(cells))}"
    unusable = [json.dumps(owner) for owner in owners if owner not in names]
    if unusable:
        yield f"# not a name that can stand here: {', '.join(unusable)}"
    if not names:
        yield f"# nobody is named for {json.dumps(path)}"
    elif not path.isprintable():
        yield f"# cannot stand here: {json.dumps(path)} {' '.join(names)}"
    else:
        yield " ".join(["/" + SPECIAL.sub(r"\\\1", path), *names])


def _told(cells: Iterable[Cell]) -> Iterator[str]:
    """Each pattern once for each way in which it stands there."""
    seen = {(cell.pattern, cell.branch, cell.hold) for cell in cells}
    for pattern, branch, hold in sorted(seen):
        notes = [*(["on hold"] if hold else []), *([f"on branch {branch}"] if branch else [])]
        what = "the import lines" if pattern == IMPORT_ID else pattern
        yield _one_line(f"{what} ({', '.join(notes)})" if notes else what)


def _is_name(owner: str) -> bool:
    return owner.isprintable() and not any(letter.isspace() for letter in owner) and not owner.startswith("#")


def _one_line(text: str) -> str:
    """The text, or where a letter in it could end a comment, as JSON writes it."""
    return text if text.isprintable() else json.dumps(text)
