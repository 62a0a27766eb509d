"""One hand edit in the text of a pattern -> the same edit in the pattern's file, with the proof that it is the same."""

from __future__ import annotations

from dataclasses import dataclass

from session_memory import files, git
from session_memory.catalog.amend import spliced
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.load import pattern_of, trial
from session_memory.catalog.passage import normal
from session_memory.changes.drift import Drift
from session_memory.changes.texts import text_of
from session_memory.cli.seeing.road import Road
from session_memory.distribute.deliver import Renderer
from session_memory.distribute.flavors import forms
from session_memory.distribute.origins import origins
from session_memory.distribute.way_back import way_back
from session_memory.errors import ConflictError, SessionMemoryError
from session_memory.model import Form, SolutionPattern


@dataclass(frozen=True, slots=True)
class Place:
    """For whom, and how, a text is rendered."""

    flavor: str
    form: Form


def mapped(road: Road, path: str, content: bytes, drift: Drift, place: Place) -> bytes:
    """The pattern's file, which lies at `path` and holds `content` now, with the hand edit in it.

    Raises ConflictError, which says where and why, when the edit is not one of the pattern's own lines.
    """
    pattern = checked(road, path, content)
    try:
        wish = _merged(drift, rendered(road, pattern, place))
        lines = origins(pattern, normal(content).split("\n"), lambda other: rendered(road, other, place))
        changed = spliced(content, way_back(lines, wish.split("\n")))
    except SessionMemoryError as error:
        raise _unmapped(drift, error.message) from error
    _prove(rendered(road, checked(road, path, changed), place), wish, drift)
    return changed


def rendered(road: Road, pattern: SolutionPattern, place: Place) -> str:
    """The text of a pattern as its digest is taken. Raises SessionMemoryError when it cannot take that form."""
    # Another text of the same pattern may have been rendered before, so nothing is remembered.
    return _text(text_of(Renderer(road.renderer.distributors).artifact(pattern, place.flavor, place.form)))


def checked(road: Road, path: str, content: bytes) -> SolutionPattern:
    """The pattern that a file with that content would be. Raises SessionMemoryError with its findings."""
    document = trial(road.root, forms(road.renderer.distributors), Entry(PATTERN, path, content))
    if document.findings:
        told = "\n  ".join(map(str, document.findings))
        raise SessionMemoryError(
            f"with the hand edit in it the pattern would have findings; nothing was written\n  {told}",
            path,
            "mend the text in the target, or write the pattern by hand",
        )
    return pattern_of(document)


def _merged(drift: Drift, now: str) -> str:
    """What the pattern should render to: what the catalog says now, with the hand edit in it."""
    applied, stands = _text(drift.applied or b""), _text(drift.stands)
    if now == applied:
        return stands
    sides = {"now": now, "applied": applied, "stands": stands}
    with files.scratch() as folder:
        files.scratch_tree(folder, {name: _bytes(f"{text}\n") for name, text in sides.items()})
        merge = ("merge-file", "-p", "--quiet", *sides)
        try:
            merged = git.run(folder, *merge)
        except SessionMemoryError as error:
            # Its exit code is the number of conflicts; another accident is raised again.
            git.run(folder, *merge, allow=tuple(range(1, 128)))
            raise ConflictError("the catalog has changed the same lines since") from error
    return _text(merged.removesuffix(b"\n"))


def _prove(found: str, wish: str, drift: Drift) -> None:
    """The new pattern has to render to exactly that; else the same line would now stand where nobody put it."""
    if found == wish:
        return
    pairs = zip([*found.split("\n"), ""], [*wish.split("\n"), ""], strict=False)
    one, other = next(((one, other) for one, other in pairs if one != other), ("", ""))
    raise _unmapped(drift, f"the pattern would then render {one!r} where {other!r} stands")


def _unmapped(drift: Drift, why: str) -> ConflictError:
    item = drift.item
    return ConflictError(
        f"the hand edit cannot be mapped to the lines of {item.pattern_id}: {why}. Nothing was written",
        item.path,
        "write the change into the pattern by hand, or take ours back, or keep theirs",
    )


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
