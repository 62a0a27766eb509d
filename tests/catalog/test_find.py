"""Which files below `catalog/` are meant as something."""

from __future__ import annotations

from pathlib import Path

import pytest

from session_memory.catalog.find import find


@pytest.mark.parametrize("name", ["AGENTS.md", "CLAUDE.md", "AGENTS.override.md", "GEMINI.md"])
def test_instructions_for_agents_are_no_patterns(tmp_path: Path, name: str) -> None:
    """A pattern for the files of a catalog may bring such a file there; other names are still looked at."""
    for folder in ("catalog/patterns", "catalog/patterns/topic", "catalog/repos"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).write_text("# For agents\n", "utf-8")
        (tmp_path / folder / "README.md").write_text("# Nobody's pattern\n", "utf-8")
    found = {entry.path for entry in find(tmp_path)}
    assert found == {f"catalog/{folder}/README.md" for folder in ("patterns", "patterns/topic", "repos")}
