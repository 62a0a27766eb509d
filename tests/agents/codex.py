"""Codex, asked for the prompt it would send; it does so without any network."""

from __future__ import annotations

import json
from pathlib import Path

from agents import binaries

PACKAGE = "@openai/codex"


def received(checkout: Path, home: Path) -> str:
    """All message text that Codex would send for a run at the top of `checkout`."""
    codex_home = home / ".codex"
    codex_home.mkdir(exist_ok=True)
    closed = binaries.only_this_machine("http://127.0.0.1:9") | {"CODEX_HOME": str(codex_home)}
    printed = binaries.run([str(_binary()), "debug", "prompt-input", "hi"], checkout, home, closed)
    messages = [item for item in json.loads(printed) if item["type"] == "message"]
    return "\n".join(part.get("text", "") for message in messages for part in message["content"])


def _binary() -> Path:
    found = binaries.INSTALLED.glob(f"@openai/codex-{binaries.PLATFORM}/vendor/*/bin/codex")
    return next(iter(found))
