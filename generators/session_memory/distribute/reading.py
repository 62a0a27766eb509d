"""What an agent loads at the root of a repository, computed from its contract. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from session_memory.model import Contract, Read

IMPORT_HOPS = 4
"""How deep Claude Code follows imports."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The instruction files of a repository, as far as reading order is concerned."""

    files: frozenset[str]
    """Canonical paths of the files that exist."""
    links: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(path of a symlink, canonical path it leads to)."""
    imports: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(file, file that it imports), both canonical."""
    blank: frozenset[str] = field(default_factory=frozenset)
    """Those of `files` that hold nothing but white space."""

    def canonical(self, path: str) -> str:
        """`path`, or where it leads to when it is a link."""
        return dict(self.links).get(path, path)

    def has(self, path: str) -> bool:
        """Whether there is a file or a link to one at `path`."""
        return self.canonical(path) in self.files

    def says_something(self, path: str) -> bool:
        """Whether there is a file at `path` with text in it: an empty CLAUDE.md silences nothing."""
        return self.has(path) and self.canonical(path) not in self.blank

    def names(self) -> Iterable[str]:
        """Every path under which something can be opened, sorted."""
        return sorted(self.files | {link for link, target in self.links if target in self.files})

    def plus(self, files: Iterable[str], imports: Iterable[tuple[str, str]]) -> Tree:
        """The same tree with more files and more imports."""
        more = frozenset(files)
        return Tree(self.files | more, self.links, self.imports | frozenset(imports), self.blank - more)


@lru_cache(maxsize=4096)
def loaded(contract: Contract, tree: Tree, newest: bool = True) -> tuple[str, ...]:
    """Canonical paths in the order in which the agent loads them, each once.

    `newest=False` leaves out what only newer versions of the agent do.
    """
    found: dict[str, str] = {}
    for read in contract.reads:
        if read.since and not newest:
            continue
        if any(tree.says_something(path) for path in read.unless):
            continue
        for path in _matching(read, tree):
            canonical = tree.canonical(path)
            found.setdefault(_identity(read, canonical), canonical)
    files = tuple(dict.fromkeys(found.values()))
    return _with_imports(files, tree) if contract.imports else files


def in_full(contract: Contract, tree: Tree) -> tuple[str, ...]:
    """What is loaded whole at the start: everything but skills, of which agents first see a line."""
    skills = [read for read in contract.reads if read.dedup == "name"]
    return tuple(path for path in loaded(contract, tree) if not any(matches(read, path) for read in skills))


def loads(contracts: Mapping[str, Contract], tree: Tree) -> Mapping[str, tuple[str, ...]]:
    """Flavor -> the files that it loads whole."""
    return {flavor: in_full(contract, tree) for flavor, contract in contracts.items()}


def interesting(contracts: Iterable[Contract]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What has to be known of a repository to answer for these agents: exact paths, folders, homes of new files."""
    contracts = tuple(contracts)
    paths = {path for contract in contracts for read in contract.reads for path in read.paths}
    homes = {home.path for contract in contracts for home in contract.homes}
    exact = {path for path in paths | homes if "*" not in path and "{" not in path}
    folders = {path.split("/*")[0] for path in paths if "*" in path}
    return tuple(sorted(exact)), tuple(sorted(folders)), tuple(sorted(homes))


def keeps_scope(contract: Contract, path: str) -> bool:
    """Whether the agent honours native scope keys in a file at `path`."""
    return any(read.scoped and matches(read, path) for read in contract.reads)


def settled(contract: Contract, oldest: str) -> bool:
    """Whether every agent version from `oldest` on (empty = any) does what the newest does."""
    return all(_number(read.since) <= _number(oldest) for read in contract.reads)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")) if version else ()


def _identity(read: Read, path: str) -> str:
    """Two files with the same identity reach the agent as one."""
    return f"skill {path.split('/')[-2]}" if read.dedup == "name" else path


def matches(read: Read, path: str) -> bool:
    """Whether the agent looks at `path` here."""
    return any(_regex(pattern).fullmatch(path) for pattern in read.paths)


def _matching(read: Read, tree: Tree) -> list[str]:
    names = tree.names()
    hits = [name for pattern in read.paths for name in names if _regex(pattern).fullmatch(name)]
    return hits[:1] if read.first_only else hits


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """The globs of contracts: `*` within a folder, `**/` over any number of folders."""
    escaped = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.compile(escaped)


def _with_imports(files: tuple[str, ...], tree: Tree) -> tuple[str, ...]:
    """Each file followed by what it imports, depth first."""
    seen: dict[str, None] = {}

    def visit(path: str, hops: int) -> None:
        if path in seen:
            return
        seen[path] = None
        for source, target in sorted(tree.imports):
            if source == path and hops < IMPORT_HOPS and target in tree.files:
                visit(target, hops + 1)

    for path in files:
        visit(path, 0)
    return tuple(seen)
