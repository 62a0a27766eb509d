"""Deliveries that keep every agent's limits: what has no room in full moves to where it takes less. Pure.

A pattern that moves becomes a skill for the flavors that have no room for it, or one line that tells where its skill
is for those that know no skills. What stays is worth the most that fits (packing.py, worth.py). Where flavors share a
folder of skills, those that have room get it as a skill too: nobody gets it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from session_memory.contract import Contract
from session_memory.distribute.caps import Files, Measure, Passed, caps, passed
from session_memory.distribute.deliver import Move, Renderer, Situation, deliver
from session_memory.distribute.moving import Moving, arriving
from session_memory.model import (
    ON_DEMAND,
    Artifact,
    Deliveries,
    Delivery,
    Form,
    Moved,
    Outcome,
    Placement,
    SolutionPattern,
)

ROUNDS = 3
"""How often it is packed anew when the files turn out longer than reckoned, or another limit is passed then."""
OVERHEAD = 500
"""No frame around a text of ours takes more bytes, whatever its line ends."""


def fitted(
    made: Deliveries,
    patterns: Sequence[SolutionPattern],
    situation: Situation,
    renderer: Renderer,
    measure: Measure,
) -> Deliveries:
    """`made`, what there is when nobody minds the limits, where it keeps them; else the best that does."""
    fitting = Fitting(patterns, situation, renderer, measure, measure(Deliveries()))
    return made if fitting.surely_fits(made) else fitting.best(made)


@dataclass(frozen=True, slots=True)
class Fitting:
    """One repo whose limits have to be kept."""

    patterns: Sequence[SolutionPattern]
    situation: Situation
    renderer: Renderer
    measure: Measure
    hand: Files
    """The hand-written files."""

    @property
    def contracts(self) -> Mapping[str, Contract]:
        """Of the repo's flavors."""
        flavors = self.situation.repo.flavors
        return {flavor: self.renderer.distributors[flavor].contract for flavor in flavors}

    def surely_fits(self, made: Deliveries) -> bool:
        """Whether all files together are shorter than the tightest limit: then there is nothing to measure."""
        limits = [limit for c in self.contracts.values() for limit in (c.chain, *(read.limit for read in c.reads))]
        amounts = [limit.amount for limit in limits if limit] + list(self.situation.repo.budget.values())
        most = sum(map(len, self.hand.values())) + sum(_longest(placement.artifact) for placement in made.placements)
        return all(most + OVERHEAD * (1 + len(made.bridges)) <= amount for amount in amounts)

    def over(self, made: Deliveries) -> tuple[Passed, ...]:
        """The limits that are passed once these are in place."""
        used = {p.artifact.target_path for p in made.placements} | {b.host for b in made.bridges}
        tree = self.situation.tree.plus(used, [(b.host, b.target) for b in made.bridges])
        limits = caps(self.contracts, self.situation.repo.budget, tree)
        return passed(limits, self.measure(made), self.hand)

    def best(self, made: Deliveries) -> Deliveries:
        """Packed until it fits."""
        over = self.over(made)
        met, kept = list(over), made
        tries = self._tries(met)
        while _ours(over) and (tried := next(tries, None)) is not None:
            found = [deliver(self.patterns, self.situation, self.renderer, moves) for moves in tried]
            passed_by = [self.over(one) for one in found]
            met += [one for each in passed_by for one in each]
            # Of equals the first.
            at = max(range(len(found)), key=lambda at: (not _ours(passed_by[at]), self._value(found[at]), -at))
            kept, over = found[at], passed_by[at]
        told = self._told(made, kept, _ours(met))
        return replace(told, warnings=(*told.warnings, *_warnings(over, told)))

    def _tries(self, met: list[Passed]) -> Iterator[list[dict[str, Move]]]:
        """What to move, given the limits met so far: what is best, and when nothing else helps, everything."""
        for _ in range(ROUNDS):
            full = frozenset(path for one in _ours(met) for path in one.cap.paths)
            yield [self._moving(full).best(), self._moving(full, all_go=True).best()]
        yield [self._moving(full).everything()]
        yield [self._moving(full).nothing_at_all()]

    def _moving(self, full: frozenset[str], all_go: bool = False) -> Moving:
        case = (self.patterns, self.situation, self.renderer, self.measure, self.hand, self.contracts)
        return Moving(*case, full, all_go)

    def _value(self, made: Deliveries) -> int:
        placed: dict[str, list[Placement]] = {}
        for placement in made.placements:
            placed.setdefault(placement.artifact.pattern_id, []).append(placement)
        return sum(arriving(p, self.situation.repo, placed.get(p.id, ())) for p in self.patterns)

    def _told(self, made: Deliveries, kept: Deliveries, met: Sequence[Passed]) -> Deliveries:
        """The same with what moved, and why."""
        before, after = _whole(made), _whole(kept)
        places = {(f, p.artifact.pattern_id): p.artifact.target_path for p in _skills_last(kept) for f in p.serves}
        arrived = {(d.flavor, d.pattern_id) for d in kept.outcomes if d.outcome is not Outcome.REFUSED}
        moved = {
            key: Moved(*key, source, places.get(key, "") if key in arrived else "", _because(met, key[0], source))
            for key, source in before.items()
            if key not in after
        }
        outcomes = tuple(sorted(_explained(d, moved.get((d.flavor, d.pattern_id))) for d in kept.outcomes))
        return replace(kept, outcomes=outcomes, moved=tuple(sorted(moved.values())))


