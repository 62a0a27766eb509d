"""Everything that `check`, `distribute --all --check` and `status` would tell, each repo planned once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory.changes.status import Records, states
from session_memory.cli.distribute import failed, proposed, with_progress
from session_memory.cli.seeing.begun import check_finished
from session_memory.cli.seeing.records import records_of
from session_memory.cli.seeing.road import Road, open_road
from session_memory.cli.seeing.spoken import heard
from session_memory.cli.seeing.summary import ATTENTION, ERROR, OK, WORST_FIRST, Result
from session_memory.cli.seeing.which_repo import which_repo
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import BY_HAND, Catalog, CellState, Notice, Plan, Repo, State


@dataclass(frozen=True, slots=True)
class Seen:
    """One repo: what would be proposed for it, and how it stands."""

    result: Result
    drifted: tuple[CellState, ...] = ()
    """What somebody changed or took out by hand."""
    waiting: tuple[CellState, ...] = ()
    """What else needs somebody."""
    proposal: Notice | None = None
    """What became of the proposal that lies there."""

    @property
    def repo(self) -> str:
        """Its name."""
        return self.result.plan.repo

    @property
    def exit_code(self) -> int:
        """The worse of what `distribute --check` and `status` would say of it."""
        code = self.result.exit_code(check=True)
        return ATTENTION if code == OK and (self.drifted or self.waiting) else code


@dataclass(frozen=True, slots=True)
class Overall:
    """A catalog and its repos, as they stand."""

    catalog: Catalog | None
    """None when it cannot be used at all."""
    repos: tuple[Seen, ...] = ()
    broken: str = ""
    """Why it cannot be used."""

    @property
    def exit_code(self) -> int:
        """The worst of all."""
        wrong = self.catalog is None or bool(self.catalog.findings)
        codes = {seen.exit_code for seen in self.repos} | ({ERROR} if wrong else set())
        return next((code for code in WORST_FIRST if code in codes), OK)

    @property
    def calm(self) -> bool:
        """Whether nothing is wrong and nothing has drifted. A proposal that waits is ordinary work."""
        return self.exit_code in (OK, ATTENTION) and not any(seen.drifted for seen in self.repos)


def overall(root: Path, names: Sequence[str]) -> Overall:
    """The catalog at `root` with the repos of those names, or all that are enabled.

    Raises UsageError for a repo that there is not.
    """
    try:
        road = open_road(root)
    except SessionMemoryError as error:
        return Overall(None, broken=str(error))
    catalog = road.catalog
    asked = [which_repo(name, root, catalog, road.contracts) for name in dict.fromkeys(names)]
    repos = asked or [repo for repo in catalog.repos if repo.enabled]
    return Overall(catalog, tuple(_seen(road, repo) for repo in with_progress(repos)))


def _seen(road: Road, repo: Repo) -> Seen:
    """One repo; what goes wrong there is told, and the others go on."""
    try:
        check_finished(road.root, repo)
        plan = road.plan(repo)
        result = proposed(road, repo, plan, check=True)
        spoken = heard(road.root, repo.name)
        records = records_of(road, repo, plan, spoken, result.rejected)
    except UsageError:
        raise
    except (SessionMemoryError, OSError) as error:
        return Seen(failed(repo, error))
    gone = _gone(plan, records)
    cells = [cell for cell in states(plan, records) if cell.needs_somebody]
    drifted = tuple(cell for cell in cells if cell.state in BY_HAND or (cell.path, cell.pattern_id) in gone)
    waiting = tuple(cell for cell in cells if cell not in drifted)
    return Seen(result, drifted, waiting, spoken.stage(plan)[1])


def _gone(plan: Plan, records: Records) -> frozenset[tuple[str, str]]:
    """(path, pattern) of what was applied once and stands there no longer."""
    items = (i for i in plan.items if i.state is State.PROPOSED and records.applied(i))
    return frozenset((item.path, item.pattern_id) for item in items)
