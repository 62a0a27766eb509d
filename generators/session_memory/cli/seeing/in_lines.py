"""What an agent is told, in lines for a person. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from session_memory.arrivals import AgentTold, Delivered, FileTold, OurText, PatternTold, Times, together
from session_memory.cli.seeing.folded import few
from session_memory.model import IMPORT_ID


def lines_of(delivered: Delivered, whole: bool) -> Iterator[str]:
    """Every agent, then what a person should mend; `whole` leaves nothing out."""
    for agent in delivered.agents:
        yield from _agent(agent, whole)
    yield from (f"  malformed: {text}" for text in delivered.malformed)
    yield from (f"  to mend: {one}" for one in delivered.to_mend)


def _agent(agent: AgentTold, whole: bool) -> Iterator[str]:
    yield f"  {agent.flavor} ({agent.product}): {_sum(agent)}"
    files = agent.files if whole else together(agent.files)
    yield from (f"    {'  ' * file.depth}{_file(file, whole)}" for file in files if not file.skill)
    skills = [file for file in files if file.skill]
    if skills:
        yield "    skills, of which it sees name and description first:"
        yield from (f"      {_file(file, whole)}" for file in skills)
    for left in agent.left:
        if whole or left.hand or not left.patterns:
            yield f"    not told: {left.path}: {left.told}"
    yield from _patterns(agent.patterns, whole)


def _sum(agent: AgentTold) -> str:
    """How much it is, and how much of what it takes."""
    if not agent.bytes and not agent.lost:
        said = "nothing but skills" if agent.files else "nothing"
    else:
        said = f"{agent.bytes:,} bytes, about {agent.tokens:,} tokens"
        if agent.limit:
            said += f"; {100 * agent.bytes // agent.limit} % of the {agent.limit:,} bytes that it may have"
        if agent.lost:
            said += f"; {agent.lost:,} bytes are cut off"
    return said if agent.registered else f"{said} (the repo is not registered for it)"


def _file(file: FileTold, whole: bool) -> str:
    size = f"{file.bytes:,}" if file.bytes == file.size else f"{file.bytes:,} of {file.size:,}"
    parts = [f"{size} bytes", _written(file, whole)]
    if file.lost:
        parts.append(f"the last {file.lost:,} are cut off by {file.cut_by}")
    if file.taken_out:
        parts.append("comments or front matter are taken out")
    if file.problem:
        parts.append(file.problem)
    several = f" ({file.files} files)" if file.files > 1 else ""
    imported = " (imported in place)" if file.inside else " (imported)" if file.host else ""
    return f"{file.path}{several}{imported}: {'; '.join(parts)}"


def _written(file: FileTold, whole: bool) -> str:
    """Who wrote it."""
    hand = "" if not file.hand else "all by hand" if file.hand >= file.size else f"{file.hand:,} by hand"
    return "; ".join(filter(None, (hand, _few([*map(text, file.ours)], whole)))) or "nothing in it"


def text(ours: OurText) -> str:
    """A text of ours, with its version and whether somebody edited it."""
    named = "import lines" if ours.pattern == IMPORT_ID else f"{ours.pattern} v{ours.version}"
    return f"{named}{' (edited by hand)' if ours.edited else ''}"


def _patterns(patterns: Iterable[PatternTold], whole: bool) -> Iterator[str]:
    """How many arrive how often, then those that do not arrive once, one line for each reason."""
    found = tuple(patterns)
    if not found:
        yield "    no pattern is meant for it here"
        return
    numbers = {times: sum(1 for one in found if one.times is times) for times in Times}
    yield f"    patterns: {', '.join(f'{number} {times}' for times, number in numbers.items() if number)}"
    reasons: dict[tuple[Times, str], list[str]] = {}
    for one in found:
        if whole or one.times is not Times.ONCE:
            reasons.setdefault((one.times, one.why or ("on demand" if one.skill else "")), []).append(one.id)
    for (times, why), ids in sorted(reasons.items(), key=lambda row: list(Times).index(row[0][0])):
        yield f"      {times}: {_few(ids, whole)}{f': {why}' if why else ''}"


def _few(names: Sequence[str], whole: bool) -> str:
    """The names, or the first of them and how many more there are."""
    return ", ".join(names) if whole else few(names)
