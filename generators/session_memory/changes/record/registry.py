"""The registry, read side: what was applied where, one cell per (pattern, path)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from session_memory.errors import SessionMemoryError


@dataclass(frozen=True, slots=True)
class Cell:
    """One pattern as it was last applied to one file of a repo."""

    pattern: str
    path: str
    flavors: tuple[str, ...]
    version: str
    digest: str
    """SHA-256 of what was read back after it was applied."""
    proposal: str = ""
    hold: bool = False
    """A person wants it left as it is."""


def read_cells(root: Path, repo: str) -> tuple[Cell, ...]:
    """The cells of `catalog/registry/<repo>.json`, sorted; none when nothing was recorded.

    Raises SessionMemoryError for a file that is not what the program writes.
    """
    path = root / "catalog" / "registry" / f"{repo}.json"
    where = f"catalog/registry/{repo}.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return tuple(sorted((_cell(row) for row in document["cells"]), key=lambda c: (c.pattern, c.path)))
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError) as error:
        raise SessionMemoryError(
            f"not a registry: {error}", where, "restore it from git; it is written by the program only"
        ) from error


def _cell(row: dict[str, Any]) -> Cell:
    return Cell(**{**row, "flavors": tuple(row["flavors"])})
