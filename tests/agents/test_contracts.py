"""What the contracts say an agent loads is what the agent loads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from agents import checkout, claude, codex, grok
from agents.asked import AGENTS, Agent
from session_memory.changes.hosts import Wanted, from_folder
from session_memory.changes.standing import standing
from session_memory.cli.seeing.road import hand_written, with_imports
from session_memory.distribute.flavors import table
from session_memory.distribute.reading import interesting, loaded

pytestmark = pytest.mark.agents

CONTRACTS = {flavor: distributor.contract for flavor, distributor in table().items()}

NOTHING = ("\n", "<!-- nothing yet -->\n", "---\na: b\n---\n")
"""Files without a word in them: white space, a comment, front matter."""
SCOPED = '---\npaths:\n  - "src/**/*.py"\n---\n\n'

# Path -> what the file starts with; a word of its own follows, by which it is recognised. "-> path" is a link.
SITUATIONS: Mapping[str, Mapping[str, str]] = {
    "AGENTS.md": {"AGENTS.md": ""},
    "CLAUDE.md": {"CLAUDE.md": ""},
    "both": {"AGENTS.md": "", "CLAUDE.md": ""},
    "a link": {"AGENTS.md": "", "CLAUDE.md": "-> AGENTS.md"},
    "a link the other way": {"AGENTS.md": "-> CLAUDE.md", "CLAUDE.md": ""},
    "links to a third file": {"AGENTS.md": "-> docs/agents.md", "CLAUDE.md": "-> docs/agents.md", "docs/agents.md": ""},
    "an import": {"AGENTS.md": "", "CLAUDE.md": "@AGENTS.md\n\n"},
    "an import in a sentence": {"AGENTS.md": "", "CLAUDE.md": "See @AGENTS.md for more.\n\n"},
    "an import in bold": {"AGENTS.md": "", "CLAUDE.md": "**@AGENTS.md**\n\n"},
    "an import after a byte order mark": {"AGENTS.md": "", "CLAUDE.md": "\ufeff@AGENTS.md\n\n"},
    "an import below front matter": {"AGENTS.md": "", "CLAUDE.md": "---\na: b\n---\n@AGENTS.md\n\n"},
    "two imports of one file": {"AGENTS.md": "", "CLAUDE.md": "@AGENTS.md\n\n@./AGENTS.md\n\n"},
    "a chain of imports": {"AGENTS.md": "", "CLAUDE.md": "@docs/a.md\n\n", "docs/a.md": "@../AGENTS.md\n\n"},
    "no import: full stop": {"AGENTS.md": "", "CLAUDE.md": "See @AGENTS.md.\n\n"},
    "no import: code": {"AGENTS.md": "", "CLAUDE.md": "`@AGENTS.md`\n\n    @AGENTS.md\n\n"},
    "no import: comment": {"AGENTS.md": "", "CLAUDE.md": "<!-- @AGENTS.md -->\n\n"},
    "no import: HTML": {"AGENTS.md": "", "CLAUDE.md": "<div>\n@AGENTS.md\n</div>\n\n"},
    "a blank CLAUDE.md": {"AGENTS.md": "", "CLAUDE.md": NOTHING[0]},
    "a CLAUDE.md of comments": {"AGENTS.md": "", "CLAUDE.md": NOTHING[1]},
    "a CLAUDE.md of front matter": {"AGENTS.md": "", "CLAUDE.md": NOTHING[2]},
    "an override": {"AGENTS.md": "", "AGENTS.override.md": ""},
    "a blank override": {"AGENTS.md": "", "AGENTS.override.md": NOTHING[0]},
    "a folder's CLAUDE.md": {"AGENTS.md": "", ".claude/CLAUDE.md": ""},
    "both CLAUDE.md": {"CLAUDE.md": "", ".claude/CLAUDE.md": "@../AGENTS.md\n\n", "AGENTS.md": ""},
    "a local CLAUDE.md": {"AGENTS.md": "", "CLAUDE.local.md": ""},
    "a folder's AGENTS.md": {".claude/AGENTS.md": "", "AGENTS.md": ""},
    "names of few": {"AGENT.md": "", "Agents.md": "", "Claude.md": ""},
    "rules": {"AGENTS.md": "", ".claude/rules/a.md": "", ".claude/rules/deep/b.md": "", ".grok/rules/c.md": ""},
    "deep rules": {"CLAUDE.md": "", ".grok/rules/deep/a.md": "", ".cursor/rules/b.md": "", ".cursor/rules/c.mdc": ""},
    "a rule that imports": {"AGENTS.md": "", ".claude/rules/deep/a.md": "@../../../AGENTS.md\n\n"},
    "below the root": {"AGENTS.md": "", "src/AGENTS.md": "", "src/CLAUDE.md": ""},
    "one skill, two folders": {".agents/skills/one/SKILL.md": "", ".claude/skills/one/SKILL.md": ""},
    "skills": {".agents/skills/a/SKILL.md": "", ".claude/skills/b/SKILL.md": "", ".grok/skills/c/SKILL.md": ""},
}  # fmt: skip


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", SITUATIONS)
def test_an_agent_loads_what_its_contract_says(name: str, agent: Agent, tmp_path: Path, home: Path) -> None:
    """Each file's word arrives once when the contract says that the file is loaded, and never otherwise."""
    there = made(tmp_path / "checkout", SITUATIONS[name])
    text = agent.received(there, home)
    words = {
        path: word(path) for path, start in SITUATIONS[name].items() if start not in NOTHING and start[:3] != "-> "
    }
    assert {path: text.count(said) for path, said in words.items()} == predicted(there, agent, words)


