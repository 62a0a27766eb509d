"""Revisions of a pattern -> its versions; revisions of all patterns -> what changed in the catalog. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from session_memory.model import Revision, Status
from session_memory.website import addresses, words
from session_memory.website.compare import compare
from session_memory.website.patch import FileDiff
from session_memory.website.site_model import PatternView, SiteModel
from session_memory.website.topic import topic


class Kind(StrEnum):
    """What a commit did to a pattern."""

    ADDED = "added"
    VERSION = "new version"
    STATUS = "status"
    READY = "ready to be sent"
    EDITED = "edited"
    """Neither of these: something that agents do not get."""
    TAKEN_OUT = words.TAKEN_OUT


TOLD = {
    Kind.ADDED: "added with version {after}",
    Kind.VERSION: "version {before} to {after}",
    Kind.STATUS: "{after}, was {before}",
    Kind.READY: "ready to be sent",
    Kind.EDITED: "edited without a new version",
    Kind.TAKEN_OUT: words.TAKEN_OUT,
}
"""What happened, in words."""
UNKNOWN = "unknown"
"""In place of what cannot be read."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a pattern: all revisions that give its number."""

    number: str
    """Empty for revisions whose number cannot be read."""
    text: str
    """The whole file, as it last was with this number."""
    revisions: tuple[Revision, ...] = ()
    """Oldest first; none when no commit has it yet."""
    before: str | None = None
    """The text of the version before; None for the first."""

    @property
    def compared(self) -> FileDiff | None:
        """What differs from the version before."""
        return None if self.before is None else compare(self.before, self.text)

    @property
    def since(self) -> Revision | None:
        """What it came with."""
        return next(iter(self.revisions), None)

    @property
    def events(self) -> Iterator[tuple[datetime.date, str]]:
        """(date, status or `taken out`) for each time that it came to be so, oldest first."""
        said = ""
        for revision in self.revisions:
            status = str(Kind.TAKEN_OUT) if revision.gone else revision.status
            if status and status != said:
                yield revision.date, status
            said = status or said


@dataclass(frozen=True, slots=True)
class Line:
    """The life of a pattern, whatever became of it."""

    id: str
    title: str
    path: str
    history: tuple[Revision, ...]

    @property
    def page(self) -> str:
        """Where it is told."""
        return addresses.pattern_page(self.id)

    @property
    def topic(self) -> str:
        """Empty for one that has none."""
        return topic(self.path)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a pattern."""

    line: Line
    revision: Revision
    kind: Kind
    before: str = ""
    """Version or status that it had."""
    after: str = ""

    def __str__(self) -> str:
        return TOLD[self.kind].format(before=self.before or UNKNOWN, after=self.after or UNKNOWN)

    @property
    def moment(self) -> tuple[datetime.date, str]:
        """When, to be held against others."""
        return self.revision.date, self.revision.at

    @property
    def at(self) -> str:
        """Where its page tells of it: the part of the address behind the hash sign."""
        return f"v{self.revision.version}" if self.revision.version else ""


def versions(history: Sequence[Revision], number: str = "", source: str = "") -> tuple[Version, ...]:
    """One for each number, the one that came last first. `number` and `source` are those of the file as it stands."""
    grouped: dict[str, list[Revision]] = {}
    for revision in reversed(history):
        # What was taken out was still of the version that it had been.
        at = next(reversed(grouped), "") if revision.gone else revision.version
        grouped.setdefault(at, []).append(revision)
    found, before = list[Version](), None
    for at, some in grouped.items():
        text = source if source and at == number else _last_text(some)
        found.append(Version(at, text, tuple(some), before))
        before = text
    if number and number not in grouped:
        found.append(Version(number, source, before=before))
    return tuple(reversed(found))


def current(view: PatternView) -> tuple[Version, ...]:
    """The versions of a pattern that is in the catalog; its own is among them, committed or not."""
    return versions(view.history, view.pattern.version, view.source)


def _last_text(revisions: Sequence[Revision]) -> str:
    return next((revision.text for revision in reversed(revisions) if not revision.gone), "")


def lines(model: SiteModel) -> Iterator[Line]:
    """Every pattern that is or was in the catalog, sorted by id."""
    found = {gone.id: Line(gone.id, gone.title or gone.id, gone.path, gone.history) for gone in model.gone}
    found |= {file.id: Line(file.id, file.id, file.path, file.history) for file in model.broken}
    patterns = ((view.pattern, view.history) for view in model.patterns)
    found |= {pattern.id: Line(pattern.id, pattern.title, pattern.path, history) for pattern, history in patterns}
    return (found[id] for id in sorted(found))


def changes(model: SiteModel) -> tuple[Change, ...]:
    """What happened to all patterns, newest first; what one commit did by id."""
    found = [change for line in lines(model) for change in _of(line)]
    return tuple(sorted(found, key=lambda change: change.moment, reverse=True))


def gap(model: SiteModel) -> str:
    """Why the past is not known, or not all of it, in words; empty where it is."""
    if not model.kept:
        return (
            "Git does not keep this catalog, or has no commit of it yet, so nobody can tell what changed. "
            "Commit it, and what changes from then on is listed here."
        )
    oldest = [revision.date for line in lines(model) for revision in line.history if revision.oldest]
    if oldest:
        return f"This site was made from a shallow clone: what happened until {max(oldest)} is not known here."
    return ""


def _of(line: Line) -> Iterator[Change]:
    for newer, older in pairwise((*line.history, None)):
        # What the oldest commit of a clone has may be much older.
        if newer is not None and not newer.oldest:
            for kind, before, after in _between(older, newer):
                yield Change(line, newer, kind, before, after)


def _between(older: Revision | None, newer: Revision) -> Iterator[tuple[Kind, str, str]]:
    if newer.gone:
        yield Kind.TAKEN_OUT, older.version if older else "", ""
    elif older is None or older.gone:
        yield Kind.ADDED, "", newer.version
    else:
        yield from tuple(_moved(older, newer)) or ((Kind.EDITED, older.version, newer.version),)


def _moved(older: Revision, newer: Revision) -> Iterator[tuple[Kind, str, str]]:
    if older.version != newer.version:
        yield Kind.VERSION, older.version, newer.version
    if older.status != newer.status:
        yield Kind.STATUS, older.status, newer.status
    if _is_sent(newer) and not _is_sent(older):
        yield Kind.READY, "", newer.version


def _is_sent(revision: Revision) -> bool:
    return revision.ready and revision.status == Status.APPROVED
