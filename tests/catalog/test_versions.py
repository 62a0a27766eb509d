"""The version has to move when the text moves: compared with git's last commit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, SOLUTION, catalog, codes, commit, found, pattern

from made import git
from session_memory.catalog.load import load
from session_memory.errors import SessionMemoryError
from session_memory.model import Finding

FILE = "catalog/patterns/close-files.md"
LIVE = {"status": "approved", "version": "1.2.0"}
BODY = f"{SOLUTION}\n## Steps\n\n1. One.\n\n## Why\n\nBecause.\n\n## For Codex\n\nShort.\n"


def after(root: Path, old: str, new: str) -> tuple[Finding, ...]:
    """The findings when `new` stands where HEAD has `old`."""
    catalog(root, old)
    commit(root)
    return catalog(root, new).findings


@pytest.mark.parametrize(
    "new",
    [
        pattern(body=BODY.replace("One.", "Two."), **LIVE),
        pattern(body=BODY.replace("Short.", "Long."), **LIVE),
        pattern(body=BODY.replace("## Steps", "## Stages"), **LIVE),
        pattern(body=BODY, **LIVE | {"title": "Another title"}),
        pattern("close-files", "rendering_hints: {codex: {order: 3}}", body=BODY, **LIVE),
        pattern("close-files", "scope: {paths: ['src/**']}", body=BODY, **LIVE),
        pattern(body=BODY.replace("One.", "Two."), **LIVE | {"version": "1.1.9"}),
        pattern(body=BODY.replace("One.", "Two."), **LIVE | {"status": "draft"}),
    ],
    ids=["steps", "for-codex", "section", "title", "hint", "paths", "back", "draft-again"],
)
def test_a_text_that_moved_alone_is_found(tmp_path: Path, new: str) -> None:
    """Whatever can reach an agent counts, and a version that went back is no new one."""
    assert found(after(tmp_path, pattern(body=BODY, **LIVE), new)) == ["5:10 SM170"]


@pytest.mark.parametrize(
    "new",
    [
        pattern(body=BODY.replace("One.", "Two."), **LIVE | {"version": "1.10.0"}),
        pattern(body=BODY.replace("Because.", "Why not?"), **LIVE),
        pattern("close-files", "tags: [editing]", "review_by: 2027-01-01", body=BODY, **LIVE),
        pattern(body=BODY, **LIVE).replace("\n", "\r\n"),
        pattern(body=BODY.replace("\n\n", "\n\n\n"), **LIVE),
    ],
    ids=["raised", "why", "keys", "line-ends", "blank-lines"],
)
def test_what_agents_do_not_get_may_move_freely(tmp_path: Path, new: str) -> None:
    """Versions are compared as numbers."""
    assert after(tmp_path, pattern(body=BODY, **LIVE), new) == ()


@pytest.mark.parametrize(("form", "expected"), [("skill", ["SM170"]), ("block", [])])
def test_the_problem_counts_where_it_describes_a_skill(tmp_path: Path, form: str, expected: list[str]) -> None:
    """Its first sentence tells an agent when to use the skill."""
    old = pattern(
        "close-files", f"rendering_hints: {{codex: {{form: {form}}}}}", body=f"## Problem\n\nOne.\n\n{BODY}", **LIVE
    )
    assert codes(after(tmp_path, old, old.replace("## Problem\n\nOne.", "## Problem\n\nTwo."))) == expected


def test_a_draft_may_change_as_it_likes(tmp_path: Path) -> None:
    """What was not approved was never sent."""
    assert after(tmp_path, pattern(), pattern(title="Another title")) == ()


def test_a_moved_file_is_compared_with_where_it_was(tmp_path: Path) -> None:
    """The folder is only for people."""
    old = pattern(body=BODY, **LIVE)
    catalog(tmp_path, old)
    commit(tmp_path)
    (tmp_path / FILE).unlink()
    new = catalog(tmp_path, {"patterns/files/close-files.md": old.replace("One.", "Two.")})
    assert codes(new.findings) == ["SM170"]
    assert catalog(tmp_path, {"patterns/files/close-files.md": old}).findings == ()


def test_a_commit_settles_it(tmp_path: Path) -> None:
    """Compared is with the last commit only: what was reviewed is reviewed."""
    assert codes(after(tmp_path, pattern(**LIVE), pattern(**LIVE | {"title": "New"}))) == ["SM170"]
    commit(tmp_path)
    assert load(tmp_path, FLAVORS).findings == ()


def test_a_broken_file_of_the_past_is_no_accident(tmp_path: Path) -> None:
    """HEAD may hold anything."""
    assert after(tmp_path, "---\nid: [\n", pattern(**LIVE)) == ()


@pytest.mark.parametrize("state", ["no repository", "no commit", "no git"])
def test_without_a_past_there_is_nothing_to_compare(
    tmp_path: Path, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalog can be a plain folder, or a repository that begins."""
    if state != "no repository":
        git(tmp_path, "init", "--quiet")
    if state == "no git":
        monkeypatch.setenv("PATH", str(tmp_path))
    assert catalog(tmp_path, pattern(**LIVE)).findings == ()


def test_a_catalog_in_a_folder_of_a_repository_is_compared_as_well(tmp_path: Path) -> None:
    """And only with its own past: another folder may hold a catalog with the same names."""
    git(tmp_path, "init", "--quiet")
    root = tmp_path / "knowledge" / "memory"
    catalog(root, pattern(**LIVE))
    catalog(tmp_path / "other", pattern(**LIVE | {"title": "Another"}))
    commit(tmp_path)
    assert codes(catalog(root, pattern(**LIVE | {"title": "New"})).findings) == ["SM170"]
    assert catalog(root, pattern(**LIVE)).findings == ()


@pytest.mark.parametrize("harm", ["HEAD", "objects"])
def test_a_broken_repository_is_an_error(tmp_path: Path, harm: str) -> None:
    """A catalog that could not be compared must not pass for one without findings."""
    catalog(tmp_path, pattern(**LIVE))
    commit(tmp_path)
    if harm == "HEAD":
        (tmp_path / ".git/HEAD").write_text("nonsense")
    else:
        shutil.rmtree(tmp_path / ".git/objects")
        (tmp_path / ".git/objects").mkdir()
    with pytest.raises(SessionMemoryError, match=r"git .* failed"):
        load(tmp_path, FLAVORS)


def test_a_lost_text_is_an_error(tmp_path: Path) -> None:
    """The commit lists it, and git does not have it."""
    catalog(tmp_path, pattern(**LIVE))
    commit(tmp_path)
    blob = git(tmp_path, "rev-parse", f"HEAD:{FILE}").decode().strip()
    (tmp_path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(SessionMemoryError, match=f"git has no {blob}"):
        catalog(tmp_path, pattern(**LIVE | {"title": "New"}))


def test_sha_256_repositories_are_compared_as_well(tmp_path: Path) -> None:
    """Git names blobs by either digest."""
    git(tmp_path, "init", "--quiet", "--object-format=sha256")
    assert codes(after(tmp_path, pattern(**LIVE), pattern(**LIVE | {"title": "New"}))) == ["SM170"]
    assert catalog(tmp_path, pattern(**LIVE)).findings == ()
