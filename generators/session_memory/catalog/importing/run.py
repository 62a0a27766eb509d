"""The road of an import: find, read, clean, draft. Reads files, writes none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from session_memory.catalog.find import Entry
from session_memory.catalog.importing import gather, host, single
from session_memory.catalog.importing.clean import clean
from session_memory.catalog.importing.draft import Draft, Provenance, draft
from session_memory.catalog.importing.formats import HOST, format_of
from session_memory.catalog.importing.origin import Checkout, checkout
from session_memory.catalog.importing.rule import Refused, Rule, Spot, kebab
from session_memory.catalog.importing.shelf import Shelf
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.read import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one rule, or of a file that gave none."""

    where: str
    kind: Literal["imported", "already", "skipped", "refused"]
    id: str = ""
    notes: tuple[str, ...] = ()
    """For a person: what was changed or left out, or why nothing came of it."""
    draft: Draft | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the person who imports says."""

    source: str = ""
    commit: str = ""
    license: str = ""
    flavors: Collection[str] = ()
    """Names of the flavors there are."""


def outcomes(shelf: Shelf, paths: Collection[Path], wanted: Wanted) -> Iterator[Outcome]:
    """One outcome per rule, in the order of `paths`. Raises UsageError for a path that does not exist."""
    seen: dict[Path, str] = {}
    for path in paths:
        below = list(gather.files(path))
        if not below:
            yield Outcome(where=str(path), kind="refused", notes=("no file in it is known to hold rules",))
            continue
        home = checkout(below[0].start)
        for found in below:
            if found.path in seen:
                note = f"the same file as {seen[found.path]}"
                yield Outcome(where=found.shown, kind="skipped", notes=(note,))
            else:
                seen[found.path] = found.shown
                yield from _of_file(found, home, shelf, wanted)


def _of_file(found: gather.Found, home: Checkout | None, shelf: Shelf, wanted: Wanted) -> Iterator[Outcome]:
    inside = _inside(found, home)
    spot = Spot(found.shown, PurePosixPath(found.named), inside)
    row = format_of(spot.path)
    try:
        text = gather.text(found)
        rules, notes = host.read(text, spot) if row is HOST else ([single.read(text, row, spot, wanted.flavors)], [])
    except Refused as reason:
        yield Outcome(where=found.shown, kind="refused", notes=(_told(reason),))
        return
    if notes or not rules:
        yield Outcome(where=found.shown, kind="skipped", notes=tuple(notes))
    commit = home.commit if home and inside.as_posix() in home.unchanged else ""
    for rule in rules:
        yield _of_rule(rule, wanted.commit or commit, shelf, wanted)


def _of_rule(rule: Rule, commit: str, shelf: Shelf, wanted: Wanted) -> Outcome:
    source = f"{wanted.source}:{rule.source}" if wanted.source else rule.source
    try:
        tidy = clean(rule)
    except Refused as reason:
        return Outcome(where=rule.where, kind="refused", notes=(_told(reason),))
    namesakes = shelf.namesakes(source)
    same = next((known.id for known in namesakes if known.holds(tidy, source, commit)), "")
    if same:
        return Outcome(where=rule.where, kind="already", id=same)
    earlier = [known.id for known in namesakes if known.source == source]
    notes = (*tidy.notes, *(f"another text was imported from there as {one}" for one in earlier))
    name = shelf.take(kebab(tidy.name) or "imported")
    made = draft(tidy, name, Provenance(source=source, commit=commit, license=wanted.license))
    findings = read(Entry(PATTERN, made.path, made.content)).findings
    if findings:
        # Whatever could not be mended: a secret, for one. The message of a finding never repeats it.
        return Outcome(where=rule.where, kind="refused", notes=tuple(finding.message for finding in findings))
    return Outcome(where=rule.where, kind="imported", id=name, notes=notes, draft=made)


def _inside(found: gather.Found, home: Checkout | None) -> PurePosixPath:
    if home and found.path.is_relative_to(home.top):
        return PurePosixPath(found.path.relative_to(home.top))
    return PurePosixPath(found.path.relative_to(found.start) if found.path != found.start else found.path.name)


def _told(reason: Refused) -> str:
    return f"{reason.message} ({reason.hint})" if reason.hint else reason.message
