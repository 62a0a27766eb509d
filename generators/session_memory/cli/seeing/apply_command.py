"""What comes next, as a person can type it in the catalog's folder."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from session_memory.model import Repo


def typed(root: Path, repo: Repo) -> str:
    """The REPO that means this repo: its name, or the path of its folder when it is not registered.

    A file of the catalog names a checkout relative to it, so an absolute one is of a repo that has no file.
    """
    folder = Path(repo.checkout or "")
    return shlex.quote(os.path.relpath(folder, root) if folder.is_absolute() else repo.name)


def apply_command(root: Path, repo: Repo) -> str:
    """A shell command that approves and applies."""
    return f"make approve REPO={typed(root, repo)} && make apply REPO={typed(root, repo)}"
