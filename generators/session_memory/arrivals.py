"""What agents are told in one place of a repository, as values that the command and the site show. No I/O."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby


class Times(StrEnum):
    """How often a pattern reaches an agent in one place."""

    ONCE = "once"
    TWICE = "twice"
    """Or more often."""
    CUT = "cut"
    """A limit took its end, or all of it."""
    NEVER = "never"
    OUT_OF_SCOPE = "out of scope here"
    """It stands in a file that counts for other folders or files, or when it is asked for."""


@dataclass(frozen=True, slots=True)
class OurText:
    """A pattern's text in a file."""

    pattern: str
    version: str
    edited: bool = False
    start: int = 0
    """Byte of the file where it begins."""
    end: int = 0
    """Byte of the file where it ends."""
    index: bool = False
    """One line that names the skill with the text, for agents that know no skills."""

    def arrives(self, bytes: int) -> float:
        """How much of it the first `bytes` of the file bring: 0 for nothing, 1 for all of it."""
        long = self.end - self.start
        return min(1.0, max(0.0, (bytes - self.start) / long)) if long > 0 else float(bytes >= self.end)


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file that reaches an agent."""

    path: str
    bytes: int
    """That arrive of it; those of a file that is imported in place are counted there."""
    size: int
    """Of the file."""
    hand: int
    """Of these, how many are not ours."""
    ours: tuple[OurText, ...] = ()
    lost: int = 0
    """Bytes at its end that a limit took."""
    cut_by: str = ""
    """That limit, in words."""
    host: str = ""
    """File whose import brings it; empty when the agent looks there by itself."""
    depth: int = 0
    """How many imports lead to it."""
    inside: bool = False
    """Its text arrives within that of `host`."""
    skill: bool = False
    """The agent sees name and description first."""
    problem: str = ""
    """Why nobody can say what in it is ours."""
    files: int = 1
    """More for a row that stands for several files; `path` is their folder then, with a slash at its end."""

    @property
    def taken_out(self) -> int:
        """Bytes of comments and front matter that the agent takes out before the model sees the text."""
        return 0 if self.skill else max(0, self.size - self.lost - self.bytes)


MANY = 4
"""So many files of one kind in one folder are told in one row."""


def together(files: Iterable[FileTold]) -> tuple[FileTold, ...]:
    """The same files in the same order; neighbours in one folder that are whole and wholly ours as one row."""
    found: list[FileTold] = []
    for _, some in groupby(files, key=_kind):
        group = tuple(some)
        found += group if len(group) < MANY or not _plain(group[0]) else (_as_one(group),)
    return tuple(found)


def _plain(file: FileTold) -> bool:
    return not (file.hand or file.lost or file.host or file.problem)


def _kind(file: FileTold) -> tuple[str, bool, str]:
    """Equal for files that may share a row. A skill has a folder of its own below that of all skills."""
    folder = file.path.rpartition("/")[0]
    place = folder.rpartition("/")[0] if file.skill else folder
    return place, file.skill, "" if _plain(file) else file.path


def _as_one(group: tuple[FileTold, ...]) -> FileTold:
    return replace(
        group[0],
        path=f"{_kind(group[0])[0]}/",
        bytes=sum(file.bytes for file in group),
        size=sum(file.size for file in group),
        ours=tuple(text for file in group for text in file.ours),
        files=len(group),
    )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that an agent knows and is not told in this place."""

    path: str
    why: str
    """One word or two: hidden, out of scope, below, elsewhere, ignored, same text, too long, unreadable."""
    by: str = ""
    """The file, the globs or the problem that is the reason."""
    told: str = ""
    """The same in words that go on after the path."""
    hand: bool = False
    """Something in it is written by hand."""
    patterns: int = 0
    """How many texts of ours are in it."""


@dataclass(frozen=True, slots=True)
class PatternTold:
    """A pattern that is meant for this repository and this agent."""

    id: str
    times: Times
    paths: tuple[str, ...] = ()
    """Where it stands, as far as that says why."""
    why: str = ""
    """Why it does not arrive once; empty when it does."""
    stands: bool = True
    """It stands somewhere in the repository."""
    skill: bool = False
    """It arrives on demand: as a skill, or as a line that names one."""

    @property
    def wrong(self) -> bool:
        """Whether a person should look: it was put there, it counts here, and it does not arrive once."""
        return self.stands and self.times in (Times.TWICE, Times.CUT, Times.NEVER)


@dataclass(frozen=True, slots=True)
class AgentTold:
    """Everything that one agent is told in one place."""

    flavor: str
    product: str
    files: tuple[FileTold, ...]
    """In the order in which it loads them; skills last."""
    left: tuple[LeftOut, ...]
    patterns: tuple[PatternTold, ...]
    bytes: int
    """Put before the model at the start: all files but skills."""
    tokens: int
    """About how many tokens these are."""
    limit: int | None = None
    """Bytes that it takes of all files together, or that the repo allows; None where nobody knows a limit."""
    registered: bool = True
    """Whether the repository works with it."""

    @property
    def lost(self) -> int:
        """Bytes that limits took."""
        return sum(file.lost for file in self.files)

    def of(self, times: Times) -> tuple[PatternTold, ...]:
        """The patterns that arrive so often."""
        return tuple(pattern for pattern in self.patterns if pattern.times is times)


@dataclass(frozen=True, slots=True)
class ToMend:
    """One thing that a person should mend in a repository."""

    path: str
    line: int
    """From 1; 0 for the whole file."""
    what: str
    hint: str
    flavors: tuple[str, ...]
    """Agents that are concerned."""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.what} ({self.hint})"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the agents of one repository are told in one place."""

    agents: tuple[AgentTold, ...] = ()
    to_mend: tuple[ToMend, ...] = ()
    malformed: tuple[str, ...] = ()
    """Files in which nobody can say what is ours, each with the reason."""

    @property
    def needs_somebody(self) -> bool:
        """Whether a pattern that stands there does not arrive once, or a person should mend something."""
        wrong = any(pattern.wrong for agent in self.agents for pattern in agent.patterns)
        return wrong or bool(self.to_mend or self.malformed)
