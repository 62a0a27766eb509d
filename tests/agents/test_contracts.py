"""What the contracts say an agent loads is what the agent loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agents import checkout
from agents.asked import CLAUDE, CODEX, GROK, Agent
from agents.situations import SCOPED, made, word
from session_memory.distribute.flavors import table
from session_memory.receipts.asking import NOWHERE
from session_memory.receipts.grok import AGENT as GROK_AGENT
from session_memory.receipts.program import run, surroundings

pytestmark = pytest.mark.agents

CONTRACTS = {flavor: distributor.contract for flavor, distributor in table().items()}


@pytest.mark.parametrize("agent", CLAUDE, ids=lambda agent: agent.name)
@pytest.mark.parametrize("path", [".claude/rules/a.md", ".claude/rules/deep/a.md"])
def test_claude_loads_a_scoped_rule_with_a_matching_file(path: str, agent: Agent, tmp_path: Path, home: Path) -> None:
    """Not at the start, once when such a file is read; its stamp in a comment is not sent."""
    there = made(tmp_path / "checkout", {path: SCOPED + "<!-- a stamp -->\n\n", "src/a.py": "", "b.py": ""})
    heard = [agent.received(there, home, prompt=f"look at @{file}") for file in ("b.py", "src/a.py")]
    assert [text.count(word(path)) for text in heard] == [0, 1]
    assert [text.count("a stamp") for text in heard] == [0, 0]


def test_grok_loads_a_scoped_rule_always(tmp_path: Path, home: Path) -> None:
    """It drops the front matter and shows the comment."""
    text = GROK.received(made(tmp_path / "checkout", {".claude/rules/a.md": SCOPED + "<!-- a stamp -->\n\n"}), home)
    assert [text.count(said) for said in (word(".claude/rules/a.md"), "a stamp", "src/**/*.py")] == [1, 1, 0]


def test_grok_sends_the_files_that_it_lists(tmp_path: Path, home: Path) -> None:
    """`grok inspect` is a fair account of the order too."""
    there = made(tmp_path / "checkout", {"AGENTS.md": "", "CLAUDE.md": "", ".grok/rules/a.md": ""})
    listed = [Path(file["path"]) for file in inspected(there, home)["projectInstructions"]]
    text = GROK.received(there, home)
    sent = sorted((path.relative_to(there).as_posix() for path in listed), key=lambda path: text.index(word(path)))
    assert [path.relative_to(there).as_posix() for path in listed] == sent


def test_codex_cuts_the_chain_at_its_limit(tmp_path: Path, home: Path) -> None:
    """The bytes up to the limit arrive, in the middle of a line, and nothing says so."""
    limit = CONTRACTS["codex"].chain
    assert limit is not None
    text = "".join(f"Line {number:05d} of many é\n" for number in range(2_000))
    there = checkout.make(tmp_path / "checkout", {"AGENTS.md": text})
    kept = text.encode()[: limit.amount].decode("utf-8", "ignore")
    assert f"{kept}\n" in CODEX.received(there, home)


def inspected(there: Path, home: Path) -> dict[str, Any]:
    """What `grok inspect` says about a checkout: instruction files in order, skills and more."""
    one = GROK.installed
    env = surroundings(one.path, home, NOWHERE) | GROK_AGENT.environment
    found: dict[str, Any] = json.loads(run([str(one.program), "inspect", "--json"], there, env))
    return found
