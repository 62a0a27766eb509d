"""The patterns as a table: those with findings, too. Pure."""

from __future__ import annotations

from typing import Any

from session_memory.model import Mark, State, Status
from session_memory.website.across import Across
from session_memory.website.addresses import pattern_page
from session_memory.website.lists.table import Column, Facet, Kind, Row, Table
from session_memory.website.site_model import BrokenPattern, PatternView, SiteModel
from session_memory.website.topic import topic
from session_memory.website.words import DUE, FOUND, OVER, past_review

COLUMNS = (
    Column("pattern", "Pattern", Kind.NAME, searched=True),
    Column("status", "Status", Kind.BADGES, lead="replaced by"),
    Column("version", "Version", Kind.VERSION),
    Column("risk", "Risk", Kind.TEXT),
    Column("tags", "Tags", Kind.CHIPS, searched=True, facet="tag"),
    Column("owners", "Owners", Kind.CHIPS, searched=True, facet="owner"),
    Column("updated", "Updated", Kind.DATE),
    Column("review-by", "Review by", Kind.DATE),
    Column("live", "Live in", Kind.NUMBER),
    Column("waiting", "Waiting in", Kind.NUMBER),
)
FACETS = (
    Facet("status", "Status", "", (*Status, FOUND), OVER),
    Facet("risk", "Risk", "not known", ("read", "write", "danger")),
    Facet("topic", "Topic", "no topic"),
    Facet("flavor", "Flavor", "no flavor"),
    Facet("tag", "Tag", "no tag"),
    Facet("owner", "Owner", "no owner"),
    Facet("state", "How it stands", "in no repo", (*State, *Mark)),
    Facet("review", "Review", "no date", ("due", "not due")),
)


def pattern_table(model: SiteModel, across: Across) -> Table:
    """One row for each file."""
    rows = [_row(view, model, across) for view in model.patterns]
    rows += [_broken(file, across) for file in model.broken]
    rows.sort(key=lambda row: (row.cells[0][0].lower(), row.cells[0][1]))
    return Table("patterns", "pattern", COLUMNS, FACETS, tuple(rows), "pattern")


def _row(view: PatternView, model: SiteModel, across: Across) -> Row:
    pattern = view.pattern
    due = past_review(pattern, model.today)
    replaced = [[id, pattern_page(id)] for id in across.successors.get(pattern.id, ())]
    cells = (
        [pattern.title, pattern.id],
        [pattern.status, *([DUE] if due else []), *replaced],
        pattern.version,
        pattern.risk,
        list(pattern.tags),
        list(pattern.owners),
        str(view.updated or ""),
        str(pattern.review_by or ""),
        across.live.get(pattern.id, 0),
        waiting_in(pattern.id, across),
    )
    facts: tuple[tuple[str, ...], ...] = (
        (pattern.status,),
        (pattern.risk,),
        tuple(filter(None, [topic(pattern.path)])),
        tuple(dict.fromkeys(artifact.flavor for artifact in view.artifacts)),
        pattern.tags,
        pattern.owners,
        _states(pattern.id, across),
        ("due" if due else "not due",) if pattern.review_by else (),
    )
    return Row(pattern_page(pattern.id), cells, facts)


def _broken(file: BrokenPattern, across: Across) -> Row:
    """What its file says cannot be trusted; where it is can."""
    live, waiting = across.live.get(file.id, 0), waiting_in(file.id, across)
    cells: tuple[Any, ...] = ([file.id, file.path], [FOUND], "", "", [], [], "", "", live, waiting)
    facts = ((FOUND,), (), tuple(filter(None, [topic(file.path)])), (), (), (), _states(file.id, across), ())
    return Row(pattern_page(file.id), cells, facts)


def _states(id: str, across: Across) -> tuple[str, ...]:
    """Every state and mark that it has in some repo."""
    cells = across.cells.get(id, ())
    marks = {cell.mark for cell in cells}
    return tuple({cell.state for cell in cells}) + tuple(mark for mark in marks if mark)


def waiting_in(id: str, across: Across) -> int:
    """In how many repos a proposal waits that would bring it."""
    return len({cell.repo for cell in across.cells.get(id, ()) if cell.state is State.PROPOSED})
