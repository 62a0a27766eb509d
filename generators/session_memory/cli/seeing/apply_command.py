"""What comes next, as a person can type it in the catalog's folder."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from session_memory.model import Repo


def typed(root: Path, repo: Repo) -> str:
    """The REPO that means this repo: its name, or the path of its folder when it is not registered."""
    registered = (root / "catalog" / "repos" / f"{repo.name}.md").exists()
    return shlex.quote(repo.name if registered else os.path.relpath(root / (repo.checkout or ""), root))


def apply_command(root: Path, repo: Repo) -> str:
    """A shell command that approves and applies."""
    return f"make approve REPO={typed(root, repo)} && make apply REPO={typed(root, repo)}"
