"""Two texts of a pattern -> one coloured listing of what differs. Pure."""

from __future__ import annotations

from difflib import unified_diff

from session_memory.website.patch import FileDiff, one_diff


def compare(before: str, after: str) -> FileDiff:
    """The lines that differ, each with a sign, and three lines around them; no lines when none differs."""
    # Split on LF only: whatever else ends a line for Python is a character that the listing shows by its name.
    told = unified_diff(before.split("\n"), after.split("\n"), lineterm="")
    return one_diff("\n".join(told), "")
