"""`session-memory remove`: one pattern out of a repo, at once and for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import catalog, git, pattern, target, write
from session_memory.changes.record.events import held, trail
from steps import BEN, BRANCH, IN_PLACE, applied, dirty, edit, kinds, last, lie, merge, place, refs, states, step, sure

HAND = "# Shop\n\nBy hand.\n"
MODES = pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog of which two blocks and a skill stand in a target, committed."""
    hints = "{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}"
    catalog(tmp_path, "one-thing", "two-things", as_a_skill=pattern("as-a-skill", rendering_hints=hints))
    shop = target(tmp_path, "shop", {"AGENTS.md": HAND})
    applied(tmp_path, "shop")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "applied")
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def removed(root: Path, pattern: str, mode: str) -> str:
    """Taken out, and merged where it was on a branch; what was said."""
    out = sure(root, "remove", "shop", pattern, *place(mode))
    if mode == BRANCH:
        merge(root / "targets/shop", last(root, "shop").branch)
    return out


@MODES
def test_only_that_pattern_goes(root: Path, shop: Path, mode: str) -> None:
    """Out of every file where it stands, without a proposal; all else stays, and the next run leaves it so."""
    before = lie(shop)
    out = removed(root, "one-thing", mode)
    event = last(root, "shop")
    assert "took one-thing out of 1 files" in out and "on hold" in out and "release shop" in out
    assert (event.kind, event.patterns, event.held, event.mode) == ("removed", ("one-thing",), ("one-thing",), mode)
    text = (shop / "AGENTS.md").read_text()
    assert "one-thing" not in text and "two-things" in text and text.startswith(HAND.rstrip("\n"))
    assert {p for p in before if before[p] != lie(shop).get(p)} == {"AGENTS.md"}
    assert "skipped: one-thing: held" in sure(root, "distribute", "shop")
    assert states(root, "shop") == {"in-sync", "skipped"}


@MODES
def test_files_of_its_own_go_with_their_folders(root: Path, shop: Path, mode: str) -> None:
    """Those that we made for them."""
    removed(root, "as-a-skill", mode)
    assert set(lie(shop)) == {"AGENTS.md", "CLAUDE.md"}


@MODES
def test_the_last_pattern_leaves_the_host_file_as_it_was(root: Path, shop: Path, mode: str) -> None:
    """Byte for byte."""
    for id in ("one-thing", "two-things"):
        removed(root, id, mode)
    assert (shop / "AGENTS.md").read_text() == HAND


@MODES
@pytest.mark.parametrize("id", ["one-thing", "as-a-skill"])
def test_what_somebody_edited_stays(root: Path, shop: Path, id: str, mode: str) -> None:
    """Exit 4 with the file and what to do; nothing is written and nothing is held."""
    path = shop / ("AGENTS.md" if id == "one-thing" else ".claude/skills/as-a-skill/SKILL.md")
    edit(path, f"Do {id} with care.", "Do it my way.")
    git(shop, "commit", "-qam", "edited")
    before, there = lie(shop), refs(shop)
    said = step(root, "remove", "shop", id, *place(mode))
    assert said.code == 4 and f"{id} was edited by hand there" in said.err and path.name in said.err
    assert "undo the edit, or take it out by hand" in said.err
    assert (lie(shop), refs(shop), kinds(root, "shop")) == (before, there, ["applied"])
    removed(root, "two-things", mode)
    assert "Do it my way." in path.read_text()


@MODES
def test_a_removal_can_be_taken_back(root: Path, shop: Path, mode: str) -> None:
    """Byte for byte, and then nothing is on hold; so it can be removed once more."""
    before = lie(shop)
    for _ in range(2):
        removed(root, "one-thing", mode)
        sure(root, "rollback", "shop")
        if mode == BRANCH:
            merge(shop, last(root, "shop").branch)
        assert lie(shop) == before and dirty(shop) == "" and held(trail(root, "shop")) == frozenset()


def test_a_branch_cannot_start_from_what_is_not_committed(tmp_path: Path) -> None:
    """Exit 3 with the two ways on, and nothing is held; one is taken."""
    catalog(tmp_path, "one-thing", "two-things")
    shop = target(tmp_path, "shop", {"AGENTS.md": HAND})
    applied(tmp_path, "shop")
    before, there = lie(shop), refs(shop)
    said = step(tmp_path, "remove", "shop", "one-thing")
    assert said.code == 3 and "what is committed of one-thing is not what stands in the working tree" in said.err
    assert "commit it, or remove with --in-place" in said.err
    assert (lie(shop), refs(shop), kinds(tmp_path, "shop")) == (before, there, ["applied"])
    sure(tmp_path, "remove", "shop", "one-thing", "--in-place")
    assert "one-thing" not in (shop / "AGENTS.md").read_text()


def test_a_branch_that_is_not_merged_yet(root: Path, shop: Path) -> None:
    """The working tree is as it was; asked again, nothing new is made; taken back, the branch is gone."""
    before, there = lie(shop), refs(shop)
    out = sure(root, "remove", "shop", "one-thing")
    event = last(root, "shop")
    assert f"to branch {event.branch}" in out and refs(shop)[f"refs/heads/{event.branch}"] == event.commit
    assert lie(shop) == before and b"one-thing" not in git(shop, "show", f"{event.commit}:AGENTS.md")
    sure(root, "rollback", "shop")
    assert refs(shop) == there and held(trail(root, "shop")) == frozenset()


def test_what_does_not_stand_there_is_held_all_the_same(tmp_path: Path) -> None:
    """Whoever does not want it need not wait until it comes."""
    catalog(tmp_path, "one-thing", "two-things")
    target(tmp_path, "shop", {"AGENTS.md": HAND})
    said = step(tmp_path, "remove", "shop", "one-thing", "--reason", "no", by=BEN)
    assert said.code == 0 and "one-thing does not stand there" in said.out
    assert (last(tmp_path, "shop").reason, last(tmp_path, "shop").by) == ("no", BEN)
    assert applied(tmp_path, "shop").patterns == ("two-things",)


def test_a_pattern_that_left_the_catalog_can_be_removed(root: Path, shop: Path) -> None:
    """It stands there and was ours."""
    (root / "catalog/patterns/one-thing.md").unlink()
    sure(root, "remove", "shop", "one-thing", "--in-place")
    assert "one-thing" not in (shop / "AGENTS.md").read_text()


def test_a_pattern_that_left_the_catalog_is_removed_once(root: Path, shop: Path) -> None:
    """The second time there is nothing to do, as for any other: the trail knows it."""
    (root / "catalog/patterns/one-thing.md").unlink()
    sure(root, "remove", "shop", "one-thing", "--in-place")
    before = lie(shop)
    assert "taken out before, nothing to do" in sure(root, "remove", "shop", "one-thing", "--in-place")
    assert lie(shop) == before


def test_there_is_no_such_pattern(root: Path) -> None:
    """Exit 2, with the nearest name."""
    said = step(root, "remove", "shop", "one-thin")
    assert said.code == 2 and "did you mean one-thing?" in said.err and kinds(root, "shop") == ["applied"]


def test_a_proposal_that_waits_is_brought_up_to_date(root: Path) -> None:
    """What was removed is not in it any more; so a yes to the old one is stale."""
    for id in ("one-thing", "two-things"):
        write(root / f"catalog/patterns/{id}.md", pattern(id, version="2.0.0", title="Anew"))
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop")
    sure(root, "remove", "shop", "one-thing", "--in-place")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "which is stale" in said.err
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")
    assert last(root, "shop").patterns == ("two-things",)
