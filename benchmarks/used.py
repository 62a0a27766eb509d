"""What commands use: CPU seconds and memory, of processes of their own."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OURS = (sys.executable, "-m", "session_memory")
WITHOUT = "PYTHONDONTWRITEBYTECODE"
"""Set by some who develop; a program that is installed has its bytecode."""


@dataclass(frozen=True)
class Used:
    """What some commands used together."""

    cpu: float
    """Seconds, user and system, the commands that they called included."""
    memory: float
    """Peak, in MiB, of the largest process."""
    wall: float
    """Seconds on the clock; on a machine that does other things as well, no more than a hint."""


def used(commands: Sequence[Sequence[str]], folders: Sequence[Path], codes: frozenset[int] = frozenset({0})) -> Used:
    """Run each command in its folder, one after the other. Raises SystemExit for another exit code than `codes`."""
    read, write = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        # In a process that has no other children, so that what its children used is what these commands used.
        wrong = "".join(_run(command, folder, codes) for command, folder in zip(commands, folders, strict=True))
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = f"{spent.ru_utime + spent.ru_stime} {spent.ru_maxrss / 1024} {wrong[:2000]}"
        os.write(write, told.encode())
        os._exit(0)
    os.close(write)
    cpu, memory, wrong = os.read(read, 4096).decode().split(" ", 2)
    os.close(read)
    os.waitpid(pid, 0)
    if wrong:
        raise SystemExit(wrong)
    return Used(float(cpu), float(memory), time.monotonic() - began)


def _run(command: Sequence[str], folder: Path, codes: frozenset[int]) -> str:
    """What is wrong with how it went; empty when nothing is."""
    env = {name: value for name, value in os.environ.items() if name != WITHOUT}
    done = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode in codes and b"Traceback" not in done.stderr:
        return ""
    return f"{' '.join(command[:6])} in {folder}: exit {done.returncode}\n{done.stderr.decode()[-1000:]}\n"
