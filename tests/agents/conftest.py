"""Skips what needs the agents where they are not installed, and tells which versions were asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.asked import AGENTS, FOLDER

HERE = Path(__file__).parent
ASKED = ("asked", "agents")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without the command lines there is nobody to ask; `make agents` installs them first."""
    if FOLDER.is_dir():
        return
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("agents"):
            item.add_marker(pytest.mark.skip(reason="the agents are not installed: run `make agents`"))


@pytest.fixture(autouse=True)
def note_that_agents_are_asked(request: pytest.FixtureRequest) -> None:
    """For the line at the end of the run; a property of the test also arrives from a parallel worker."""
    if request.node.get_closest_marker("agents"):
        request.node.user_properties.append(ASKED)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The versions that this run holds for."""
    reports = [report for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)]
    if any(ASKED in report.user_properties for report in reports):
        asked = ", ".join(f"{agent.flavor} {agent.installed.version}" for agent in AGENTS)
        terminalreporter.write_line(f"asked: {asked}")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty home folder: no setting of this user is part of the answer. Agents put hundreds of files there."""
    folder = tmp_path / "home"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)
