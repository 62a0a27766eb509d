"""A change that an earlier run began and did not finish. Until it is, the target holds half of it."""

from __future__ import annotations

from pathlib import Path

from session_memory.changes.write import journal
from session_memory.cli.seeing.apply_command import typed
from session_memory.errors import SessionMemoryError
from session_memory.model import Repo


def begun(root: Path, repo: Repo) -> str:
    """The change, and how to finish it, in words; empty when there is none."""
    entry = journal.unfinished(root, repo.name)
    if entry is None:
        return ""
    return f"a change was begun and not finished ({entry.event.kind}): make apply REPO={typed(root, repo)}"


def check_finished(root: Path, repo: Repo) -> None:
    """Raises SessionMemoryError while there is one: nothing is proposed or decided on half of something."""
    told = begun(root, repo)
    if told:
        what, _, command = told.partition(": ")
        raise SessionMemoryError(what, repo.name, f"{command}, which finishes it")
