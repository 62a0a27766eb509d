"""What comes after the review of a proposal, as a person can type it in the catalog's folder."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from session_memory.model import Repo


def apply_command(root: Path, repo: Repo, registered: bool = True) -> str:
    """A shell command that approves and applies; a repo that is not registered is named by its folder."""
    name = repo.name if registered else os.path.relpath(root / (repo.checkout or ""), root)
    return f"make approve REPO={shlex.quote(name)} && make apply REPO={shlex.quote(name)}"
