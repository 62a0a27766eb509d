"""Which patterns a catalog once had, as git remembers them."""

from __future__ import annotations

from pathlib import Path

import pytest

from made import catalog, git, write
from session_memory.catalog.past import once_there
from session_memory.errors import SessionMemoryError


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "as it was")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one committed pattern."""
    git(tmp_path, "init", "-q", "-b", "main")
    catalog(tmp_path, "first")
    commit(tmp_path)
    return tmp_path


def test_what_was_deleted_or_renamed_is_remembered(root: Path) -> None:
    """Every name that a pattern ever had counts, at any depth and under any letters."""
    patterns = root / "catalog" / "patterns"
    for name in ("second.md", "deep/er/third.md", "zähler.md"):
        write(patterns / name, name)
    commit(root)
    (patterns / "first.md").rename(patterns / "renamed.md")
    (patterns / "second.md").unlink()
    commit(root)
    assert once_there(root) == {"first", "renamed", "second", "third", "zähler"}


def test_only_committed_patterns_count(root: Path) -> None:
    """Not what is only on disk or staged, no other file of the catalog, and no other kind of file."""
    for name in ("patterns/notes.txt", "repos/shop.md", "guide/faq.md"):
        write(root / "catalog" / name, "")
    write(root / "elsewhere" / "catalog" / "patterns" / "not-ours.md", "")
    commit(root)
    write(root / "catalog" / "patterns" / "staged.md", "")
    git(root, "add", "-A")
    write(root / "catalog" / "patterns" / "untracked.md", "")
    assert once_there(root) == {"first"}


def test_a_merged_branch_counts(root: Path) -> None:
    """A pattern that came and went on a branch was there all the same."""
    git(root, "switch", "-q", "-c", "side")
    path = write(root / "catalog" / "patterns" / "on-a-branch.md", "")
    commit(root)
    path.unlink()
    commit(root)
    git(root, "switch", "-q", "main")
    commit(root)
    git(root, "merge", "-q", "--no-ff", "-m", "both", "side")
    assert once_there(root) == {"first", "on-a-branch"}


@pytest.mark.parametrize("made", [False, True])
def test_no_history_is_no_past(tmp_path: Path, made: bool) -> None:
    """Without a repository or without a commit nothing is known."""
    catalog(tmp_path, "first")
    if made:
        git(tmp_path, "init", "-q")
    assert once_there(tmp_path) == frozenset()


def test_a_history_that_cannot_be_read_is_an_error(root: Path) -> None:
    """A commit whose objects are gone must not look as if nothing had ever been there."""
    tree = git(root, "rev-parse", "HEAD^{tree}").decode().strip()
    (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(SessionMemoryError, match="git log failed"):
        once_there(root)
