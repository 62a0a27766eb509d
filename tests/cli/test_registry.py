"""`session-memory registry rebuild`: the same registry again, from the target and the audit trail alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from made import catalog, git, pattern, run, target, write
from session_memory import files
from session_memory.changes.record.events import trail
from session_memory.changes.record.registry import Cell, read_cells
from session_memory.changes.write import journal
from steps import BRANCH, IN_PLACE, applied, edit, last, merge, sure


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with blocks, a skill and an import line, and a target."""
    catalog(tmp_path, "alpha", "beta")
    skill = pattern("gamma", rendering_hints="{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}")
    write(tmp_path / "catalog/patterns/gamma.md", skill)
    target(tmp_path, "shop", {"AGENTS.md": "# Shop\n\nBy hand.\n"})
    return tmp_path


def file_of(root: Path) -> Path:
    return root / "catalog/registry/shop.json"


def cells(root: Path) -> dict[tuple[str, str, str], Cell]:
    return {(cell.pattern, cell.path, cell.branch): cell for cell in read_cells(root, "shop")}


def held(root: Path) -> set[str]:
    return {cell.pattern for cell in read_cells(root, "shop") if cell.hold}


def assert_rebuilt(root: Path) -> None:
    """Rebuilt from nothing, from a damaged file and from itself, it is the same."""
    whole = file_of(root).read_bytes()
    assert sure(root, "registry", "rebuild", "shop").endswith("as they were\n")
    assert file_of(root).read_bytes() == whole
    file_of(root).write_bytes(b"<<<<<<<")
    assert sure(root, "registry", "rebuild").endswith("written\n")
    assert file_of(root).read_bytes() == whole
    file_of(root).unlink()
    sure(root, "registry", "rebuild", "all")
    assert file_of(root).read_bytes() == whole


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_applying_and_rebuilding_give_the_same_bytes(root: Path, mode: str) -> None:
    """Blocks, stamped files and import lines; in the working tree or waiting on a branch."""
    event = applied(root, "shop", mode)
    found = cells(root)
    assert {(p, path) for p, path, _ in found} == {
        ("alpha", "AGENTS.md"), ("beta", "AGENTS.md"), ("import", "CLAUDE.md"),
        ("gamma", ".agents/skills/gamma/SKILL.md"), ("gamma", ".claude/skills/gamma/SKILL.md"),
    }  # fmt: skip
    assert {(cell.branch, cell.proposal) for cell in found.values()} == {(event.branch, event.proposal)}
    assert found["alpha", "AGENTS.md", event.branch].flavors == ("claude", "codex", "grok")
    assert_rebuilt(root)


def test_a_merged_branch_is_in_the_working_tree(root: Path) -> None:
    """Nothing waits any more, whether the branch was deleted or not."""
    event = applied(root, "shop", BRANCH)
    merge(root / "targets/shop", event.branch)
    sure(root, "registry", "rebuild", "shop")
    merged = cells(root)
    assert {branch for _, _, branch in merged} == {""} and len(merged) == 5
    assert {cell.event for cell in merged.values()} == {trail(root, "shop")[-1][0][:16]}
    git(root / "targets/shop", "branch", "-D", event.branch)
    assert_rebuilt(root)


def test_a_branch_that_was_thrown_away_leaves_nothing(root: Path) -> None:
    """What was on it is nowhere."""
    event = applied(root, "shop", BRANCH)
    git(root / "targets/shop", "branch", "-D", event.branch)
    sure(root, "registry", "rebuild", "shop")
    assert cells(root) == {}


def test_a_branch_of_which_nobody_can_say_what_is_ours_tells_nothing(root: Path) -> None:
    """Somebody broke one file there and made a link of another; the rest still waits."""
    event = applied(root, "shop", BRANCH)
    folder = root / "targets/shop"
    git(folder, "checkout", "-q", event.branch)
    edit(folder / "AGENTS.md", "<!-- END session-memory -->", "")
    skill = folder / ".claude/skills/gamma/SKILL.md"
    skill.unlink()
    skill.symlink_to("../../../AGENTS.md")
    git(folder, "commit", "-q", "-a", "-m", "broken")
    git(folder, "checkout", "-q", "main")
    sure(root, "registry", "rebuild", "shop")
    assert {(p, path) for p, path, _ in cells(root)} == {
        ("import", "CLAUDE.md"), ("gamma", ".agents/skills/gamma/SKILL.md"),
    }  # fmt: skip


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_holds_come_from_the_trail(root: Path, mode: str) -> None:
    """Rolled back, taken out, released: each time the same bytes again."""
    event = applied(root, "shop", mode)
    if mode == BRANCH:
        merge(root / "targets/shop", event.branch)
    sure(root, "remove", "shop", "beta", *(("--in-place",) if mode == IN_PLACE else ()))
    assert held(root) == {"beta"}
    assert_rebuilt(root)
    sure(root, "rollback", "shop")
    assert_rebuilt(root)
    sure(root, "rollback", "shop")
    assert held(root) == {"alpha", "beta", "gamma"}
    assert_rebuilt(root)
    sure(root, "release", "shop", "alpha")
    assert held(root) == {"beta", "gamma"}
    assert_rebuilt(root)


