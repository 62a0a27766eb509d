"""What every pattern once was, as git remembers it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from made import catalog, git, pattern, write
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry
from session_memory.catalog.history import history, keeper
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.read import read
from session_memory.errors import SessionMemoryError
from session_memory.model import Revision

PROJECT = Path(__file__).parent.parent.parent
FILE = "catalog/patterns/first.md"


def commit(root: Path, day: int, *more: str) -> None:
    """Everything as it is, at noon of that day of May 2026."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GIT_COMMITTER_DATE", f"2026-05-{day:02}T12:00:00+0000")
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", "as it was", *more)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one committed pattern."""
    git(tmp_path, "init", "-q", "-b", "main")
    catalog(tmp_path, "first")
    commit(tmp_path, 1)
    return tmp_path


def told(revisions: tuple[Revision, ...]) -> list[tuple[str, str, str]]:
    return [(revision.date.isoformat()[-2:], revision.version, revision.status) for revision in revisions]


def test_each_commit_that_changed_a_pattern_is_a_revision(root: Path) -> None:
    """Newest first, with date, text, version, status and whether it was to be sent; other commits are none."""
    first = (root / FILE).read_text()
    write(root / FILE, pattern("first", version="1.1.0", status="draft", distribution_ready="false"))
    write(root / "catalog/patterns/second.md", pattern("second"))
    commit(root, 2)
    write(root / "README.md", "more")
    write(root / "elsewhere/catalog/patterns/not-ours.md", "")
    commit(root, 3)
    found = history(root)
    assert list(found) == ["first", "second"]
    assert told(found["first"]) == [("02", "1.1.0", "draft"), ("01", "1.0.0", "approved")]
    assert [revision.ready for revision in found["first"]] == [False, True]
    newest, oldest = found["first"]
    assert oldest.text == first and newest.path == FILE and not oldest.oldest
    assert newest.commit == git(root, "rev-parse", "HEAD~1").decode().strip()


def test_a_move_is_no_change(root: Path) -> None:
    """Between folders, with the same bytes; one with other bytes is a change at the new place."""
    moved = root / "catalog/patterns/deep/er/first.md"
    moved.parent.mkdir(parents=True)
    (root / FILE).rename(moved)
    commit(root, 2)
    assert told(history(root)["first"]) == [("01", "1.0.0", "approved")]
    (root / FILE).parent.joinpath("other").mkdir()
    moved.rename(root / "catalog/patterns/other/first.md")
    write(root / "catalog/patterns/other/first.md", pattern("first", version="1.0.1"))
    commit(root, 3)
    newest, _ = history(root)["first"]
    assert (newest.version, newest.path) == ("1.0.1", "catalog/patterns/other/first.md")


def test_what_was_taken_out_and_came_back_has_a_gap(root: Path) -> None:
    """The commit that took it out has no text, and says where it had been."""
    text = (root / FILE).read_text()
    (root / FILE).unlink()
    commit(root, 2)
    gone = history(root)["first"][0]
    assert (gone.text, gone.version, gone.status, gone.path) == ("", "", "", FILE)
    write(root / FILE, text)
    commit(root, 3)
    assert [revision.gone for revision in history(root)["first"]] == [False, True, False]


def test_an_empty_file_is_there(root: Path) -> None:
    """Only its commit knows that it was not taken out."""
    write(root / FILE, "")
    commit(root, 2)
    (root / FILE).unlink()
    commit(root, 3)
    assert [(revision.gone, bool(revision.text)) for revision in history(root)["first"]] == [
        (True, False),
        (False, False),
        (False, True),
    ]


def test_what_a_branch_brought_came_with_the_merge(root: Path) -> None:
    """One revision on the day of the merge; what came and went on the branch was never in the catalog."""
    git(root, "switch", "-q", "-c", "side")
    for day, version in ((2, "1.1.0"), (3, "1.2.0")):
        write(root / FILE, pattern("first", version=version))
        commit(root, day)
    passing = write(root / "catalog/patterns/passing.md", pattern("passing"))
    commit(root, 4)
    passing.unlink()
    commit(root, 5)
    git(root, "switch", "-q", "main")
    write(root / "catalog/patterns/second.md", pattern("second"))
    commit(root, 6)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GIT_COMMITTER_DATE", "2026-05-07T12:00:00+0000")
        git(root, "merge", "-q", "--no-ff", "-m", "both", "side")
    found = history(root)
    assert told(found["first"]) == [("07", "1.2.0", "approved"), ("01", "1.0.0", "approved")]
    assert set(found) == {"first", "second"}


def test_a_date_is_never_before_what_came_before(root: Path) -> None:
    """Clocks go wrong; the catalog of a day is that of the last commit up to it."""
    for day, version in ((20, "1.1.0"), (3, "1.2.0")):
        write(root / FILE, pattern("first", version=version))
        commit(root, day)
    assert [day for day, _, _ in told(history(root)["first"])] == ["20", "20", "01"]


