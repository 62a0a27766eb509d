"""Small catalogs and targets, made in a folder of the test's own, and the program run on them."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from session_memory.cli.main import cli
from session_memory.errors import SessionMemoryError

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Test",
    "GIT_AUTHOR_EMAIL": "test@example.com",
    "GIT_COMMITTER_NAME": "Test",
    "GIT_COMMITTER_EMAIL": "test@example.com",
}


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    code: int
    out: str
    err: str


def run(root: Path, *arguments: str) -> Said:
    """`session-memory ARGUMENTS` on the catalog at `root`, in this process, with main's way of telling errors."""
    try:
        result = CliRunner(catch_exceptions=False).invoke(cli, ["--root", str(root), *arguments])
    except SessionMemoryError as error:
        return Said(error.exit_code, "", f"error: {error}")
    return Said(result.exit_code, result.stdout, result.stderr)


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    """Standard output of a git command that has to succeed."""
    env = os.environ | GIT
    return subprocess.run(["git", *arguments], cwd=folder, input=stdin, env=env, check=True, capture_output=True).stdout


def write(path: Path, content: str | bytes) -> Path:
    """Write a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pattern(id: str, *, body: str = "", **keys: Any) -> str:
    """An approved pattern as text; `keys` go into its front matter as they are."""
    front: dict[str, Any] = {
        "id": id,
        "title": f"About {id}",
        "status": "approved",
        "distribution_ready": "true",
        "version": "1.0.0",
        "confidence": "0.9",
        "provenance": "{origin: curated}",
    }
    lines = "\n".join(f"{key}: {value}" for key, value in (front | keys).items())
    usual = f"## Problem\n\nIt went wrong.\n\n## Solution\n\nDo {id} with care.\n\n## Steps\n\n- First.\n- Then.\n"
    return f"---\n{lines}\n---\n\n{body or usual}"


def catalog(root: Path, *patterns: str, **texts: str) -> Path:
    """A catalog with patterns called `patterns`, and with those whose whole text is given as `name=text`."""
    (root / "catalog" / "patterns").mkdir(parents=True, exist_ok=True)
    for id in patterns:
        write(root / "catalog" / "patterns" / f"{id}.md", pattern(id))
    for name, text in texts.items():
        write(root / "catalog" / "patterns" / f"{name.replace('_', '-')}.md", text)
    return root


def target(
    root: Path, name: str, files: dict[str, str | bytes], *, flavors: str = "claude, codex, grok", more: str = ""
) -> Path:
    """A git checkout beside the catalog, with `files` committed, registered under `name`."""
    folder = root / "targets" / name
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for path, content in files.items():
        write(folder / path, content)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "as it was")
    keys = f"name: {name}\nflavors: [{flavors}]\ncheckout: targets/{name}\n{more}"
    write(root / "catalog" / "repos" / f"{name}.md", f"---\n{keys}---\n\nA target.\n")
    return folder


def apply(root: Path, name: str) -> None:
    """Apply the saved proposal as a person would."""
    git(root / "targets" / name, "apply", str(root / "proposals" / name / "changes.patch"))


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The repositories below `folder` as a git server on this machine offers them; its url."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", f"--base-path={folder}"]
    server = subprocess.Popen([*command, "--reuseaddr", str(folder)], env=os.environ | GIT, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        yield f"git://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` but for git's own."""
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file() and ".git" not in p.relative_to(folder).parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
