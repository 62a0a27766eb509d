"""A rendered pattern that was changed -> the same change in the pattern's own lines. Pure.

Nothing here decides that the answer is right: whoever writes it renders the changed pattern again and compares.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from session_memory.distribute.origins import Line
from session_memory.errors import ConflictError
from session_memory.model import Splice


@dataclass(frozen=True, slots=True)
class _Change:
    """Lines `first` to `last` (behind) of the rendered text become others."""

    first: int
    last: int
    lines: tuple[str, ...]


def way_back(rendered: Sequence[Line], changed: Sequence[str]) -> tuple[Splice, ...]:
    """What has to become of the pattern's file so that it renders to `changed`.

    Raises ConflictError that tells every line which is not the pattern's own, and what it is.
    """
    found: list[Splice] = []
    stuck: list[str] = []
    texts = [line.text for line in rendered]
    codes = SequenceMatcher(None, texts, changed, autojunk=False).get_opcodes()
    bounds = [(0, 0), *((code[1], code[2]) for code in codes if code[0] != "equal"), (len(texts), len(texts))]
    changes = [_Change(i, j, tuple(changed[m:n])) for tag, i, j, m, n in codes if tag != "equal"]
    for at, change in enumerate(changes):
        ways = _moved(texts, change, low=bounds[at][1], high=bounds[at + 2][0])
        splice = next(filter(None, (_splice(rendered, way) for way in ways)), None)
        if splice is None:
            stuck.append(_why(rendered, change))
        else:
            found.append(splice)
    if stuck:
        raise ConflictError("; ".join(stuck))
    return tuple(found)


def _moved(texts: Sequence[str], change: _Change, low: int, high: int) -> Iterator[_Change]:
    """The same change told at other lines: a blank line that came or went may be the one above or the one below."""
    yield change
    for step in (-1, 1):
        moved = _step(texts, change, step)
        while moved is not None and low <= moved.first and moved.last <= high:
            yield moved
            moved = _step(texts, moved, step)


def _step(texts: Sequence[str], change: _Change, step: int) -> _Change | None:
    """The change one line further up or down; None where it would be another one."""
    first, last, lines = change.first, change.last, change.lines
    if lines and first < last:
        return None
    passed = first - 1 if step < 0 else last
    if not 0 <= passed < len(texts):
        return None
    if not lines:
        same = texts[last - 1 if step < 0 else first] == texts[passed]
        return _Change(first + step, last + step, ()) if same else None
    if lines[-1 if step < 0 else 0] != texts[passed]:
        return None
    turned = (texts[passed], *lines[:-1]) if step < 0 else (*lines[1:], texts[passed])
    return _Change(first + step, last + step, turned)


def _splice(rendered: Sequence[Line], change: _Change) -> Splice | None:
    """The change in the lines of the file; None when one of them is none of the file."""
    if change.first < change.last:
        numbers = [line.number for line in rendered[change.first : change.last]]
        following = all(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        return Splice(numbers[0] - 1, numbers[-1], change.lines) if following else None
    above = rendered[change.first - 1].number if change.first else 0
    below = rendered[change.first].number if change.first < len(rendered) else 0
    if not above and not below:
        return None
    at = above or below - 1
    return Splice(at, at, change.lines)


def _why(rendered: Sequence[Line], change: _Change) -> str:
    touched = rendered[change.first : change.last] or rendered[max(0, change.first - 1) : change.first + 1]
    made = [line for line in touched if not line.number and line.text.strip()] or [
        line for line in touched if not line.number
    ]
    # A change across two sections has only lines of the pattern in it.
    told = made[0] if made else Line(touched[0].text, why="is not in one piece with the next one in the pattern")
    verb = "changes" if change.first < change.last else "adds text beside"
    return f"it {verb} {told.text.strip()!r}, which {told.why}"
