"""Every real agent receives each pattern exactly once, word for word, whatever host files there are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from agents import binaries, catalog, checkout, claude
from agents.asked import AGENTS, Agent
from agents.catalog import Advice

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
    """Its word stands once in what the agent sends, and so does each of its texts, byte for byte."""
    text = agent.received(case.after, home)
    assert {one.id: heard(text, one) for one in catalog.ALWAYS} == {one.id: [1, 1, 1] for one in catalog.ALWAYS}


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.name)
def test_no_hand_written_text_is_silenced_or_added(case: Case, agent: Agent, tmp_path: Path, home: Path) -> None:
    """Newest agents receive of the hand-written files what they received before; an older one loses nothing."""
    (tmp_path / "other").mkdir()
    before, after = agent.received(case.before, tmp_path / "other"), agent.received(case.after, home)
    was, now = ([word for word in HAND for _ in range(text.count(word))] for text in (before, after))
    assert now == was if agent.newest else set(now) >= set(was)


def test_formatters_leave_the_files_alone(case: Case, home: Path) -> None:
    """Prettier finds nothing to change in any Markdown file of the target."""
    files = checkout.git(case.after, "ls-files", "-z", "--", "*.md").split("\0")[:-1]
    real = [name for name in files if not (case.after / name).is_symlink()]
    prettier = binaries.INSTALLED / "prettier" / "bin" / "prettier.cjs"
    binaries.run(["node", str(prettier), "--check", *real], case.after, home)


def test_a_second_run_proposes_nothing(case: Case) -> None:
    """What was applied is what is wanted, also after a commit."""
    assert distribute(case.after.parent / "catalog", "--check") == 0


@pytest.mark.parametrize("package", [claude.NEW, claude.OLD])
def test_a_scoped_pattern_reaches_claude_with_its_files(package: str, tmp_path: Path, home: Path) -> None:
    """A pattern with paths is not in view at the start, and arrives once when such a file is read."""
    target = checkout.make(tmp_path / "target", {"AGENTS.md": HAND_AGENTS, "src/a.py": "", "b.py": ""})
    root = catalog.make(tmp_path / "catalog", target, *catalog.ALWAYS, catalog.SCOPED)
    distributed(root, target)
    read = [claude.received(target, home, package, f"look at @{name}") for name in ("b.py", "src/a.py")]
    assert [heard(text, catalog.SCOPED) for text in read] == [[0, 0, 0], [1, 1, 1]]


@pytest.mark.parametrize("agent", AGENTS[2:], ids=lambda agent: agent.name)
def test_a_scoped_pattern_reaches_the_others_once(agent: Agent, tmp_path: Path, home: Path) -> None:
    """Agents without native scopes receive it once, with the paths in words."""
    target = checkout.make(tmp_path / "target", {"AGENTS.md": HAND_AGENTS, "CLAUDE.md": HAND_CLAUDE})
    root = catalog.make(tmp_path / "catalog", target, *catalog.ALWAYS, catalog.SCOPED)
    distributed(root, target)
    text = agent.received(target, home)
    assert heard(text, catalog.SCOPED) == [1, 1, 1]
    assert text.count("src/**/*.py") == 1


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
