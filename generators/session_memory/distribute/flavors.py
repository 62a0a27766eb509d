"""THE table of flavors. Adding one is a module in agents/, a row here, and a folder of golden files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from keyword import iskeyword

from session_memory.distribute.agents import (
    aider,
    amp,
    antigravity,
    augment,
    claude,
    cline,
    codex,
    continue_,
    copilot,
    cursor,
    devin,
    droid,
    gemini,
    goose,
    grok,
    jules,
    junie,
    kiro,
    opencode,
    plain,
    qwen,
    roo,
    warp,
    zed,
)
from session_memory.distribute.base import Distributor
from session_memory.distribute.contradictions import contradictions
from session_memory.errors import SessionMemoryError
from session_memory.model import Form

OURS: tuple[Distributor, ...] = (
    claude.DISTRIBUTOR,
    codex.DISTRIBUTOR,
    grok.DISTRIBUTOR,
    aider.DISTRIBUTOR,
    amp.DISTRIBUTOR,
    antigravity.DISTRIBUTOR,
    augment.DISTRIBUTOR,
    cline.DISTRIBUTOR,
    continue_.DISTRIBUTOR,
    copilot.DISTRIBUTOR,
    cursor.DISTRIBUTOR,
    devin.DISTRIBUTOR,
    droid.DISTRIBUTOR,
    gemini.DISTRIBUTOR,
    goose.DISTRIBUTOR,
    jules.DISTRIBUTOR,
    junie.DISTRIBUTOR,
    kiro.DISTRIBUTOR,
    opencode.DISTRIBUTOR,
    qwen.DISTRIBUTOR,
    roo.DISTRIBUTOR,
    warp.DISTRIBUTOR,
    zed.DISTRIBUTOR,
    plain.DISTRIBUTOR,
)

GROUP = "session_memory.distributors"


@cache
def table() -> Mapping[str, Distributor]:
    """Every flavor by name: ours, then those that other installed packages offer through the entry point.

    Raises SessionMemoryError for one that cannot be loaded, whose contract contradicts itself, or whose name is taken.
    Asked once: all that is installed is looked through, which takes longer than all else that a small run does.
    """
    found: dict[str, tuple[str, Distributor]] = {}
    for where, hint, distributor in _offered():
        wrong = list(contradictions(getattr(distributor, "flavor", None), getattr(distributor, "contract", None)))
        if not callable(getattr(distributor, "render", None)):
            wrong.append("render: is missing")
        if wrong:
            raise SessionMemoryError("; ".join(wrong), where, hint)
        if distributor.flavor in found:
            taken = found[distributor.flavor][0]
            raise SessionMemoryError(f"the flavor {distributor.flavor} is there already, by {taken}", where, hint)
        found[distributor.flavor] = where, distributor
    return {name: distributor for name, (_, distributor) in found.items()}


def module_of(flavor: str) -> str:
    """The module that describes a flavor of ours."""
    name = flavor.replace("-", "_")
    return f"{__package__}.agents.{name}_" if iskeyword(name) else f"{__package__}.agents.{name}"


def _offered() -> Iterator[tuple[str, str, Distributor]]:
    """(where it is described, what to do when it is wrong, distributor)."""
    yield from ((module_of(distributor.flavor), "mend its contract", distributor) for distributor in OURS)
    for entry in sorted(entry_points(group=GROUP), key=lambda e: (e.name, e.value)):
        hint = f"mend or uninstall the package {entry.dist.name}" if entry.dist else f"mend what offers {entry.name}"
        yield entry.value, hint, _load(entry, hint)


def _load(entry: EntryPoint, hint: str) -> Distributor:
    try:
        distributor: Distributor = entry.load()
    except Exception as error:
        # Whatever a stranger's module does while it is imported, the person has to learn which one it was.
        raise SessionMemoryError(
            f"the distributor {entry.name} cannot be loaded: {type(error).__name__}: {error}", entry.value, hint
        ) from error
    return distributor


def forms(flavors: Mapping[str, Distributor]) -> Mapping[str, frozenset[Form]]:
    """Which forms each flavor has."""
    return {name: frozenset(home.form for home in d.contract.homes) for name, d in flavors.items()}
