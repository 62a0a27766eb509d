"""`session-memory diff`: each hand edit three ways, and what else waits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drifted import FORMS, by_hand, changed, commit, distributed, house
from made import pattern, run, write


def told(root: Path, *more: str) -> dict[str, Any]:
    """The object of `diff --json`, with an exit code that fits it."""
    said = run(root, "diff", "shop", *more, "--json")
    found: dict[str, Any] = json.loads(said.out)
    assert found["exit"] == said.code
    return found


def test_nothing_to_tell(tmp_path: Path) -> None:
    """What is in sync exits with 0 and says so."""
    root = house(tmp_path)
    said = run(root, "diff", "shop")
    assert (said.code, said.out) == (0, "shop: no hand edit, and nothing that waits\n")


@pytest.mark.parametrize("form", FORMS)
def test_a_hand_edit_is_shown_from_what_was_applied(tmp_path: Path, form: str) -> None:
    """In a region and in a file of our own; the catalog changed nothing, so that only one difference is told."""
    root = house(tmp_path, form)
    by_hand(root, "Do one-thing with care.", "Do it my way.", form)
    found = told(root)
    (edit,) = found["edits"]
    assert (found["exit"], edit["state"], edit["path"]) == (3, "edited", FORMS[form][1])
    assert "-Do one-thing with care.\n+Do it my way.\n" in edit["hand_edit"]
    assert edit["hand_edit"].startswith("--- applied-last/") and edit["catalog_change"] == ""
    assert "BEGIN session-memory" not in edit["hand_edit"] and "sha256" not in edit["hand_edit"]
    assert edit["ways_out"] == {
        "take ours back, as a proposal": "make distribute REPO=shop PATTERN=one-thing OURS=1",
        "keep what stands there": 'make exempt REPO=shop PATTERN=one-thing REASON="..." DAYS=90',
        "send it upstream, into the pattern": "make upstream REPO=shop PATTERN=one-thing",
    }


@pytest.mark.parametrize("form", FORMS)
def test_a_conflict_is_shown_both_ways(tmp_path: Path, form: str) -> None:
    """What was applied is found in the catalog's history, though two versions lie in between."""
    root = house(tmp_path, form)
    by_hand(root, "- First.", "- First of all.", form)
    changed(root, "- Then.", "- After that.", version="1.1.0")
    changed(root, "- After that.", "- Next.", version="1.2.0")
    (edit,) = told(root)["edits"]
    assert edit["state"] == "conflict"
    assert "-- First.\n+- First of all.\n" in edit["hand_edit"] and "Next" not in edit["hand_edit"]
    assert "-- Then.\n+- Next.\n" in edit["catalog_change"] and "First of all" not in edit["catalog_change"]
    shown = run(root, "diff", "shop").out
    assert edit["hand_edit"] in shown and edit["catalog_change"] in shown
    assert all(command in shown for command in edit["ways_out"].values())


def test_what_was_applied_is_found_where_the_pattern_was_moved(tmp_path: Path) -> None:
    """Into a folder by topic, and with its hint gone."""
    root = house(tmp_path, "block", rendering_hints="{codex: {heading: A heading}}")
    by_hand(root, "- First.", "- First of all.")
    old = root / "catalog/patterns/one-thing.md"
    write(root / "catalog/patterns/topic/one-thing.md", pattern("one-thing", version="1.1.0"))
    old.unlink()
    commit(root, "moved")
    (edit,) = told(root)["edits"]
    assert "-## A heading\n+## About one-thing\n" in edit["catalog_change"]


def test_what_nobody_remembers_is_said_to_be_unknown(tmp_path: Path) -> None:
    """A text that was never committed: the difference is told against what the catalog wants, and says so."""
    root = house(tmp_path)
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", version="1.1.0", title="Never committed"))
    distributed(root)
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", version="1.2.0", title="Another one"))
    by_hand(root, "- First.", "- First of all.")
    (edit,) = told(root)["edits"]
    assert edit["applied"] is None and "-## Another one\n+## Never committed\n" in edit["hand_edit"]
    assert "not in the catalog's history" in run(root, "diff", "shop").out


def test_a_hand_edit_of_a_withdrawn_pattern_has_fewer_ways_out(tmp_path: Path) -> None:
    """There is nothing of ours to take back, and no wish to prove an edit against."""
    root = house(tmp_path)
    by_hand(root, "- First.", "- First of all.")
    changed(root, "", "", status="retired")
    (edit,) = told(root)["edits"]
    assert edit["state"] == "edited" and edit["wanted"] is None
    assert list(edit["ways_out"]) == ["keep what stands there"]
    assert "+- First of all." in edit["hand_edit"]


def test_other_changes_are_told_as_a_patch_for_each_file(tmp_path: Path) -> None:
    """The hand edit is none of them."""
    root = house(tmp_path)
    by_hand(root, "- First.", "- First of all.")
    write(root / "catalog/patterns/two-things.md", pattern("two-things"))
    found = told(root)
    (pending,) = found["pending"]
    assert pending["path"] == "AGENTS.md" and "+Do two-things with care." in pending["patch"]
    assert "of all" not in [line for line in pending["patch"].split("\n") if line[:1] in "+-"]
    assert [edit["pattern"] for edit in found["edits"]] == ["one-thing"]
    assert told(root, "--pattern", "two-things")["edits"] == []


def test_an_edited_import_line_can_be_taken_back(tmp_path: Path) -> None:
    """It has no pattern; it is asked for by the name that status gives it, and by that name only."""
    root = house(tmp_path, "import")
    host = root / "targets/shop/CLAUDE.md"
    before = host.read_bytes()
    host.write_text(host.read_text().replace("@.claude/session-memory.md", "@elsewhere.md"))
    edits = {edit["pattern"]: edit for edit in told(root)["edits"]}
    assert "+@elsewhere.md" in edits["import"]["hand_edit"]
    assert list(edits["import"]["ways_out"].values()) == ["make distribute REPO=shop PATTERN=import OURS=1"]
    distributed(root, "--ours", "--pattern", "import")
    assert host.read_bytes() == before


def test_a_malformed_host_file_is_a_conflict(tmp_path: Path) -> None:
    """Nobody can say what is ours there, and the exit code says so."""
    root = house(tmp_path)
    by_hand(root, "<!-- END session-memory -->", "")
    assert told(root)["malformed"] and run(root, "diff", "shop").code == 4


@pytest.mark.parametrize("arguments", [("nobody",), ("shop", "--pattern", "one-thin")])
def test_names_that_there_are_not(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Wrong usage, with the nearest name."""
    assert run(house(tmp_path), "diff", *arguments).code == 2
