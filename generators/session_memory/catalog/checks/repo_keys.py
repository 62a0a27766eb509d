"""Checks of what the keys of a repo say, and of the name that every file shares with what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet

ABSOLUTE = re.compile(r"/|~|[A-Za-z]:|\\")
UNSAFE = re.compile(r"-|[A-Za-z0-9+.-]*::")
"""What git would take for an option, or for the name of a helper program to start."""


def name_of_file(sheet: Sheet) -> Iterator[Hit]:
    """A file that is not called as what is in it."""
    key, suffix = sheet.kind.key, sheet.kind.suffix
    said, file = sheet.data.get(key), PurePosixPath(sheet.path).name
    if isinstance(said, str) and f"{said}{suffix}" != file:
        message = f"the {key} is {quoted(said)}, but the file is {quoted(file)}"
        yield Hit(sheet.place(key), message, f"rename the file, or write `{key}: {file.removesuffix(suffix)}`")


def one_location(sheet: Sheet) -> Iterator[Hit]:
    """A repo that is nowhere, or in two places."""
    given = [key for key in ("checkout", "url") if sheet.data.get(key) is not None]
    if len(given) == 2:
        yield Hit(sheet.place_of_key("url"), "both `checkout` and `url` are given", "keep one of them")
    if not given:
        hint = "`checkout: ../its-folder`, or `url` when there is no checkout"
        yield Hit(sheet.place(), "neither `checkout` nor `url` is given", hint)


def unusable_location(sheet: Sheet) -> Iterator[Hit]:
    """A path that holds on one machine only, or a text that git would not take for a place."""
    for _, path in sheet.texts("checkout"):
        if ABSOLUTE.match(path) or "\\" in path:
            hint = "write it relative to the catalog's root, such as `../web-shop`"
            yield Hit(sheet.place("checkout"), f"{quoted(path)} is not a relative path", hint)
    for key in ("url", "branch"):
        for _, text in sheet.texts(key):
            if UNSAFE.match(text):
                yield Hit(sheet.place(key), f"git would not take {quoted(text)} for a {key}", "use https or ssh")
