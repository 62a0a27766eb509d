"""Checks of what the keys of a pattern say, beyond the shape of each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet
from session_memory.near import did_you_mean

RESERVED = frozenset({"import"})
"""The block that holds import lines has this id in every region (region format)."""

IN_ORDER = tuple(("created", later) for later in ("updated", "review_by", "expires_at", "revoked"))

OUTSIDE = re.compile(r"(?:^|/)\.\.(?:/|$)")
ABSOLUTE = re.compile(r"[A-Za-z]:|~|[a-z]+://")
UNSPEAKABLE = re.compile(r"[`\x00-\x1f\x7f]|^\s|\s$")


def reserved_id(sheet: Sheet) -> Iterator[Hit]:
    """An id that means something else to us."""
    for _, said in sheet.texts("id"):
        if said in RESERVED:
            message = f"the id {quoted(said)} is ours, for the block of import lines"
            yield Hit(sheet.place("id"), message, "choose another id, and rename the file")


def line_break(sheet: Sheet) -> Iterator[Hit]:
    """A heading of more than one line: what is behind the break would be text, or a marker."""
    for key in (("title",), ("rendering_hints", None, "heading")):
        for path, text in sheet.texts(*key):
            if "\n" in text:
                yield Hit(
                    sheet.place(*path), "a heading has to be one line", "write it in one line, without `|` or `>`"
                )


def dates_out_of_order(sheet: Sheet) -> Iterator[Hit]:
    """Something that happened, or has to happen, before the file was created."""
    for earlier, later in IN_ORDER:
        first, second = _date(sheet, earlier), _date(sheet, later)
        if first and second and second < first:
            yield Hit(sheet.place(later), f"`{later}` {second} is before `{earlier}` {first}", "mend one of the two")


def invalid_glob(sheet: Sheet) -> Iterator[Hit]:
    """A glob that matches nothing, or that agents would read differently."""
    for path, glob in sheet.texts("scope", "paths"):
        problem, hint = _problem(glob) if glob.strip() else ("", "")
        if problem:
            yield Hit(sheet.place(*path), f"the glob {quoted(glob)} {problem}", hint)


def hint_without_section(sheet: Sheet) -> Iterator[Hit]:
    """A hint that asks for a section that is not there: it would be left out without a word."""
    filled = {section.title for section in sheet.sections if section.text}
    known = {title.casefold() for title in filled}
    for path, title in sheet.texts("rendering_hints", None, "sections"):
        if title.casefold() not in known:
            message = f"there is no section {quoted(title)} with text in it"
            yield Hit(sheet.place(*path), message, did_you_mean(title, filled))


def _problem(glob: str) -> tuple[str, str]:
    """(what is wrong, what to do); both empty for a good glob."""
    if OUTSIDE.search(glob):
        return "leads out of the repository", "paths are seen from the target's root"
    if ABSOLUTE.match(glob):
        return "is not a path inside a repository", "paths are seen from the target's root"
    if "\\" in glob:
        return "has a backslash", "separate folders with `/`"
    if "{" in glob:
        return "has braces, which the language of .gitignore does not know", "write one glob for each alternative"
    if UNSPEAKABLE.search(glob):
        return "has a backtick, a control character or a blank at its end", "take it out"
    if glob.startswith("!"):
        return "takes files away", "name the files that are meant"
    return ("", "") if _matches_something(glob) else ("matches nothing", "see the language of .gitignore")


def _matches_something(glob: str) -> bool:
    import pathspec

    return any(pattern.include is not None for pattern in pathspec.GitIgnoreSpec.from_lines([glob]).patterns)


def _date(sheet: Sheet, key: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(sheet.data.get(key)))
    except ValueError:
        return None
