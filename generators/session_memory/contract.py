"""What is known about one coding agent, as data: which files it reads, in which order, what becomes of them. No I/O.

Every fact says how well it is known and where it is from. A fact that nobody could establish is marked as unverified,
here, in the simulator's notes and on the site.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from session_memory.model import Form


class Known(StrEnum):
    """How well a fact is known, the best first."""

    EXPERIMENT = "experiment"
    """The agent was run, and did it."""
    SOURCE = "source"
    """Its code, or the logic of its published program, was read."""
    DOCUMENTATION = "documentation"
    """Its makers say so."""
    THIRD_PARTY = "third party"
    """Somebody else's tool or study takes it for granted."""
    UNVERIFIED = "unverified"
    """Assumed; no source is good enough."""


@dataclass(frozen=True, slots=True)
class Fact:
    """How well something is known."""

    known: Known
    source: str
    """Where it is from: a file of the agent's source, a page, a version that was tried. Never empty."""


class Walk(StrEnum):
    """In which folders an agent looks."""

    ROOT = "root"
    """At the top of the repository only."""
    DOWN = "down"
    """In every folder from the top to the one where it starts, the top first."""
    UP = "up"
    """In the same folders, the one where it starts first."""
    HERE = "here"
    """In the folder where it starts only."""
    NEAREST = "nearest"
    """In the nearest of these folders that has such a file, and in no other."""


class Take(StrEnum):
    """Which of several names in one folder an agent takes."""

    ALL = "all"
    FIRST = "first"
    """The first name that exists, in each folder anew."""
    FIRST_NAME = "first name"
    """The first name that exists in any folder of the walk, and all files of that name."""


class When(StrEnum):
    """When a file that an agent knows of is put before the model."""

    ALWAYS = "always"
    MATCHED = "matched"
    """Once it works with a file that the globs match."""
    ASKED = "asked"
    """Once the model decides so, or a person names it."""
    NEVER = "never"


class Comments(StrEnum):
    """What becomes of HTML comments."""

    VERBATIM = "verbatim"
    STRIPPED = "stripped"
    """Those that begin in column 0 to 3 outside code, lists and other HTML are taken out."""
    REMOVED = "removed"
    """All of them are taken out, in code too."""
    UNKNOWN = "unknown"
    """Nobody knows; the simulator counts them."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Front matter of rule files: which keys say when a rule counts."""

    fact: Fact
    globs: str = ""
    """Key that holds the globs; empty for an agent without native scopes."""
    globs_type: Literal["list", "string", "bare", ""] = ""
    """What this agent takes for sure: a YAML list, or one string with commas, in quotes or bare."""
    dialect: Literal["gitignore", "glob", ""] = ""
    """Language of the globs. In `glob`, one that has no slash is for the top folder only."""
    mode: str = ""
    """Key that says when the rule counts, whatever else is there."""
    modes: tuple[tuple[str | bool, When], ...] = ()
    """Its values, and what each means; the first of each meaning is the one that we write."""
    absent: When = When.ALWAYS
    """When a rule counts that has neither globs nor mode."""
    title: str = ""
    """Key that has to hold a name for the rule; empty when none does."""


class Unit(StrEnum):
    """What a limit counts."""

    BYTES = "bytes"
    CHARACTERS = "characters"


class Over(StrEnum):
    """What becomes of text over a limit."""

    CUT = "cut"
    """What is over is left out, in the middle of a line if need be."""
    SKIPPED = "skipped"
    """The whole file is left out."""
    ADVICE = "advice"
    """It arrives; the makers advise against it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How much an agent takes."""

    amount: int
    fact: Fact
    unit: Unit = Unit.BYTES
    over: Over = Over.CUT


@dataclass(frozen=True, slots=True)
class Imports:
    """How an agent treats `@path`; one that takes it for plain text has none of this."""

    hops: int
    """How deep imports of imports are followed."""
    fact: Fact
    below: bool = False
    """Only files below the folder where it starts, as long as no person has approved of others."""
    in_place: bool = False
    """The text takes the place of the word; otherwise the file follows behind the one that names it."""
    in_comments: bool = False
    """Also live inside HTML comments."""
    in_blocks: bool = False
    """Also live in those blocks of code that no backticks mark."""
    first: str = r"[^\s]"
    """Regular expression for the first character behind the sign."""
    missing: str = ""
    """What takes the place of an import that leads nowhere, `{path}` for its path; empty when it stays as it is."""
    outside: str = ""
    """The same for one that leads out of the repository or to a folder."""
    again: str = ""
    """The same for one of a file that is being imported already."""
    itself: bool = False
    """Whether the file where it began can be imported once more."""
    around: tuple[str, str] = ("", "")
    """What stands before and behind a text that takes the place of a word."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of an agent's own settings file that names instruction files."""

    file: str
    """JSON or YAML, by its suffix; relative to the repository's root."""
    key: str
    """Names of the keys on the way, joined with dots. Its value is a string or a list of strings."""
    adds: bool = False
    """Its names come before the usual ones; otherwise in their place."""
    walk: Walk = Walk.ROOT
    """Where the file counts, if it is not the one at the top: HERE."""

    def at(self, folder: str) -> Setting:
        """The same key of the file in that folder."""
        return replace(self, file=f"{folder}/{self.file}") if folder else self


