"""Small git checkouts, as a team's repository would look before anything of ours is in it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

WHO = {"NAME": "Somebody", "EMAIL": "somebody@example.org"}
GIT = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_AUTHOR_{what}": value for what, value in WHO.items()},
    **{f"GIT_COMMITTER_{what}": value for what, value in WHO.items()},
}
"""No setting of this user or machine."""


def git(folder: Path, *arguments: str) -> str:
    """Standard output of a git command, with no setting of this user or machine."""
    done = subprocess.run(["git", *arguments], cwd=folder, env=GIT, check=True, capture_output=True, timeout=60)
    return done.stdout.decode("utf-8")


def make(folder: Path, files: Mapping[str, str], links: Mapping[str, str] | None = None) -> Path:
    """A checkout at `folder` with one commit of `files` (path -> text) and symlinks (path -> target)."""
    for name, text in {"README.md": "# A project\n", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    for name, target in (links or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(target)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Begin")
    return folder
