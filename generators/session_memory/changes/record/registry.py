"""The registry: what was read back where after it was applied, one cell per (pattern, path, branch).

Each cell is one line, so that git's union merge (`catalog/registry/*.json merge=union` in `.gitattributes`) keeps or
drops whole cells. The first row sums up the others: when it does not, two branches were merged, and the audit trail,
which has both, says which of their cells count (record/merged.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from session_memory import files
from session_memory.canonical import canonical
from session_memory.changes.record.events import held, trail
from session_memory.changes.record.merged import Past
from session_memory.errors import SessionMemoryError

REGISTRY = "catalog/registry"


@dataclass(frozen=True, slots=True)
class Cell:
    """One pattern as it was last applied to one file of a repo."""

    pattern: str
    path: str
    """Empty, like version and digest, for a pattern that is on hold and stands nowhere."""
    flavors: tuple[str, ...]
    version: str
    digest: str
    """SHA-256 of what was read back after it was applied."""
    proposal: str = ""
    """The proposal that put this text here, in hex."""
    hold: bool = False
    """A person wants it left as it is."""
    branch: str = ""
    """Branch of the target on which it stands; empty for the working tree."""
    event: str = ""
    """First 16 digits of the id of the event that wrote the file as it stands, or else wrote it last."""


Key = tuple[str, str, str]


def read_cells(root: Path, repo: str) -> tuple[Cell, ...]:
    """The cells of `catalog/registry/<repo>.json`, sorted; none when nothing was recorded.

    Raises SessionMemoryError for a file that is not what the program writes, merged or not.
    """
    where = f"{REGISTRY}/{repo}.json"
    try:
        written = (root / where).read_bytes()
        rows = [row for row in json.loads(written)["cells"] if row is not None]
        cells = sorted({_cell(row) for row in rows if set(row) != {"sum"}}, key=_order)
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SessionMemoryError(
            f"not a registry: {error}", where, "restore it from git, or", f"make rebuild REPO={repo}"
        ) from error
    return tuple(cells) if _content(cells) == written else _settled(root, repo, cells)


def write_cells(root: Path, repo: str, cells: Iterable[Cell]) -> bool:
    """Make the repo's file hold exactly these cells. True when its bytes had to change.

    A file without cells stays: git merges its lines with what another branch wrote, but not its absence.
    """
    path, ordered = root / REGISTRY / f"{repo}.json", sorted(cells, key=_order)
    if not ordered and not path.exists():
        return False
    return files.write(path, _content(ordered))


def with_holds(cells: Iterable[Cell], held: frozenset[str]) -> tuple[Cell, ...]:
    """The cells with exactly these patterns on hold, sorted; one that stands nowhere gets a cell without a path."""
    there = [replace(cell, hold=cell.pattern in held) for cell in cells if cell.path]
    nowhere = held - {cell.pattern for cell in there}
    return tuple(sorted([*there, *(Cell(id, "", (), "", "", hold=True) for id in nowhere)], key=_order))


def _settled(root: Path, repo: str, cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """What counts of the cells of two branches: see Past. What is on hold is known from the trail, if there is one."""
    events = trail(root, repo)
    past = Past(events, frozenset(cell.event for cell in cells if not cell.branch))
    last: dict[Key, tuple[int, Cell]] = {}
    for cell in cells:
        rank = past.rank(cell.pattern, cell.path, cell.branch, cell.event)
        if rank is not None and rank >= last.get(_key(cell), (rank, cell))[0]:
            last[_key(cell)] = rank, cell
    left = tuple(cell for _, cell in last.values())
    return with_holds(left, held(events)) if events else left


def _cell(row: dict[str, Any]) -> Cell:
    return Cell(**{**row, "flavors": tuple(row["flavors"])})


def _key(cell: Cell) -> Key:
    return cell.pattern, cell.path, cell.branch


def _order(cell: Cell) -> tuple[Any, ...]:
    return (*_key(cell), cell.version, cell.digest, cell.proposal, cell.event, cell.flavors, cell.hold)


def _content(cells: Sequence[Cell]) -> bytes:
    """Every row ends with a comma, the last one being null: no merge can leave one without."""
    rows = [asdict(cell) for cell in cells]
    digest = hashlib.sha256(canonical({"cells": rows})).hexdigest()
    return canonical({"cells": [{"sum": digest}, *rows, None]})
