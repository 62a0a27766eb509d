"""Checks of the text of a pattern: will all of it arrive, and nothing else with it?"""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.catalog import markdown
from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.sheet import Sheet
from session_memory.model import Place

REQUIRED = "Solution"


def missing_solution(sheet: Sheet) -> Iterator[Hit]:
    """A pattern that has nothing to say."""
    found = next((section for section in sheet.sections if section.title.casefold() == REQUIRED.casefold()), None)
    if found is None and sheet.parts:
        hint = f"write `## {REQUIRED}` and below it what to do"
        yield Hit(Place(sheet.path, sheet.parts.line), f"there is no section {quoted(REQUIRED)}", hint)
    elif found and not found.text:
        yield Hit(Place(sheet.path, found.line), f"the section {quoted(REQUIRED)} is empty", "write what to do")


def text_outside_sections(sheet: Sheet) -> Iterator[Hit]:
    """Text above the first section, which nobody would get."""
    first = sheet.sections[0].line if sheet.sections else 0
    above = sheet.body.text.split("\n")[: max(0, first - sheet.body.line)]
    for at, line in enumerate(above):
        if line.strip():
            place = Place(sheet.path, sheet.body.line + at)
            yield Hit(place, "this text is in no section, so that no agent gets it", "put it below a `## Heading`")
            return


def repeated_section(sheet: Sheet) -> Iterator[Hit]:
    """A second section of the same title, which nobody would get."""
    first: dict[str, int] = {}
    for section in sheet.sections:
        line = first.setdefault(section.title.casefold(), section.line)
        if line != section.line:
            message = f"the section {quoted(section.title)} stands in line {line} already"
            yield Hit(Place(sheet.path, section.line), message, "put the two together")


def left_open(sheet: Sheet) -> Iterator[Hit]:
    """A code fence or HTML that would swallow what follows the pattern in a host file."""
    for passage in sheet.prose:
        opened = markdown.left_open(passage.text)
        if opened:
            start = sum(len(text) + 1 for text in passage.text.split("\n")[: opened.line])
            yield Hit(passage.place(start), f"{opened} opens here and is never closed", "close it")


def link_stays_behind(sheet: Sheet) -> Iterator[Hit]:
    """A relative link in text that is copied into other repositories, where it leads nowhere."""
    for passage in sheet.prose:
        for offset, target in markdown.links(passage.text):
            place = passage.place(offset)
            if not target.startswith("#") and (passage.flat or _travels(sheet, place.line)):
                message = f"the link to {quoted(target)} leads nowhere in the repositories that get this text"
                yield Hit(place, message, "give a full URL, or name the file in backticks")


def _travels(sheet: Sheet, line: int) -> bool:
    """Whether the line is in a section that some agent gets."""
    title = next((section.title for section in reversed(sheet.sections) if section.line <= line), "")
    return title.casefold() in sheet.rendered
