"""The whole fleet in numbers, of which each is small however many repos there are. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from session_memory.model import CellState, Mark, Notice, Repo, State
from session_memory.rollout import Progress
from session_memory.website.cells import by_pattern, most_pressing
from session_memory.website.rollouts import OPEN, newest_first
from session_memory.website.states import PRESSING

NOT_MEANT = (State.SKIPPED, State.ORPHANED)
WAITS = {
    "approve": "for a yes",
    "apply": "to be applied, with a yes",
    "distribute": "for a new proposal, the one there is out of date",
    "": "for a branch to be merged",
}
"""Verb of the command that comes next for a proposal -> what its repo waits for."""
UNFINISHED = "for a change to be finished that was begun"

# --- one repo -------------------------------------------------------------------------------------------


class Standing(TypedDict):
    """One repo, as JSON can keep it."""

    worst: str
    """The worst of its states; empty where no pattern is for it."""
    patterns: Mapping[str, str]
    """Pattern id -> the state that most needs somebody."""
    agents: Mapping[str, Sequence[int]]
    """Flavor -> (patterns in sync, patterns that are meant to be)."""
    waits: str
    """What it waits for, in words; empty for nothing."""


def standing(
    repo: Repo, cells: Sequence[CellState], proposal: Notice | None, *, unfinished: bool, lost: bool
) -> Standing:
    """One repo in few words; `lost` for one that cannot be read."""
    meets = {id: most_pressing(some) for id, some in by_pattern(cells).items()}
    worst = State.UNREACHABLE if lost else min(meets.values(), key=PRESSING.index, default="")
    agents = {flavor: _for_agent(flavor, cells) for flavor in repo.flavors}
    return {"worst": worst, "patterns": meets, "agents": agents, "waits": _waits(cells, proposal, unfinished)}


def _for_agent(flavor: str, cells: Iterable[CellState]) -> tuple[int, int]:
    own = by_pattern(cell for cell in cells if cell.flavor == flavor)
    states = [most_pressing(some) for some in own.values()]
    return states.count(State.IN_SYNC), sum(state not in NOT_MEANT for state in states)


def _waits(cells: Iterable[CellState], proposal: Notice | None, unfinished: bool) -> str:
    if unfinished:
        return UNFINISHED
    if proposal:
        return WAITS.get(proposal.command.removeprefix("make ").partition(" ")[0], "for somebody")
    return WAITS[""] if any(cell.mark is Mark.WAITS for cell in cells) else ""


# --- all of them ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Share:
    """How much of what is meant to be there is there."""

    sync: int = 0
    meant: int = 0
    repos: int = 0

    def add(self, sync: int, meant: int) -> None:
        """What one more repo has of it."""
        self.repos += 1
        self.sync += sync
        self.meant += meant

    @property
    def percent(self) -> int:
        """Rounded down; all of nothing is all."""
        return 100 * self.sync // self.meant if self.meant else 100


@dataclass(slots=True)
class Fleet:
    """Counts over repos. Filled repo by repo, so that nothing of one has to be kept."""

    worst: Counter[State | None] = field(default_factory=Counter)
    """Worst state of a repo, None where no pattern is for it -> number of repos."""
    states: Counter[State] = field(default_factory=Counter)
    """State of a pattern in a repo -> how many."""
    whole: Share = field(default_factory=Share)
    domains: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    flavors: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    patterns: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    waits: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What repos wait for -> their names."""

    def add(self, repo: Repo, standing: Standing) -> None:
        """One repo as it stands."""
        self.worst[State(standing["worst"]) if standing["worst"] else None] += 1
        states = {id: State(word) for id, word in standing["patterns"].items()}
        for id, state in states.items():
            self.states[state] += 1
            self.patterns[id].add(state is State.IN_SYNC, state not in NOT_MEANT)
        sync, meant = [*states.values()].count(State.IN_SYNC), sum(s not in NOT_MEANT for s in states.values())
        for share in (self.whole, self.domains[repo.domain]):
            share.add(sync, meant)
        for flavor, (sync, meant) in standing["agents"].items():
            self.flavors[flavor].add(sync, meant)
        if standing["waits"]:
            self.waits[standing["waits"]].append(repo.name)


def under_way(rollouts: Iterable[Progress]) -> tuple[Progress, ...]:
    """Those after which something comes, newest first."""
    return tuple(one for one in newest_first(rollouts) if one.stage in OPEN)


def least(shares: Mapping[str, Share]) -> list[tuple[str, Share]]:
    """What is covered least comes first; the larger of two that are alike."""
    return sorted(shares.items(), key=lambda one: (one[1].percent, -one[1].meant, one[0]))
