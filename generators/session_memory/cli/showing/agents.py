"""What each agent of a repo is told at its top, as its page shows it."""

from __future__ import annotations

from session_memory.arrivals import AgentTold, Delivered, FileTold, LeftOut, Times, together
from session_memory.cli.seeing.delivered import TOP, Asked, answer, delivered
from session_memory.cli.seeing.road import Road, Sight
from session_memory.distribute.arriving import ELSEWHERE
from session_memory.distribute.tree import named_in_settings
from session_memory.model import Repo
from session_memory.website.site_model import AgentView, FileRow


def told_now(road: Road, repo: Repo, sight: Sight) -> Delivered:
    """What the agents are told, from the files that were read for the plan."""
    contracts = {flavor: road.contracts[flavor] for flavor in repo.flavors}
    contents = {path: file.content for path, file in sight.hosts.files.items()}
    if any(named_in_settings(contents, contracts.values())):
        # Files with names of the repository's own were not read for the plan.
        return answer(road, repo, Asked()).delivered
    outcomes = sight.request.deliveries.outcomes
    meant = {flavor: [d.pattern_id for d in outcomes if d.flavor == flavor] for flavor in repo.flavors}
    return delivered(repo, contracts, sight.hosts, sight.standing, meant, TOP)


def agent_view(agent: AgentTold) -> AgentView:
    """As much of it as a page has room for, whatever the number of patterns."""
    standing = [pattern for pattern in agent.patterns if pattern.stands]
    found = {times: sum(1 for one in standing if one.times is times) for times in Times}
    return AgentView(
        flavor=agent.flavor,
        files=tuple(_row(file) for file in together(agent.files)),
        left=tuple(left for left in agent.left if _counts(left)),
        elsewhere=sum(1 for left in agent.left if not _counts(left)),
        counts={times: number for times, number in found.items() if number},
        wrong=tuple(pattern for pattern in standing if pattern.wrong),
        bytes=agent.bytes,
        tokens=agent.tokens,
        limit=agent.limit,
    )


def _counts(left: LeftOut) -> bool:
    """Whether a person may want to know: not of files of ours that are for another place."""
    return left.hand or not left.patterns or left.why not in ELSEWHERE


def _row(file: FileTold) -> FileRow:
    return FileRow(
        path=file.path,
        bytes=file.bytes,
        size=file.size,
        hand=file.hand,
        patterns=len(file.ours),
        lost=file.lost,
        cut_by=file.cut_by,
        depth=file.depth,
        inside=file.inside,
        skill=file.skill,
        files=file.files,
    )
