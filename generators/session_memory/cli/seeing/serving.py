"""Which agents receive a text of ours through a file, as it stands now."""

from __future__ import annotations

from collections.abc import Mapping

from session_memory.cli.seeing.road import Road, Sight
from session_memory.distribute.reading import loaded
from session_memory.model import Repo


def serving(road: Road, repo: Repo, sight: Sight) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(path, pattern) -> flavors, of everything that is wanted or stands in a repo.

    What the plan means for somebody is for them; what it means for nobody, or holds back, is for all who read the file.
    """
    tree = road.as_it_stands(sight.hosts, sight.standing)
    reads = {flavor: frozenset(loaded(road.contracts[flavor], tree)) for flavor in sorted(repo.flavors)}
    return {
        (item.path, item.pattern_id): item.serves or tuple(f for f, paths in reads.items() if item.path in paths)
        for item in sight.plan.items
    }
