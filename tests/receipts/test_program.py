"""Programs of others leave nothing running, and get nothing of the caller's."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

from session_memory.errors import SessionMemoryError
from session_memory.receipts.program import run, surroundings

PYTHON = (sys.executable, "-c")
ENV = {"PATH": "/usr/bin:/bin"}


def test_a_run_sees_nothing_of_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the caller reaches an agent; its home is the given one, and every host but this one is barred."""
    monkeypatch.setenv("SOMETHING_PRIVATE", "x")
    env = surroundings("/usr/bin", tmp_path, "http://127.0.0.1:9")
    seen = ast.literal_eval(run([*PYTHON, "import os; print(dict(os.environ))"], tmp_path, env))
    assert "SOMETHING_PRIVATE" not in seen
    assert (seen["HOME"], seen["https_proxy"]) == (str(tmp_path), "http://127.0.0.1:9")


def test_a_failing_run_tells_what_it_said(tmp_path: Path) -> None:
    """The end of standard error is in the message."""
    program = "import sys; sys.stderr.write('no login'); sys.exit(3)"
    with pytest.raises(SessionMemoryError, match="ended with 3: no login"):
        run([*PYTHON, program], tmp_path, ENV)


def test_a_program_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    """With its name, and why."""
    broken = tmp_path / "broken"
    broken.write_text("#!/nowhere/at/all\n")
    broken.chmod(0o755)
    with pytest.raises(SessionMemoryError, match="broken: it cannot be started: No such file"):
        run([str(broken)], tmp_path, ENV)


def test_a_run_takes_its_children_along(tmp_path: Path) -> None:
    """What an agent started in the background ends with it."""
    program = "import subprocess; print(subprocess.Popen(['sleep', '60']).pid)"
    assert ended(run([*PYTHON, program], tmp_path, ENV).strip())


def test_a_run_that_hangs_is_ended(tmp_path: Path) -> None:
    """Patience is bounded."""
    with pytest.raises(SessionMemoryError, match=r"still ran after 0\.2 seconds"):
        run([*PYTHON, "import time; time.sleep(60)"], tmp_path, ENV, patience=0.2)


def ended(pid: str) -> bool:
    """Whether a process is gone, or dead and only waiting to be buried by init."""
    for _ in range(100):
        state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False).stdout
        if not state.strip() or state.startswith("Z"):
            return True
        time.sleep(0.05)
    return False
