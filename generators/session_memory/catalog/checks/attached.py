"""Checks of what lies in the folder beside a pattern, and travels with its skill into other repositories."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.attached import SKILL
from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import ATTACHMENT, MARKDOWN
from session_memory.catalog.sheet import Sheet
from session_memory.model import Attachment, Place, Risk
from session_memory.paths import spelled_alike, unsafe_path

LARGEST = 256 * 1024
"""Bytes of one attachment: as much as policy lets a file of ours have (`ceilings.bytes_per_file`)."""
ALL = 1024 * 1024
"""Bytes of all of them together."""


def folder_without_pattern(entry: Entry) -> Iterator[Hit]:
    """A folder of attachments whose pattern was renamed, moved or deleted; nobody gets them."""
    if entry.kind is ATTACHMENT:
        hint = f"rename it together with its pattern, delete it, or write {entry.path}{MARKDOWN}"
        yield Hit(Place(entry.path), "no pattern has the name of this folder, and there is none in it", hint)


def unusable_name(entry: Entry) -> Iterator[Hit]:
    """A name that cannot be checked out everywhere, or that is that of a neighbour there."""
    seen: dict[str, str] = {}
    for name in _names(entry):
        twin = seen.setdefault(spelled_alike(name), name)
        why = f"is the name of {twin!r} on another system" if twin != name else ""
        problem = unsafe_path(name) or (f"{name!r} {why}" if why else "")
        if problem:
            # Such a name may be none that could be printed.
            yield Hit(Place(entry.path), f"in the folder beside it, {problem}", "rename the file")


def reserved_name(entry: Entry) -> Iterator[Hit]:
    """The file that the pattern itself becomes."""
    for name in _names(entry):
        if name.casefold() == SKILL.casefold():
            place = Place(f"{entry.folder}/{name}")
            yield Hit(place, f"{SKILL} is what the pattern itself becomes", "put its text into the pattern")


def too_large(entry: Entry) -> Iterator[Hit]:
    """More than anybody would review."""
    for one in entry.beside:
        if len(one.content) > LARGEST:
            message = f"it has {len(one.content):,} bytes, more than {LARGEST:,}"
            yield Hit(Place(one.path), message, "shorten it, or link to it")
    total = sum(len(one.content) for one in entry.beside)
    if total > ALL:
        message = f"the files in the folder beside it have {total:,} bytes together, more than {ALL:,}"
        yield Hit(Place(entry.path), message, "leave out what no agent needs")


def program(entry: Entry) -> Iterator[Hit]:
    """Something to be run, with a pattern that says it is less than dangerous."""
    programs = [one for one in entry.attachments if one.is_program]
    sheet = Sheet(entry.kind, entry.path, entry.content)
    if programs and sheet.data.get("risk") != Risk.DANGER:
        which = _why(programs[0])
        message = f"{quoted(programs[0].path)} beside it {which}, which makes the pattern danger, whatever stands here"
        place = sheet.place("risk") if "risk" in sheet.data else Place(entry.path)
        yield Hit(place, message, "write `risk: danger`, or keep it out of the folder")


def _why(program: Attachment) -> str:
    if program.executable:
        return "is executable"
    return "begins with `#!`" if program.content.startswith(b"#!") else "is a program by its name"


def pattern_beside(entry: Entry) -> Iterator[Hit]:
    """A pattern in the folder of another one, where it is only one of its attachments."""
    texts = (one for one in entry.beside if one.path.endswith(MARKDOWN) and not one.problem and not _binary(one))
    for one in texts:
        if {"id", "status"} <= Sheet(ATTACHMENT, one.path, one.content).data.keys():
            message = f"this would be a pattern, but it lies in the folder of {entry.path}"
            yield Hit(Place(one.path), message, "move it, or take its front matter away")


def binary(one: Entry) -> Iterator[Hit]:
    """Bytes that are no text."""
    if not one.problem and _binary(one):
        hint = "keep it in the repositories that need it, or link to it"
        yield Hit(Place(one.path), "this is no UTF-8 text, so that nobody could review it in a proposal", hint)


def _binary(one: Entry) -> bool:
    try:
        return "\0" in one.content.decode("utf-8")
    except UnicodeDecodeError:
        return True


def _names(entry: Entry) -> Iterator[str]:
    """Paths relative to the pattern's folder."""
    start = len(entry.folder) + 1
    return (one.path[start:] for one in entry.beside if one.path != entry.folder)
