"""`session-memory at COMMIT REPO`: what each agent was told at a commit of the target."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

from session_memory import git
from session_memory.changes.git_hosts import from_ref
from session_memory.changes.own_file import read_stamp
from session_memory.changes.region import is_edited
from session_memory.changes.standing import Standing, standing
from session_memory.changes.targets import place_of
from session_memory.changes.write.at_commit import Base, base_of
from session_memory.cli.house import House
from session_memory.cli.seeing.road import Road, open_road, reporting, with_imports
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.contract import Contract
from session_memory.distribute.reading import in_full, loaded
from session_memory.distribute.tree import Tree
from session_memory.errors import UsageError
from session_memory.model import IMPORT_ID, Hosts, Repo


@dataclass(frozen=True, slots=True)
class Text:
    """A pattern's text in a file."""

    pattern: str
    version: str
    edited: bool

    def __str__(self) -> str:
        named = "import lines" if self.pattern == IMPORT_ID else f"{self.pattern} v{self.version}"
        return f"{named}{' (edited by hand)' if self.edited else ''}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file that an agent reads."""

    path: str
    in_full: bool
    """False for a skill, of which an agent first sees the description only."""
    patterns: tuple[Text, ...]
    bytes: int
    hand_written: int
    """Bytes that are not ours."""
    problem: str = ""

    def __str__(self) -> str:
        ours = ", ".join(map(str, self.patterns)) or "nothing of ours"
        skill = "" if self.in_full else " (skill: its description at first)"
        problem = f"; {self.problem}" if self.problem else ""
        return f"{self.path}{skill}: {ours}; {self.hand_written:,} of {self.bytes:,} bytes are hand-written{problem}"


@click.command()
@click.argument("commit")
@click.argument("repo")
@click.option("--json", "as_json", is_flag=True, help="One object on standard output.")
@click.pass_obj
def at(house: House, commit: str, repo: str, as_json: bool) -> None:
    """Tell for each agent which files of REPO it read at COMMIT, with the patterns and versions in them."""
    road = reporting(open_road(house.root))
    target = which_repo(repo, house.root, road.catalog, road.contracts)
    base = _base(road, target, commit)
    told = dict(_told_to(road, target, base))
    if as_json:
        flavors = {flavor: [asdict(file) for file in files] for flavor, files in told.items()}
        click.echo(json.dumps({"repo": target.name, "commit": base.commit, "flavors": flavors}, indent=2))
        return
    click.echo(f"{target.name} at {base.commit[:12]}")
    for flavor, files in told.items():
        click.echo(f"  {flavor}: {_sum(files, road.contracts[flavor])}")
        for file in files:
            click.echo(f"    {file}")


def _base(road: Road, repo: Repo, commit: str) -> Base:
    """Where to read. Raises UsageError for a commit that is not there."""
    folder, _ = place_of(road.root, repo, road.mirrors)
    if not folder.is_dir():
        raise UsageError("there is nothing of it on this machine to look into", repo.name)
    hint = "fetch it there, or see git log" if repo.checkout else "a clone of a url has its newest commit only"
    if not commit:
        raise UsageError("there is no commit without a name", repo.name, hint)
    try:
        return base_of(folder, commit)
    except UsageError as error:
        raise UsageError(error.message, repo.name, hint) from error


def _told_to(road: Road, repo: Repo, base: Base) -> Iterator[tuple[str, tuple[Loaded, ...]]]:
    """Each flavor of the repo with what it reads, in the order in which it reads it."""
    tree = _tree(repo, base)
    hosts = with_imports(lambda wanted: from_ref(base.top, tree, wanted), road.wanted)
    found = standing(hosts, road.homes)
    files = road.as_it_stands(hosts, found)
    for flavor in repo.flavors:
        yield flavor, tuple(_loaded(road.contracts[flavor], files, hosts, found))


def _tree(repo: Repo, base: Base) -> str:
    """The id of the target's folder at the commit. Raises UsageError when it was not there yet."""
    name = f"{base.commit}:{base.inside.rstrip('/')}"
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    found = os.fsdecode(git.run(base.top, *asked, allow=(0, 1, 128), plain=False)).strip()
    if not found:
        raise UsageError(f"there is no folder {base.inside} at {base.commit[:12]}", repo.name)
    return found


def _loaded(contract: Contract, files: Tree, hosts: Hosts, found: Standing) -> Iterator[Loaded]:
    whole = frozenset(in_full(contract, files))
    for path in loaded(contract, files):
        content = hosts.files[path].content
        texts, hand = _texts(path, content, found), len(found.rest.get(path, b""))
        yield Loaded(path, path in whole, texts, len(content), hand, found.problems.get(path, ""))


def _texts(path: str, content: bytes, found: Standing) -> tuple[Text, ...]:
    stamp = read_stamp(content)
    if stamp is not None:
        return (Text(stamp.id, stamp.version, stamp.edited),)
    return tuple(Text(block.id, block.version, is_edited(block)) for block in found.blocks.get(path, ()))


def _sum(files: tuple[Loaded, ...], contract: Contract) -> str:
    """How much it is, and whether the agent takes so much."""
    if not files:
        return "nothing"
    size = sum(file.bytes for file in files if file.in_full)
    limit = contract.chain.amount if contract.chain else None
    cut = f", of which only the first {limit:,} arrive" if limit is not None and size > limit else ""
    return f"{len(files)} {'file' if len(files) == 1 else 'files'}, {size:,} bytes in full{cut}"
