"""The proposal that lies in its folder, beside the one that would be made now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from session_memory.changes.proposals import build, save
from session_memory.changes.saved import load, moved
from session_memory.model import FileChange, Plan

FRESH = Plan("shop", changes=(FileChange("AGENTS.md", b"", b"ours\n"),), inputs={id: id * 64 for id in "abc"})


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": {}, "patterns": [], "items": []}'])
def test_a_damaged_proposal_is_told_as_that(tmp_path: Path, content: str) -> None:
    """In one sentence: not as if every pattern had come since."""
    made = build(FRESH, tmp_path)
    save(tmp_path, made)
    (tmp_path / "proposals/shop/proposal.json").write_text(content, encoding="utf-8")
    saved = load(tmp_path, "shop")
    assert saved and moved(saved, made) == ("proposal.json is damaged: it is no proposal of this program",)


def test_what_it_takes_out_is_read_back(tmp_path: Path) -> None:
    """Nothing else of it is."""
    items = [{"path": "A.md", "pattern": id, "action": action} for id, action in (("a", "remove"), ("b", "keep"))]
    (tmp_path / "proposals/shop").mkdir(parents=True)
    (tmp_path / "proposals/shop/proposal.json").write_text(json.dumps({"items": items}), encoding="utf-8")
    saved = load(tmp_path, "shop")
    assert saved and saved.takes_out == {("A.md", "a")}
