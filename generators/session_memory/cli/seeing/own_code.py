"""A digest of our own code: what another program would say may be something else."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

OWN = Path(__file__).parent.parent.parent

RENDERING = (
    "attached.py",
    "changes/in_full.py",
    "changes/markers.py",
    "changes/own_file.py",
    "changes/region.py",
    "changes/review.py",
    "changes/taken_back.py",
    "changes/wanted.py",
    "distribute/agents",
    "distribute/base.py",
    "distribute/keys.py",
    "distribute/render.py",
    "sections.py",
)
"""Of which a pattern becomes the text in a target, and a proposal the page that people read."""


def own_code(*places: str) -> bytes:
    """SHA-256 of the files at these places, relative to the program's folder, with their names. All without any."""
    known = hashlib.sha256()
    for path in sorted({path for place in places or (".",) for path in _files(f"{OWN}/{place}")}):
        content = Path(path).read_bytes()
        known.update(f"{os.path.relpath(path, OWN)} {len(content)}\n".encode() + content)
    return known.digest()


def _files(place: str) -> Iterator[str]:
    """Those that are there to be read; what Python makes of them is not."""
    if not os.path.isdir(place):  # noqa: PTH112
        yield place
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (f"{folder}/{name}" for name in names if not name.endswith(".pyc"))
