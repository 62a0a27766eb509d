"""What a command uses, told by the system."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
ENV = os.environ | {"PYTHONPATH": str(PROJECT)} | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://memory.example/"}


@dataclass(frozen=True)
class Used:
    """What one command used, its own commands included."""

    cpu: float
    """Seconds, user and system."""
    wall: float
    """Seconds."""
    memory: float
    """Peak of the largest process, in MiB."""


def used(command: Sequence[str], folder: Path) -> Used:
    """Run a command in a folder to its end; a failure ends the measurement with the command's own words."""
    began = time.perf_counter()
    with (folder / "said.log").open("w+b") as said:
        process = subprocess.Popen(command, cwd=folder, env=ENV, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}\n{said.read().decode('utf-8', 'replace')[-2000:]}")
    return Used(usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024)


def megabytes(*paths: Path) -> float:
    """Size of files and of everything below folders, in MB; of what is not there 0."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6
