"""The agents that are installed, and what each of them says to the model when it begins."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from session_memory import files
from session_memory.errors import SessionMemoryError
from session_memory.receipts import claude, codex, gemini, grok, opencode, qwen
from session_memory.receipts.agent import Agent
from session_memory.receipts.compared import Difference, Expected, differences, skill_differences
from session_memory.receipts.heard import beginning
from session_memory.receipts.pieces import cut_like, pieces
from session_memory.receipts.program import run, surroundings
from session_memory.receipts.recorder import Recorded, recorder

AGENTS = tuple(module.AGENT for module in (claude, codex, gemini, grok, opencode, qwen))
"""All that can be asked."""
BY_FLAVOR: Mapping[str, Agent] = {agent.flavor: agent for agent in AGENTS}

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


def installed(places: Sequence[Path], flavors: Collection[str] = BY_FLAVOR) -> tuple[Installed, ...]:
    """Those of the agents whose programs are in one of these folders, by flavor; of two, that in the first folder.

    Raises SessionMemoryError for one that does not tell its version.
    """
    path = ":".join(str(place.absolute()) for place in places)
    found = ((agent, shutil.which(agent.program, path=path)) for agent in AGENTS if agent.flavor in flavors)
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
    try:
        return agent.printed(printed) if agent.printed else beginning(recorded.messages)
    except (LookupError, TypeError, ValueError) as error:
        where = f"{one.flavor} {one.version}"
        raise SessionMemoryError(
            "what it sends has another form than in the versions that were tried", where
        ) from error


def compared(one: Installed, text: str, checkout: Path, folder: str, expected: Expected) -> tuple[Difference, ...]:
    """What of the text that an agent sent, when it started in `folder` of `checkout`, is not as expected."""
    agent, top = BY_FLAVOR[one.flavor], checkout.resolve()
    found = pieces(agent.frames, re.sub(agent.reasons, r"\1", text) if agent.reasons else text, str(top), folder)
    if agent.joint and found:
        found = cut_like(found[0], expected.files, agent.joint)
    heard = tuple(replace(piece, path=_real(top, piece.path)) for piece in found)
    skills = skill_differences(expected.skills, expected.others, agent.skill, text)
    return differences(expected.files, heard, expected.together) + skills


def _real(top: Path, path: str) -> str:
    """Where a file really is: one name for it, whichever link the agent followed."""
    real = (top / path).resolve()
    return real.relative_to(top).as_posix() if path and real.is_relative_to(top) else path


def _filled(text: str, given: dict[str, str]) -> str:
    for name, value in given.items():
        text = text.replace(name, value)
    return text


def _check(one: Installed, recorded: Recorded, prints: bool) -> None:
    where = f"{one.flavor} {one.version}"
    if recorded.strangers:
        raise SessionMemoryError(f"it tried to reach {', '.join(sorted(set(recorded.strangers)))}", where)
    if recorded.unread:
        raise SessionMemoryError(f"what it sent could not be read: {recorded.unread[0]}", where)
    if not recorded.messages and not prints:
        raise SessionMemoryError("it ended without a message to the model", where)