@dataclass(frozen=True, slots=True)
class Skills:
    """Where an agent looks for skills, of which the model first sees name and description."""

    folders: tuple[str, ...]
    """Each skill is a folder below one of these. Of two with one name the first folder's counts."""
    fact: Fact
    walk: Walk = Walk.ROOT
    listed: int | None = None
    """Bytes of a description that are shown; None where nobody knows a number below the standard's 1,024 characters."""
    described: bool = False
    """Whether only those with a description count; otherwise their first paragraph stands for it."""
    twins: bool = False
    """Whether skills of one name in several folders are all listed; otherwise the first of them."""


@dataclass(frozen=True, slots=True)
class Read:
    """A place where an agent looks for instructions."""

    paths: tuple[str, ...]
    """Names, or globs for folders of rule files (`*` within a folder, `**/` over any number), in the agent's order,
    relative to each folder in which it looks."""
    fact: Fact
    walk: Walk = Walk.ROOT
    take: Take = Take.ALL
    order: Literal["folders", "names", "paths"] = "folders"
    """All names in a folder before those in the next; or all folders for a name before those for the next; or sorted
    by path, which puts a folder before a file of a later name."""
    touched: bool = False
    """Also in folders below, once it works with a file there."""
    unless: tuple[str, ...] = ()
    """It does not look here when one of these, with text in it, is in a folder of the walk."""
    since: str = ""
    """First version that does this; empty means every version that we know of."""
    setting: Setting | None = None
    """Names that take the place of `paths` where the repository's own settings give some."""
    keys: Keys | None = None
    """Front matter that says when a file counts; None where every file does."""
    front_matter: Literal["kept", "removed"] = "kept"
    comments: Comments = Comments.VERBATIM
    limit: Limit | None = None
    """For each file."""
    imports: bool = True
    """Whether `@path` is live in these files too, for an agent that knows imports."""
    same_text: Literal["sent", "skipped"] = "sent"
    """Whether a file is sent whose text was sent already from another path."""
    same_file: Literal["once", "again"] = "once"
    """How often a file is sent to which a link leads as well."""
    sorted: bool = True
    """Whether files that one glob names come by name; otherwise as the file system has them."""


@dataclass(frozen=True, slots=True)
class Home:
    """A place where a pattern can be put, in the order of preference of `Contract.homes`."""

    path: str
    """May hold `{id}`."""
    form: Form
    bridge: str = ""
    """Host file whose region must import `path` for this agent to read it; empty when it reads it anyway."""
    only_existing: bool = False
    """Never a reason to create the file."""
    nested: bool = False
    """Also in the folder that all paths of a pattern share."""


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to know about an agent that no other field says."""

    words: str
    fact: Fact


# By identity: a contract is asked thousands of times, and there is one of each.
@dataclass(frozen=True, slots=True, eq=False)
class Contract:
    """What is known about one agent."""

    product: str
    """Name that its makers give it."""
    holds_for: str
    """Version for which the facts were established, or the day on which its documentation was read."""
    reads: tuple[Read, ...]
    """In the order in which the model gets them."""
    homes: tuple[Home, ...]
    skills: Skills | None = None
    imports: Imports | None = None
    chain: Limit | None = None
    """For all files that it loads whole, together."""
    ignored: Literal["read", "skipped"] = "read"
    """What it does with instruction files that git ignores."""
    not_utf8: Literal["read", "skipped"] = "read"
    """What it does with files that are not UTF-8 throughout; where they are read, what is wrong is replaced."""
    signs: tuple[str, ...] = ()
    """Files and folders that show that a repository is used with this agent."""
    personal: tuple[str, ...] = ()
    """Instruction files in a person's home folder, which come on top; nothing of ours is ever put there."""
    caveats: tuple[Caveat, ...] = ()
    mend: str = ""
    """What a person can do where no placement reaches this agent."""
