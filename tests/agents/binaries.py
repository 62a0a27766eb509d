"""The installed command lines: where they are, which versions, and how one is run without leaving traces."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / ".agents-cli" / "node_modules"
PATIENCE = 60
"""Seconds one run may take; it takes about one."""

ARCHITECTURE = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
PLATFORM = f"{sys.platform}-{ARCHITECTURE.get(platform.machine().lower(), platform.machine())}"
"""As npm names it in the packages that hold the binaries."""


def version(package: str) -> str:
    """The version of an installed npm package."""
    return str(json.loads((INSTALLED / package / "package.json").read_text("utf-8"))["version"])


def run(command: list[str], folder: Path, home: Path, more: Mapping[str, str] | None = None) -> str:
    """Standard output of `command` in `folder`, with `home` as its home and nothing of this session's environment.

    It and whatever it started are gone afterwards. Raises AssertionError when it fails.
    """
    scratch = home / "tmp"
    scratch.mkdir(exist_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(scratch), "LANG": "C.UTF-8", "TERM": "dumb"}
    env |= more or {}
    # Files, not pipes: something left in the background may hold a pipe open long after the answer is there.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        ) as process:
            try:
                code = process.wait(PATIENCE)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        assert code == 0, f"{Path(command[0]).name} ended with {code}: {_said(err)[-2000:]}"
        return _said(out)


def _said(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


def only_this_machine(url: str) -> dict[str, str]:
    """Environment that sends every other host's traffic to `url`, where it is noticed instead of delivered."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    proxies = dict.fromkeys(names, url) | {name.lower(): url for name in names}
    return proxies | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
