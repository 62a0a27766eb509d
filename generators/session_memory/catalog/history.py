"""What every pattern once was: one pass over git for all of them."""

from __future__ import annotations

import datetime
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from session_memory import git
from session_memory.catalog.kept import Kept, kept
from session_memory.catalog.kinds import PATTERN, pattern_above
from session_memory.front import front
from session_memory.model import KEBAB, Revision, Status

ORDINARY = ("100644", "100755")
"""Modes of files; a link is no pattern."""

KEY = re.compile(r"^(version|status|distribution_ready):[ \t]+([\"']?)([\w.]+)\2[ \t]*(?:[ \t]#.*)?\r?$", re.MULTILINE)
"""A thousand texts are searched in the time in which ten are parsed; what nobody would write so is not found."""
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")

STATUSES = frozenset(Status)

Told = tuple[str, str]
"""(path, blob) of a file; blob is empty where there is none."""


@dataclass(frozen=True, slots=True)
class _Commit:
    id: str
    at: datetime.datetime
    oldest: bool
    files: list[Told] = field(default_factory=list)


def history(root: Path) -> Mapping[str, tuple[Revision, ...]]:
    """Id of each pattern that HEAD has, or had before -> the commits that changed its bytes, newest first.

    It follows the main line: what a branch brought came with the merge, since nobody got it from here earlier. A move
    to another folder is no change. Empty where git does not keep the catalog. Raises SessionMemoryError for a
    repository that git cannot read.
    """
    there = keeper(root)
    if there is None:
        return {}
    changes = tuple(_changes(_commits(there)))
    texts = git.blobs(there.top, sorted({blob for _, _, (_, blob) in changes if blob}))
    found: dict[str, list[Revision]] = defaultdict(list)
    for id, commit, (path, blob) in changes:
        text = texts[blob].decode("utf-8", "replace") if blob else ""
        found[id].append(replace(_revision(commit, path, text), gone=not blob))
    return {id: tuple(reversed(found[id])) for id in sorted(found)}


def keeper(root: Path) -> Kept | None:
    """Where git keeps the catalog at `root`; None where it does not, has no commit yet, or there is no git to ask."""
    return kept(root) if shutil.which("git") else None


def _commits(there: Kept) -> Sequence[_Commit]:
    """Those of the main line that touched a pattern, oldest first; paths as seen from the catalog."""
    told = (
        "log",
        "-z",
        "--format=%H %ct %P",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--first-parent",
        "-m",
        "--reverse",
    )
    # What these settings of a user may say would be missing from the list, or be in it in another form.
    settings = ("log.showRoot=true", "log.showSignature=false", "log.diffMerges=separate")
    place = f":(literal){there.prefix}{PATTERN.place}"
    said = git.run(there.top, *told, "HEAD", "--", place, plain=False, settings=settings).decode("utf-8", "replace")
    words, commits, latest = iter(said.split("\0")), list[_Commit](), 0
    for word in filter(None, words):
        if word.lstrip("\n").startswith(":"):
            _, mode, _, blob, _ = word.split(" ")
            commits[-1].files.append((next(words).removeprefix(there.prefix), blob if mode in ORDINARY else ""))
        else:
            id, seconds, *parents = word.split()
            latest = max(latest, int(seconds))
            at = datetime.datetime.fromtimestamp(latest, datetime.UTC)
            commits.append(_Commit(id, at, oldest=there.shallow and not parents))
    return commits


def _changes(commits: Sequence[_Commit]) -> Iterator[tuple[str, _Commit, Told]]:
    """(id, commit, file as it is after it), oldest first."""
    standing: dict[str, dict[str, str]] = defaultdict(dict)
    ever = {path for commit in commits for path, _ in commit.files}
    for commit in commits:
        touched: dict[str, Told] = {}
        for path, blob in commit.files:
            id = _id(path)
            if id and not pattern_above(path, ever):
                touched.setdefault(id, _first(standing[id]))
                standing[id] |= {path: blob}
        for id, (before, was) in touched.items():
            path, blob = _first(standing[id])
            if blob != was:
                yield id, commit, (path or before, blob)


def _id(path: str) -> str:
    """The id of the pattern that this file is; empty for any other file."""
    name = PurePosixPath(path)
    hidden = any(part.startswith(".") for part in name.parts)
    return name.stem if name.suffix == PATTERN.suffix and re.fullmatch(KEBAB, name.stem) and not hidden else ""


def _first(files: Mapping[str, str]) -> Told:
    """Of two files of one name, the one that is listed first."""
    return min(((path, blob) for path, blob in files.items() if blob), default=("", ""))


def _revision(commit: _Commit, path: str, text: str) -> Revision:
    said = {key: value for key, _, value in reversed(KEY.findall(front(text)))}
    version, status = said.get("version", ""), said.get("status", "")
    return Revision(
        commit.id,
        commit.at.date(),
        version if VERSION.fullmatch(version) else "",
        status if status in STATUSES else "",
        text,
        path,
        said.get("distribution_ready", "").lower() == "true",
        commit.oldest,
        at=f"{commit.at:%Y-%m-%dT%H:%M:%SZ}",
    )
