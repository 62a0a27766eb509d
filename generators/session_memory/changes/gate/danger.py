"""What nobody may say yes to: paths, files and deletions that are not ours to write. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

from session_memory.changes import region
from session_memory.changes.gate.surfaces import SURFACES
from session_memory.changes.own_file import read_stamp
from session_memory.errors import MalformedHostError

LONGEST_NAME, LONGEST_PATH = 255, 1024
"""Bytes of UTF-8: what every file system that git runs on can hold, and what macOS takes for a whole path."""

UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Unicode categories: control and invisible characters (HFS+ ignores some in names), half characters, line ends."""
WINDOWS_ONLY = re.compile(r'[<>:"|?*]')
"""Windows refuses them; a colon names a stream of NTFS there, or a drive."""
SHORT_NAME = re.compile(r"~\d")
"""Windows gives each long name a short one: GIT~1 is .git."""
RESERVED = re.compile(r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:[ .].*)?")
"""Devices on Windows, whatever follows the first dot."""
ID = "[a-z0-9]+(?:-[a-z0-9]+)*"


def unsafe_path(path: str) -> str:
    """Why this path, relative to a target's root, may never be written; empty when it may.

    What any system, on which somebody checks the target out, would take for another path counts as well.
    """
    if not path:
        return "the path is empty"
    if path.startswith(("/", "~")):
        return f"{path!r} is not relative to the repository"
    if "\\" in path:
        return f"{path!r} has a backslash, which is a separator on Windows"
    if any(unicodedata.category(character) in UNSEEN for character in path):
        return f"{path!r} has an invisible or a control character"
    if len(path.encode()) > LONGEST_PATH:
        return f"the path is longer than {LONGEST_PATH:,} bytes"
    if unicodedata.normalize("NFC", path) != path:
        return f"{path!r} has accents in parts (it is not in Unicode's form NFC), which some systems put together"
    return next((f"{name!r} in {path!r} {why}" for name in path.split("/") if (why := _unsafe_name(name))), "")


def _unsafe_name(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    if name in ("", ".", ".."):
        return "is no name"
    if plain.rstrip(" .") == ".git" or (plain.startswith("git") and SHORT_NAME.search(plain)):
        return "is git's own folder, or may be"
    if name.endswith((".", " ")):
        return "ends with a dot or a space, which Windows drops"
    if WINDOWS_ONLY.search(name):
        return "has a character that Windows refuses or reads in its own way"
    if SHORT_NAME.search(name):
        return "looks like the short name that Windows gives to another file"
    if RESERVED.fullmatch(plain):
        return "is a device on Windows"
    return f"is longer than {LONGEST_NAME} bytes" if len(name.encode()) > LONGEST_NAME else ""


def executable_surface(path: str) -> str:
    """Why a file at this path would make a machine or an agent do something, or let it; empty when it would not."""
    plain = unicodedata.normalize("NFKC", path).casefold()
    found = (why for why, patterns in SURFACES if any(_anywhere(pattern).fullmatch(plain) for pattern in patterns))
    why = next(found, "")
    return f"{path} is an executable surface ({why})" if why else ""


def outside_homes(path: str, homes: Iterable[str]) -> str:
    """Why a path is no flavor's own; empty when it is one of `homes`, in which `{id}` stands for any pattern's id."""
    if any(_home(home).fullmatch(path) if "{id}" in home else home == path for home in homes):
        return ""
    return f"{path} is not a place where any flavor keeps its instructions"


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
