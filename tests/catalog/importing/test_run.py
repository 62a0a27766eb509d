"""The road of an import, and what makes it safe to walk twice."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from session_memory.catalog.importing.run import Outcome, Wanted, outcomes
from session_memory.catalog.importing.shelf import Shelf

NOTHING_SAID = Wanted()


def imported(root: Path, *paths: Path, wanted: Wanted = NOTHING_SAID) -> list[Outcome]:
    """Import into the catalog at `root`, drafts written."""
    found = list(outcomes(Shelf(root), paths, wanted))
    for outcome in found:
        if outcome.draft:
            file = root / outcome.draft.path
            assert not file.exists()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(outcome.draft.content)
    return found


def git(folder: Path, *arguments: str) -> str:
    """Run git, with an author that is nobody's."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty catalog."""
    return tmp_path / "house"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder with two rule files."""
    folder = tmp_path / "theirs"
    (folder / ".claude" / "rules").mkdir(parents=True)
    (folder / ".claude" / "rules" / "style.md").write_text("# Style\n\nBe brief.\n")
    (folder / "AGENTS.md").write_text("## Style\n\nBe kind.\n\n## Tests\n\nRun them.\n")
    return folder


def test_twice_is_once(root: Path, theirs: Path) -> None:
    """The second import finds everything in place and makes nothing."""
    first = imported(root, theirs)
    second = imported(root, theirs)
    assert [one.kind for one in first] == ["imported"] * 3
    assert [(one.kind, one.id) for one in second] == [("already", one.id) for one in first]


def test_a_folder_and_a_folder_above_it(root: Path, theirs: Path) -> None:
    """Wherever the person begins, a file that was imported is known again."""
    imported(root, theirs / ".claude")
    assert [one.kind for one in imported(root, theirs)] == ["already", "imported", "imported"]
    assert [one.kind for one in imported(root, theirs / ".claude" / "rules" / "style.md")] == ["already"]
    assert [one.kind for one in imported(root, theirs.parent)] == ["already"] * 3


def test_ids_never_collide(root: Path, theirs: Path) -> None:
    """What is taken, in any folder and any case, gets a number; nothing is overwritten."""
    taken = root / "catalog" / "patterns" / "topic" / "Style.md"
    taken.parent.mkdir(parents=True)
    taken.write_text("broken: [")
    assert [one.id for one in imported(root, theirs)] == ["style-2", "style-3", "tests"]
    assert taken.read_text() == "broken: ["


def test_a_draft_that_was_edited_is_still_the_same(root: Path, theirs: Path) -> None:
    """New front matter and further sections do not hide that the text was imported."""
    imported(root, theirs)
    file = root / "catalog" / "patterns" / "imported" / "tests.md"
    file.write_text(file.read_text().replace("status: draft", "status: approved") + "\n## Steps\n\nMore.\n")
    assert {one.kind for one in imported(root, theirs)} == {"already"}


def test_a_new_text_from_the_same_place_is_a_new_draft(root: Path, theirs: Path) -> None:
    """It says which pattern holds the earlier text, and touches that one not."""
    imported(root, theirs)
    (theirs / ".claude" / "rules" / "style.md").write_text("# Style\n\nBe briefer.\n")
    new = [one for one in imported(root, theirs) if one.kind == "imported"]
    assert [one.id for one in new] == ["style-3"]
    assert new[0].notes == ("another text was imported from there as style",)


def test_the_same_file_by_two_names_is_read_once(root: Path, theirs: Path) -> None:
    """A link beside its file, and a path given twice, add nothing."""
    (theirs / "CLAUDE.md").symlink_to("AGENTS.md")
    kinds = [one.kind for one in imported(root, theirs, theirs / "AGENTS.md")]
    assert kinds == ["imported", "imported", "imported", "skipped", "skipped"]


def test_the_name_it_is_found_under_tells_the_format(root: Path, theirs: Path) -> None:
    """A host file that is a link to another name still has sections."""
    (theirs / "AGENTS.md").rename(theirs / "GUIDE.md")
    (theirs / "AGENTS.md").symlink_to("GUIDE.md")
    assert [one.id for one in imported(root, theirs / "AGENTS.md")] == ["style", "tests"]


def test_git_tells_the_commit(root: Path, theirs: Path) -> None:
    """Path and commit come from the checkout; a file that differs from its commit has none."""
    git(theirs, "init", "-q")
    git(theirs, "add", "-A")
    git(theirs, "commit", "-qm", "x")
    (theirs / "AGENTS.md").write_text("## Style\n\nNot committed.\n")
    style, section = imported(root, theirs / ".claude", theirs / "AGENTS.md", wanted=Wanted(license="MIT"))
    assert style.draft
    assert section.draft
    commit = git(theirs, "rev-parse", "HEAD").strip()
    expected = f"  source: .claude/rules/style.md\n  commit: {commit}\n  license: MIT\n"
    assert expected in style.draft.content.decode()
    assert "commit:" not in section.draft.content.decode()


def test_an_edited_text_of_the_same_commit_is_the_same(root: Path, theirs: Path) -> None:
    """Once somebody has changed the text of a draft, the commit still tells where it is from."""
    git(theirs, "init", "-q")
    git(theirs, "add", "-A")
    git(theirs, "commit", "-qm", "x")
    imported(root, theirs)
    file = root / "catalog" / "patterns" / "imported" / "style.md"
    file.write_text(file.read_text().replace("Be kind", "Be kind and brief").replace("Be brief", "Be very brief"))
    assert {one.kind for one in imported(root, theirs)} == {"already"}


def test_what_the_person_says_goes_into_the_provenance(root: Path, theirs: Path) -> None:
    """Source and commit as given, the path behind them; never where the file lies on this machine."""
    wanted = Wanted(source="owner/name", commit="abc1234")
    drafts = [one.draft.content.decode() for one in imported(root, theirs, wanted=wanted) if one.draft]
    assert "  source: owner/name:AGENTS.md#tests\n  commit: abc1234\n" in drafts[2]
    assert not any(str(theirs.parent) in draft for draft in drafts)


def test_a_folder_without_rules_is_refused(root: Path, tmp_path: Path) -> None:
    """Nothing found is not success."""
    (tmp_path / "docs").mkdir()
    (outcome,) = imported(root, tmp_path / "docs")
    assert (outcome.kind, outcome.where) == ("refused", str(tmp_path / "docs"))


def test_one_bad_file_does_not_stop_the_others(root: Path, theirs: Path) -> None:
    """It is named, and the rest is imported."""
    (theirs / "broken.mdc").write_bytes(b"\xff")
    (theirs / "narrow.mdc").write_text("---\nglobs: 5\n---\ntext\n")
    kinds = {Path(one.where).name.split(":")[0]: one.kind for one in imported(root, theirs)}
    assert kinds == {"style.md": "imported", "AGENTS.md": "imported", "broken.mdc": "refused", "narrow.mdc": "refused"}


def test_any_file_can_be_named(root: Path, tmp_path: Path) -> None:
    """A file of no known format is read as plain Markdown when a person names it."""
    (tmp_path / "conventions.txt").write_text("Be consistent.\n")
    (outcome,) = imported(root, tmp_path / "conventions.txt")
    assert (outcome.kind, outcome.id) == ("imported", "conventions")


@pytest.mark.parametrize("targets", ["[cursor]", "cursor", "[]", "{a: b}"])
def test_a_rule_for_no_flavor_of_ours_is_refused(root: Path, theirs: Path, targets: str) -> None:
    """It would otherwise be for all of them."""
    rule = theirs / ".rulesync" / "rules" / "x.md"
    rule.parent.mkdir(parents=True)
    rule.write_text(f"---\ntargets: {targets}\n---\ntext\n")
    (outcome,) = imported(root, rule, wanted=Wanted(flavors=("claude",)))
    assert outcome.kind == "refused"


@pytest.mark.parametrize(("targets", "written"), [("['*']", False), ("[claudecode, roo]", True)])
def test_a_rule_for_some_flavors(root: Path, theirs: Path, targets: str, written: bool) -> None:
    """Names of tools become names of flavors, and the star is no restriction."""
    rule = theirs / ".rulesync" / "rules" / "x.md"
    rule.parent.mkdir(parents=True)
    rule.write_text(f"---\ntargets: {targets}\n---\ntext\n")
    (outcome,) = imported(root, rule, wanted=Wanted(flavors=("claude", "codex")))
    assert outcome.draft
    assert (b"flavors:\n  - claude\n" in outcome.draft.content) is written
