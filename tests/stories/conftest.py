"""What stories share: the program under faults and its figure at the end of a run; a built site and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from faults import Machine
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served_site import Site, copy_of_the_project, free_port, launch, mkdocs, served, with_unusual_patterns

MEMORY = Path("/dev/shm")
"""Where flushing costs nothing: that it is done is seen in the trace, not on the disk."""


@cache
def _untraceable() -> str:
    if shutil.which("strace") is None:
        return "strace is not installed; .ci/run installs it where it may"
    done = subprocess.run(["strace", "-f", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else f"strace may not trace here: {done.stderr.decode().strip()}"


@pytest.fixture(scope="session")
def program() -> Iterator[Machine]:
    """The program, ready to run."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        there = Machine(Path(folder).resolve())
        yield there
        there.close()


@pytest.fixture
def machine(program: Machine) -> Machine:
    """The same where it can be traced."""
    if _untraceable():
        pytest.skip(_untraceable())
    return program


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The project's site with two unusual patterns, served where it was built for: so pages change at once."""
    root = with_unusual_patterns(copy_of_the_project(tmp_path_factory.mktemp("project")))
    port, folder = free_port(), tmp_path_factory.mktemp("site")
    where = {"SITE_URL": f"http://127.0.0.1:{port}/", "SITE_EDIT_URL": "https://forge.example/edit/{path}"}
    built = mkdocs(root, "build", "--strict", "--site-dir", str(folder), **where)
    assert built.returncode == 0, built.stderr
    with served(folder, port) as url:
        yield Site(root, url, folder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests here."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's own window, with a clipboard."""
    made = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab in it."""
    return context.new_page()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many runs were disturbed."""
    passed = terminalreporter.getreports("passed")
    runs = [int(str(value)) for report in passed for name, value in report.user_properties if name == "faults"]
    if runs:
        terminalreporter.write_line(f"{sum(runs):,} runs with a fault: nothing lost, nothing torn, nothing left over")
