"""The log of a repo as its page shows it."""

from __future__ import annotations

from pathlib import Path

from session_memory.cli.seeing import happened as told
from session_memory.website.site_model import Happened

Log = tuple[tuple[Happened, ...], tuple[str, ...]]
"""What happened, newest first, and what of its records is damaged."""
NOTHING: Log = ((), ())


def log_of(root: Path, repo: str) -> Log:
    """What happened in a repo."""
    found, damaged = told.happened(root, repo)
    newest_first = sorted(found, key=lambda one: one.at)[::-1]
    return tuple(map(_shown, newest_first)), tuple(damaged)


def _shown(one: told.Happened) -> Happened:
    return Happened(one.at, one.what, one.by, one.patterns, one.proposal, one.where, one.reason, one.url)
