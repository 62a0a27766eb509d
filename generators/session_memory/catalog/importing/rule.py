"""What a rule comes down to, whichever tool it was written for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from session_memory.errors import SessionMemoryError

NAME_LIMIT = 60
"""Characters of an id made here; with a number behind it, it still fits the 64 of a skill's name."""


class Refused(SessionMemoryError):  # noqa: N818 - the word that the report uses
    """A file, or one rule of it, cannot become a draft. The others still can."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the text that is read lies."""

    shown: str
    """As the user named it."""
    path: PurePosixPath
    """Absolute."""
    inside: PurePosixPath
    """In the repository it comes from, or below the folder that the user named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as its author meant it; becomes one draft."""

    where: str
    """For the report: the path as the user gave it, with the line where a file holds several rules."""
    source: str
    """For the provenance: path inside the repository it comes from, `#name` behind it for a part of a file."""
    name: str
    """What its id is made of."""
    title: str
    text: str
    """Markdown, LF line ends."""
    description: str = ""
    paths: tuple[str, ...] = ()
    flavors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What could not be carried over so far, one sentence each."""


def kebab(text: str) -> str:
    """`text` as a kebab-case name of at most NAME_LIMIT characters; empty when it has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    # C#, C++ and F# would otherwise all become one letter.
    spelled = re.sub(r"(?<=[a-z])#(?![\w])", "-sharp", plain.replace("++", "-plus-plus"))
    name = re.sub(r"[^a-z0-9]+", "-", spelled.replace("'", "")).strip("-")
    if len(name) <= NAME_LIMIT:
        return name
    return name[: NAME_LIMIT + 1].rsplit("-", 1)[0] if "-" in name[: NAME_LIMIT + 1] else name[:NAME_LIMIT]
