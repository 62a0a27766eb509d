"""`session-memory delivered REPO`: what each agent is told in one place of the target."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from session_memory.arrivals import AgentTold, Delivered, FileTold
from session_memory.cli.house import House
from session_memory.cli.seeing.delivered import Answer, Asked, answer
from session_memory.cli.seeing.in_lines import lines_of
from session_memory.cli.seeing.known import known_flavor
from session_memory.cli.seeing.road import Road, open_road, reporting
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, OK
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import UsageError
from session_memory.model import Repo


@click.command()
@click.argument("repo")
@click.option("--flavor", "flavors", multiple=True, help="Only this agent, registered or not; may be given again.")
@click.option(
    "--at", default="", help="A folder in which the agents start, or a file on which they work, even a new one."
)
@click.option("--ref", help="The files at this commit of the target, not those of its working tree.")
@click.option("--proposal", is_flag=True, help="The files with the proposal carried out.")
@click.option("--verbose", "whole", is_flag=True, help="Name every file, pattern and reason.")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output, with everything.")
@click.pass_obj
def delivered(
    house: House,
    repo: str,
    flavors: tuple[str, ...],
    at: str,
    ref: str | None,
    proposal: bool,
    whole: bool,
    as_json: bool,
) -> None:
    """Tell what each agent of REPO is told: files in their order, what is cut or hidden, and how often each pattern.

    Exits 3 when a pattern that stands there does not arrive exactly once, or a person should mend something.
    """
    if ref is not None and proposal:
        raise UsageError("a proposal is made for the files as they are", hint="leave out --ref or --proposal")
    road = reporting(open_road(house.root))
    for flavor in flavors:
        known_flavor(road, flavor)
    target = which_repo(repo, house.root, road.catalog, road.contracts)
    asked = Asked(tuple(dict.fromkeys(flavors)), at, ref, proposal)
    found = answer(road, target, asked)
    if as_json:
        click.echo(json.dumps(_object(target, asked, found), indent=2))
    else:
        click.echo("\n".join(_lines(road, target, asked, found, whole)))
    sys.exit(_exit_code(found.delivered))


def _lines(road: Road, repo: Repo, asked: Asked, found: Answer, whole: bool) -> Iterator[str]:
    yield f"{repo.name}, {_where(found)}, {_when(asked, found)}"
    yield from lines_of(found.delivered, whole)
    yield from (f"  held back: {text}" for text in found.held.lines())
    absent = any(not pattern.stands for agent in found.delivered.agents for pattern in agent.patterns)
    if absent and asked.ref is None and not asked.proposal:
        yield f"  next: session-memory delivered {asked_as(road, repo)} --proposal tells what it would be"


def asked_as(road: Road, repo: Repo) -> str:
    """How to name the repo on the command line: one that is not registered by its path."""
    registered = {one.name for one in road.catalog.repos}
    return repo.name if repo.name in registered else repo.checkout or repo.name


def _where(found: Answer) -> str:
    if found.at.file:
        absent = f", {found.absent}" if found.absent else ""
        return f"started at the top, at work on {found.at.file}{absent}"
    return f"started in {found.at.folder}" if found.at.folder else "started at the top"


def _when(asked: Asked, found: Answer) -> str:
    if asked.proposal:
        return "with the proposal carried out"
    return f"as it was at {found.commit[:12]}" if found.commit else "as it is"


def _object(repo: Repo, asked: Asked, found: Answer) -> dict[str, object]:
    told = found.delivered
    return {
        "repo": repo.name,
        "at": {"folder": found.at.folder, "file": found.at.file, "there": not found.absent},
        "commit": found.commit or None,
        "proposal": asked.proposal,
        "agents": [_agent(agent) for agent in told.agents],
        "to_mend": [asdict(one) for one in told.to_mend],
        "malformed": list(told.malformed),
        "held_back": found.held.as_object(),
        "exit": _exit_code(told),
    }


def _agent(agent: AgentTold) -> dict[str, object]:
    return asdict(agent) | {"files": [_file(file) for file in agent.files], "lost": agent.lost}


def _file(file: FileTold) -> dict[str, object]:
    ours = [
        {"pattern": text.pattern, "version": text.version, "edited": text.edited, "arrives": round(part, 4)}
        for text, part in ((text, text.arrives(file.size - file.lost)) for text in file.ours)
    ]
    # One row of this list is one file.
    keys = {key: value for key, value in asdict(file).items() if key != "files"}
    return keys | {"ours": ours, "taken_out": file.taken_out}


def _exit_code(told: Delivered) -> int:
    if told.malformed:
        return CONFLICT
    return ATTENTION if told.needs_somebody else OK
