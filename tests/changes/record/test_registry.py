"""What the registry says was applied, and that a file of another shape is not taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made import write
from session_memory.changes.record.registry import Cell, read_cells
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
