"""The matrix for its page's script, and to take away as JSON and CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from session_memory.model import FINE, CellState, Repo, State
from session_memory.website.across import Across
from session_memory.website.addresses import pattern_page
from session_memory.website.cells import RANK
from session_memory.website.machine.document import document, script
from session_memory.website.matrix import Known, Matrix, Row
from session_memory.website.page import Page
from session_memory.website.site_model import SiteModel
from session_memory.website.states import MEANS, NEXT, PRESSING
from session_memory.website.words import GLYPHS, OFF, TONES

SCRIPT, JSON, CSV = "data/matrix.js", "data/matrix.json", "data/matrix.csv"
COLUMNS = ("repo", "domain", "pattern", "flavor", "state", "on disk", "in the catalog", "path", "mark", "note")
NOTHING = " "
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet would take for the beginning of a formula."""

MOST = 60_000
"""Kinds for which there are characters. Only notes can make them so many; each repo's own page has those."""

Kind = tuple[tuple[str, int, str | None, str, str], ...]
"""Flavor, state, version on disk (None: the catalog's), mark and note of each cell where a repo and a pattern meet."""


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """Three files."""
    addresses = {page.address for page in pages}
    yield SCRIPT, script("matrix", _for_script(across.matrix, addresses))
    yield JSON, document(JSON, "matrix", _for_programs(across.matrix))
    yield CSV, _for_spreadsheets(across.matrix).encode()


# --- for the page ---------------------------------------------------------------------------------------


def _for_script(whole: Matrix, addresses: set[str]) -> Mapping[str, Any]:
    """One string per repo with one character per pattern: what differs from character to character is told once."""
    wanted = {known.id: known.version for known in whole.patterns}
    kinds = [{id: _kind(cells, wanted[id]) for id, cells in row.meets.items()} for row in whole.rows]
    if len({kind for row in kinds for kind in row.values()}) > MOST:
        kinds = [{id: _without_note(kind) for id, kind in row.items()} for row in kinds]
    letters = _letters(Counter(kind for row in kinds for kind in row.values()))
    return {
        "states": [_state(state) for state in PRESSING],
        "kinds": [[letter, kind] for kind, letter in letters.items()],
        "patterns": [[*_told(known), _page(known.id, addresses), known.domain] for known in whole.patterns],
        "repos": [_named(row.repo) for row in whole.rows],
        "rows": [_line(row, letters, whole.patterns) for row in kinds],
    }


def _state(state: State) -> Mapping[str, Any]:
    return {
        "word": state,
        "glyph": GLYPHS[state],
        "tone": TONES[state],
        "means": MEANS[state],
        "next": NEXT[state],
        "waits": state not in FINE,
    }


def _named(repo: Repo) -> Sequence[Any]:
    return repo.name, repo.domain, "" if repo.enabled else OFF, repo.flavors


def _told(known: Known) -> tuple[str, str, str, str]:
    return known.id, known.title, known.version, known.status


def _page(id: str, addresses: set[str]) -> str | bool:
    """Where its page is: true for under its own id, false for nowhere."""
    page = pattern_page(id)
    return page in addresses and (page == f"p/{id}/" or page)


def _kind(cells: tuple[CellState, ...], wanted: str) -> Kind:
    return tuple(
        (c.flavor, RANK[c.state], None if wanted and c.version == wanted else c.version, c.mark or "", c.note)
        for c in cells
    )


def _letters(kinds: Counter[Kind]) -> Mapping[Kind, str]:
    """A character of its own for each kind; the most frequent have those that take least room."""
    ranked = sorted(kinds, key=lambda kind: (-kinds[kind], [(*cell[:2], cell[2] or "", *cell[3:]) for cell in kind]))
    # One UTF-16 unit each, which is what a script counts in.
    free = (chr(code) for code in range(ord("!"), 0x10000) if chr(code) not in '"\\')
    return dict(zip(ranked, free, strict=False))


def _without_note(kind: Kind) -> Kind:
    return tuple((flavor, rank, version, mark, "") for flavor, rank, version, mark, _ in kind)


def _line(row: Mapping[str, Kind], letters: Mapping[Kind, str], patterns: Sequence[Known]) -> str:
    return "".join(letters[row[known.id]] if known.id in row else NOTHING for known in patterns).rstrip(NOTHING)


# --- to take away ---------------------------------------------------------------------------------------


def _for_programs(whole: Matrix) -> Mapping[str, Any]:
    return {
        "states": _totals(whole.counts),
        "patterns": [dict(zip(("id", "title", "version", "status"), _told(p), strict=True)) for p in whole.patterns],
        "repos": [_repo(row) for row in whole.rows],
    }


def _totals(counts: Counter[State]) -> Mapping[State, int]:
    return {state: counts[state] for state in PRESSING}


def _repo(row: Row) -> Mapping[str, Any]:
    meets = {id: _meeting(cells, row.states[id]) for id, cells in row.meets.items()}
    return {"name": row.repo.name, "domain": row.repo.domain, "states": _totals(row.counts), "patterns": meets}


def _meeting(cells: tuple[CellState, ...], state: State) -> Mapping[str, Any]:
    """Where there are several cells for a flavor, the most pressing one; paths and notes are in the repo's own file."""
    pressing = {cell.flavor: cell.state for cell in sorted(cells, key=lambda cell: -RANK[cell.state])}
    return {"state": state, "flavors": pressing, "on_disk": sorted({cell.version for cell in cells if cell.version})}


def _for_spreadsheets(whole: Matrix) -> str:
    """One line for each repo, pattern and flavor, in the form of RFC 4180."""
    wanted = {known.id: known.version for known in whole.patterns}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in whole.rows:
        for id, cells in row.meets.items():
            for c in cells:
                told = (c.repo, row.repo.domain, id, c.flavor, c.state, c.version, wanted[id], c.path, c.mark, c.note)
                table.writerow([_no_formula(str(value or "")) for value in told])
    return out.getvalue()


def _no_formula(text: str) -> str:
    """The same as text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(FORMULA) else text
