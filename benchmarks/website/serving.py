"""How long it takes from saving a file until the served page says so."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks.website.measure import ENV

EDITS = 3
PAGE = "p/pattern-0000/"
PATIENCE = 300
"""Seconds."""


def save_to_visible(folder: Path, edited: Path) -> float:
    """Seconds, median of several edits of a file that PAGE is made from, under `mkdocs serve` in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
    server = subprocess.Popen(command, cwd=folder, env=ENV, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # A server puts the page where the site's address says: at the root of both.
    url, taken = f"http://{address}/{PAGE}", []
    try:
        _wait_for(url, "Pattern number 0")
        for edit in range(EDITS):
            time.sleep(2)  # the last build may still look for what else has changed
            word = f"word{time.time_ns()}{edit}"
            edited.write_text(f"{edited.read_text('utf-8')}\nA {word} more.\n", "utf-8")
            began = time.perf_counter()
            _wait_for(url, word)
            taken.append(time.perf_counter() - began)
    finally:
        server.terminate()
        server.wait()
    return statistics.median(taken)


def _wait_for(url: str, word: str) -> None:
    end = time.monotonic() + PATIENCE
    while word not in _page(url):
        if time.monotonic() > end:
            raise SystemExit(f"{url} did not say {word} within {PATIENCE} s")
        time.sleep(0.02)


def _page(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            text: str = answer.read().decode()
            return text
    except OSError:
        return ""
