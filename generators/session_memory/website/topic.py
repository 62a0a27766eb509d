"""What a pattern is about, as the folder that it is kept in says. Pure."""

from __future__ import annotations

PATTERNS = "catalog/patterns/"


def topic(path: str) -> str:
    """The first folder below that of all patterns; empty for one that is in none."""
    return path.removeprefix(PATTERNS).rpartition("/")[0].partition("/")[0]
