"""One JSON document: its schema, its version, and then what it says; and one script that sets a value. Pure."""

from __future__ import annotations

import dataclasses
import datetime
import json
from collections.abc import Mapping

from session_memory.website.addresses import relative

VERSION = 1
"""Moves when a key goes away or changes its meaning; a key that is new does not move it."""


def document(path: str, kind: str, says: Mapping[str, object]) -> bytes:
    """The document at `path`, held to the schema of `kind`. The same values give the same bytes."""
    head = {"$schema": relative(path, f"schema/{kind}.schema.json"), "version": VERSION}
    return (json.dumps({**head, **says}, default=_plain, sort_keys=True, separators=(",", ":")) + "\n").encode()


def script(name: str, value: object) -> bytes:
    """A script that gives the page's own scripts a value under that name. It is ASCII, so no character ends a line.

    A page from the disk may load a script, and may not fetch a file.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return f"globalThis.sessionMemory ??= {{}}; sessionMemory.{name} = {text};\n".encode()


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if dataclasses.is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} cannot be told in JSON")
