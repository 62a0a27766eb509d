"""What a rollout rests on, by digest; and whether it is still so."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from session_memory import __version__
from session_memory.changes.proposals import FORMAT, RENDERER
from session_memory.cli.seeing.own_code import RENDERING, own_code
from session_memory.cli.seeing.road import POLICY, Road
from session_memory.errors import StaleError
from session_memory.rollout import Rollout, Unit

RULES = ("catalog/policy.yaml", "catalog/grants", "catalog/exemptions", "catalog/patterns")
"""What people may change in the middle of a run."""


def pins(road: Road, patterns: Iterable[str]) -> Mapping[str, str]:
    """Each input -> SHA-256: the patterns that are rolled out, policy, templates, flavors, and the program's version.

    Without names every pattern of the catalog counts, and which ones there are.
    """
    meant = [p for p in road.catalog.patterns if p.id in set(patterns)] if patterns else road.catalog.patterns
    contracts = {name: road.contracts[name] for name in sorted(road.contracts)}
    return {
        "catalog": _digest([[p.id, p.digest] for p in meant]),
        "policy": _digest(_bytes(road.root / POLICY).decode("utf-8", "replace")),
        "templates": _digest([FORMAT, RENDERER, own_code(*RENDERING).hex()]),
        "flavors": _digest({name: asdict(contract) for name, contract in contracts.items()}),
        "tool": _digest(__version__),
        **{f"pattern {p.id}": p.digest for p in meant},
    }


def check_pins(road: Road, rollout: Rollout, units: Iterable[Unit]) -> None:
    """Raises StaleError, which says what is not as it was when the rollout was made."""
    now = pins(road, rollout.patterns)
    moved = [name for name in sorted({*rollout.pins, *now}) if rollout.pins.get(name) != now.get(name)]
    # Which pattern it is says more than that the catalog is another one.
    named = [name for name in moved if name.startswith("pattern ")]
    moved = [name for name in moved if name != "catalog" or not named]
    moved += [f"the file of repo {unit.repo}" for unit in units if unit.sha256 != repo_file(road, unit.repo)]
    if moved:
        hint = "put it back as it was, or abort this rollout and begin another one"
        raise StaleError(f"not as it was when it was made: {', '.join(moved)}", f"rollouts/{rollout.id}", hint)


def repo_file(road: Road, repo: str) -> str:
    """SHA-256 of a repo's file in the catalog; empty when there is none."""
    path = road.catalog.repo_paths.get(repo)
    return hashlib.sha256(_bytes(road.root / path)).hexdigest() if path else ""


def signature(root: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Path, time, size and number of every file that decides what may be written: cheap enough before each repo."""
    return tuple(sorted(row for place in RULES for row in _rows(root / place)))


def _rows(place: Path) -> Iterator[tuple[str, int, int, int]]:
    if place.is_file():
        yield _row(str(place), place.stat())
    for folder, _, names in os.walk(place):
        for name in names:
            path = f"{folder}/{name}"
            yield _row(path, os.lstat(path))


def _row(path: str, status: os.stat_result) -> tuple[str, int, int, int]:
    return path, status.st_mtime_ns, status.st_size, status.st_ino


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Sets in an order of their own; what JSON does not know, by its words."""
    return sorted(value, key=str) if isinstance(value, set | frozenset) else str(value)
