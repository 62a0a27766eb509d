"""Claude Code, asked by letting it talk to a recorder."""

from __future__ import annotations

from pathlib import Path

from agents import binaries
from agents.messages import conversation
from agents.recorder import recorder

NEW, OLD = "@anthropic-ai/claude-code", "claude-old"

QUIET = {
    "ANTHROPIC_API_KEY": "none",
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "DISABLE_AUTOUPDATER": "1",
    "DISABLE_ERROR_REPORTING": "1",
    "DISABLE_TELEMETRY": "1",
}


def received(checkout: Path, home: Path, package: str = NEW, prompt: str = "hi") -> str:
    """All system and message text that Claude Code sends for a run at the top of `checkout`.

    `@path` in the prompt makes it read that file, and load the rules whose `paths` match it.
    """
    with recorder() as recorded:
        env = QUIET | {"ANTHROPIC_BASE_URL": recorded.url} | binaries.only_this_machine(recorded.url)
        binaries.run([str(_binary(package)), "-p", prompt], checkout, home, env)
    return conversation(recorded)


def _binary(package: str) -> Path:
    # npm keeps the platform's package of an aliased, older version below the alias.
    platform = f"@anthropic-ai/claude-code-{binaries.PLATFORM}/claude"
    below = binaries.INSTALLED / package / "node_modules" / platform
    return below if below.exists() else binaries.INSTALLED / platform
