"""The globs in which contracts name files: `*` within a folder, `**/` over any number of folders, `{a,b}` never."""

from __future__ import annotations

import re
from functools import cache

ANY_DEPTH = "**/"


@cache
def regex(glob: str) -> re.Pattern[str]:
    """What a whole path has to match; `glob` is relative to the folder from which the path is seen."""
    return re.compile(_written(glob))


@cache
def any_of(globs: tuple[str, ...], below: bool = False) -> re.Pattern[str]:
    """What a whole path has to match that one of these globs names; `below` seen from any folder above the file."""
    either = "|".join(map(_written, globs))
    return re.compile(f"{_written(ANY_DEPTH)}(?:{either})" if below else either)


def _written(glob: str) -> str:
    return re.escape(glob).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")


def fits(glob: str, path: str) -> bool:
    """Whether `path` is one that `glob` names."""
    return glob == path if "*" not in glob else regex(glob).fullmatch(path) is not None


def start(glob: str) -> str:
    """The folder that holds everything that `glob` can name; empty for the top."""
    plain = glob.split("*")[0]
    return plain.rpartition("/")[0]
