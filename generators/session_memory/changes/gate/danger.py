"""What nobody may say yes to: paths, files and deletions that are not ours to write. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

from session_memory.attached import SKILL, record_of
from session_memory.changes import region
from session_memory.changes.gate.surfaces import PROGRAM, SURFACES
from session_memory.changes.own_file import read_stamp
from session_memory.changes.skill_folder import beside
from session_memory.errors import MalformedHostError
from session_memory.model import FileChange
from session_memory.paths import unsafe_path as unsafe_path

ID = "[a-z0-9]+(?:-[a-z0-9]+)*"


def executable_surface(path: str) -> str:
    """Why a file at this path would make a machine or an agent do something, or let it; empty when it would not."""
    plain = unicodedata.normalize("NFKC", path).casefold()
    found = (why for why, patterns in SURFACES if any(_anywhere(pattern).fullmatch(plain) for pattern in patterns))
    why = next(found, "")
    return f"{path} is an executable surface ({why})" if why else ""


def surface_beside_skill(path: str) -> str:
    """The same of a file that travels with a skill. A program is nothing unusual there: an agent is told of it by the
    skill's text and decides whether to run it. It has made its pattern danger already."""
    why = executable_surface(path)
    return "" if why.endswith(f"({PROGRAM})") else why


def outside_homes(path: str, homes: Iterable[str]) -> str:
    """Why a path is no flavor's own; empty when it is one of `homes`, in which `{id}` stands for any pattern's id."""
    if any(_home(home).fullmatch(path) if "{id}" in home else home == path for home in homes):
        return ""
    if is_beside_skill(path, homes):
        return ""
    return f"{path} is not a place where any flavor keeps its instructions"


def is_beside_skill(path: str, homes: Iterable[str]) -> bool:
    """Whether a path is in the folder of some skill, which is a flavor's own."""
    folders = (home.removesuffix(SKILL) for home in homes if home.endswith(f"{{id}}/{SKILL}"))
    return any(_home(f"{folder}").match(path) and not path.endswith(f"/{SKILL}") for folder in folders)


def beyond_our_attachment(change: FileChange, skill: bytes | None) -> str:
    """Why a change of a file beside a skill touches what is not ours; `skill` is the skill's text as it stands."""
    stamp = read_stamp(skill) if skill is not None else None
    ours = {beside(change.skill, path): record for path, record in (stamp.files if stamp else ())}
    if change.before is None or ours.get(change.path) == record_of(change.before, change.was_executable):
        return ""
    return "a file that is not ours, or was edited by hand, would not be as it is now"


def beyond_our_bytes(before: bytes | None, after: bytes | None, asked_back: Collection[str] = ()) -> str:
    """Why a change of one file touches what is not ours; empty when no hand-written byte differs.

    None is a file that is not there. Hand-written is all that stands outside our region and is in no file of our own,
    and every text of ours that somebody edited since, but for the patterns whose text a person asked to have back.
    """
    try:
        if _by_hand(before) != _by_hand(after):
            return "text that was written by hand would not be as it is now"
        lost = sorted((id, text) for id, text in _edited(before) - _texts(after) if id not in asked_back)
    except MalformedHostError as error:
        return f"nobody can say what of it is ours: {error.message}"
    return f"what somebody edited in {', '.join(id for id, _ in lost)} would be lost" if lost else ""


def more_than_taken_out(before: bytes | None, after: bytes | None) -> str:
    """Why a change of one file does more than take text of ours out; empty when that is all that it does."""
    why = beyond_our_bytes(before, after)
    added = [] if why else sorted(id for id, _ in _texts(after) - _texts(before))
    return f"text of {', '.join(added)} would come in" if added else why


def _by_hand(content: bytes | None) -> bytes | None:
    """A file without ours; None when nothing else is in it, and for no file."""
    if content is None or read_stamp(content) is not None:
        return None
    return region.strip(content)


def _texts(content: bytes | None) -> set[tuple[str, bytes]]:
    """(pattern, digest of its text) of everything of ours in a file."""
    if content is None:
        return set()
    stamp = read_stamp(content)
    if stamp is not None:
        return {(stamp.id, stamp.present.encode())}
    return {(block.id, region.canonical(block.body)) for block in region.read(content)}


def _edited(content: bytes | None) -> set[tuple[str, bytes]]:
    """The same of what somebody edited since we wrote it."""
    stamp = read_stamp(content) if content is not None else None
    if content is None or (stamp is not None and not stamp.edited):
        return set()
    edited = {stamp.id} if stamp else {block.id for block in region.read(content) if region.is_edited(block)}
    return {(id, text) for id, text in _texts(content) if id in edited}


@cache
def _anywhere(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.compile(f"(?:.*/)?{escaped}")


@cache
def _home(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\{id\}", ID))
