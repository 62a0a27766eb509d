"""A SiteModel in, the matrix out: its page, its data and its files to take away."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from benchmarks.site_workload import big_model
from small_site import SMALL, a_repo, as_html, page, see, view

from session_memory.model import CellState, Mark, State
from session_memory.website.across import look_across
from session_memory.website.cells import most_pressing
from session_memory.website.machine.matrix import written
from session_memory.website.matrix import matrix
from session_memory.website.pages.every import every_page
from session_memory.website.site_model import SiteModel
from session_memory.website.states import MEANS, NEXT, PRESSING
from session_memory.website.words import GLYPHS

BIG = big_model(patterns=200, repos=50)
HOSTILE = '<script>alert("1")</script>, and\n"two" lines \u2028 مرحبا 漢字'


def with_cells(*cells: CellState, **more: Any) -> SiteModel:
    """The small site with one repo that has these cells."""
    return dataclasses.replace(SMALL, repos=(dataclasses.replace(a_repo("shop"), cells=cells, **more),))


def files(model: SiteModel) -> dict[str, str]:
    """The three files by their ending."""
    across = look_across(model)
    made = written(model, across, tuple(every_page(model, across)))
    return {name.rpartition(".")[2]: content.decode() for name, content in made}


def data(model: SiteModel) -> Any:
    """What the page's script is given."""
    return json.loads(files(model)["js"].partition("sessionMemory.matrix = ")[2].rstrip(";\n"))


def lines(model: SiteModel) -> list[dict[str, str]]:
    """The rows of the CSV file."""
    return list(csv.DictReader(io.StringIO(files(model)["csv"], newline="")))


def cells_of(told: Any) -> Iterator[tuple[str, str, str, str | None]]:
    """(repo, pattern, flavor, state) as the script reads them."""
    kinds = dict(told["kinds"])
    for (repo, *_), row in zip(told["repos"], told["rows"], strict=True):
        for (pattern, *_), letter in zip(told["patterns"], row, strict=False):
            for flavor, state, *_ in kinds.get(letter, ()):
                yield repo, pattern, flavor, told["states"][state]["word"]


def of_model(model: SiteModel) -> list[tuple[str, str, str, str]]:
    """The same from the cells themselves."""
    return [(c.repo, c.pattern_id, c.flavor, c.state) for repo in model.repos for c in repo.cells]


def test_every_state_has_its_place_its_sign_its_sentence_and_its_command() -> None:
    """No two share a sign."""
    assert set(PRESSING) == set(NEXT) == set(State) <= set(MEANS)
    assert len(PRESSING) == len({GLYPHS[state] for state in State}) == len(State)


def test_the_state_that_needs_somebody_counts() -> None:
    """Trouble before what waits, that before what is in sync, and what is skipped last."""
    of = [CellState("shop", "alpha", flavor, state) for flavor, state in zip("abcd", PRESSING[:4], strict=True)]
    assert most_pressing(reversed(of)) is State.CONFLICT
    assert most_pressing([CellState("shop", "a", "x", s) for s in (State.SKIPPED, State.IN_SYNC)]) is State.IN_SYNC


def test_the_script_is_told_every_cell() -> None:
    """Of a site with all states, flavor by flavor."""
    assert Counter(cells_of(data(BIG))) == Counter(of_model(BIG))
    assert {state for *_, state in of_model(BIG)} == set(State)


def test_one_character_stands_for_one_meeting() -> None:
    """Also when hundreds of notes make hundreds of kinds, of which none may be a quote, a backslash or a space."""
    cells = tuple(CellState("shop", f"p-{n:04}", "claude", State.EDITED, note=f"reason {n}") for n in range(700))
    told = data(with_cells(*cells))
    assert len({letter for letter, _ in told["kinds"]}) == 700
    assert not {letter for letter, _ in told["kinds"]} & {'"', "\\", " "}
    assert Counter(cells_of(told)) == Counter((c.repo, c.pattern_id, c.flavor, c.state) for c in cells)


def test_versions_marks_and_notes_are_told() -> None:
    """A version on disk only where it is not the catalog's."""
    told = data(
        with_cells(
            CellState("shop", "alpha", "claude", State.IN_SYNC, "CLAUDE.md", "1.0.0"),
            CellState("shop", "beta", "claude", State.EDITED, "CLAUDE.md", "0.9.0", "by hand", Mark.HELD),
        )
    )
    kinds = dict(told["kinds"])
    alpha, beta = (kinds[letter] for letter in told["rows"][0])
    assert alpha == [["claude", PRESSING.index(State.IN_SYNC), None, "", ""]]
    assert beta == [["claude", PRESSING.index(State.EDITED), "0.9.0", "held", "by hand"]]


def test_patterns_that_only_repos_have_are_there_too() -> None:
    """And those with findings; both say so, and the first lead to no page."""
    told = {id: (status, there) for id, _, _, status, there, _ in data(SMALL)["patterns"]}
    assert told["gone"] == ("not in the catalog", False)
    assert told["delta"] == ("has findings", True)
    assert told["alpha"] == ("approved", True)
    assert list(told) == sorted(told)


def test_domains_and_agents_are_told_for_the_filters() -> None:
    """Of each repo, and of a pattern the domains that it is for."""
    assert [(name, domain, flavors) for name, domain, _, flavors in data(SMALL)["repos"]] == [
        ("shop", "shops", ["claude"]),
        ("mill", "shops", ["claude"]),
    ]
    domains = {id: domain for id, *_, domain in data(SMALL)["patterns"]}
    assert (domains["beta"], domains["alpha"], domains["gone"]) == ("shops", "", "")
    assert "<option>shops</option>" in page(SMALL, "fleet/") and "<option>claude</option>" in page(SMALL, "fleet/")


