"""What the registry says was applied, and that a file of another shape is not taken for one."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from made import write
from session_memory.changes.record.registry import Cell, read_cells, with_holds, write_cells
from session_memory.errors import SessionMemoryError


def row(**changes: object) -> dict[str, object]:
    cell = {"pattern": "a", "path": "AGENTS.md", "flavors": ["codex", "grok"], "version": "1.0.0", "digest": "0" * 64}
    return cell | changes


def registry(root: Path, content: str | bytes) -> Path:
    write(root / "catalog" / "registry" / "shop.json", content)
    return root


def test_cells_come_sorted(tmp_path: Path) -> None:
    """By pattern, then path, with what was left unset."""
    rows = [row(pattern="b"), row(path="CLAUDE.md"), row(hold=True, proposal="p1")]
    found = read_cells(registry(tmp_path, json.dumps({"cells": rows})), "shop")
    assert [(cell.pattern, cell.path) for cell in found] == [("a", "AGENTS.md"), ("a", "CLAUDE.md"), ("b", "AGENTS.md")]
    assert found[0] == Cell("a", "AGENTS.md", ("codex", "grok"), "1.0.0", "0" * 64, "p1", True)
    assert (found[1].proposal, found[1].hold) == ("", False)


def test_a_repo_without_a_file_has_no_cells(tmp_path: Path) -> None:
    """Nothing was recorded for it; another repo's file does not count."""
    assert read_cells(registry(tmp_path, json.dumps({"cells": [row()]})), "other") == ()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        b"\xff",
        "[]",
        "null",
        "{}",
        '{"cells": null}',
        '{"cells": [1]}',
        '{"cells": [{}]}',
        json.dumps({"cells": [row(unknown=1)]}),
        json.dumps({"cells": [row(flavors=None)]}),
        json.dumps({"cells": [row(pattern=1), row()]}),
    ],
)
def test_what_is_no_registry_is_an_error(tmp_path: Path, content: str | bytes) -> None:
    """A file that the program cannot have written is named, with what to do."""
    with pytest.raises(SessionMemoryError, match="not a registry") as error:
        read_cells(registry(tmp_path, content), "shop")
    assert error.value.where == "catalog/registry/shop.json"
    assert "git" in error.value.hint


ONE = Cell("a", "AGENTS.md", ("codex", "grok"), "1.0.0", "0" * 64, "1" * 64, event="2" * 16)
TWO = Cell("b", "AGENTS.md", (), "1.1.0", "3" * 64, branch="session-memory/abc")
HELD = Cell("c", "", (), "", "", hold=True)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Sorted, whatever the order; a second time writes nothing."""
    assert write_cells(tmp_path, "shop", [HELD, TWO, ONE])
    assert read_cells(tmp_path, "shop") == (ONE, TWO, HELD)
    assert not write_cells(tmp_path, "shop", [ONE, TWO, HELD])


def test_each_cell_is_one_line_that_ends_with_a_comma(tmp_path: Path) -> None:
    """So that a merge of lines is one of cells."""
    write_cells(tmp_path, "shop", [ONE, TWO, HELD])
    lines = (tmp_path / "catalog/registry/shop.json").read_text().splitlines()
    assert [line for line in lines if '"pattern"' in line] == lines[3:6]
    assert all(line.endswith("},") for line in lines[2:6])
    assert lines[6:] == ["  null", "]", "}"]


def test_no_cells_make_no_file_and_delete_none(tmp_path: Path) -> None:
    """A file that is gone on one branch could not be merged with what another one wrote."""
    assert not write_cells(tmp_path, "shop", [])
    assert not (tmp_path / "catalog").exists()
    write_cells(tmp_path, "shop", [ONE])
    assert write_cells(tmp_path, "shop", [])
    assert (read_cells(tmp_path, "shop"), (tmp_path / "catalog/registry/shop.json").exists()) == ((), True)


def test_one_pattern_may_stand_in_the_working_tree_and_wait_on_a_branch(tmp_path: Path) -> None:
    """Those are two cells."""
    newer = replace(ONE, version="2.0.0", branch="session-memory/abc")
    write_cells(tmp_path, "shop", [newer, ONE])
    assert read_cells(tmp_path, "shop") == (ONE, newer)


def test_of_two_cells_without_a_trail_one_is_kept(tmp_path: Path) -> None:
    """Always the same one: the last in their order."""
    for cells in ([ONE, replace(ONE, version="1.2.0")], [replace(ONE, version="1.2.0"), ONE]):
        rows = [asdict(cell) for cell in cells]
        found = read_cells(registry(tmp_path, json.dumps({"cells": [*rows, None]})), "shop")
        assert [cell.version for cell in found] == ["1.2.0"]


def test_holds(tmp_path: Path) -> None:
    """Exactly the given ones: on what stands, and on their own for what stands nowhere."""
    found = with_holds([ONE, TWO, HELD], frozenset({"a", "z"}))
    assert found == (replace(ONE, hold=True), TWO, Cell("z", "", (), "", "", hold=True))
    assert with_holds(found, frozenset()) == (ONE, TWO)
