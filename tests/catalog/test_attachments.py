"""What lies in the folder beside a pattern is part of it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, catalog, codes, commit, pattern

from made import git, write
from session_memory.catalog.history import history
from session_memory.catalog.load import load
from session_memory.catalog.past import once_there
from session_memory.model import Catalog, Risk, SolutionPattern

FOLDER = "catalog/patterns/close-files"


def loaded(root: Path, text: str = "", **beside: str | bytes) -> Catalog:
    """A catalog with one pattern and files beside it; `a__b_md` is the file `a/b.md`."""
    for name, content in beside.items():
        write(root / FOLDER / name.replace("__", "/").replace("_", "."), content)
    return catalog(root, text or pattern())


def only(found: Catalog) -> SolutionPattern:
    """The one pattern, which has no finding."""
    assert found.findings == ()
    (one,) = found.patterns
    return one


def test_they_are_values_of_the_pattern(tmp_path: Path) -> None:
    """Path, digest, size and mode; sorted; at any depth; Markdown among them is no pattern."""
    found = only(loaded(tmp_path, references__notes_md="# Notes\r\n", a_txt=b""))
    assert [(a.path, a.size, a.executable) for a in found.attachments] == [
        ("a.txt", 0, False),
        ("references/notes.md", 9, False),
    ]
    assert found.attachments[1].sha256 == hashlib.sha256(b"# Notes\r\n").hexdigest()


def test_the_digest_of_a_pattern_without_any_is_that_of_its_file(tmp_path: Path) -> None:
    """Proposals that were made before there were attachments stay what they are."""
    found = only(loaded(tmp_path))
    assert found.digest == hashlib.sha256(pattern().encode()).hexdigest()


def test_every_change_beside_it_is_noticed_at_once(tmp_path: Path) -> None:
    """Other bytes, another name, another mode, a file more or less: each is another digest, whatever the cache has."""
    file = tmp_path / FOLDER / "a.txt"
    seen = [only(loaded(tmp_path)).digest, only(loaded(tmp_path, a_txt="one")).digest]
    seen.append(only(loaded(tmp_path, a_txt="two")).digest)
    file.rename(file.with_name("b.txt"))
    seen.append(only(load(tmp_path, FLAVORS)).digest)
    write(file, "")
    seen.append(only(load(tmp_path, FLAVORS)).digest)
    file.unlink()
    assert len(set(seen)) == 5 and only(load(tmp_path, FLAVORS)).digest == seen[3]


PROGRAMS = {
    "mode": ("tool", "ls\n", 0o755),
    "first line": ("tool", "#!/bin/sh\nls\n", 0o644),
    "name": ("clean.ps1", "Remove-Item x\n", 0o644),
    "name in capitals": ("deep/CLEAN.Cmd", "del x\n", 0o644),
    "folder": ("bin/tool", "ls\n", 0o644),
}


@pytest.mark.parametrize(("name", "content", "mode"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_makes_it_danger(tmp_path: Path, name: str, content: str, mode: int) -> None:
    """The author is told, and where the check were not there the pattern is danger all the same."""
    write(tmp_path / FOLDER / name, content).chmod(mode)
    assert codes(catalog(tmp_path, pattern(risk="read")).findings) == ["SM185"]
    assert only(catalog(tmp_path, pattern(risk="danger"))).risk is Risk.DANGER


def test_a_text_in_a_folder_of_scripts_is_no_program(tmp_path: Path) -> None:
    """A list of steps is none wherever it lies."""
    write(tmp_path / FOLDER / "scripts/steps.txt", "ls\n")
    assert only(catalog(tmp_path, pattern(risk="read"))).risk is Risk.READ


def test_what_is_wrong_beside_it_blocks_the_pattern(tmp_path: Path) -> None:
    """With the file, line and column of what is wrong."""
    found = loaded(tmp_path, notes_md="fine\nhid\u200bden\n")
    assert [str(f.place) for f in found.findings] == [f"{FOLDER}/notes.md:2:4"]
    assert found.patterns == () and "close-files" in found.blocked


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("token: ghp_" + "a1B2" * 9, "SM141"),
        ("see /home/somebody/notes", "SM142"),
        ("<!-- BEGIN session-memory -->\n", "SM143"),
        (b"\x89PNG\x00", "SM184"),
        (b"\xff\xfe", "SM184"),
        ("x" * 300_000, "SM183"),
    ],
    ids=["secret", "machine path", "marker", "binary", "not UTF-8", "large"],
)
def test_the_scanners_look_there_too(tmp_path: Path, content: str | bytes, code: str) -> None:
    """Before anything travels."""
    assert codes(loaded(tmp_path, notes_txt=content).findings) == [code]


def test_many_files_can_be_too_large_together(tmp_path: Path) -> None:
    """One finding, of the pattern."""
    found = loaded(tmp_path, **{f"{letter}_txt": "x" * 250_000 for letter in "abcde"})
    assert [str(f.place) for f in found.findings] == [f"{FOLDER}.md:1:1"] and codes(found.findings) == ["SM183"]


@pytest.mark.parametrize("kind", ["link", "link to a folder", "pipe", "nested repository", "loop"])
def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path, kind: str) -> None:
    """And does not keep anybody waiting."""
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    if kind == "pipe":
        os.mkfifo(folder / "odd")
    elif kind == "nested repository":
        git(folder, "init", "-q")
    else:
        (folder / "odd").symlink_to({"link": "/etc/hosts", "loop": "odd"}.get(kind, "/etc"))
    assert codes(loaded(tmp_path).findings) == ["SM110"]


def test_names_that_are_one_elsewhere_are_told(tmp_path: Path) -> None:
    """And those that no text can tell."""
    assert codes(loaded(tmp_path, Notes_txt="a", notes_txt="b").findings) == ["SM181"]
    write(tmp_path / FOLDER / os.fsdecode(b"\xff.txt"), "c")
    found = load(tmp_path, FLAVORS)
    assert codes(found.findings) == ["SM181", "SM181"] and "\n".join(map(str, found.findings)).isprintable() is False
    "\n".join(map(str, found.findings)).encode()


def test_a_folder_of_patterns_is_none_of_files(tmp_path: Path) -> None:
    """What it has beside its patterns is nobody's business, as before."""
    found = catalog(
        tmp_path, {"patterns/topic/close-files.md": pattern(), "patterns/topic/img/deep/a.md": pattern("a")}
    )
    assert found.findings == () and len(found.patterns) == 2
    write(tmp_path / "catalog/patterns/topic/picture.svg", "<svg/>")
    assert load(tmp_path, FLAVORS).findings == ()


