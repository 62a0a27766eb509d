"""What people said to a proposal: one file for each decision, in a folder beside it.

The name of a file holds the SHA-256 of its bytes, so that a decision that was changed afterwards is none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from session_memory import files
from session_memory.canonical import canonical
from session_memory.changes.proposals import folder_of
from session_memory.changes.record.events import Order, Trail
from session_memory.errors import DeniedError

FORMAT = 1
FOLDER = "decisions"


class Said(StrEnum):
    """What somebody said."""

    APPROVED = "approved"
    REJECTED = "rejected"


class Mode(StrEnum):
    """What a yes rests on."""

    ONCE = "once"
    """A person's own judgement of this very proposal."""
    GRANT = "grant"
    """A standing grant."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A yes or no to one proposal, bound to its digest."""

    said: Said
    repo: str
    proposal: str
    """SHA-256 of proposal.json, in hex."""
    by: str
    """Who says it, as git tells: an assertion, not a proof."""
    at: str
    """UTC, such as 2026-11-21T10:15:00Z."""
    rule: str
    """The rule by which a yes counts."""
    mode: Mode = Mode.ONCE
    grant: str = ""
    patterns: tuple[str, ...] = ()
    """The patterns that it is about; empty for all of the proposal."""
    reason: str = ""
    parents: tuple[str, ...] = ()
    """Ids of the events that were the last ones then: a yes that was used up is not the one that is given anew."""

    def is_about(self, pattern: str, also: frozenset[str] = frozenset()) -> bool:
        """Whether it covers `pattern`; what is in `also` is covered by every decision."""
        return not self.patterns or pattern in self.patterns or pattern in also


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything that was said about the proposals for one repo."""

    made: tuple[tuple[str, Decision], ...] = ()
    """(SHA-256 of its file, decision), oldest first."""
    damaged: tuple[str, ...] = ()
    """Files that are not what they were when they were written; relative to the catalog's root."""

    def of(self, proposal: str, said: Said) -> tuple[tuple[str, Decision], ...]:
        """Those about one proposal."""
        return tuple((id, d) for id, d in self.made if d.proposal == proposal and d.said is said)

    def stale(self, proposal: str, events: Trail) -> tuple[Decision, ...]:
        """A person's approvals of what the proposal was before, as far as nothing was applied on them."""
        older = ((id, d) for id, d in self.made if d.proposal != proposal and d.said is Said.APPROVED)
        return tuple(d for _, d in unspent(older, events) if d.mode is Mode.ONCE)


def unspent(approvals: Iterable[tuple[str, Decision]], events: Trail) -> tuple[tuple[str, Decision], ...]:
    """Those given since their proposal was applied last: a yes is for once, and so is another one beside it."""
    order = Order(events)
    applied: dict[str, list[int]] = {}
    for place, (_, event) in enumerate(events):
        if event.kind == "applied":
            applied.setdefault(event.proposal, []).append(place)

    def fresh(yes: Decision) -> bool:
        uses = applied.get(yes.proposal, [])
        known = [order.places[id] for id in yes.parents if id in order.places]
        return not uses or order.past(known, since=uses[0]).issuperset(uses)

    return tuple((id, decision) for id, decision in approvals if fresh(decision))


def record(root: Path, decision: Decision) -> str:
    """Write the decision's file; its digest. Saying the same thing again writes nothing."""
    content = canonical({"format": FORMAT} | asdict(decision))
    digest = hashlib.sha256(content).hexdigest()
    name = _name(digest, decision)
    folder = folder_of(root, decision.repo) / FOLDER
    if folder.is_symlink() or folder.parent.is_symlink():
        raise DeniedError("is a link; nothing is written through it", _shown(decision.repo, ""), "delete it")
    files.write(folder / name, content)
    return digest


def withdraw(root: Path, digest: str, decision: Decision) -> None:
    """Take a decision back: its file goes."""
    files.remove(root / path_of(digest, decision), up_to=folder_of(root, decision.repo).parent)


def read(root: Path, repo: str) -> Decisions:
    """The decisions about the proposals for `repo`. A file that was changed is told, and does not count.

    Raises DeniedError when the folder cannot be read: nothing may be written then.
    """
    folder = folder_of(root, repo) / FOLDER
    made, damaged = [], []
    try:
        names = sorted(path.name for path in folder.iterdir() if path.suffix == ".json")
    except FileNotFoundError:
        return Decisions()
    except OSError as error:
        hint = "mend that; nothing is approved before"
        raise DeniedError(f"decisions cannot be read: {error.strerror}", _shown(repo, ""), hint) from error
    for name in names:
        found = _decision(folder, name, repo)
        if found is None:
            damaged.append(_shown(repo, name))
        else:
            made.append(found)
    return Decisions(tuple(sorted(made, key=lambda pair: (pair[1].at, pair[0]))), tuple(damaged))


def path_of(digest: str, decision: Decision) -> str:
    """Where the decision lies, relative to the catalog's root: whoever deletes it takes it back."""
    return _shown(decision.repo, _name(digest, decision))


def _decision(folder: Path, name: str, repo: str) -> tuple[str, Decision] | None:
    seen = files.look_inside(folder, name)
    digest = hashlib.sha256(seen.content if seen else b"").hexdigest()
    try:
        document = json.loads(seen.content if seen else b"")
        decision = Decision(**dict(_fields(document)))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return (digest, decision) if name == _name(digest, decision) and decision.repo == repo else None


def _fields(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    kinds = {"said": Said, "mode": Mode, "patterns": _texts, "parents": _texts}
    for key, value in document.items():
        if key != "format":
            yield key, kinds.get(key, str)(value)


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, values))


def _name(digest: str, decision: Decision) -> str:
    return f"{decision.proposal[:12]}-{decision.said}-{digest[:16]}.json"


def _shown(repo: str, name: str) -> str:
    return f"proposals/{repo}/{FOLDER}/{name}"