def test_totals_are_the_sums_of_the_cells() -> None:
    """On the page, in the JSON file, and line by line in the CSV file."""
    told = json.loads(files(BIG)["json"])
    meetings: dict[tuple[str, str], list[CellState]] = {}
    for cell in (cell for repo in BIG.repos for cell in repo.cells):
        meetings.setdefault((cell.repo, cell.pattern_id), []).append(cell)
    expected = Counter(most_pressing(cells) for cells in meetings.values())
    assert told["version"] == 1
    assert Counter(told["states"]) == expected
    assert sum((Counter(repo["states"]) for repo in told["repos"]), Counter()) == expected
    meets = ((repo["name"], id, meets) for repo in told["repos"] for id, meets in repo["patterns"].items())
    flavors = Counter((repo, id, flavor, s) for repo, id, meeting in meets for flavor, s in meeting["flavors"].items())
    assert flavors == Counter(of_model(BIG))
    assert Counter((line["repo"], line["pattern"], line["flavor"], line["state"]) for line in lines(BIG)) == flavors
    text = see(as_html(page(BIG, "fleet/"))).text
    for state, number in expected.items():
        assert f"{GLYPHS[state]} {number:,} {state}" in text


def test_each_repo_has_its_line_without_the_script() -> None:
    """Linked, with what it has of each state."""
    text = page(SMALL, "fleet/")
    assert '<a href="../repos/shop/">shop</a></td><td>− 1 orphaned, … 1 proposed, ✓ 1 in-sync, · 1 skipped</td>' in text
    assert 'class="matrix" hidden' in text


def test_awkward_text_arrives_as_it_is() -> None:
    """In the script's data nothing can end the script; a line of the CSV file stays one record."""
    model = with_cells(CellState("shop", "alpha", "claude", State.EDITED, note=HOSTILE))
    model = dataclasses.replace(model, patterns=(view("alpha", title=HOSTILE),))
    assert "\u2028" not in files(model)["js"] and "alert" in files(model)["js"]
    assert data(model)["patterns"][0][1] == HOSTILE
    assert lines(model)[0]["note"] == HOSTILE


@pytest.mark.parametrize("note", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_spreadsheet_runs_a_cell(note: str) -> None:
    """What would be a formula becomes text."""
    assert lines(with_cells(CellState("shop", "alpha", "claude", State.EDITED, note=note)))[0]["note"] == f"'{note}"


def test_nothing_to_cross_says_what_to_do_next() -> None:
    """Without repos, and without patterns."""
    assert "make adopt REPO=path" in page(dataclasses.replace(SMALL, repos=()), "fleet/")
    bare = dataclasses.replace(a_repo("shop"), cells=())
    nothing = dataclasses.replace(SMALL, repos=(bare,), patterns=(), broken=(), findings=())
    assert "catalog/patterns/" in page(nothing, "fleet/")
    assert "<script" not in page(nothing, "fleet/")


def test_a_repo_without_cells_is_a_line_like_the_others() -> None:
    """One that is switched off has none."""
    bare = dataclasses.replace(a_repo("mill"), cells=())
    model = dataclasses.replace(SMALL, repos=(a_repo("shop"), bare))
    assert ">mill</a></td><td>nothing</td>" in page(model, "fleet/")
    assert data(model)["rows"][1] == "" and data(model)["repos"][1][2] == ""


def test_a_repo_that_is_switched_off_says_so() -> None:
    """An empty row of it is no row that waits for its first pattern."""
    off = dataclasses.replace(a_repo("mill"), cells=(), repo=dataclasses.replace(a_repo("mill").repo, enabled=False))
    model = dataclasses.replace(SMALL, repos=(a_repo("shop"), off))
    assert ">mill</a></td><td>switched off</td>" in page(model, "fleet/")
    assert [off for _, _, off, _ in data(model)["repos"]] == ["", "switched off"]


def test_patterns_and_repos_keep_their_order() -> None:
    """So that the same site gives the same bytes."""
    whole = matrix(BIG)
    assert [known.id for known in whole.patterns] == sorted(known.id for known in whole.patterns)
    assert [row.repo.name for row in whole.rows] == [repo.repo.name for repo in BIG.repos]
    assert files(BIG) == files(BIG)


def test_notes_that_are_all_different_take_no_cell_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are more of them than characters: then the notes are left out, and every state is still told."""
    cells = [CellState("shop", id, "claude", State.EDITED, note=f"note {id}") for id in ("alpha", "beta", "gamma")]
    model = with_cells(*cells)
    assert [kind[4] for _, kinds in data(model)["kinds"] for kind in kinds] == ["note alpha", "note beta", "note gamma"]
    monkeypatch.setattr("session_memory.website.machine.matrix.MOST", 2)
    assert {kind[4] for _, kinds in data(model)["kinds"] for kind in kinds} == {""}
    assert sorted(cells_of(data(model))) == sorted(of_model(model))


def test_the_data_of_a_large_matrix_stays_small() -> None:
    """A sixth of 500 x 1,000 filled: at most 50 KB as it is sent."""
    model = big_model(patterns=1000, repos=500)
    script = dict(written(model, look_across(model), ()))["data/matrix.js"]
    assert len(gzip.compress(script, mtime=0)) <= 50 * 1024
