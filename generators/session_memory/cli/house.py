"""Where the catalog is, for every command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from session_memory.errors import UsageError


@dataclass(frozen=True, slots=True)
class House:
    """What every command is given."""

    root: Path
    """The folder that holds `catalog/`."""


def find_root(given: str | None) -> Path:
    """The given folder, or the nearest one from here upwards that holds a catalog. Raises UsageError."""
    here = Path(given) if given else Path.cwd()
    candidates = [here] if given else [here, *here.parents]
    for folder in candidates:
        if (folder / "catalog" / "patterns").is_dir():
            return folder.resolve()
    raise UsageError(
        "no catalog: no folder catalog/patterns here" + ("" if given else " or above"),
        str(here),
        "go into a catalog's folder, or name it with --root",
    )
