"""What was taken out or back on a branch and stands there all the same: told, until it is gone or wanted again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from made import Said, catalog, git, pattern, run, target, write
from steps import BRANCH, applied, last, merge, refs, step, sure

HAND = "# Shop\n\nBy hand.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with two patterns that came to a target on a branch, which was merged."""
    catalog(tmp_path, "one-thing", "two-things")
    shop = target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    merge(shop, applied(tmp_path, "shop", BRANCH).branch)
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def calm(root: Path) -> bool:
    """Whether neither command has anything to tell."""
    said = run(root, "status", "shop"), run(root, "distribute", "shop", "--check")
    assert ("waits" in said[0].out) == ("waits" in said[1].out)
    return [one.code for one in said] == [0, 0] and "waits" not in said[0].out


def told(root: Path, what: str, *patterns: str) -> Said:
    """Both commands tell it of these patterns, with exit 3, as do their objects."""
    status, check = run(root, "status", "shop"), run(root, "distribute", "shop", "--check")
    assert (status.code, check.code) == (3, 3), (status, check)
    assert f"skipped (waits) {', '.join(patterns)} for codex in AGENTS.md: {what}" in status.out
    for id in patterns:
        assert f"waits: {id} in AGENTS.md: {what}" in check.out
    cells = json.loads(run(root, "status", "shop", "--json").out)["cells"]
    assert {(c["pattern"], c["mark"]) for c in cells if c["mark"] == "waits"} == {(id, "waits") for id in patterns}
    rows = json.loads(run(root, "distribute", "shop", "--check", "--json").out)["repos"][0]["waits"]
    assert [(row["path"], row["pattern"]) for row in rows] == [("AGENTS.md", id) for id in patterns]
    return status


def test_a_removal_waits_to_be_merged(root: Path, shop: Path) -> None:
    """Told while it waits; merged, all is calm."""
    sure(root, "remove", "shop", "one-thing")
    name = last(root, "shop").branch
    told(root, f"waits on branch {name} to be merged", "one-thing")
    merge(shop, name)
    assert calm(root) and "one-thing" not in (shop / "AGENTS.md").read_text()


@pytest.mark.parametrize("edited", [False, True])
def test_however_it_is_merged(root: Path, shop: Path, edited: bool) -> None:
    """Squashed, the branch gone, its commit too, and by-hand text changed since."""
    sure(root, "remove", "shop", "one-thing")
    name = last(root, "shop").branch
    git(shop, "merge", "-q", "--squash", name)
    git(shop, "commit", "-qm", "squashed")
    git(shop, "branch", "-qD", name)
    git(shop, "gc", "-q", "--prune=now")
    if edited:
        write(shop / "AGENTS.md", (shop / "AGENTS.md").read_bytes() + b"\nMore.\n")
        git(shop, "commit", "-qam", "by hand")
    assert calm(root)


def test_a_branch_that_somebody_deleted_took_nothing_out(root: Path, shop: Path) -> None:
    """Told as well, with what to do; done, it waits again."""
    sure(root, "remove", "shop", "one-thing")
    name = last(root, "shop").branch
    git(shop, "branch", "-qD", name)
    told(root, f"was to be taken out on branch {name}, which is gone: run remove again", "one-thing")
    sure(root, "remove", "shop", "one-thing")
    told(root, f"waits on branch {last(root, 'shop').branch} to be merged", "one-thing")
    merge(shop, last(root, "shop").branch)
    assert calm(root)


def test_on_another_machine_it_is_not_called_gone(root: Path, shop: Path, tmp_path: Path) -> None:
    """Its branch may wait over there."""
    git(tmp_path, "clone", "-q", str(shop), "clone")
    sure(root, "remove", "shop", "one-thing")
    name = last(root, "shop").branch
    shutil.rmtree(shop)
    shutil.rmtree(root / ".session-memory")
    (tmp_path / "clone").rename(shop)
    told(root, f"was to be taken out on branch {name}, which is not in this clone: fetch it", "one-thing")


def test_a_way_back_waits_to_be_merged(root: Path, shop: Path) -> None:
    """To nothing, and to an older text, which stays told apart from the newer one."""
    for id in ("one-thing", "two-things"):
        write(root / f"catalog/patterns/{id}.md", pattern(id, version="2.0.0", title="Anew"))
    merge(shop, applied(root, "shop", BRANCH).branch)
    sure(root, "rollback", "shop")
    older = last(root, "shop").branch
    told(root, f"waits on branch {older} to be merged", "one-thing", "two-things")
    git(shop, "merge", "-q", "--squash", older)
    git(shop, "commit", "-qm", "squashed")
    git(shop, "branch", "-qD", older)
    assert calm(root)
    sure(root, "rollback", "shop")
    told(root, f"waits on branch {last(root, 'shop').branch} to be merged", "one-thing", "two-things")
    merge(shop, last(root, "shop").branch)
    assert calm(root) and (shop / "AGENTS.md").read_text() == HAND


def test_what_is_wanted_again_waits_no_longer(root: Path, shop: Path) -> None:
    """Released, or the removal taken back."""
    sure(root, "remove", "shop", "one-thing")
    sure(root, "release", "shop")
    assert calm(root)
    git(shop, "branch", "-qD", last(root, "shop").branch or next(r[11:] for r in refs(shop) if "remove" in r))
    sure(root, "remove", "shop", "two-things")
    sure(root, "rollback", "shop")
    assert calm(root)


def test_what_was_taken_back_and_merged_all_the_same(tmp_path: Path) -> None:
    """A request that stayed open: its text stands although it is on hold, and that is told."""
    catalog(tmp_path, "one-thing")
    shop = target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    event = applied(tmp_path, "shop", BRANCH)
    sure(tmp_path, "rollback", "shop")
    assert calm(tmp_path)
    git(shop, "merge", "-q", "--squash", event.commit)
    git(shop, "commit", "-qm", "merged")
    told(tmp_path, f"was taken back, but branch {event.branch} was merged since: run remove", "one-thing")
    assert step(tmp_path, "remove", "shop", "one-thing").code == 0
    merge(shop, last(tmp_path, "shop").branch)
    assert calm(tmp_path) and (shop / "AGENTS.md").read_text() == HAND


def test_a_link_in_its_place_says_nothing(root: Path, shop: Path) -> None:
    """Nothing is followed, and the other command's words are enough."""
    sure(root, "remove", "shop", "one-thing")
    (shop / "AGENTS.md").rename(shop / "real.md")
    (shop / "AGENTS.md").symlink_to("real.md")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "a link")
    assert "failed" not in run(root, "distribute", "shop", "--check").out
