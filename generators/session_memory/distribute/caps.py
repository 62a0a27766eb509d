"""Limits on what one agent loads in one place of a repository, and which of them are passed. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from session_memory.contract import Contract, Limit, Over, Unit
from session_memory.distribute.reading import At, taken
from session_memory.distribute.tree import Tree, working_folder
from session_memory.model import Deliveries

Files = Mapping[str, bytes]
"""The text files of a target, by canonical path."""
Measure = Callable[[Deliveries], Files]
"""The files as they are once exactly these deliveries are in place, hand-written ones too."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit on files that one agent loads together."""

    flavor: str
    place: str
    """Folder in which it works; empty for the root."""
    paths: tuple[str, ...]
    limit: Limit
    budget: bool = False
    """The repo asks for it; the agent would take more."""

    @property
    def hard(self) -> bool:
        """Whether something is lost when it is passed."""
        return self.limit.over is not Over.ADVICE

    def size(self, files: Files) -> int:
        """What these files count."""
        return sum(length(files.get(path, b""), self.limit.unit) for path in self.paths)

    def words(self, total: int) -> str:
        """That it is passed, and by how much."""
        what = f"`{self.paths[0]}` would have" if len(self.paths) == 1 else "it would load"
        where = f" in {self.place}/" if self.place and len(self.paths) > 1 else ""
        takes = f"{self.flavor} takes" if self.hard else f"the makers of {self.flavor} advise at most"
        takes = f"the repo's budget for {self.flavor} is" if self.budget else takes
        return f"{takes} {self.limit.amount:,} {self.limit.unit}, and {what} {total:,}{where}"


def length(content: bytes, unit: Unit) -> int:
    """In bytes or in characters."""
    return len(content) if unit is Unit.BYTES else len(content.decode("utf-8", "replace"))


def caps(contracts: Mapping[str, Contract], budgets: Mapping[str, int], tree: Tree) -> tuple[Cap, ...]:
    """Every limit of these agents, at the root and in each folder that holds an instruction file.

    A chain counts root first, so a fat file at the root is paid for by the one further down that matters.
    """
    places = sorted({"", *map(working_folder, tree.files)})
    found: dict[tuple[str, frozenset[str], Limit], Cap] = {}
    for flavor, contract in contracts.items():
        budget = budgets.get(flavor)
        if budget is None and contract.chain is None and all(read.limit is None for read in contract.reads):
            continue
        for place in places:
            for cap in _at(flavor, contract, budget, tree, place):
                found.setdefault((flavor, frozenset(cap.paths), cap.limit), cap)
    return tuple(found.values())


def _at(flavor: str, contract: Contract, budget: int | None, tree: Tree, place: str) -> Iterator[Cap]:
    files = taken(contract, tree, At(place))
    paths = tuple(dict.fromkeys(file.path for file in files))
    if not paths:
        return
    chain = contract.chain
    if chain:
        yield Cap(flavor, place, paths, chain)
    if budget is not None and (chain is None or chain.unit is not Unit.BYTES or budget < chain.amount):
        yield Cap(flavor, place, paths, Limit(budget, contract.reads[0].fact), budget=True)
    for file in files:
        if file.read and file.read.limit:
            yield Cap(flavor, place, (file.path,), file.read.limit)


@dataclass(frozen=True, slots=True)
class Passed:
    """A limit that is passed."""

    cap: Cap
    total: int
    hand: int
    """What of it is written by hand."""

    @property
    def words(self) -> str:
        """Which limit, and by how much."""
        return self.cap.words(self.total)


def passed(limits: Iterable[Cap], files: Files, hand: Files) -> tuple[Passed, ...]:
    """The limits that these files are over, `hand` being what is left of them without ours."""
    sizes = ((cap, cap.size(files)) for cap in limits)
    return tuple(Passed(cap, total, cap.size(hand)) for cap, total in sizes if total > cap.limit.amount)
