"""The globs in which contracts name files: `*` within a folder, `**/` over any number of folders, `{a,b}` never."""

from __future__ import annotations

import re
from functools import cache

ANY_DEPTH = "**/"


@cache
def regex(glob: str) -> re.Pattern[str]:
    """What a whole path has to match; `glob` is relative to the folder from which the path is seen."""
    escaped = re.escape(glob).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return re.compile(escaped)


def fits(glob: str, path: str) -> bool:
    """Whether `path` is one that `glob` names."""
    return glob == path if "*" not in glob else regex(glob).fullmatch(path) is not None


def start(glob: str) -> str:
    """The folder that holds everything that `glob` can name; empty for the top."""
    plain = glob.split("*")[0]
    return plain.rpartition("/")[0]
