"""A change that an earlier run began and did not finish. Until it is, the target holds half of it."""

from __future__ import annotations

from pathlib import Path

from session_memory.changes.write import journal
from session_memory.cli.seeing.apply_command import typed
from session_memory.errors import SessionMemoryError
from session_memory.model import Notice, Repo


def begun(root: Path, repo: Repo) -> Notice | None:
    """The change, and the command that finishes it; None when there is none."""
    entry = journal.unfinished(root, repo.name)
    if entry is None:
        return None
    words = f"a change was begun and not finished ({entry.event.kind})"
    return Notice(words, f"make apply REPO={typed(root, repo)}")


def check_finished(root: Path, repo: Repo) -> None:
    """Raises SessionMemoryError while there is one: nothing is proposed or decided on half of something."""
    told = begun(root, repo)
    if told:
        raise SessionMemoryError(told.words, repo.name, f"{told.command}, which finishes it")
