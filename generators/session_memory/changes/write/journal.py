"""What a run is about to do to a target, on the disk before it does it; and the bytes to take it back.

The folder `.session-memory/` beside the catalog is git's to ignore: it holds bytes of other repositories.
An image is named by its SHA-256, so the first one stays: nothing that is written later can take its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from session_memory import files, git
from session_memory.changes.record.events import Event, Side, content, event_of
from session_memory.errors import SessionMemoryError

FOLDER = ".session-memory"
IGNORE = b"# What is needed to finish or take back a change; bytes of other repositories, so git ignores it.\n*\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change that was begun."""

    event: Event
    """What the audit trail will say of it; all but the commit is known before anything is written."""
    base: str = ""
    """Commit that the branch starts from; empty for a change in the working tree."""
    message: str = ""
    """Of the commit."""


def folder_of(root: Path, repo: str) -> Path:
    """The folder for one repo; made when it is not there."""
    return private(root, f"repos/{repo}")


def private(root: Path, path: str) -> Path:
    """A folder for what only this machine needs; made when it is not there."""
    top = root / FOLDER
    files.write(top / ".gitignore", IGNORE)
    return files.make_folder(top / path)


def begin(root: Path, entry: Entry, images: Iterable[bytes]) -> None:
    """Note a change, and every image that finishing or undoing it needs.

    Raises SessionMemoryError when another one was not finished: it comes first.
    """
    if unfinished(root, entry.event.repo) is not None:
        raise SessionMemoryError("a change was begun and not finished", entry.event.repo, "run apply again")
    for image in images:
        files.write(_image(root, hashlib.sha256(image).hexdigest()), image)
    document = {"base": entry.base, "message": entry.message, "event": json.loads(content(entry.event))}
    files.write(_note(root, entry.event.repo), json.dumps(document, sort_keys=True, indent=1).encode())


def unfinished(root: Path, repo: str) -> Entry | None:
    """The change that was begun and not finished, if there is one. Raises SessionMemoryError for a damaged note."""
    path = _note(root, repo)
    try:
        document = json.loads(path.read_bytes())
        return Entry(event_of(document["event"]), document["base"], document["message"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = "move it away, look at the target's files, then run again"
        raise SessionMemoryError(f"not a journal: {error}", f"{FOLDER}/repos/{repo}/journal.json", hint) from error


def done(root: Path, repo: str) -> None:
    """The change is finished or taken back; its images stay, for rolling back.

    Not flushed, so that nothing can go wrong after it: a note that comes back after a loss of power is of a change
    that the audit trail knows, and is done with again.
    """
    files.remove(_note(root, repo), durable=False)


def image(root: Path, digest: str) -> bytes | None:
    """The bytes with that SHA-256; None when this machine never kept them, or they are damaged."""
    try:
        found = _image(root, digest).read_bytes()
    except FileNotFoundError:
        return None
    return found if hashlib.sha256(found).hexdigest() == digest else None


def found(root: Path, folder: Path, side: Side | None) -> bytes | None:
    """The bytes of one side of a change to the target in `folder`: those that were kept, else from its git.

    None when nobody has them here, or for a file that is not there.
    """
    kept = image(root, side.sha256) if side else None
    if side is None or kept is not None or not git.top_of(folder):
        return kept
    try:
        return git.blobs(folder, [side.blob])[side.blob]
    except SessionMemoryError:
        return None  # this clone never had them


def _note(root: Path, repo: str) -> Path:
    return root / FOLDER / "repos" / repo / "journal.json"


def _image(root: Path, digest: str) -> Path:
    return root / FOLDER / "images" / digest[:2] / digest
