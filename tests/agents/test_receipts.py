"""What an agent sends is what the simulator says, byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from agents.asked import AGENTS, Agent
from agents.simulated import simulated
from agents.situations import BELOW, SITUATIONS, SITUATIONS_BELOW, made
from agents.texts import TEXTS, TEXTS_BELOW
from session_memory.receipts.asking import compared

pytestmark = pytest.mark.agents

THREE_HYPHENS = "it ends front matter at the first three hyphens before a line's end (2.1.197 and 2.1.330, asked)"
KNOWN: Mapping[tuple[str, str], str] = {
    ("claude", "front matter with a line within"): THREE_HYPHENS,
    ("claude-old", "front matter with a line within"): THREE_HYPHENS,
    ("claude", "a linked rule"): "it sends AGENTS.md before a rule that is a link, after one that is none (asked)",
    ("claude-old", "a byte order mark before front matter"): "it sees no front matter there; mended by 2.1.330 (asked)",
    ("claude-old", "one skill at two heights"): "it lists both; 2.1.330 the nearer one (asked)",
    **dict.fromkeys(
        [("gemini", "a link with an import"), ("qwen", "a link with an import")],
        "it looks from where the link stands; the simulator knows a file by one path (caveat of the contract)",
    ),
    **dict.fromkeys(
        [(name, "a folder behind a link") for name in ("claude", "claude-old", "grok", "qwen")],
        "it goes through the link; a target's linked folders are never entered by us (changes/hosts.py)",
    ),
    ("qwen", "a linked rule"): "it takes no rule that is a link (0.24.4, asked; caveat of the contract)",
    ("grok", "ignored below"): "it knows the ignore rules at the top only (1.0.41, asked; caveat of the contract)",
}
"""(agent, situation) -> why it differs. What no longer differs is no longer known: its test fails."""
EITHER = {("opencode", "one skill at two heights")}
"""It takes one of the two, not always the same (1.18.33, asked several times)."""


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", [*SITUATIONS, *TEXTS])
def test_an_agent_loads_what_the_simulator_says(name: str, agent: Agent, tmp_path: Path, home: Path) -> None:
    """The same files in the same order, as often, with the same text; and the same skills."""
    check(agent, name, {**SITUATIONS, **TEXTS}[name], "", tmp_path, home)


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", [*SITUATIONS_BELOW, *TEXTS_BELOW])
def test_an_agent_that_starts_below_loads_what_the_simulator_says(
    name: str, agent: Agent, tmp_path: Path, home: Path
) -> None:
    """The same in a folder of the repository."""
    situation = {**SITUATIONS_BELOW, **TEXTS_BELOW}[name]
    check(agent, name, {**situation, f"{BELOW}/a.txt": ""}, BELOW, tmp_path, home)


def check(agent: Agent, name: str, situation: Mapping[str, str], folder: str, tmp_path: Path, home: Path) -> None:
    there = made(tmp_path / "checkout", situation)
    # Some agents write into the checkout.
    shutil.copytree(there, tmp_path / "before", symlinks=True)
    text = agent.received(there, home, folder)
    expected = simulated(tmp_path / "before", agent, folder)
    found = [str(one) for one in compared(agent.installed, text, there, folder, expected)]
    if (agent.name, name) in EITHER:
        assert not found or [one.rpartition(": ")[2] for one in found] == ["missing", "extra"], found
    else:
        assert bool(found) == ((agent.name, name) in KNOWN), found
