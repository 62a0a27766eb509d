"""Long lists in REVIEW.md: a line names the first few, and each list stands once, at the end. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MANY = 12
"""So many names stand in a line."""
FEW = 5
"""Of more, so many."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one text that are too long for its lines."""

    found: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Each with its number, in the order in which lines came to need them."""

    def few(self, names: Sequence[str]) -> str:
        """The names, or the first of them, how many more there are, and where they are."""
        if len(names) <= MANY:
            return ", ".join(names)
        number = self.found.setdefault(tuple(names), len(self.found) + 1)
        return f"{', '.join(names[:FEW])} and {len(names) - FEW} more (list {number})"

    def section(self) -> Iterator[str]:
        """The lists themselves, as a part of the text."""
        if self.found:
            yield "## The long lists"
            yield "\n".join(f"{number}. {', '.join(names)}" for names, number in self.found.items())