@pytest.mark.parametrize("package", [claude.NEW, claude.OLD])
@pytest.mark.parametrize("path", [".claude/rules/a.md", ".claude/rules/deep/a.md"])
def test_claude_loads_a_scoped_rule_with_a_matching_file(path: str, package: str, tmp_path: Path, home: Path) -> None:
    """Not at the start, once when such a file is read; its stamp in a comment is not sent."""
    there = made(tmp_path / "checkout", {path: SCOPED + "<!-- a stamp -->\n\n", "src/a.py": "", "b.py": ""})
    heard = [claude.received(there, home, package, f"look at @{file}") for file in ("b.py", "src/a.py")]
    assert [text.count(word(path)) for text in heard] == [0, 1]
    assert [text.count("a stamp") for text in heard] == [0, 0]


def test_grok_loads_a_scoped_rule_always(tmp_path: Path, home: Path) -> None:
    """It drops the front matter and shows the comment."""
    text = grok.received(made(tmp_path / "checkout", {".claude/rules/a.md": SCOPED + "<!-- a stamp -->\n\n"}), home)
    assert [text.count(said) for said in (word(".claude/rules/a.md"), "a stamp", "src/**/*.py")] == [1, 1, 0]


def test_grok_sends_the_files_that_it_lists(tmp_path: Path, home: Path) -> None:
    """`grok inspect` is a fair account of the order too."""
    there = made(tmp_path / "checkout", {"AGENTS.md": "", "CLAUDE.md": "", ".grok/rules/a.md": ""})
    listed = [Path(file["path"]) for file in grok.inspected(there, home)["projectInstructions"]]
    text = grok.received(there, home)
    sent = sorted((path.relative_to(there).as_posix() for path in listed), key=lambda path: text.index(word(path)))
    assert [path.relative_to(there).as_posix() for path in listed] == sent


def test_codex_cuts_the_chain_at_its_limit(tmp_path: Path, home: Path) -> None:
    """The bytes up to the limit arrive, in the middle of a line, and nothing says so."""
    limit = CONTRACTS["codex"].chain_limit
    assert limit is not None
    text = "".join(f"Line {number:05d} of many é\n" for number in range(2_000))
    there = checkout.make(tmp_path / "checkout", {"AGENTS.md": text})
    kept = text.encode()[:limit].decode("utf-8", "ignore")
    assert f"{kept}\n" in codex.received(there, home)


def made(folder: Path, situation: Mapping[str, str]) -> Path:
    links = {path: start[3:] for path, start in situation.items() if start.startswith("-> ")}
    files = {path: content(path, start) for path, start in situation.items() if path not in links}
    return checkout.make(folder, files, links)


def content(path: str, start: str) -> str:
    if start in NOTHING:
        return start
    if path.endswith("SKILL.md"):
        return f'---\nname: {path.split("/")[-2]}\ndescription: "Where {word(path)} matters."\n---\n\nDo it.\n'
    return f"{start}The word is {word(path)} here.\n"


def word(path: str) -> str:
    """A word that stands in the file at `path` and in no other."""
    return f"heard{re.sub('[^a-z]', '', path.lower())}{len(path)}{'c' * sum(map(str.isupper, path))}ok"


def predicted(there: Path, agent: Agent, paths: Mapping[str, str]) -> dict[str, int]:
    hosts = with_imports(partial(from_folder, there), Wanted(*interesting(CONTRACTS.values())))
    files = loaded(CONTRACTS[agent.flavor], hand_written(hosts, standing(hosts, frozenset())), agent.newest)
    return {path: int(path in files) for path in paths}
