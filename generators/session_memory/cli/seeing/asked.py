"""The agents that are installed, asked what they load in a repo, beside what the simulator says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory import files, git
from session_memory.changes.gate.danger import executable_surface
from session_memory.changes.hosts import Wanted
from session_memory.changes.targets import read_hosts
from session_memory.cli.seeing.expected import expected
from session_memory.cli.seeing.leads import around, with_named
from session_memory.cli.seeing.road import Road
from session_memory.contract import Contract
from session_memory.distribute.host_text import named_by
from session_memory.distribute.reading import At, settled
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import Hosts, Repo
from session_memory.receipts.asking import BY_FLAVOR, Installed, ask, compared, installed
from session_memory.receipts.compared import Difference, Expected

NUMBER = re.compile(r"[0-9.]*[0-9]")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of asking one agent."""

    flavor: str
    package: str
    """What is to be installed to have it."""
    version: str = ""
    """Empty when it is not installed."""
    files: int = 0
    """How many it should load."""
    skills: int = 0
    differences: tuple[str, ...] = ()
    problem: str = ""
    """Why it could not be asked."""


def asked(road: Road, repo: Repo, at: At, flavors: Sequence[str], places: Sequence[Path]) -> tuple[Receipt, ...]:
    """One receipt for each flavor; `places` are the folders in which programs are looked for.

    Raises UsageError for a repo that is not on this machine.
    """
    if repo.checkout is None:
        raise UsageError("its files are not on this machine", repo.name, "clone it, and name the clone")

    def read(wanted: Wanted) -> Hosts:
        return read_hosts(road.root, repo, "", wanted, road.mirrors)

    hosts = with_named(read, around(road.wanted, at), road.contracts.values())
    links = {link: to for link, to in hosts.links.items() if not (executable_surface(link) or executable_surface(to))}
    copy = Copy(_copied(read, hosts, at, road.contracts), links, at.folder)
    return tuple(_receipt(road, hosts, copy, at, flavor, places) for flavor in flavors)


@dataclass(frozen=True, slots=True)
class Copy:
    """What of a repo the agents get to see: some of them write into the folder in which they start."""

    tree: Mapping[str, bytes]
    links: Mapping[str, str]
    folder: str
    """In which they start."""


def _receipt(road: Road, hosts: Hosts, copy: Copy, at: At, flavor: str, places: Sequence[Path]) -> Receipt:
    package = BY_FLAVOR[flavor].package
    one: Installed | None = None
    try:
        one = next(iter(installed(places, (flavor,))), None)
        if one is None:
            return Receipt(flavor, package)
        newest = settled(road.contracts[flavor], NUMBER.findall(one.version)[0])
        said = expected(flavor, road.contracts, hosts, at, newest)
        found = _asked(one, copy, said)
    except SessionMemoryError as error:
        return Receipt(flavor, package, one.version if one else "", problem=str(error))
    return Receipt(flavor, package, one.version, len(said.files), len(said.skills), tuple(map(str, found)))


def _asked(one: Installed, copy: Copy, said: Expected) -> tuple[Difference, ...]:
    with files.scratch() as place:
        checkout = place / "checkout"
        files.scratch_tree(checkout, copy.tree)
        files.scratch_links(checkout, copy.links)
        files.scratch_tree(checkout / copy.folder, {})
        # Where a repository ends, and what it ignores, agents ask git.
        git.run(checkout, "init", "--quiet")
        text = ask(one, checkout, copy.folder, files.make_folder(place / "home"))
        return compared(one, text, checkout, copy.folder, said)


def _copied(
    read: Callable[[Wanted], Hosts], hosts: Hosts, at: At, contracts: Mapping[str, Contract]
) -> Mapping[str, bytes]:
    """The instruction files, every other Markdown file, and what git ignores.

    Of settings only what names instruction files: hooks and servers of the target are not to be started, whatever names
    them. For the same reason there is nothing else from folders whose name begins with a dot.
    """
    steps = at.folder.split("/") if at.folder else []
    ignores = tuple("/".join([*steps[:count], ".gitignore"]) for count in range(len(steps) + 1))
    beside = read(Wanted(ignores, anywhere=("*.md",))).files.values()
    plain = {file.path: file.content for file in beside if not _hidden(file.path) and not file.problem}
    own = {path: file.content for path, file in hosts.files.items() if not file.problem}
    # An import may name any file, also one that makes an agent start something.
    told = {path: content for path, content in (plain | own).items() if not executable_surface(path)}
    return told | _settings(own, contracts)


def _hidden(path: str) -> bool:
    return any(step.startswith(".") for step in path.split("/")[:-1])


def _settings(contents: Mapping[str, bytes], contracts: Mapping[str, Contract]) -> dict[str, bytes]:
    kinds = {read.setting for contract in contracts.values() for read in contract.reads if read.setting}
    found: dict[str, bytes] = {}
    for kind in kinds:
        for path in (path for path in contents if path == kind.file or path.endswith(f"/{kind.file}")):
            value: object = list(named_by(contents[path], kind))
            for key in reversed(kind.key.split(".")):
                value = {key: value}
            # JSON is YAML, too. Settings that name nothing say nothing.
            found[path] = json.dumps(value if named_by(contents[path], kind) else {}).encode()
    return found
