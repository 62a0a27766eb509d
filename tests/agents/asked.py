"""The agents that are asked, and their versions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from session_memory.receipts.asking import Installed, ask, installed

FOLDER = Path(__file__).parents[2] / ".agents-cli"
NEW, OLD = (FOLDER / below / "node_modules" / ".bin" for below in ("", "old"))
PRETTIER = NEW / "prettier"
ON_PATH = tuple(Path(place) for place in os.environ["PATH"].split(os.pathsep))
"""Node and git are here."""


@cache
def at(folder: Path) -> Mapping[str, Installed]:
    """Flavor -> the agent that is installed in `folder`."""
    return {one.flavor: one for one in installed((folder, *ON_PATH)) if one.program.parent == folder}


@dataclass(frozen=True)
class Agent:
    """One installed agent."""

    name: str
    flavor: str
    folder: Path = NEW
    newest: bool = True

    @property
    def installed(self) -> Installed:
        """Where it is, and its version."""
        return at(self.folder)[self.flavor]

    def received(self, checkout: Path, home: Path, folder: str = "", prompt: str = "hi") -> str:
        """All text that it sends at the start of a run in `folder` of `checkout`."""
        return ask(self.installed, checkout, folder, home, prompt)


CLAUDE = (Agent("claude", "claude"), Agent("claude-old", "claude", OLD, newest=False))
CODEX = Agent("codex", "codex")
GROK = Agent("grok", "grok")
GEMINI = Agent("gemini", "gemini")
OPENCODE = Agent("opencode", "opencode")
QWEN = Agent("qwen", "qwen")
AGENTS = (*CLAUDE, CODEX, GROK, GEMINI, OPENCODE, QWEN)
