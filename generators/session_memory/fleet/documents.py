"""Values of a rollout as files, and back. Canonical JSON: one byte sequence per value. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from functools import cache
from typing import Any, TypeVar

from session_memory.canonical import canonical
from session_memory.errors import SessionMemoryError
from session_memory.rollout import Happening, Look, Report, Result, Rollout

FORMAT = 1
"""Moves when a reader has to know."""
MEND = "restore it from git; what lies in a rollout's folder is written by the program only"
Document = TypeVar("Document", Rollout, Report, Result, Happening, Look)


def content(document: Rollout | Report | Result | Happening | Look) -> bytes:
    """The bytes of its file: what is empty is left out where it need not be there."""
    needed = {f.name for f in fields(document) if f.default is MISSING and f.default_factory is MISSING}
    there = {k: _plain(v) for k, v in asdict(document).items() if v or v == 0 or k in needed}
    return canonical({"format": FORMAT} | there)


def digest(written: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(written).hexdigest()


def read(kind: type[Document], written: bytes, where: str) -> Document:
    """The value that `content` made these bytes of. Raises SessionMemoryError, which names the file `where`."""
    try:
        document: Document = _adapters()[kind].validate_json(written)
    except ValueError as error:
        raise SessionMemoryError(f"not what the program writes: {_first(error)}", where, MEND) from error
    if content(document) != written:
        raise SessionMemoryError("not byte for byte what the program writes", where, MEND)
    return document


def _plain(value: Any) -> Any:
    """Lists where canonical JSON gives each row a line of its own."""
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


@cache
def _adapters() -> Mapping[Any, Any]:
    from pydantic import TypeAdapter  # 0.1 s that most commands never need

    return {kind: TypeAdapter(kind) for kind in (Rollout, Report, Result, Happening, Look)}


def _first(error: ValueError) -> str:
    """Where the first mistake is, and what is wrong there, without the words that are for programmers."""
    lines = [line.strip().split(" [type=")[0] for line in str(error).splitlines()[1:3]]
    return ": ".join(line for line in lines if not line.startswith("For further"))