def _longest(artifact: Artifact) -> int:
    """Bytes that it takes at most: each line end may become two."""
    return len(artifact.content.encode()) + artifact.content.count("\n") + OVERHEAD


def _ours(over: Sequence[Passed]) -> tuple[Passed, ...]:
    """Those that something of ours adds to."""
    return tuple(one for one in over if one.cap.hard and one.total > one.hand)


def _whole(made: Deliveries) -> Mapping[tuple[str, str], str]:
    """(flavor, pattern) -> the file that brings all of its text."""
    return {
        (flavor, placement.artifact.pattern_id): placement.artifact.target_path
        for placement in made.placements
        if placement.artifact.form not in ON_DEMAND
        for flavor in placement.serves
    }


def _skills_last(made: Deliveries) -> list[Placement]:
    return sorted(made.placements, key=lambda placement: placement.artifact.form is Form.SKILL)


def _because(met: Sequence[Passed], flavor: str, source: str) -> str:
    """The limit for whose sake a pattern left a file: the flavor's own if it has one, and of these the tightest."""
    return min(met, key=lambda o: (o.cap.flavor != flavor, source not in o.cap.paths, o.cap.limit.amount)).words


def _explained(delivery: Delivery, moved: Moved | None) -> Delivery:
    if moved is None:
        return delivery
    if delivery.outcome is Outcome.REFUSED:
        return replace(delivery, reason=f"there is no room for it: {moved.because}; {delivery.reason}")
    return replace(delivery, reason="; ".join(filter(None, [delivery.reason, f"moved to fit: {moved.because}"])))


def _warnings(over: Sequence[Passed], kept: Deliveries) -> Iterator[str]:
    """What only a person can mend."""
    used = {placement.artifact.target_path for placement in kept.placements}
    alone = [one for one in over if one.cap.hard and one.hand > one.cap.limit.amount]
    for one in alone:
        # What is too long at the root is too long everywhere.
        if not any(set(other.cap.paths) < set(one.cap.paths) and other.cap.flavor == one.cap.flavor for other in alone):
            yield f"{_files(one)}: text written by hand is too long by itself, nothing of ours is added: {one.words}"
    for one in over:
        if not one.cap.hard and used.intersection(one.cap.paths):
            yield f"{_files(one)}: {one.words}; all of it arrives"


def _files(one: Passed) -> str:
    return ", ".join(f"`{path}`" for path in one.cap.paths)
