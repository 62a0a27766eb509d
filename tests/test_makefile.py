"""What `make` says while it sets itself up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from made import write

ROOT = Path(__file__).parent.parent
PYTHON = """#!/bin/sh
mkdir -p "$3/bin" && cp "$(dirname "$0")/pip" "$3/bin/python"
"""
PIP = """#!/bin/sh
[ "$PIP_ROOT_USER_ACTION" = ignore ] || echo "WARNING: Running pip as the root user" >&2
[ "$PIP_DISABLE_PIP_VERSION_CHECK" = 1 ] || echo "[notice] A new release of pip is available" >&2
[ -z "$BROKEN" ] || { echo "ERROR: no such package" >&2; exit 1; }
"""


@pytest.mark.parametrize("broken", ["", "yes"])
def test_a_fresh_machine_hears_errors_only(tmp_path: Path, broken: str) -> None:
    """No advice about the root user or a newer pip; what goes wrong is told."""
    for name, text in (("python", PYTHON), ("pip", PIP)):
        write(tmp_path / name, text).chmod(0o755)
    venv = tmp_path / "venv"
    command = ["make", "--no-print-directory", f"PYTHON={tmp_path}/python", f"VENV={venv}", f"{venv}/.dev"]
    env = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")} | {"BROKEN": broken}
    said = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert "WARNING" not in said.stderr and "notice" not in said.stderr
    assert (said.returncode == 0, "ERROR: no such package" in said.stderr) == (not broken, bool(broken))


def test_a_reason_may_hold_anything(tmp_path: Path) -> None:
    """Nothing of it is run or taken for make's own."""
    venv, marker = tmp_path / "venv", tmp_path / "ran"
    write(venv / "bin" / "session-memory", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n").chmod(0o755)
    write(venv / ".run", "")
    reason = f'costs $5 $(shell touch {marker}) `touch {marker}` 100% it\'s "ok" $HOME'
    command = ["make", "--no-print-directory", f"VENV={venv}", "-o", "pyproject.toml", "reject", "REPO=shop"]
    done = subprocess.run([*command, f"REASON={reason}"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert reason in done.stdout.splitlines() and not marker.exists()
