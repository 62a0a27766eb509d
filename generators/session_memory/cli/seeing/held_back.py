"""Patterns whose file has findings, as one repo has to know of them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from session_memory.cli.seeing.folded import few

FINDINGS = "its file has findings, which make check names"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What is neither proposed nor taken out until its file is mended."""

    here: tuple[str, ...] = ()
    """Ids of those that stand in the repo."""
    elsewhere: tuple[str, ...] = ()
    """Ids of the others: a file with findings does not say whom it is for."""

    def __bool__(self) -> bool:
        return bool(self.here or self.elsewhere)

    def lines(self) -> Iterator[str]:
        """One for each kind."""
        if self.here:
            yield f"{few(self.here)}: {FINDINGS}; what stands here is left as it is"
        if self.elsewhere:
            yield f"{few(self.elsewhere)}: {FINDINGS}; whether it is for this repo, nobody knows until they are mended"

    def as_object(self) -> dict[str, list[str]]:
        """The same for programs."""
        return {"here": list(self.here), "elsewhere": list(self.elsewhere)}


def held_back(blocked: Iterable[str], standing: Collection[str]) -> HeldBack:
    """`blocked` are the ids that have findings, `standing` those of all texts of ours in the repo."""
    ids = tuple(blocked)
    return HeldBack(tuple(id for id in ids if id in standing), tuple(id for id in ids if id not in standing))


NONE = HeldBack()
