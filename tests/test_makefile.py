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
