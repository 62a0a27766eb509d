"""`session-memory at COMMIT REPO`: what each agent was told at a commit of the target."""

from __future__ import annotations

import json

import click

from session_memory.arrivals import AgentTold, FileTold
from session_memory.cli.house import House
from session_memory.cli.seeing.delivered import Asked, answer
from session_memory.cli.seeing.in_lines import text
from session_memory.cli.seeing.road import open_road, reporting
from session_memory.cli.seeing.which_repo import which_repo


@click.command()
@click.argument("commit")
@click.argument("repo")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def at(house: House, commit: str, repo: str, as_json: bool) -> None:
    """Tell for each agent which files of REPO it read at COMMIT, with the patterns and versions in them.

    A short form of `delivered REPO --ref COMMIT`, which tells more.
    """
    road = reporting(open_road(house.root))
    target = which_repo(repo, house.root, road.catalog, road.contracts)
    found = answer(road, target, Asked(ref=commit))
    if as_json:
        flavors = {agent.flavor: [_object(file) for file in agent.files] for agent in found.delivered.agents}
        click.echo(json.dumps({"repo": target.name, "commit": found.commit, "flavors": flavors}, indent=2))
        return
    click.echo(f"{target.name} at {found.commit[:12]}")
    for agent in found.delivered.agents:
        click.echo(f"  {agent.flavor}: {_sum(agent)}")
        for file in agent.files:
            click.echo(f"    {_line(file)}")


def _object(file: FileTold) -> dict[str, object]:
    return {
        "path": file.path,
        "in_full": not file.skill,
        "patterns": [{"pattern": one.pattern, "version": one.version, "edited": one.edited} for one in file.ours],
        "bytes": file.size,
        "hand_written": file.hand,
        "problem": file.problem,
    }


def _line(file: FileTold) -> str:
    ours = ", ".join(map(text, file.ours)) or "nothing of ours"
    skill = " (skill: its description at first)" if file.skill else ""
    problem = f"; {file.problem}" if file.problem else ""
    return f"{file.path}{skill}: {ours}; {file.hand:,} of {file.size:,} bytes are hand-written{problem}"


def _sum(agent: AgentTold) -> str:
    """How much it is, and whether the agent takes so much."""
    if not agent.files:
        return "nothing"
    number, size = len(agent.files), sum(file.size for file in agent.files if not file.skill)
    cut = f", of which only the first {agent.bytes:,} arrive" if agent.lost else ""
    return f"{number} {'file' if number == 1 else 'files'}, {size:,} bytes in full{cut}"