def test_a_folder_that_lost_its_pattern_is_told_once(tmp_path: Path) -> None:
    """At its top, however deep its files are."""
    catalog(tmp_path, {"patterns/topic/close-files.md": pattern()})
    write(tmp_path / "catalog/patterns/topic/gone/scripts/deep/a.sh", "ls\n")
    assert [str(f.place) for f in load(tmp_path, FLAVORS).findings] == ["catalog/patterns/topic/gone:1:1"]


def test_a_pattern_that_came_into_anothers_folder_does_not_look_deleted(tmp_path: Path) -> None:
    """It is held back with the other one, so that what is live of it stays."""
    found = catalog(tmp_path, {"patterns/close-files.md": pattern(), "patterns/close-files/inner.md": pattern("inner")})
    assert codes(found.findings) == ["SM186"] and found.blocked == ("close-files", "inner")


@pytest.mark.parametrize("how", ["changed", "added", "deleted", "made executable"])
def test_another_file_is_another_version(tmp_path: Path, how: str) -> None:
    """Compared with git's last commit, where only the folder differs."""
    ready = {"status": "approved", "risk": "danger"}
    loaded(tmp_path, pattern(**ready), a_txt="one", b_txt="two")
    commit(tmp_path)
    assert load(tmp_path, FLAVORS).findings == ()
    file = tmp_path / FOLDER / "a.txt"
    if how == "deleted":
        file.unlink()
    elif how == "made executable":
        file.chmod(0o755)
    else:
        write(file if how == "changed" else file.with_name("c.txt"), "three")
    assert codes(load(tmp_path, FLAVORS).findings) == ["SM170"]
    assert catalog(tmp_path, pattern(**ready | {"version": "0.1.1"})).findings == ()


def test_markdown_beside_it_was_never_a_pattern(tmp_path: Path) -> None:
    """Neither is it one that is gone, in git's memory."""
    loaded(tmp_path, references__notes_md="# Notes\n")
    commit(tmp_path)
    assert set(history(tmp_path)) == once_there(tmp_path) == {"close-files"}


def test_a_pattern_that_moves_with_its_folder_is_the_same(tmp_path: Path) -> None:
    """Its digest and its version stay."""
    before = only(loaded(tmp_path, pattern(status="approved"), a_txt="one"))
    commit(tmp_path)
    (tmp_path / "catalog/patterns/topic").mkdir()
    for name in ("close-files.md", "close-files"):
        (tmp_path / "catalog/patterns" / name).rename(tmp_path / "catalog/patterns/topic" / name)
    assert only(load(tmp_path, FLAVORS)).digest == before.digest
