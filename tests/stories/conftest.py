"""What the stories about faults share, and their figure at the end of a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from faults import Machine

MEMORY = Path("/dev/shm")
"""Where flushing costs nothing: that it is done is seen in the trace, not on the disk."""


@cache
def _untraceable() -> str:
    if shutil.which("strace") is None:
        return "strace is not installed; .ci/run installs it where it may"
    done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else f"strace may not trace here: {done.stderr.decode().strip()}"


@pytest.fixture(scope="session")
def program() -> Iterator[Machine]:
    """The program, ready to run."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        there = Machine(Path(folder).resolve())
        yield there
        there.close()


@pytest.fixture
def machine(program: Machine) -> Machine:
    """The same where it can be traced."""
    if _untraceable():
        pytest.skip(_untraceable())
    return program


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many runs were disturbed."""
    passed = terminalreporter.getreports("passed")
    runs = [int(str(value)) for report in passed for name, value in report.user_properties if name == "faults"]
    if runs:
        terminalreporter.write_line(f"{sum(runs):,} runs with a fault: nothing lost, nothing torn, nothing left over")
