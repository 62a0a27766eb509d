"""A proposal that adds import lines only: applied, taken back, on hold, and wanted again."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import catalog, git, pattern, run, target, write
from session_memory.changes.record.events import held, trail
from steps import BRANCH, IN_PLACE, applied, last, lie, merge, place, sure

HAND = "# Shop\n\nBy hand.\n"
MODES = pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A pattern stands in a target, and now another agent is to read it there."""
    catalog(tmp_path, "one-thing")
    shop = target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    applied(tmp_path, "shop")
    git(shop, "commit", "-qam", "applied")
    repo = tmp_path / "catalog/repos/shop.md"
    write(repo, repo.read_text().replace("[codex]", "[claude, codex]"))
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def done(root: Path, mode: str, *arguments: str) -> None:
    """One step, and what came on a branch merged."""
    sure(root, *arguments)
    if mode == BRANCH and last(root, "shop").branch:
        merge(root / "targets/shop", last(root, "shop").branch)


@MODES
def test_what_was_taken_back_stays_so(root: Path, shop: Path, mode: str) -> None:
    """It is held like a pattern, other texts go on as before, and released it is proposed again."""
    before = lie(shop)
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop")
    done(root, mode, "apply", "shop", *place(mode))
    assert (shop / "CLAUDE.md").exists() and last(root, "shop").patterns == ("import",)
    done(root, mode, "rollback", "shop")
    assert lie(shop) == before and held(trail(root, "shop")) == {"import"}
    told = sure(root, "distribute", "shop")
    assert "nothing to propose" in told and "skipped: import: held" in told
    status = run(root, "status", "shop")
    assert status.code == 0 and "skipped (held) import in CLAUDE.md" in status.out
    assert run(root, "check").code == 0
    write(root / "catalog/patterns/two-things.md", pattern("two-things"))
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop")
    if mode == BRANCH:
        done(root, mode, "apply", "shop")
    else:
        sure(root, "apply", "shop", "--in-place")
    assert last(root, "shop").patterns == ("two-things",) and not (shop / "CLAUDE.md").exists()
    assert "no longer on hold: import" in sure(root, "release", "shop")
    assert applied(root, "shop").patterns == ("import",) and (shop / "CLAUDE.md").read_text().count("@AGENTS.md") == 1
    assert run(root, "status", "shop").out == "shop: 4 in-sync\n"


def test_import_lines_that_stand_are_left_as_they_are(root: Path, shop: Path) -> None:
    """On hold, they go on to bring what they name; and they stay when nobody needs them."""
    applied(root, "shop")
    before = (shop / "CLAUDE.md").read_bytes()
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "applied")
    sure(root, "rollback", "shop")
    git(shop, "checkout", "-q", "--", ".")
    assert run(root, "distribute", "shop", "--check").code == 0
    repo = root / "catalog/repos/shop.md"
    write(repo, repo.read_text().replace("[claude, codex]", "[codex]"))
    sure(root, "distribute", "shop")
    assert (shop / "CLAUDE.md").read_bytes() == before
    assert run(root, "distribute", "shop", "--check").code == 0


def test_a_message_says_what_it_brings(root: Path, shop: Path) -> None:
    """Not that it brings no pattern."""
    event = applied(root, "shop", BRANCH)
    assert git(shop, "log", "-1", "--format=%s", event.commit).startswith(b"Session Memory: import lines of proposal")
