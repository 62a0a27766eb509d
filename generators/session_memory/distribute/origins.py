"""Where each line of a rendered pattern comes from: a line of the pattern's file, or why from none. Pure.

A distributor is asked to render the pattern with a word of our own in place of each line of its text. Where such a
word stands alone in a line of what comes back, that line is a line of the pattern, word for word; whatever else a
distributor does needs no telling here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from session_memory.errors import SessionMemoryError
from session_memory.model import Hint, Section, SolutionPattern

Rendering = Callable[[SolutionPattern], str]
"""A pattern -> its text in one place."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a rendered pattern."""

    text: str
    number: int = 0
    """Line of the pattern's file that it is, from 1; 0 when it is none."""
    why: str = ""
    """What it is when it is none."""


TITLE, HEADING, BODY, PATHS = "smtitle", "smheading", "smbody", "smpath"
MADE = {
    TITLE: "is made from the pattern's title",
    HEADING: "is the heading that a rendering hint gives",
    BODY: "is the text of a rendering hint",
    PATHS: "is made from the pattern's scope",
}
OF_A_SECTION = "is the heading of a section"
GENERATED = "is put there by the program"


def origins(pattern: SolutionPattern, file: Sequence[str], rendering: Rendering) -> tuple[Line, ...]:
    """The lines of a rendered pattern. `file` are the lines of its file.

    Raises SessionMemoryError for a distributor that does not hand on a pattern's lines as they are.
    """
    words = {f"smline{at}x{n}": n for at, n in enumerate(_numbers(pattern.sections, file))}
    told = rendering(_worded(pattern, words)).split("\n")
    text = rendering(pattern).split("\n")
    lines = tuple(_line(shown, word, words) for shown, word in zip(text, told, strict=False))
    if len(told) != len(text) or any(line.number and line.text != file[line.number - 1] for line in lines):
        raise SessionMemoryError("its text is not handed on line by line, so that nothing can be mapped back to it")
    return lines


def _line(text: str, word: str, words: Mapping[str, int]) -> Line:
    if word in words:
        return Line(text, words[word])
    made = next((why for sign, why in MADE.items() if sign in word), "")
    return Line(text, why=made or (OF_A_SECTION if word.startswith("#") else GENERATED))


def _numbers(sections: Sequence[Section], file: Sequence[str]) -> Iterator[int]:
    """The line in the file of each line of each section's text."""
    for section in sections:
        lines = section.text.split("\n") if section.text else []
        # Behind the heading, which may take two lines, and behind blank lines.
        starts = range(section.line, len(file) - len(lines) + 1)
        first = next(at for at in starts if list(file[at : at + len(lines)]) == lines)
        yield from range(first + 1, first + 1 + len(lines))


def _worded(pattern: SolutionPattern, words: Mapping[str, int]) -> SolutionPattern:
    rest = iter(words)
    sections = tuple(
        replace(section, text="\n".join(next(rest) for _ in section.text.split("\n")) if section.text else "")
        for section in pattern.sections
    )
    return replace(
        pattern,
        title=TITLE,
        sections=sections,
        scope=replace(pattern.scope, paths=tuple(f"{PATHS}{at}" for at, _ in enumerate(pattern.scope.paths))),
        rendering_hints={flavor: _worded_hint(hint) for flavor, hint in pattern.rendering_hints.items()},
    )


def _worded_hint(hint: Hint) -> Hint:
    body = None if hint.body is None else "\n".join(BODY for _ in hint.body.strip("\n").split("\n"))
    return replace(hint, heading=hint.heading and HEADING, body=body)
