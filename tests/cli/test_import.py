"""`session-memory import` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from session_memory.cli.house import House
from session_memory.cli.import_ import import_command
from session_memory.errors import UsageError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty catalog beside a folder with one good rule and one bad file."""
    (tmp_path / "house" / "catalog" / "patterns").mkdir(parents=True)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "good.mdc").write_text("---\nglobs: *.py\n---\nBe kind.\n")
    (tmp_path / "theirs" / "bad.mdc").write_bytes(b"\xff")
    return tmp_path / "house"


def run(root: Path, *arguments: str) -> Result:
    """Call the command with a catalog at `root`."""
    return CliRunner().invoke(import_command, arguments, obj=House(root), catch_exceptions=True)


def test_the_report(root: Path) -> None:
    """One line per rule with notes below it, a count at the end, and 1 because a file was refused."""
    theirs = root.parent / "theirs"
    result = run(root, str(theirs))
    assert result.stdout.splitlines() == [
        f"{theirs}/bad.mdc: refused",
        "  is not UTF-8 at byte 0 (save it as UTF-8)",
        f"{theirs}/good.mdc: imported as good",
        "  the front matter is not valid YAML and was read line by line",
        "1 imported, 0 imported before, 1 refused",
    ]
    assert result.exit_code == 1
    assert (root / "catalog" / "patterns" / "imported" / "good.md").read_text().startswith("---\nid: good\n")


def test_nothing_new_is_success(root: Path) -> None:
    """A second import writes nothing, says so, and exits with 0."""
    good = str(root.parent / "theirs" / "good.mdc")
    assert run(root, good).exit_code == 0
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    result = run(root, good)
    assert result.stdout == f"{good}: already imported as good\n0 imported, 1 imported before, 0 refused\n"
    assert result.exit_code == 0
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before


def test_json(root: Path) -> None:
    """One object on standard output that says the same."""
    result = run(root, "--json", str(root.parent / "theirs"))
    told = json.loads(result.stdout)
    assert sorted(told) == ["already", "imported", "refused", "skipped"]
    (good,) = told["imported"]
    assert (good["id"], good["file"]) == ("good", "catalog/patterns/imported/good.md")
    assert good["from"].endswith("good.mdc")
    assert len(good["notes"]) == 1
    assert result.exit_code == 1


def test_provenance_options(root: Path) -> None:
    """What is given on the command line stands in the draft."""
    run(root, "--source", "o/n", "--commit", "abc", "--license", "MIT", str(root.parent / "theirs" / "good.mdc"))
    draft = (root / "catalog" / "patterns" / "imported" / "good.md").read_text()
    assert "  source: o/n:good.mdc\n  commit: abc\n  license: MIT\n" in draft


@pytest.mark.parametrize(
    "source",
    ["/srv/x", "~/x", "../x", "./x", "C:\\x", "file:///x", "https://a:b@example.org/x", "https://t@example.org"],
)
def test_a_private_source_is_wrong_usage(root: Path, source: str) -> None:
    """Paths of this machine and credentials do not go into a catalog."""
    result = run(root, "--source", source, str(root.parent / "theirs"))
    assert isinstance(result.exception, UsageError)
    assert list(root.rglob("*.md")) == []


def test_wrong_usage(root: Path) -> None:
    """No path, and a path that does not exist."""
    assert run(root).exit_code == 2
    assert isinstance(run(root, str(root / "nowhere")).exception, UsageError)
