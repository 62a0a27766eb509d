"""What an agent should load in a working tree, as receipts are held against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from session_memory.contract import Contract
from session_memory.distribute.context import context
from session_memory.distribute.listed import listed
from session_memory.distribute.reading import At, folders
from session_memory.distribute.tree import Tree, tree_of
from session_memory.model import Hosts
from session_memory.receipts.compared import Expected, Skill
from session_memory.receipts.pieces import Piece


def expected(flavor: str, contracts: Mapping[str, Contract], hosts: Hosts, at: At, newest: bool = True) -> Expected:
    """What the simulator says; `newest=False` for an agent older than what its contract says of newer ones."""
    contract = contracts[flavor]
    contents = {path: file.content for path, file in hosts.files.items() if not file.problem}
    problems = {path: file.problem for path, file in hosts.files.items() if file.problem}
    unreadable = set(problems) - hosts.nowhere
    tree = tree_of(contents, contracts.values(), unreadable, hosts.links, hosts.ignored)
    told = context(flavor, contract, tree, contents, at, problems, newest)
    mine = {file.path for file in told.sent if file.skill}
    return Expected(
        files=tuple(Piece(file.path, file.text) for file in told.sent if not file.skill and not file.inside),
        skills=tuple(_skills(contract, contents, (file.path for file in told.sent if file.skill))),
        others=tuple(_skills(contract, contents, (path for path in contents if path not in mine))),
        together=_together(contract, tree, at),
    )


def _skills(contract: Contract, contents: Mapping[str, bytes], paths: Iterable[str]) -> Iterable[Skill]:
    for path in paths:
        if contract.skills is not None and path.endswith("/SKILL.md"):
            words = listed(contract.skills, path, contents[path])
            if words is not None:
                yield Skill(path, *words)


def _together(contract: Contract, tree: Tree, at: At) -> Mapping[str, str]:
    return {
        tree.canonical(name): f"{folder}/{glob}"
        for read in contract.reads
        if not read.sorted
        for folder in folders(read, at)
        for glob in read.paths
        for name in tree.under(folder, glob)
    }
