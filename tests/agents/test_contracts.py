"""What the contracts say an agent loads is what the agent loads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from agents import checkout
from agents.asked import AGENTS, CLAUDE, CODEX, GROK, Agent
from agents.situations import BELOW, SCOPED, SITUATIONS, SITUATIONS_BELOW, made, says_its_word, word
from session_memory.changes.hosts import Wanted, from_folder
from session_memory.cli.seeing.road import with_imports
from session_memory.distribute.flavors import table
from session_memory.distribute.reading import At, interesting, loaded
from session_memory.distribute.tree import tree_of
from session_memory.receipts.asking import NOWHERE
from session_memory.receipts.grok import AGENT as GROK_AGENT
from session_memory.receipts.program import run, surroundings

pytestmark = pytest.mark.agents

CONTRACTS = {flavor: distributor.contract for flavor, distributor in table().items()}


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", SITUATIONS)
def test_an_agent_loads_what_its_contract_says(name: str, agent: Agent, tmp_path: Path, home: Path) -> None:
    """Each file's word arrives as often as the contract says that the file is loaded."""
    there = made(tmp_path / "checkout", SITUATIONS[name])
    text = agent.received(there, home)
    assert heard(text, SITUATIONS[name]) == predicted(there, agent, heard("", SITUATIONS[name]))


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", SITUATIONS_BELOW)
def test_an_agent_that_starts_below_loads_what_its_contract_says(
    name: str, agent: Agent, tmp_path: Path, home: Path
) -> None:
    """The same in a folder of the repository."""
    there = made(tmp_path / "checkout", {**SITUATIONS_BELOW[name], f"{BELOW}/a.txt": ""})
    text = agent.received(there, home, BELOW)
    expected = predicted(there, agent, heard("", SITUATIONS_BELOW[name]), BELOW)
    assert heard(text, SITUATIONS_BELOW[name]) == expected


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


def heard(text: str, situation: Mapping[str, str]) -> dict[str, int]:
    """How often the word of each file that has one stands in the text."""
    paths = [path for path, start in situation.items() if says_its_word(path, start)]
    return {path: text.count(word(path)) for path in paths}


def predicted(there: Path, agent: Agent, paths: Iterable[str], folder: str = "") -> dict[str, int]:
    exact, globs, homes, anywhere = interesting(CONTRACTS.values())
    # What the settings of an agent name is not known beforehand.
    wanted = Wanted((*exact, *paths), globs, homes, anywhere)
    hosts = with_imports(partial(from_folder, there), wanted)
    contents = {path: file.content for path, file in hosts.files.items() if not file.problem}
    tree = tree_of(contents, CONTRACTS.values(), links=hosts.links, ignored=hosts.ignored)
    files = loaded(CONTRACTS[agent.flavor], tree, agent.newest, At(folder, narrow=True))
    return {path: files.count(path) for path in paths}


def inspected(there: Path, home: Path) -> dict[str, Any]:
    """What `grok inspect` says about a checkout: instruction files in order, skills and more."""
    one = GROK.installed
    env = surroundings(one.path, home, NOWHERE) | GROK_AGENT.environment
    found: dict[str, Any] = json.loads(run([str(one.program), "inspect", "--json"], there, env))
    return found
