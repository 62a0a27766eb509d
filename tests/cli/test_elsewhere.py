"""What became of a branch of ours elsewhere: merged or open at the remote, or made on another machine."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.forge_fakes import PAGE, bare, forgejo, gitlab
from made import catalog, git, run, target, write
from session_memory.changes.record.events import held, trail
from steps import BRANCH, applied, kinds, last, lie, merge, refs, states, step, sure

HAND = "# Shop\n\nBy hand.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with a target whose remote `remote.git` has what it has."""
    root = catalog(tmp_path / "here", "one-thing")
    shop = target(root, "shop", {"AGENTS.md": HAND}, flavors="codex")
    git(shop, "remote", "add", "origin", str(bare(tmp_path / "remote.git")))
    git(shop, "push", "-q", "origin", "main")
    return root


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


@pytest.fixture
def remote(root: Path) -> Path:
    return root.parent / "remote.git"


def on_forge(root: Path, forge: str) -> None:
    keys = f"name: shop\nflavors: [codex]\ncheckout: targets/shop\nforge: {forge}\n"
    write(root / "catalog/repos/shop.md", f"---\n{keys}---\n\nA target.\n")


@pytest.mark.parametrize("how", ["--no-ff", "--squash"])
@pytest.mark.parametrize("deleted", [False, True])
def test_what_was_merged_on_the_forge_is_not_told_as_gone(
    root: Path, shop: Path, remote: Path, tmp_path: Path, how: str, deleted: bool
) -> None:
    """Exit 4 as long as it was not pulled, and nothing is dropped; pulled, it is taken back like any other."""
    event = applied(root, "shop", BRANCH)
    sure(root, "pr", "shop")
    git(tmp_path, "clone", "-q", str(remote), "forge")
    git(tmp_path / "forge", "merge", "-q", how, f"origin/{event.branch}")
    git(tmp_path / "forge", "commit", "-q", "--allow-empty", "-m", "merged")
    git(tmp_path / "forge", "push", "-q", "origin", "main", *([f":{event.branch}"] if deleted else []))
    before = refs(shop)
    said = step(root, "rollback", "shop")
    assert said.code == 4 and "it was merged at the remote, into main" in said.err and "pull main first" in said.err
    assert refs(shop) == before and "rolled-back" not in kinds(root, "shop") and not held(trail(root, "shop"))
    git(shop, "pull", "-q", "origin", "main")
    sure(root, "rollback", "shop")
    merge(shop, last(root, "shop").branch)
    assert (shop / "AGENTS.md").read_text() == HAND


def test_what_is_open_on_the_forge_has_to_be_closed_there(root: Path, shop: Path, remote: Path) -> None:
    """Ours is dropped, and exit 3 says which branch and which request are left."""
    gitlab(remote)
    on_forge(root, "gitlab")
    event = applied(root, "shop", BRANCH)
    sure(root, "pr", "shop")
    said = step(root, "rollback", "shop")
    assert said.code == 3 and f"still open: branch {event.branch} of origin" in said.out
    assert f"{PAGE}/-/merge_requests/1; close it there" in said.out
    assert [name for name in refs(shop) if name.startswith("refs/heads/session-memory")] == []
    assert kinds(root, "shop") == ["applied", "requested", "rolled-back"] and held(trail(root, "shop"))


def test_a_request_without_a_branch_has_to_be_closed_too(root: Path, shop: Path, remote: Path) -> None:
    """Forgejo makes none."""
    forgejo(remote)
    on_forge(root, "forgejo")
    applied(root, "shop", BRANCH)
    sure(root, "pr", "shop")
    said = step(root, "rollback", "shop")
    assert said.code == 3 and f"{PAGE}/pulls/1; close it there" in said.out and "branch session" not in said.out


def test_what_was_pushed_by_hand_is_seen_as_well(root: Path, shop: Path) -> None:
    """No event tells of it."""
    event = applied(root, "shop", BRANCH)
    git(shop, "push", "-q", "origin", event.branch)
    assert f"still open: branch {event.branch}" in step(root, "rollback", "shop").out


def test_what_never_left_is_gone(root: Path, shop: Path) -> None:
    """Exit 0."""
    applied(root, "shop", BRANCH)
    assert "its branch is gone" in sure(root, "rollback", "shop")


def test_a_remote_that_does_not_answer(root: Path, shop: Path, remote: Path) -> None:
    """Exit 1, said, and nothing is dropped; it answers again, and it goes on."""
    applied(root, "shop", BRANCH)
    remote.rename(remote.with_name("away.git"))
    before = refs(shop)
    said = step(root, "rollback", "shop")
    assert said.code == 1 and "does not answer" in said.err and "nothing was taken back" in said.err
    assert refs(shop) == before and kinds(root, "shop") == ["applied"]
    remote.with_name("away.git").rename(remote)
    sure(root, "rollback", "shop")


@pytest.fixture
def there(root: Path, remote: Path, tmp_path: Path) -> Path:
    """The same catalog on another machine, with a clone of the target, once the proposal was applied here."""
    applied(root, "shop", BRANCH)
    there = tmp_path / "there"
    there.mkdir()
    for name in ("catalog", "proposals"):
        shutil.copytree(root / name, there / name)
    (there / "targets").mkdir()
    git(there / "targets", "clone", "-q", str(remote), "shop")
    return there


@pytest.mark.parametrize("command", ["pr", "apply", "rollback"])
def test_another_machine_says_where_the_branch_is(root: Path, there: Path, command: str) -> None:
    """Exit 2, the branch, and both ways on; nothing is written."""
    event, before = last(root, "shop"), lie(there / "targets/shop")
    said = step(there, command, "shop")
    assert said.code == 2 and f"applied on branch {event.branch} on another machine" in said.err
    assert f"git fetch origin {event.branch}:{event.branch}" in said.err and "make approve REPO=shop" in said.err
    assert lie(there / "targets/shop") == before and kinds(there, "shop") == ["applied"]


@pytest.mark.parametrize("command", ["pr", "apply", "rollback"])
def test_another_machine_fetches_the_branch(root: Path, there: Path, command: str) -> None:
    """As it was told: pushed there, fetched here, and every command knows it."""
    event = last(root, "shop")
    sure(root, "pr", "shop")
    git(there / "targets/shop", "fetch", "-q", "origin", f"{event.branch}:{event.branch}")
    said = step(there, command, "shop")
    assert said.code == (3 if command == "rollback" else 0), said
    assert {"pr": "nothing to push", "apply": "nothing to do", "rollback": "took back"}[command] in said.out


def test_another_machine_applies_once_more(there: Path) -> None:
    """As it was told: approved again."""
    sure(there, "approve", "shop")
    sure(there, "apply", "shop")
    merge(there / "targets/shop", last(there, "shop").branch)
    assert states(there, "shop") == {"in-sync"}


def test_another_machine_takes_back_what_is_open_at_the_remote(root: Path, there: Path) -> None:
    """It needs no bytes for that; what is left is told."""
    sure(root, "pr", "shop")
    said = step(there, "rollback", "shop")
    assert said.code == 3 and "still open: branch" in said.out and run(there, "status", "shop").code == 0
