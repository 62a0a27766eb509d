"""A copy of the project, its site as MkDocs builds it, and a browser that looks at it."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from made import git, pattern, run, write
from rolled import canary_order, stopped, written_down

PROJECT = Path(__file__).parent.parent.parent
NEEDED = ("catalog", "examples", "site_templates", "mkdocs.yml")

TITLE = "Beware <img src=x onerror=window.pwned=1> & co"
HOSTILE = pattern(
    "hostile-text",
    title=f"'{TITLE}'",
    body="## Problem\n\nA page with <script>window.pwned = 1</script> in it.\n\n"
    "## Solution\n\n[Click](javascript:window.pwned=1) <img src=https://tracker.example/x.png>\n",
)
BROKEN = "---\nid: broken-one\ntitel: Typo\n---\n\n## Solution\n\n<script>window.pwned = 1</script>\n"

SHARED = "read-before-edit"
ROLLED = canary_order(("web-shop", "firmware", "data-pipeline", "session-memory"), SHARED)
"""The pattern of the rollout, and its repos."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Site:
    """A built and served site."""

    root: Path
    """The catalog that it was made from."""
    url: str
    folder: Path
    """Where it was built."""


def copy_of_the_project(root: Path) -> Path:
    """Catalog, examples and templates in a git checkout of their own, with a proposal for every repo."""
    for name in NEEDED:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "as it was")
    run(root, "distribute", "--all")
    return root


def with_unusual_patterns(root: Path) -> Path:
    """The same with a pattern that would like to be executed, one with findings, and a rollout that was stopped."""
    write(root / "catalog/patterns/hostile-text.md", HOSTILE)
    write(root / "catalog/patterns/broken-one.md", BROKEN)
    run(root, "distribute", "--all")
    written_down(root, stopped(ROLLED, SHARED))
    return root


def mkdocs(root: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`mkdocs ARGUMENTS` in a folder, to its end."""
    command = [sys.executable, "-m", "mkdocs", *arguments]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"} | more
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Nobody reads it."""


@contextlib.contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """The files of a folder on this machine's port; its url."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.shutdown()
        server.server_close()


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, or the one that Playwright has fetched."""
    names = ("chromium", "chromium-browser", "google-chrome", playwright.chromium.executable_path)
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail("these tests look at the site in a browser, and there is no Chromium: `make browser` installs one")
    return playwright.chromium.launch(executable_path=found, args=list(FLAGS))
