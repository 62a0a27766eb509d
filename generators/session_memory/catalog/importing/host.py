"""A host file such as AGENTS.md: each section of level 2 is one rule. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from session_memory.catalog import markdown
from session_memory.catalog.importing import globs, headings, keys, managed
from session_memory.catalog.importing.formats import HOST, base
from session_memory.catalog.importing.rule import Rule, Spot, kebab

IMPORTS_ONLY = re.compile(r"\s*(@\S+\s*)+")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading of level 1 or 2, or before the first."""

    level: int
    title: str
    heading: int
    """Line of the heading, counted from 0."""
    first: int
    text: str


def read(text: str, spot: Spot) -> tuple[list[Rule], list[str]]:
    """(rules, notes about what of the file went into none of them)."""
    front = keys.read(text)
    body, programs = managed.without(front.body)
    notes = [*front.notes, *(f"the key `{key}` means nothing here" for key in front.keys)]
    notes += [f"{_lines(front, first, last)}: managed by a program" for first, last in programs]
    if not body.strip() or IMPORTS_ONLY.fullmatch(body):
        return [], [*notes, "nothing in it is its author's" if programs else "it only imports other files"]
    parts = [part for part in _parts(body) if part.text.strip()]
    sections = [part for part in parts if part.level == 2]
    if not sections:
        title, rest = headings.take_title(body.strip("\n"))
        title = title or spot.inside.parent.name.capitalize() or "Instructions"
        return [_rule(spot, spot.shown, spot.inside.as_posix(), title, rest)], notes
    for part in parts:
        if part.level != 2:
            last = part.first + part.text.rstrip().count("\n") + 1
            notes.append(f"{_lines(front, part.first, last)}: under no `## ` heading")
    return list(_sections(spot, front, sections)), notes


def _sections(spot: Spot, front: keys.Front, parts: list[Part]) -> Iterator[Rule]:
    seen: Counter[str] = Counter()
    for part in parts:
        name = kebab(part.title) or "section"
        seen[name] += 1
        anchor = name if seen[name] == 1 else f"{name}-{seen[name]}"
        where = f"{spot.shown}:{front.line + part.heading}"
        yield _rule(spot, where, f"{spot.inside.as_posix()}#{anchor}", part.title, part.text)


def _rule(spot: Spot, where: str, source: str, title: str, text: str) -> Rule:
    folder = base(HOST, spot.inside)
    return Rule(
        where=where,
        source=source,
        name=kebab(title) or f"{spot.path.stem} section",
        title=title,
        text=text.strip("\n"),
        paths=globs.read("", None, folder)[0],
        tags=tuple(tag for part in folder.split("/") if (tag := kebab(part))),
    )


def _parts(body: str) -> Iterator[Part]:
    lines = body.split("\n")
    marks = [(headings.level(mark), title, first, last) for mark, title, first, last in markdown.headings(body)]
    found = [mark for mark in marks if mark[0] < 3]
    ends = [heading for _, _, heading, _ in found] + [len(lines)]
    yield Part(0, "", 0, 0, "\n".join(lines[: ends[0]]))
    for (level, title, heading, first), end in zip(found, ends[1:], strict=True):
        yield Part(level, " ".join(title.split()), heading, first, "\n".join(lines[first:end]))


def _lines(front: keys.Front, first: int, last: int) -> str:
    # `first` counts from 0 in the body, and `last` is the line behind the stretch.
    return f"lines {front.line + first}-{front.line + last - 1}"
