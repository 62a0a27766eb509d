"""The registry in the forms that others read."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from session_memory.changes.record.exported import FORMS, Recorded, as_codeowners, as_csv, as_json
from session_memory.changes.record.registry import Cell

DIGEST = "ab" * 32


def cell(pattern: str, path: str, **more: object) -> Cell:
    """A cell of which only that matters."""
    return Cell(
        **{"pattern": pattern, "path": path, "flavors": ("claude",), "version": "1.0.0", "digest": DIGEST} | more
    )  # type: ignore[arg-type]


SHOP = Recorded(
    "shop",
    (
        cell("a", "AGENTS.md", flavors=("claude", "codex"), event="12ab"),
        cell("b", "AGENTS.md", branch="session-memory/01"),
        cell("c", ".claude/skills/c/SKILL.md", hold=True),
        cell("import", "CLAUDE.md"),
        Cell("d", "", (), "", "", hold=True),
    ),
    owners=("@shop/all",),
    pattern_owners={"a": ("@org/platform", "@ada"), "b": ()},
)


def test_json_has_every_key_of_every_cell() -> None:
    """Holds and branches too, with who answers for it."""
    told = json.loads(as_json([SHOP]))
    assert told["format"] == 1 and told["damaged"] == {}
    (repo,) = told["repos"]
    assert (repo["name"], repo["owners"], len(repo["cells"])) == ("shop", ["@shop/all"], 5)
    assert repo["cells"][0] == {
        "pattern": "a",
        "path": "AGENTS.md",
        "flavors": ["claude", "codex"],
        "version": "1.0.0",
        "digest": DIGEST,
        "proposal": "",
        "hold": False,
        "branch": "",
        "event": "12ab",
        "owners": ["@ada", "@org/platform"],
    }
    assert [row["owners"] for row in repo["cells"][1:]] == [["@shop/all"]] * 4
    assert [(row["hold"], row["branch"]) for row in repo["cells"]][1:3] == [(False, "session-memory/01"), (True, "")]


def test_csv_has_one_row_for_each_cell() -> None:
    """A table as RFC 4180 has it."""
    text = as_csv([SHOP])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert text.count("\r\n") == 6 and len(rows) == 5
    assert (rows[0]["repo"], rows[0]["flavors"], rows[0]["hold"]) == ("shop", "claude codex", "false")
    assert (rows[1]["branch"], rows[2]["hold"], rows[4]["path"]) == ("session-memory/01", "true", "")


@pytest.mark.parametrize("beginning", ["=", "+", "-", "@", "\t", "\r"])
def test_no_value_of_a_table_is_a_formula(beginning: str) -> None:
    """Whatever a repo is called and whatever path is in it."""
    odd = Recorded("shop", (cell("a", f"{beginning}cmd|' /C calc'!A0"),), (f"{beginning}HYPERLINK(0)",))
    (row,) = csv.DictReader(io.StringIO(as_csv([odd]), newline=""))
    assert row["path"] == f"'{beginning}cmd|' /C calc'!A0"
    assert row["owners"] == f"'{beginning}HYPERLINK(0)"


def test_owners_of_a_file_are_those_of_the_patterns_in_it() -> None:
    """The repo's own where a pattern names nobody; a comment names the patterns, sorted."""
    assert as_codeowners([SHOP]).splitlines() == [
        "# repo shop",
        "# c (on hold)",
        "/.claude/skills/c/ @shop/all",
        "# a, b (on branch session-memory/01)",
        "/AGENTS.md @ada @org/platform @shop/all",
        "# the import lines",
        "/CLAUDE.md @shop/all",
        "# on hold, and in no file: d",
    ]


def test_odd_names_cannot_own_anything_else() -> None:
    """A line of CODEOWNERS that was not meant would hand files to strangers."""
    cells = (
        cell("a", "docs/* [x] #1.md"),
        cell("a", "evil\n/* @stranger"),
        cell("a\n/* @stranger", "x.md"),
        cell("b", "y.md"),
        cell("b", "z.md", branch="m\n* @stranger"),
    )
    odd = Recorded("shop", cells, ("two words", "# x", "@ada\n* @stranger"), {"a": ("@ada", "two words")})
    lines = as_codeowners([odd]).splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["/docs/\\*\\ \\[x\\]\\ \\#1.md @ada"]
    assert '# cannot stand here: "evil\\n/* @stranger" @ada' in lines
    assert '# nobody is named for "y.md"' in lines
    assert '# not a name that can stand here: "two words"' in lines


def test_damage_is_told_where_there_is_a_place_for_it() -> None:
    """A repo that is left out is not one in which nothing stands."""
    broken = Recorded("lab", damaged="catalog/registry/lab.json: not a registry")
    told = json.loads(as_json([broken, SHOP]))
    assert told["damaged"] == {"lab": "catalog/registry/lab.json: not a registry"}
    assert [repo["name"] for repo in told["repos"]] == ["shop"]
    assert re.search("# repo lab\n# its registry is damaged.*not a registry", as_codeowners([broken, SHOP]))


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_a_whole_document_too(form: str) -> None:
    """Of a catalog without repos."""
    assert {"json": '"repos": []', "csv": "repo,pattern", "codeowners": ""}[form] in FORMS[form]([])
