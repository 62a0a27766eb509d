"""Agents are found in folders of programs, and asked; here they are small programs that behave as one would."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from session_memory.errors import SessionMemoryError
from session_memory.receipts.asking import AGENTS, Installed, ask, installed

SYSTEM = (Path("/usr/bin"), Path("/bin"))

VERSION = "import sys\nif '--version' in sys.argv:\n    print('fake 1.2.3 (build)')\n    sys.exit()\n"
TALKS = """\
import json, os, pathlib, urllib.request
text = f"{pathlib.Path('AGENTS.md').read_text()} {sys.argv[-1]}"
body = json.dumps({"messages": [{"role": "user", "content": text}]}).encode()
urllib.request.urlopen(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", body, timeout=10).read()
"""
WANDERS = "import contextlib, urllib.request\nwith contextlib.suppress(OSError):\n" + (
    "    urllib.request.urlopen('https://elsewhere.invalid/', timeout=10)\n"
)
PRINTS = 'print(\'[{"type": "message", "content": [{"text": "rules"}]}, {"type": "other"}]\')\n'


def program(folder: Path, name: str, *parts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([f"#!{sys.executable}", VERSION, *parts]))
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository as far as these programs look at it."""
    (tmp_path / "checkout" / "below").mkdir(parents=True)
    (tmp_path / "checkout" / "below" / "AGENTS.md").write_text("be good")
    return tmp_path / "checkout"


def the(flavor: str, places: tuple[Path, ...]) -> Installed:
    [one] = [one for one in installed(places) if one.flavor == flavor]
    return one


def test_the_first_folder_wins(tmp_path: Path) -> None:
    """Each agent once, with its version and where it was found."""
    first, second = tmp_path / "first", tmp_path / "second"
    program(second, "claude")
    for name in ("claude", "codex"):
        program(first, name)
    found = [(one.flavor, one.version, one.program) for one in installed((first, second))]
    assert found == [("claude", "1.2.3", first / "claude"), ("codex", "1.2.3", first / "codex")]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    """A folder that is not there has no programs, and a file that cannot be run is none."""
    (tmp_path / "claude").write_text("")
    assert installed((tmp_path, tmp_path / "nowhere")) == ()


def test_a_program_without_a_version_is_told(tmp_path: Path) -> None:
    """Somebody else's program of the same name, for one."""
    path = tmp_path / "claude"
    path.write_text("#!/bin/sh\necho hello\n")
    path.chmod(0o755)
    with pytest.raises(SessionMemoryError, match="tells no version, but 'hello'"):
        installed((tmp_path,))


def test_an_agent_is_listened_to(tmp_path: Path, checkout: Path) -> None:
    """It runs in the folder that was asked for, and its text is what it sends."""
    program(tmp_path, "claude", TALKS)
    assert ask(the("claude", (tmp_path, *SYSTEM)), checkout, "below", tmp_path / "home").strip() == "be good hi"
    with_prompt = ask(the("claude", (tmp_path, *SYSTEM)), checkout, "below", tmp_path / "home", "look at @a.py")
    assert with_prompt.strip() == "be good look at @a.py"


def test_an_agent_that_prints_is_read(tmp_path: Path, checkout: Path) -> None:
    """Its text is in its output; it gets a home of its own with what it needs there."""
    program(tmp_path, "codex", PRINTS)
    assert ask(the("codex", (tmp_path, *SYSTEM)), checkout, "", tmp_path / "home") == "rules"
    assert (tmp_path / "home" / ".codex" / "config.toml").is_file()


def test_another_host_is_an_error(tmp_path: Path, checkout: Path) -> None:
    """With the agent's version and the host: then nobody knows what else its answer depends on."""
    program(tmp_path, "claude", TALKS, WANDERS)
    with pytest.raises(SessionMemoryError, match=r"claude 1\.2\.3: it tried to reach elsewhere\.invalid:443"):
        ask(the("claude", (tmp_path, *SYSTEM)), checkout, "below", tmp_path / "home")


def test_silence_is_an_error(tmp_path: Path, checkout: Path) -> None:
    """An agent that ends without a word has loaded nobody knows what."""
    program(tmp_path, "claude")
    with pytest.raises(SessionMemoryError, match="ended without a message"):
        ask(the("claude", (tmp_path, *SYSTEM)), checkout, "", tmp_path / "home")


def test_a_failure_is_told_with_its_words(tmp_path: Path, checkout: Path) -> None:
    """What the agent said last is what a person needs."""
    program(tmp_path, "claude", "sys.exit('bad settings')")
    with pytest.raises(SessionMemoryError, match="claude ended with 1: bad settings"):
        ask(the("claude", (tmp_path, *SYSTEM)), checkout, "", tmp_path / "home")


def test_every_agent_has_one_flavor() -> None:
    """By it they are looked up."""
    assert len({agent.flavor for agent in AGENTS}) == len(AGENTS)
