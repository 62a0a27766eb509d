"""Checks of what the keys of the policy say, beyond the shape of each: limits that contradict each other or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet
from session_memory.paths import unsafe_path

SHARE = "share_of_file"
PARTS = ("files_per_repo", "files_per_pattern")
"""Ceilings of what is a part of a run."""


def unusable_prefix(sheet: Sheet) -> Iterator[Hit]:
    """A place where nothing is to be written, and where nothing can be: somebody meant another one."""
    for path, text in sheet.texts("never_write", None, "path"):
        why = unsafe_path(text.removesuffix("/"))
        if why:
            hint = "write a folder such as `legacy/`, or a file, as it is called from the target's root; no globs"
            yield Hit(sheet.place(*path), f"{quoted(text)} guards nothing: {why}", hint)


def ceilings_at_odds(sheet: Sheet) -> Iterator[Hit]:
    """A ceiling that nothing can reach, because another one is lower."""
    said = sheet.data.get("ceilings")
    given = {key: n for key, n in said.items() if isinstance(n, int)} if isinstance(said, dict) else {}
    run = given.get("files_per_run")
    for key in PARTS:
        if run is not None and given.get(key, 0) > run:
            message = f"`{key}` is {given[key]}, more than the {run} that `files_per_run` lets a whole run have"
            yield Hit(sheet.place("ceilings", key), message, f"write {run} or less, or raise `files_per_run`")


def useless_override(sheet: Sheet) -> Iterator[Hit]:
    """An override that is for nothing, or whose limit the ceiling cannot have."""
    for at, row in _rows(sheet):
        ceiling, limit = row.get("ceiling"), row.get("limit")
        if row.get("repos") == []:
            yield Hit(sheet.place("overrides", at, "repos"), "this override is for no repo", "name the repos")
        if row.get("patterns") and ceiling != "files_per_pattern":
            message = f"`{ceiling}` counts whole files, whichever patterns are in them"
            hint = "leave `patterns` out, or override `files_per_pattern`"
            yield Hit(sheet.place_of_key("overrides", at, "patterns"), message, hint)
        if not isinstance(limit, int | float):
            continue
        if ceiling == SHARE and limit > 1:
            yield Hit(
                sheet.place("overrides", at, "limit"), "a share is a number from 0 to 1", "write 1 for no ceiling"
            )
        if ceiling != SHARE and limit != int(limit):
            yield Hit(sheet.place("overrides", at, "limit"), f"`{ceiling}` is counted", "write a whole number")


def overridden_twice(sheet: Sheet) -> Iterator[Hit]:
    """Two overrides of one ceiling for the same repo: which limit counts?"""
    rows = list(_rows(sheet))
    for n, (at, row) in enumerate(rows):
        for earlier, other in rows[:n]:
            both = sorted(_names(row, "repos") & _names(other, "repos"))
            if both and row.get("ceiling") == other.get("ceiling") and _overlap(row, other):
                line = sheet.place("overrides", earlier, "ceiling").line
                message = f"`{row.get('ceiling')}` has another limit for {quoted(both[0])} in line {line} already"
                yield Hit(sheet.place("overrides", at, "ceiling"), message, "keep one of the two rows")
                break


def _rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each override with its position; what has another type than it should is a finding of its own."""
    rows = sheet.data.get("overrides")
    yield from ((at, row) for at, row in enumerate(rows if isinstance(rows, list) else ()) if isinstance(row, dict))


def _names(row: dict[str, Any], key: str) -> set[str]:
    named = row.get(key)
    return {name for name in named if isinstance(name, str)} if isinstance(named, list) else set()


def _overlap(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether some pattern is in both; a row that names none is for all."""
    mine, theirs = _names(row, "patterns"), _names(other, "patterns")
    return not mine or not theirs or bool(mine & theirs)
