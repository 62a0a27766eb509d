"""The JSON Schema of each kind of file, for editors; made from the model, so that it cannot say anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping

from session_memory.catalog.kinds import KINDS, Kind
from session_memory.catalog.shape import adapter

FOLDER = "catalog/schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> Mapping[str, bytes]:
    """Path relative to the catalog's root -> the file's bytes, one for each kind."""
    return {f"{FOLDER}/{kind.name}.schema.json": _schema(kind) for kind in KINDS}


def _schema(kind: Kind) -> bytes:
    made = {"$schema": DIALECT} | adapter(kind).json_schema()
    return (json.dumps(made | {"title": kind.name.capitalize()}, indent=2, ensure_ascii=False) + "\n").encode()