def test_dates_are_in_utc(root: Path) -> None:
    """Whatever zone the committer was in."""
    write(root / FILE, pattern("first", version="1.1.0"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GIT_COMMITTER_DATE", "2026-05-03T01:00:00+0500")
        git(root, "commit", "-qam", "at night")
    assert told(history(root)["first"])[0][0] == "02"
    assert history(root)["first"][0].at == "2026-05-02T20:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        b"no front matter\n",
        b"---\nversion: 1.0\nstatus: fine\n---\n",
        b"---\nversion: [1]\n---\n",
        b"---\nversion: 1.0.0\nstatus: approved\n",
        b"\xff\xfe\x00",
    ],
)
def test_what_cannot_be_read_keeps_its_text(root: Path, text: bytes) -> None:
    """Version and status are empty then."""
    write(root / FILE, text)
    commit(root, 2)
    newest = history(root)["first"][0]
    assert (newest.version, newest.status, newest.text) == ("", "", text.decode("utf-8", "replace"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_keys_are_read_as_people_write_them(root: Path, end: str) -> None:
    """In quotes, with a comment, with any line end, behind a byte order mark, in a file that has findings today."""
    lines = [
        "\ufeff---",
        'version: "2.0.0"',
        "status:  draft # for now",
        "distribution_ready: True",
        "odd: 1",
        "---",
        "",
    ]
    write(root / FILE, end.join(lines))
    commit(root, 2)
    newest = history(root)["first"][0]
    assert (newest.version, newest.status, newest.ready) == ("2.0.0", "draft", True)


def test_the_quick_way_to_read_keys_reads_what_the_checks_read(tmp_path: Path) -> None:
    """For every pattern of the project's own catalog."""
    shutil.copytree(PROJECT / "catalog/patterns", tmp_path / "catalog/patterns")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, 1)
    for id, (only,) in history(tmp_path).items():
        data = _document(tmp_path / only.path, only.path).data
        said = (data["version"], data["status"], data.get("distribution_ready", False))
        assert (only.version, only.status, only.ready) == said, id


def _document(file: Path, path: str) -> Document:
    return read(Entry(PATTERN, path, file.read_bytes()))


def test_links_and_awkward_names_are_no_patterns(root: Path) -> None:
    """Nor are hidden files; a file that became a link was taken out."""
    for name in ("Über.md", "a b.md", ".hidden.md", ".folder/inside.md", "notes.txt"):
        write(root / "catalog/patterns" / name, pattern("x"))
    (root / FILE).unlink()
    (root / FILE).symlink_to("notes.txt")
    commit(root, 2)
    found = history(root)
    assert list(found) == ["first"] and found["first"][0].gone


def test_a_clone_without_its_past_says_so(root: Path, tmp_path: Path) -> None:
    """What the oldest commit there has may be much older."""
    write(root / FILE, pattern("first", version="1.1.0"))
    commit(root, 2)
    write(root / "catalog/patterns/second.md", pattern("second"))
    commit(root, 3)
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{root}", str(shallow)], check=True)
    found = history(shallow)
    assert [(revision.version, revision.oldest) for revision in found["first"]] == [("1.1.0", True)]
    assert [revision.oldest for revision in found["second"]] == [False]


def test_a_catalog_in_a_folder_of_a_repository_is_found(tmp_path: Path) -> None:
    """Whatever that folder is called; of another one nothing is told."""
    git(tmp_path, "init", "-q", "-b", "main")
    catalog(tmp_path / "a *b [c]", "first")
    catalog(tmp_path / "other", "second")
    commit(tmp_path, 1)
    found = history(tmp_path / "a *b [c]")
    assert list(found) == ["first"] and found["first"][0].path == FILE


def test_a_repository_with_long_ids_is_read(tmp_path: Path) -> None:
    """Git's other way to name things."""
    git(tmp_path, "init", "-q", "-b", "main", "--object-format=sha256")
    catalog(tmp_path, "first")
    commit(tmp_path, 1)
    assert len(history(tmp_path)["first"][0].commit) == 64


@pytest.mark.parametrize("setting", ["log.showRoot=false", "log.showSignature=true", "log.diffMerges=combined"])
def test_no_setting_of_a_user_hides_anything(root: Path, setting: str) -> None:
    """Git's list of commits looks different for everybody."""
    git(root, "config", *setting.split("="))
    assert told(history(root)["first"]) == [("01", "1.0.0", "approved")]


@pytest.mark.parametrize("made", [False, True])
def test_no_history_is_no_history(tmp_path: Path, made: bool) -> None:
    """Without a repository or without a commit nothing is known."""
    catalog(tmp_path, "first")
    if made:
        git(tmp_path, "init", "-q")
    assert history(tmp_path) == {} and keeper(tmp_path) is None


def test_without_git_nothing_is_known(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing stops."""
    monkeypatch.setenv("PATH", "")
    assert history(root) == {} and keeper(root) is None


def test_a_history_that_cannot_be_read_is_an_error(root: Path) -> None:
    """A commit whose objects are gone must not look as if nothing had ever been there."""
    tree = git(root, "rev-parse", "HEAD^{tree}").decode().strip()
    (root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(SessionMemoryError, match="git log failed"):
        history(root)
