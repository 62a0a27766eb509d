"""The agents that are installed, and what each of them says to the model when it begins."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory import files
from session_memory.errors import SessionMemoryError
from session_memory.receipts import claude, codex, gemini, grok, opencode, qwen
from session_memory.receipts.agent import Agent
from session_memory.receipts.heard import beginning
from session_memory.receipts.program import run, surroundings
from session_memory.receipts.recorder import Recorded, recorder

AGENTS = tuple(module.AGENT for module in (claude, codex, gemini, grok, opencode, qwen))
"""All that can be asked."""
BY_FLAVOR = {agent.flavor: agent for agent in AGENTS}

VERSION = re.compile(r"\d+\.\d+\.\d+\S*")
NOWHERE = "http://127.0.0.1:9"
"""An address of this machine at which nobody listens."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An agent that can be asked."""

    flavor: str
    version: str
    program: Path
    path: str
    """The folders in which programs are looked for, as an environment has it: its own start needs them too."""


def installed(places: Sequence[Path]) -> tuple[Installed, ...]:
    """The agents whose programs are in one of these folders, by flavor; of two, that in the first folder.

    Raises SessionMemoryError for one that does not tell its version.
    """
    path = ":".join(str(place.absolute()) for place in places)
    found = ((agent, shutil.which(agent.program, path=path)) for agent in AGENTS)
    return tuple(_introduced(agent, Path(program), path) for agent, program in found if program)


def _introduced(agent: Agent, program: Path, path: str) -> Installed:
    with files.scratch() as home:
        told = run([str(program), "--version"], home, surroundings(path, home, NOWHERE))
    version = VERSION.search(told)
    if version is None:
        raise SessionMemoryError(f"it tells no version, but {told.strip()[:200]!r}", str(program), "install it anew")
    return Installed(agent.flavor, version[0], program, path)


def ask(one: Installed, checkout: Path, folder: str, home: Path, prompt: str = "hi") -> str:
    """All text that the agent sends at the start of a run in `folder` of `checkout`, relative to its top.

    `home` is an empty folder that becomes the agent's home. What a `prompt` says in the agent's own language, such as
    `@path` for a file that it shall look at, it does. Raises SessionMemoryError when it fails, sends nothing, or
    tries to reach another host than this machine.
    """
    agent = BY_FLAVOR[one.flavor]
    with recorder() as recorded:
        given = {"{url}": recorded.url, "{home}": str(home)}
        tree = {path: _filled(text, given).encode() for path, text in agent.home.items()}
        files.scratch_tree(home, tree)
        own = {name: _filled(value, given) for name, value in agent.environment.items()}
        command = [str(one.program), *agent.arguments, prompt]
        printed = run(command, checkout / folder, surroundings(one.path, home, recorded.url) | own)
    _check(one, recorded, bool(agent.printed))
    return agent.printed(printed) if agent.printed else beginning(recorded.messages)


def _filled(text: str, given: dict[str, str]) -> str:
    for name, value in given.items():
        text = text.replace(name, value)
    return text


def _check(one: Installed, recorded: Recorded, prints: bool) -> None:
    where = f"{one.flavor} {one.version}"
    if recorded.strangers:
        raise SessionMemoryError(f"it tried to reach {', '.join(sorted(set(recorded.strangers)))}", where)
    if not recorded.messages and not prints:
        raise SessionMemoryError("it ended without a message to the model", where)