def test_a_proposal_is_the_one_that_put_the_text_there(root: Path) -> None:
    """A later change to another pattern of the same file is not it, and neither is a hand edit elsewhere."""
    first = applied(root, "shop")
    text = pattern("beta", body="## Problem\n\nWrong.\n\n## Solution\n\nDo beta better.\n", version="1.1.0")
    write(root / "catalog/patterns/beta.md", text)
    second = applied(root, "shop")
    edit(root / "targets/shop/AGENTS.md", "By hand.", "By another hand.")
    sure(root, "registry", "rebuild", "shop")
    found = cells(root)
    assert found["alpha", "AGENTS.md", ""].proposal == first.proposal
    assert found["beta", "AGENTS.md", ""].proposal == second.proposal
    assert found["beta", "AGENTS.md", ""].version == "1.1.0"
    assert {found[id, "AGENTS.md", ""].event for id in ("alpha", "beta")} == {trail(root, "shop")[-1][0][:16]}


def test_without_a_trail_there_is_still_what_stands(root: Path) -> None:
    """Applied by hand, with git: nobody knows from which proposal."""
    sure(root, "distribute", "shop")
    git(root / "targets/shop", "apply", str(root / "proposals/shop/changes.patch"))
    assert sure(root, "registry", "rebuild", "shop") == "shop: 5 cells, written\n"
    assert {(cell.event, cell.proposal) for cell in cells(root).values()} == {("", "")}


def test_text_of_another_catalog_is_no_cell(root: Path) -> None:
    """It looks like ours, and is not."""
    applied(root, "shop")
    edit(root / "targets/shop/AGENTS.md", "session-memory:beta", "session-memory:theirs")
    sure(root, "registry", "rebuild", "shop")
    assert {id for id, path, _ in cells(root) if path == "AGENTS.md"} == {"alpha"}


def test_a_file_that_cannot_be_read_keeps_its_cells(root: Path) -> None:
    """A broken marker says nothing about what was applied."""
    applied(root, "shop")
    before = read_cells(root, "shop")
    edit(root / "targets/shop/AGENTS.md", "<!-- END session-memory -->", "")
    sure(root, "registry", "rebuild", "shop")
    assert read_cells(root, "shop") == before


def test_what_goes_wrong_in_one_repo_is_told_and_the_others_go_on(root: Path) -> None:
    """A missing checkout, a damaged trail, a run at work: exit 1, each with its registry as it was."""
    applied(root, "shop")
    for name in ("gone", "torn"):
        write(
            root / f"catalog/repos/{name}.md", f"---\nname: {name}\nflavors: [codex]\ncheckout: targets/{name}\n---\n"
        )
    write(root / "catalog/audit/torn/x.json", "{")
    before = file_of(root).read_bytes()
    file_of(root).unlink()
    said = run(root, "registry", "rebuild")
    assert said.code == 1 and "shop: 5 cells, written" in said.out
    assert "gone: failed" in said.err and "catalog/audit/torn/x.json" in said.err
    assert file_of(root).read_bytes() == before
    with files.locked(journal.folder_of(root, "shop"), "shop"):
        said = run(root, "registry", "rebuild", "shop")
    assert (said.code, "another run is at work" in said.err) == (1, True)


def test_a_target_in_a_folder_of_a_repository(root: Path) -> None:
    """The checkout is not the top of its git: its branch is found all the same."""
    folder = target(root, "mono", {"apps/web/AGENTS.md": "# Web\n", "README.md": "x\n"})
    write(root / "catalog/repos/mono.md", "---\nname: mono\nflavors: [codex]\ncheckout: targets/mono/apps/web\n---\n")
    event = applied(root, "mono", BRANCH)
    found = read_cells(root, "mono")
    assert {(cell.path, cell.branch) for cell in found} >= {("AGENTS.md", event.branch)}
    merge(folder, event.branch)
    sure(root, "registry", "rebuild", "mono")
    assert read_cells(root, "mono") == tuple(replace(cell, branch="") for cell in found)
    assert last(root, "mono") == event
