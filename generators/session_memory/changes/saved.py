"""The proposal that lies in its folder, held against the one that would be made now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from session_memory import files
from session_memory.changes.copies import DOCUMENT
from session_memory.changes.plan import EVERYTHING
from session_memory.changes.proposals import Proposal, as_row, folder_of, is_ours
from session_memory.model import Action, HostFile, Hosts, Only, Plan


@dataclass(frozen=True, slots=True)
class Saved:
    """A proposal as it was read back: what a reviewer saw."""

    id: str
    """SHA-256 of proposal.json as it lies there, in hex."""
    tree: Mapping[str, bytes]
    """Relative path -> bytes of each file that is ours."""
    document: Mapping[str, Any] = field(default_factory=dict)
    """What proposal.json says; empty when it is no proposal."""

    @property
    def only(self) -> Only:
        """What was asked for when it was made; everything, for a document that does not say."""
        try:
            asked = self.document["asked"]
            return Only(
                frozenset(map(str, asked["patterns"])),
                frozenset(map(str, asked["flavors"])),
                asked["ours"] is True,
                str(asked["ref"]),
            )
        except (KeyError, TypeError):
            return Only()

    @property
    def states(self) -> frozenset[tuple[str, str, str]]:
        """(path, pattern, state) of each of its items."""
        items = _rows(self.document, "items")
        return frozenset((str(i.get("path")), str(i.get("pattern")), str(i.get("state"))) for i in items)

    @property
    def takes_out(self) -> frozenset[tuple[str, str]]:
        """(path, pattern) of each text that it takes away."""
        items = _rows(self.document, "items")
        return frozenset((str(i.get("path")), str(i.get("pattern"))) for i in items if i.get("action") == Action.REMOVE)

    @property
    def files(self) -> int:
        """How many files of the target it changes."""
        return len(_by(self.document, "files", "path"))

    @property
    def is_whole(self) -> bool:
        """Whether the document says what a proposal has to say, whichever version wrote it."""
        return all(isinstance(self.document.get(name), list) for name in ("files", "patterns", "items"))

    def is_done(self, hosts: Hosts) -> bool:
        """Whether each file that it changes is as it was to be, whoever wrote it."""
        rows = _by(self.document, "files", "path")
        there = {**hosts.attached, **hosts.files}
        return all(_digest(row.get("result")) == _now(there.get(path)) for path, row in rows.items())

    def fits(self, plan: Plan) -> bool:
        """Whether it changes the same bytes to the same bytes as the plan; of a part, as far as the plan has them."""
        would = {change.path: as_row(change) for change in plan.changes}
        rows = _by(self.document, "files", "path")
        part = self.only != EVERYTHING
        return all(would.get(path) == row for path, row in rows.items()) and (part or rows.keys() == would.keys())


def load(root: Path, repo: str) -> Saved | None:
    """What lies in `proposals/<repo>/`; None when there is no proposal."""
    folder = folder_of(root, repo)
    if not folder.is_dir():
        return None
    seen = files.look_inside(folder, DOCUMENT)
    if seen is None:
        return None
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
    tree = {name: found.content for name in filter(is_ours, names) if (found := files.look_inside(folder, name))}
    try:
        document = json.loads(seen.content)
    except ValueError:
        document = {}
    return Saved(hashlib.sha256(seen.content).hexdigest(), tree, document if isinstance(document, dict) else {})


def moved(saved: Saved, fresh: Proposal) -> tuple[str, ...]:
    """What is not as it was when the proposal was made, in words; empty when it is still the very same."""
    if saved.tree == fresh.tree:
        return ()
    if saved.id == fresh.id:
        wrong = sorted(n for n in {*saved.tree, *fresh.tree} if saved.tree.get(n) != fresh.tree.get(n))
        return tuple(f"{name} is not what the proposal's digest stands for" for name in wrong)
    new = json.loads(fresh.tree[DOCUMENT]) if fresh.tree else {}
    if not saved.is_whole:
        return (f"{DOCUMENT} is damaged: it is no proposal of this program",)
    told = (*_patterns(saved.document, new), *_files(saved.document, new), *_renderer(saved.document, new))
    return told or ("the proposal is not the one that would be made now",)


def _patterns(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    was, now = (_by(document, "patterns", "pattern") for document in (old, new))
    for id in sorted({*was, *now}):
        if was.get(id) != now.get(id):
            word = "is no longer for it" if id not in now else "changed" if id in was else "came"
            yield f"the pattern {id} {word}"


def _files(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    was, now = (_by(document, "files", "path") for document in (old, new))
    for path in sorted({*was, *now}):
        before, after = was.get(path, {}), now.get(path, {})
        if before.get("base") != after.get("base") or before.get("mode") != after.get("mode"):
            yield f"{path} is not as it was in the target"
        elif before != after:
            yield f"{path} would come out differently"


def _renderer(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    keys = ("format", "renderer")
    if new and any(old.get(key) != new.get(key) for key in keys):
        yield "it was made by another version of this program"


def _digest(side: Any) -> Any:
    return side.get("sha256") if isinstance(side, dict) else None


def _now(file: HostFile | None) -> str | None:
    return hashlib.sha256(file.content).hexdigest() if file else None


def _by(document: Mapping[str, Any], rows: str, key: str) -> Mapping[str, Any]:
    return {str(row[key]): row for row in _rows(document, rows) if key in row}


def _rows(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The rows under one key; of a document that somebody damaged, as far as there are any."""
    found = document.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
