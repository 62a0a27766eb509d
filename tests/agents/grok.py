"""Grok Build, asked by letting it talk to a recorder, and by its own `inspect`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from agents import binaries
from agents.messages import conversation
from agents.recorder import recorder

PACKAGE = "@xai-official/grok"

TRUSTING = {"GROK_FOLDER_TRUST": "0"}
"""Without it, a folder that nobody has trusted yet contributes nothing."""

CONFIG = """\
[models]
default = "recorder"

[model.recorder]
model = "recorder"
base_url = "{url}/v1"
api_key = "none"
api_backend = "messages"
context_window = 200000
"""


def received(checkout: Path, home: Path) -> str:
    """All system and message text that Grok sends for a run at the top of `checkout`."""
    with recorder() as recorded:
        (home / ".grok").mkdir(exist_ok=True)
        (home / ".grok" / "config.toml").write_text(CONFIG.format(url=recorded.url), "utf-8")
        env = TRUSTING | binaries.only_this_machine(recorded.url)
        command = [str(_binary()), "-p", "hi", "-m", "recorder", "--max-turns", "1", "--no-auto-update"]
        binaries.run(command, checkout, home, env)
    return conversation(recorded)


def inspected(checkout: Path, home: Path) -> dict[str, Any]:
    """What `grok inspect` says about `checkout`: instruction files in order, skills and more."""
    closed = TRUSTING | binaries.only_this_machine("http://127.0.0.1:9")
    found: dict[str, Any] = json.loads(binaries.run([str(_binary()), "inspect", "--json"], checkout, home, closed))
    return found


def _binary() -> Path:
    """The package holds the program packed; it is unpacked once, by node, which npm needs anyway."""
    packed = binaries.INSTALLED / f"@xai-official/grok-{binaries.PLATFORM}" / "bin" / "grok.br"
    program = binaries.INSTALLED.parent / f"grok-{binaries.version(PACKAGE)}"
    if not program.exists():
        beside = program.with_name(f"{program.name}.{os.getpid()}")  # tests may run side by side
        subprocess.run(["node", "-e", UNPACK, str(packed), str(beside)], check=True, timeout=120)
        beside.rename(program)
    return program


UNPACK = """\
const [packed, program] = process.argv.slice(1);
const fs = require("fs");
fs.writeFileSync(program, require("zlib").brotliDecompressSync(fs.readFileSync(packed)), {mode: 0o755});
"""
