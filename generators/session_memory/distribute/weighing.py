"""How much room a text of ours takes in the file of others, as it is measured there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from session_memory.contract import Unit
from session_memory.distribute.caps import Files, Measure, length
from session_memory.distribute.delivery import Spot
from session_memory.model import Artifact, Bridge, Deliveries, Placement

Weight = Mapping[Unit, int]


class Opening(NamedTuple):
    """A region that has to be there for a pattern to stand in it, and the import line that it needs."""

    path: str
    bridge: str


def opening(spot: Spot) -> Opening | None:
    """The region of a spot; None where each pattern has a file of its own."""
    return None if "{id}" in spot.path else Opening(spot.path, spot.bridge)


@dataclass(frozen=True)
class Scale:
    """Weighs texts at their places: a text weighs the same whatever else stands in a region."""

    measure: Measure
    hand: Files
    placed: Mapping[str, tuple[Artifact, ...]]
    """Path of a file with a region -> what could stand in it; two of different patterns are enough."""
    known: dict[tuple[str, str, str, str], Weight] = field(default_factory=dict)

    def weight(self, artifact: Artifact) -> Weight:
        """What it adds to its file, the frame of the region not counted where there is a second text to share it."""
        key = (artifact.target_path, artifact.pattern_id, artifact.flavor, artifact.form)
        if key not in self.known:
            self.known[key] = self._weight(artifact)
        return self.known[key]

    def _weight(self, artifact: Artifact) -> Weight:
        path = artifact.target_path
        beside = [other for other in self.placed.get(path, ()) if other.pattern_id != artifact.pattern_id][:1]
        before = self._with(beside)[path] if beside else self.hand.get(path, b"")
        return _grown(before, self._with([*beside, artifact])[path])

    def frames(self, opened: Iterable[Opening]) -> Mapping[str, Weight]:
        """What regions with these openings, and their import lines, add to each file beside the texts."""
        opened = sorted(opened)
        samples = {path: self.placed[path][0] for path, _ in opened}
        after = self._with(samples.values(), (Bridge(bridge, path) for path, bridge in opened if bridge))
        texts = {path: self.weight(sample) for path, sample in samples.items()}
        return {
            path: {
                unit: grown - texts.get(path, {}).get(unit, 0)
                for unit, grown in _grown(self.hand.get(path, b""), after[path]).items()
            }
            for path in {*samples, *(bridge for _, bridge in opened if bridge)}
        }

    def _with(self, artifacts: Iterable[Artifact], bridges: Iterable[Bridge] = ()) -> Files:
        placements = tuple(Placement(artifact, ()) for artifact in artifacts)
        return self.measure(Deliveries(placements, tuple(bridges)))


def _grown(before: bytes, after: bytes) -> Weight:
    return {unit: length(after, unit) - length(before, unit) for unit in Unit}
