"""Programs of others, run without leaving anything behind that runs on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from session_memory import files
from session_memory.errors import SessionMemoryError

PATIENCE = 60
"""Seconds that one run may take; it takes a few."""


def surroundings(path: str, home: Path, url: str) -> dict[str, str]:
    """An environment with nothing of the caller's: programs from `path`, that home, no other host than this machine.

    What is meant for another host goes to `url`, where it is noticed instead of delivered; an agent that honours no
    proxy is not kept from the network.
    """
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
    proxies = dict.fromkeys(names, url) | {name.lower(): url for name in names}
    here = {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    own = {"PATH": path, "HOME": str(home), "TMPDIR": str(files.make_folder(home / "tmp"))}
    return {**own, "LANG": "C.UTF-8", "TERM": "dumb", **proxies, **here}


def run(command: Sequence[str], folder: Path, env: Mapping[str, str], patience: float = PATIENCE) -> str:
    """Standard output of `command` in `folder`. It and all of its process group are gone afterwards.

    Raises SessionMemoryError when it cannot be started, fails, or takes longer than `patience` seconds.
    """
    # Files, not pipes: something left in the background may hold a pipe open long after the answer is there.
    with files.scratch_file() as out, files.scratch_file() as err:
        code = _ended(command, folder, env, patience, out, err)
        if code != 0:
            what = f"still ran after {patience} seconds" if code is None else f"ended with {code}"
            raise SessionMemoryError(
                f"{Path(command[0]).name} {what}: {_said(err)[-2000:].strip() or 'it said nothing'}",
                command[0],
                "see whether it works by itself",
                f"{command[0]} --version",
            )
        return _said(out)


def _ended(
    command: Sequence[str], folder: Path, env: Mapping[str, str], patience: float, out: IO[bytes], err: IO[bytes]
) -> int | None:
    """The exit code; None when it had to be ended."""
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True
        )
    except OSError as error:
        raise SessionMemoryError(f"it cannot be started: {error.strerror}", command[0]) from error
    with process:
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _said(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")
