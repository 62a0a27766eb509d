"""The agents that are asked, and their versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agents import claude, codex, grok


@dataclass(frozen=True)
class Agent:
    """One installed agent."""

    name: str
    flavor: str
    package: str
    received: Callable[[Path, Path], str]
    """(checkout, home) -> all text that it sends at the start of a run."""
    newest: bool = True


AGENTS = (
    Agent("claude", "claude", claude.NEW, claude.received),
    Agent("claude-old", "claude", claude.OLD, partial(claude.received, package=claude.OLD), newest=False),
    Agent("codex", "codex", codex.PACKAGE, codex.received),
    Agent("grok", "grok", grok.PACKAGE, grok.received),
)
