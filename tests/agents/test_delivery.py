"""Every real agent receives each pattern exactly once, word for word, whatever host files there are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from agents import catalog, checkout
from agents.asked import AGENTS, CLAUDE, ON_PATH, PRETTIER, Agent
from agents.catalog import Advice
from session_memory.receipts.program import run, surroundings

pytestmark = pytest.mark.agents

HAND_AGENTS = "# For agents\n\nThe builder's word is quailnote.\n"
HAND_CLAUDE = "# For Claude\n\nThe builder's word is toadnote.\n"
HAND_OVERRIDE = "# For now\n\nThe builder's word is newtnote.\n"
HAND = ("quailnote", "toadnote", "newtnote")

SITUATIONS: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "neither": ({}, {}),
    "only AGENTS.md": ({"AGENTS.md": HAND_AGENTS}, {}),
    "only CLAUDE.md": ({"CLAUDE.md": HAND_CLAUDE}, {}),
    "both": ({"AGENTS.md": HAND_AGENTS, "CLAUDE.md": HAND_CLAUDE}, {}),
    "CLAUDE.md is a link": ({"AGENTS.md": HAND_AGENTS}, {"CLAUDE.md": "AGENTS.md"}),
    "CLAUDE.md only imports": ({"AGENTS.md": HAND_AGENTS, "CLAUDE.md": "@AGENTS.md\n"}, {}),
    "an override": ({"AGENTS.md": HAND_AGENTS, "AGENTS.override.md": HAND_OVERRIDE}, {}),
}
"""Files and links."""


@dataclass(frozen=True)
class Case:
    """One target, before anything of ours was in it and with the proposal applied."""

    before: Path
    after: Path


@pytest.fixture(scope="module", params=SITUATIONS)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A situation, and the same after the product's own command and `git apply`."""
    files, links = SITUATIONS[request.param]
    place = tmp_path_factory.mktemp("case")
    before = checkout.make(place / "before", files, links)
    after = checkout.make(place / "after", files, links)
    distributed(catalog.make(place / "catalog", after, *catalog.ALWAYS), after)
    yield Case(before, after)


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
def test_each_pattern_arrives_once_and_whole(case: Case, agent: Agent, home: Path) -> None:
    """Its word stands once in what the agent sends, and so does each of its texts, byte for byte.

    Where it can only come as a skill, the agent is told of it once, and its text comes when it is asked for.
    """
    text = agent.received(case.after, home)
    for one in catalog.ALWAYS:
        on_demand = agent.flavor != "claude" and (case.after / ".agents/skills" / one.id).is_dir()
        assert (heard(text, one), text.count(one.title)) == (([0, 0, 0], 1) if on_demand else ([1, 1, 1], 1)), one.id


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
def test_no_hand_written_text_is_silenced_or_added(case: Case, agent: Agent, home: Path) -> None:
    """Newest agents receive of the hand-written files what they received before; an older one loses nothing."""
    before, after = (agent.received(place, home / place.name) for place in (case.before, case.after))
    was, now = ([word for word in HAND for _ in range(text.count(word))] for text in (before, after))
    assert now == was if agent.newest else set(now) >= set(was)


def test_formatters_leave_the_files_alone(case: Case, home: Path) -> None:
    """Prettier finds nothing to change in any Markdown file of the target."""
    files = checkout.git(case.after, "ls-files", "-z", "--", "*.md").split("\0")[:-1]
    real = [name for name in files if not (case.after / name).is_symlink()]
    env = surroundings(os.pathsep.join(map(str, ON_PATH)), home, "http://127.0.0.1:9")
    run([str(PRETTIER), "--check", *real], case.after, env)


def test_a_second_run_proposes_nothing(case: Case) -> None:
    """What was applied is what is wanted: the proposal goes, and no new one comes."""
    root = case.after.parent / "catalog"
    assert [distribute(root), distribute(root, "--check")] == [0, 0]
    assert not (root / "proposals" / catalog.REPO).exists()


@pytest.mark.parametrize("agent", CLAUDE, ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", ["both", "only AGENTS.md"])
def test_a_scoped_pattern_reaches_claude(name: str, agent: Agent, tmp_path: Path, home: Path) -> None:
    """With a file that it is for, once, and not before that."""
    target = with_scoped_pattern(name, tmp_path)
    texts = [agent.received(target, home, prompt=f"look at @{file}") for file in ("README.md", "src/a.py")]
    assert [heard(text, catalog.SCOPED) for text in texts] == [[0, 0, 0], [1, 1, 1]]


@pytest.mark.parametrize("agent", AGENTS[2:], ids=lambda agent: agent.name)
@pytest.mark.parametrize("name", ["both", "only AGENTS.md"])
def test_a_scoped_pattern_reaches_the_others(name: str, agent: Agent, tmp_path: Path, home: Path) -> None:
    """Agents without native scopes receive it once where its paths are."""
    text = agent.received(with_scoped_pattern(name, tmp_path), home, "src")
    assert [*heard(text, catalog.SCOPED), text.count("src/**/*.py")] == [1, 1, 1, 1]


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
def test_copies_are_heard(agent: Agent, tmp_path: Path, home: Path) -> None:
    """A repo that wants a copy for every flavor gets what this story is against: Grok reads all three."""
    target = checkout.make(tmp_path / "target", *SITUATIONS["both"])
    distributed(catalog.make(tmp_path / "catalog", target, *catalog.ALWAYS, more="delivery: every-flavor\n"), target)
    times = 3 if agent.flavor == "grok" else 1
    assert [heard(agent.received(target, home), one)[0] for one in catalog.ALWAYS] == [times] * len(catalog.ALWAYS)


def with_scoped_pattern(name: str, folder: Path) -> Path:
    """A target in that situation, which has received a pattern with paths among the others."""
    files, links = SITUATIONS[name]
    target = checkout.make(folder / "target", {**files, "src/a.py": "pass\n"}, links)
    distributed(catalog.make(folder / "catalog", target, *catalog.ALWAYS, catalog.SCOPED), target)
    return target


def heard(text: str, advice: Advice) -> list[int]:
    """How often the pattern's word stands in `text`, its Solution, its Steps."""
    return [text.count(said) for said in advice.said]


def distributed(root: Path, target: Path) -> None:
    """Write the proposal with the real command, apply it with git, commit it as a reviewer would."""
    assert distribute(root) == 0
    checkout.git(target, "apply", str(root / "proposals" / catalog.REPO / "changes.patch"))
    checkout.git(target, "add", "-A")
    checkout.git(target, "commit", "-q", "-m", "Take the advice")


def distribute(root: Path, *options: str) -> int:
    """Exit code of the product's command."""
    command = [sys.executable, "-m", "session_memory.distribute", catalog.REPO, *options]
    done = subprocess.run(command, cwd=root, env=dict(os.environ), capture_output=True, timeout=120, check=False)
    assert done.returncode in (0, 3), (done.stdout + done.stderr).decode()
    return done.returncode
