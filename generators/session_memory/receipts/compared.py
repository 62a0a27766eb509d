"""What an agent loaded beside what it should have loaded. Pure."""

from __future__ import annotations

import html
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from session_memory.receipts.pieces import Piece

BLANK = "\ufeff \t\r\n\f\v"
"""What agents trim at both ends of a file, each a bit more or less of it: no difference."""
AROUND = 30
"""Characters that are shown from where two texts part."""


class What(StrEnum):
    """What is wrong with a file in what an agent sends."""

    MISSING = "missing"
    EXTRA = "extra"
    AGAIN = "more often than expected"
    ORDER = "in another place of the order"
    TEXT = "other text"


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that does not arrive as it should."""

    path: str
    what: What
    at: int | None = None
    """Byte of the expected text, without the white space around it, from which on something else arrives."""
    expected: str = ""
    heard: str = ""
    """How both go on from there."""

    def __str__(self) -> str:
        if self.at is None:
            return f"{self.path}: {self.what}"
        parted = f"{self.expected!r} is expected, {self.heard!r} arrives"
        return f"{self.path}: {self.what} from byte {self.at:,} on: {parted}"


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill as a list of skills has it."""

    path: str
    name: str
    description: str

    def listed(self, template: str) -> str:
        """As it stands in the list."""
        return template.format(name=self.name, description=self.description)


@dataclass(frozen=True, slots=True)
class Expected:
    """What an agent should load in one place."""

    files: tuple[Piece, ...]
    """In order."""
    skills: tuple[Skill, ...] = ()
    others: tuple[Skill, ...] = ()
    """Skills of the repository that it should not list."""
    together: Mapping[str, str] = field(default_factory=dict)
    """Path -> name of a group of files of which nobody can say in which order they come."""


def differences(
    expected: Sequence[Piece], heard: Sequence[Piece], together: Mapping[str, str]
) -> tuple[Difference, ...]:
    """What is wrong with what was heard; nothing when every file arrives in its place, as often and as it should.

    A file of which nothing but white space is left may arrive or not. `together`: see Expected.
    """
    expected, heard = ([one for one in pieces if one.text.strip(BLANK)] for pieces in (expected, heard))
    wanted, there = _by_path(expected), _by_path(heard)
    found = [one for path in dict.fromkeys((*wanted, *there)) for one in _file(path, wanted, there)]
    if found:
        return tuple(found)
    moved = (
        one.path
        for one, other in zip(expected, heard, strict=True)
        if together.get(one.path, one.path) != together.get(other.path, other.path)
    )
    return tuple(Difference(path, What.ORDER) for path in itertools.islice(moved, 1))


def skill_differences(
    expected: Sequence[Skill], others: Iterable[Skill], template: str, text: str
) -> tuple[Difference, ...]:
    """The same for skills, which stand in the text with name and description; `others` should not stand there."""
    text = html.unescape(text)
    wanted = Counter(skill.listed(template) for skill in expected)
    paths = {skill.listed(template): skill.path for skill in (*others, *expected)}
    found = []
    for line, path in paths.items():
        times = text.count(html.unescape(line))
        if times != wanted[line]:
            kind = What.MISSING if times < wanted[line] else What.AGAIN if wanted[line] else What.EXTRA
            found.append(Difference(path, kind))
    return tuple(found)


def _by_path(pieces: Iterable[Piece]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for piece in pieces:
        found.setdefault(piece.path, []).append(piece.text.strip(BLANK))
    return found


def _file(path: str, wanted: dict[str, list[str]], there: dict[str, list[str]]) -> Iterator[Difference]:
    expected, heard = wanted.get(path, []), there.get(path, [])
    if len(heard) < len(expected):
        yield Difference(path, What.MISSING)
    elif len(heard) > len(expected):
        yield Difference(path, What.AGAIN if expected else What.EXTRA)
    for one, other in zip(expected, heard, strict=False):
        if one != other:
            at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
            at = min(len(one), len(other)) if at is None else at
            bytes = len(one[:at].encode("utf-8", "replace"))
            yield Difference(path, What.TEXT, bytes, one[at : at + AROUND], other[at : at + AROUND])
