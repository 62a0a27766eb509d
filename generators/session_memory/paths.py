"""Paths that may be written: what any system, on which somebody checks a repository out, makes of a name. Pure."""

from __future__ import annotations

import re
import unicodedata

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


def spelled_alike(path: str) -> str:
    """The same for two paths that are one where case or the spelling of accents do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


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
