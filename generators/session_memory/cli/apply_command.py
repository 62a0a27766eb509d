"""The command that applies a proposal, exactly as a person can type it in the catalog's folder."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from session_memory import git
from session_memory.changes.proposals import folder_of
from session_memory.model import Repo


def apply_command(root: Path, repo: Repo) -> str:
    """A shell command; for a repo that is only known by its url, one to run in a checkout of it."""
    patch = folder_of(root, repo.name) / "changes.patch"
    if repo.checkout is None:
        return f"git apply {shlex.quote(str(patch))}  # in a checkout of {repo.url}"
    folder = (root / repo.checkout).resolve()
    # In a sub-folder of a repository `git apply` ignores every file, without a word: so it is run at the top.
    top = git.top_of(folder) or folder
    words = ["git", "-C", os.path.relpath(top, root), "apply", os.path.relpath(patch, top)]
    if top != folder:
        words.insert(4, f"--directory={folder.relative_to(top).as_posix()}")
    return shlex.join(words).replace("git -C . ", "git ")
