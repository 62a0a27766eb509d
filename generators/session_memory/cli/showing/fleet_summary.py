"""The whole fleet in numbers, of which each is small however many repos there are. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from session_memory.model import IMPORT_ID, CellState, Mark, Notice, Repo, State
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
"""Verb of the command that comes next for a proposal -> what its repos wait for."""


@dataclass(slots=True)
class Share:
    """How much of what is meant to be there is there."""

    sync: int = 0
    meant: int = 0
    repos: set[str] = field(default_factory=set)

    def add(self, repo: str, state: State) -> None:
        """One more place where a repo and a pattern meet."""
        self.repos.add(repo)
        self.meant += state not in NOT_MEANT
        self.sync += state is State.IN_SYNC

    @property
    def percent(self) -> int:
        """Rounded down; all of nothing is all."""
        return 100 * self.sync // self.meant if self.meant else 100


@dataclass(slots=True)
class Fleet:
    """Counts over repos. Filled repo by repo, so that no report has to be kept."""

    repos: int = 0
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

    def add(
        self, repo: Repo, cells: Sequence[CellState], proposal: Notice | None, unfinished: bool, lost: bool
    ) -> None:
        """One repo as it stands; `lost` for one that cannot be read."""
        self.repos += 1
        self.domains[repo.domain].repos.add(repo.name)
        meets = {id: most_pressing(some) for id, some in by_pattern(cells).items()}
        worst = State.UNREACHABLE if lost else min(meets.values(), key=PRESSING.index, default=None)
        self.worst[worst] += 1
        for id, state in meets.items():
            self.states[state] += 1
            for share in (self.whole, self.domains[repo.domain], self.patterns[id]):
                share.add(repo.name, state)
        self._for_agents(repo, cells)
        self._waiting(repo, cells, proposal, unfinished)

    def _for_agents(self, repo: Repo, cells: Iterable[CellState]) -> None:
        for flavor in repo.flavors:
            own = (cell for cell in cells if cell.flavor == flavor and cell.pattern_id != IMPORT_ID)
            self.flavors[flavor].repos.add(repo.name)
            for some in by_pattern(own).values():
                self.flavors[flavor].add(repo.name, most_pressing(some))

    def _waiting(self, repo: Repo, cells: Iterable[CellState], proposal: Notice | None, unfinished: bool) -> None:
        if unfinished:
            self.waits["for a change to be finished that was begun"].append(repo.name)
        elif proposal:
            verb = proposal.command.removeprefix("make ").partition(" ")[0]
            self.waits[WAITS.get(verb, "for somebody")].append(repo.name)
        elif any(cell.mark is Mark.WAITS for cell in cells):
            self.waits[WAITS[""]].append(repo.name)


def under_way(rollouts: Iterable[Progress]) -> tuple[Progress, ...]:
    """Those after which something comes, newest first."""
    return tuple(one for one in newest_first(rollouts) if one.stage in OPEN)


def least(shares: Mapping[str, Share]) -> list[tuple[str, Share]]:
    """What is covered least comes first; the larger of two that are alike."""
    return sorted(shares.items(), key=lambda one: (one[1].percent, -one[1].meant, one[0]))
