"""How often each pattern reaches an agent in one place, and what becomes of each file there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from session_memory.arrivals import AgentTold, FileTold, LeftOut, OurText, PatternTold, Times
from session_memory.contract import Contract
from session_memory.distribute.context import Context, Left, Sent, Why

ELSEWHERE = (Why.SCOPE, Why.BELOW, Why.ELSEWHERE)
"""Reasons that lie in the place, and that nobody has to mend."""


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote what in the files of a repository."""

    ours: Mapping[str, tuple[OurText, ...]]
    """The texts of ours in each file that has any."""
    hand: Mapping[str, int]
    """Bytes of each file that are not ours."""
    problems: Mapping[str, str]
    """Files in which nobody can say what is ours, and why."""


class Arriving(NamedTuple):
    """A text of a pattern in a file that is told."""

    sent: Sent
    part: float
    """How much of the text arrives, up to 1."""
    pointer: bool
    """It is a line that names the skill with the text."""


def told(
    context: Context, contract: Contract, written: Written, meant: Iterable[str], registered: bool = True
) -> AgentTold:
    """What an agent is told; `meant` are the ids of the patterns that are for it here."""
    return AgentTold(
        flavor=context.flavor,
        product=contract.product,
        files=tuple(_files(context, written)),
        left=tuple(_left(left, written) for left in context.left),
        patterns=_patterns(context, written.ours, meant),
        bytes=context.bytes,
        tokens=context.tokens,
        limit=context.limit,
        registered=registered,
    )


def _files(context: Context, written: Written) -> Iterator[FileTold]:
    depths: dict[str, int] = {"": -1}
    for sent in context.sent:
        depths[sent.path] = depth = depths.get(sent.host, -1) + 1
        yield FileTold(
            path=sent.path,
            bytes=sent.alone,
            size=sent.size,
            hand=written.hand.get(sent.path, 0),
            ours=written.ours.get(sent.path, ()),
            lost=sent.lost,
            cut_by=sent.cut_by,
            host=sent.host,
            depth=depth,
            inside=sent.inside,
            skill=sent.skill,
            problem=written.problems.get(sent.path, ""),
        )


def _left(left: Left, written: Written) -> LeftOut:
    path, told = left.path, in_words(left.why, left.by)
    return LeftOut(path, left.why, left.by, told, bool(written.hand.get(path)), len(written.ours.get(path, ())))


def _patterns(
    context: Context, ours: Mapping[str, tuple[OurText, ...]], meant: Iterable[str]
) -> tuple[PatternTold, ...]:
    where: dict[str, list[str]] = {}
    for path, texts in ours.items():
        for text in texts:
            where.setdefault(text.pattern, []).append(path)
    arriving: dict[str, list[Arriving]] = {}
    for sent in context.sent:
        for text in ours.get(sent.path, ()):
            arriving.setdefault(text.pattern, []).append(
                Arriving(sent, text.arrives(sent.size - sent.lost), text.index)
            )
    left = {one.path: one for one in context.left}
    return tuple(_pattern(id, where.get(id, []), arriving.get(id, []), left) for id in sorted(meant))


def _pattern(id: str, paths: list[str], arriving: list[Arriving], left: Mapping[str, Left]) -> PatternTold:
    coming = [one for one in arriving if one.part > 0]
    if any(one.sent.skill for one in coming):
        # As packing counts: the line that names a skill, and that skill, are one.
        coming = [one for one in coming if not one.pointer]
    by = tuple(one.sent.path for one in coming)
    if len(coming) > 1:
        return PatternTold(id, Times.TWICE, by, f"it stands in {' and in '.join(dict.fromkeys(by))}")
    if coming:
        sent, part, pointer = coming[0]
        if part >= 1:
            return PatternTold(id, Times.ONCE, by, skill=sent.skill or pointer)
        return PatternTold(id, Times.CUT, by, f"only the first {part:.0%} of it arrives")
    if arriving:
        return PatternTold(id, Times.CUT, (arriving[0].sent.path,), "all of it lies behind what arrives")
    if not paths:
        return PatternTold(id, Times.NEVER, why="not in the repository yet", stands=False)
    return _not_told(id, sorted(paths), left)


def _not_told(id: str, paths: list[str], left: Mapping[str, Left]) -> PatternTold:
    """One that stands only in files that are not told here."""
    known = [left[path] for path in paths if path in left]
    here = tuple(one.path for one in known) or tuple(paths)
    for one in known:
        if one.why in ELSEWHERE:
            return PatternTold(id, Times.OUT_OF_SCOPE, here, in_words(one.why, one.by))
    for one in known:
        times = Times.CUT if one.why is Why.TOO_LONG else Times.NEVER
        return PatternTold(id, times, here, in_words(one.why, one.by))
    return PatternTold(id, Times.NEVER, here, "no file that it reads here has it")


def in_words(why: Why, by: str = "") -> str:
    """Why a file is not told, in words that go on after its name."""
    said = {
        Why.HIDDEN: f"hidden by {by}" if by else "hidden",
        Why.SCOPE: f"it counts for {by}" if by not in ("asked", "never") else "it comes when it is asked for",
        Why.BELOW: "it comes once a file in its folder is worked on",
        Why.ELSEWHERE: "the agent does not look there from here",
        Why.IGNORED: "git ignores it, and so does the agent",
        Why.SAME: "a file with the same text was told before",
        Why.TOO_LONG: f"it is over {by}" if by else "the limit is used up before it",
        Why.UNREADABLE: f"it cannot be read: {by}",
    }
    return said[why]
