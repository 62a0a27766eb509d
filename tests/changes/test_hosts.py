"""A target's files from a folder and from a ref: the same ones, and what cannot be used is named."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from made import git, write
from session_memory.changes.git_hosts import from_ref
from session_memory.changes.hosts import MAX_BYTES, Wanted, from_folder
from session_memory.errors import UnreachableError
from session_memory.model import HostFile, Hosts

WANTED = Wanted(
    paths=("AGENTS.md", "CLAUDE.md", ".claude/CLAUDE.md"),
    globs=(".claude/rules/**/*.md",),
    homes=("AGENTS.md", ".claude/rules/{id}.md"),
)

LINK, SCRIPT, NESTED = "-> ", "#!", "nested repository"
"""How a tree is told: what a path leads to, that it is executable, that a repository of its own stands there."""

Tree = dict[str, str]


def made(folder: Path, tree: Tree) -> Path:
    """A checkout with the tree committed, links and nested repositories included."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for path, what in tree.items():
        if what == NESTED:
            made(folder / path, {"AGENTS.md": "theirs", "a.md": "theirs"})
        elif what.startswith(LINK):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to(what.removeprefix(LINK))
        else:
            write(folder / path, what).chmod(0o755 if what.startswith(SCRIPT) else 0o644)
    git(folder, "-c", "advice.addEmbeddedRepo=false", "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "as it was")
    return folder


ALIKE: dict[str, Tree] = {
    "nothing": {},
    "ordinary": {"AGENTS.md": "a", "CLAUDE.md": "", "README.md": "other", ".claude/rules/x/y.md": "z"},
    "other endings": {".claude/rules/x.txt": "a", ".claude/rules/x.MD": "b", ".claude/x.md": "c"},
    "executable": {"AGENTS.md": "#!/bin/sh"},
    "binary": {"AGENTS.md": "a\0b"},
    "largest": {"AGENTS.md": "a" * MAX_BYTES, "CLAUDE.md": "a" * (MAX_BYTES + 1)},
    "names": {".claude/rules/with space.md": "a", ".claude/rules/zähler \"'.md": "b"},
    "link to a file": {"AGENTS.md": "a", "CLAUDE.md": "-> AGENTS.md"},
    "link to a file elsewhere": {"a.md": "a", "CLAUDE.md": "-> ./a.md", ".claude/rules/b.md": "-> ../../a.md"},
    "link to a link": {"a.md": "a", "AGENTS.md": "-> CLAUDE.md", "CLAUDE.md": "-> a.md"},
    "link to itself by a longer way": {"AGENTS.md": "a", "CLAUDE.md": "-> ./docs/../AGENTS.md", "docs/x": ""},
    "folder above is a link": {"real/CLAUDE.md": "a", "real/rules/a.md": "b", ".claude": "-> real"},
    "nothing below a link": {"real/rules/a.md": "b", ".claude": "-> real"},
    "rules are a link": {"shared/a.md": "a", ".claude/rules": "-> ../shared"},
    "link behind a link": {"real/CLAUDE.md": "-> ../AGENTS.md", ".claude": "-> real", "AGENTS.md": "a"},
    "out of the repository": {"AGENTS.md": "-> ../outside.md"},
    "rules are nested": {".claude/rules": NESTED, "AGENTS.md": "a"},
}
"""Trees that give the same files, links and closed paths whichever way they are read."""


def seen(hosts: Hosts) -> tuple[object, ...]:
    return dict(hosts.files), dict(hosts.links), dict(hosts.closed)


@pytest.mark.parametrize("tree", ALIKE.values(), ids=ALIKE)
def test_a_folder_and_its_commit_are_read_alike(tmp_path: Path, tree: Tree) -> None:
    """What a working tree holds is what the commit of it holds."""
    write(tmp_path / "outside.md", "theirs")
    checkout = made(tmp_path / "t", tree)
    folder, ref = from_folder(checkout, WANTED), from_ref(checkout, "HEAD", WANTED)
    assert seen(folder) == seen(ref)
    assert (folder.ref, ref.ref) == ("", "HEAD")


NAMED: dict[str, tuple[Tree, dict[str, str], dict[str, str]]] = {
    "dangling": (
        {"AGENTS.md": "-> none.md"},
        {"AGENTS.md": "a link that leads nowhere or in a circle"},
        {"AGENTS.md": "a link that leads nowhere"},
    ),
    "circle": (
        {"AGENTS.md": "-> CLAUDE.md", "CLAUDE.md": "-> AGENTS.md"},
        dict.fromkeys(("AGENTS.md", "CLAUDE.md"), "a link that leads nowhere or in a circle"),
        dict.fromkeys(("AGENTS.md", "CLAUDE.md"), "a link that leads in a circle"),
    ),
    "link into a nested repository": (
        {"sub": NESTED, "AGENTS.md": "-> sub/AGENTS.md"},
        {"sub/AGENTS.md": "inside the nested repository sub"},
        {"AGENTS.md": "inside the nested repository sub"},
    ),
    "link to a folder": (
        {"docs/a.txt": "a", "AGENTS.md": "-> docs"},
        {"docs": "a folder, not a regular file"},
        {"AGENTS.md": "a folder, not a regular file"},
    ),
}
"""Trees that neither way can use, each in its own words: a folder sees where a link leads, a ref what it says."""


def problems(hosts: Hosts) -> dict[str, str]:
    return {path: file.problem for path, file in hosts.files.items()}


@pytest.mark.parametrize(("tree", "in_folder", "at_ref"), NAMED.values(), ids=NAMED)
def test_a_link_that_cannot_be_used_is_named(
    tmp_path: Path, tree: Tree, in_folder: dict[str, str], at_ref: dict[str, str]
) -> None:
    """Both ways say why, and neither reads anything behind it."""
    checkout = made(tmp_path / "t", tree)
    folder, ref = from_folder(checkout, WANTED), from_ref(checkout, "HEAD", WANTED)
    assert (problems(folder), problems(ref)) == (in_folder, at_ref)
    assert [file.content for hosts in (folder, ref) for file in hosts.files.values() if file.content] == []


def test_a_folder_where_a_file_is_looked_for(tmp_path: Path) -> None:
    """Nothing can be written there, which a ref has to say as a folder does."""
    checkout = made(tmp_path / "t", {"AGENTS.md/a.txt": "a"})
    named = {"AGENTS.md": "a folder, not a regular file"}
    assert problems(from_folder(checkout, WANTED)) == named
    assert problems(from_ref(checkout, "HEAD", WANTED)) == named


def test_a_nested_repository_is_not_read(tmp_path: Path) -> None:
    """Its files are named in a folder; a commit holds none of them."""
    checkout = made(tmp_path / "t", {".claude/rules/sub": NESTED, ".claude/rules/a.md": "a"})
    theirs = dict.fromkeys(
        (".claude/rules/sub/AGENTS.md", ".claude/rules/sub/a.md"), "inside the nested repository .claude/rules/sub"
    )
    assert problems(from_folder(checkout, WANTED)) == theirs | {".claude/rules/a.md": ""}
    assert problems(from_ref(checkout, "HEAD", WANTED)) == {".claude/rules/a.md": ""}


def test_what_matters_everywhere_ends_at_a_border(tmp_path: Path) -> None:
    """A name is looked for in every folder but those of other repositories, broken ones too; with git and without."""
    wanted = Wanted((), anywhere=("AGENTS.md", ".claude/rules/*.md"))
    files = dict.fromkeys(("AGENTS.md", "src/AGENTS.md", "src/.claude/rules/a.md", "src/a.md", "a/b/AGENTS.md"), "x")
    checkout = made(tmp_path / "t", files)
    made(checkout / "nested", {"AGENTS.md": "theirs"})
    write(checkout / "broken/AGENTS.md", "theirs")
    write(checkout / "broken/.git", "gitdir: ../elsewhere\n")
    there = {"AGENTS.md", "a/b/AGENTS.md", "src/.claude/rules/a.md", "src/AGENTS.md"}
    assert set(from_folder(checkout, wanted).files) == set(from_ref(checkout, "HEAD", wanted).files) == there
    shutil.rmtree(checkout / ".git")
    assert set(from_folder(checkout, wanted).files) == there


def test_a_copy_in_a_saved_proposal_is_no_file_of_ours(tmp_path: Path) -> None:
    """A catalog may be a target too, and its proposals hold files as they would be; elsewhere the name says nothing."""
    wanted = Wanted((), anywhere=("AGENTS.md",))
    files = ("proposals/shop/proposal.json", "proposals/shop/artifacts/codex/AGENTS.md", "art/artifacts/AGENTS.md")
    checkout = made(tmp_path / "t", dict.fromkeys(files, "x"))
    assert set(from_folder(checkout, wanted).files) == {"art/artifacts/AGENTS.md"}
    assert set(from_ref(checkout, "HEAD", wanted).files) == {"art/artifacts/AGENTS.md"}


def fifo(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made_here:
        made_here.bind(str(path))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (fifo, "a FIFO, not a regular file"),
        (a_socket, "a socket, not a regular file"),
        (Path.mkdir, "a folder, not a regular file"),
        (lambda path: path.symlink_to(os.devnull), "a link that leads out of the repository"),
        (lambda path: path.write_bytes(b"a\0"), "binary: it holds a NUL byte"),
        (lambda path: path.write_bytes(b"a" * (MAX_BYTES + 1)), "larger than 1,048,576 bytes"),
    ],
    ids=["fifo", "socket", "folder", "device", "binary", "large"],
)
def test_what_is_no_text_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], problem: str
) -> None:
    """Each kind has its own words, and reading does not wait for any."""
    monkeypatch.chdir(tmp_path)
    make(Path("AGENTS.md"))
    assert from_folder(tmp_path, WANTED).files == {"AGENTS.md": HostFile("AGENTS.md", problem=problem)}


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's words are in the problem."""
    write(tmp_path / "AGENTS.md", "a")

    def refused(*arguments: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refused)
        found = from_folder(tmp_path, WANTED)
    assert problems(found) == {"AGENTS.md": "cannot be read: Permission denied"}


@pytest.mark.parametrize(
    ("ignores", "ignored", "closed"),
    [
        ({}, set(), set()),
        ({".gitignore": "AGENTS.md\n"}, {"AGENTS.md"}, {"AGENTS.md"}),
        ({".gitignore": ".claude/\n"}, {".claude/rules/a.md"}, {".claude/rules/{id}.md"}),
        ({".gitignore": "*.md\n!AGENTS.md\n"}, {".claude/rules/a.md"}, {".claude/rules/{id}.md"}),
        ({".git/info/exclude": "AGENTS.md\n"}, {"AGENTS.md"}, set()),
    ],
)
def test_what_git_ignores(tmp_path: Path, ignores: dict[str, str], ignored: set[str], closed: set[str]) -> None:
    """The target's own rules close a path for everybody; those of one machine only tell of the file there."""
    checkout = made(tmp_path / "t", {})
    for path, text in ({"AGENTS.md": "a", ".claude/rules/a.md": "b"} | ignores).items():
        write(checkout / path, text)
    found = from_folder(checkout, WANTED)
    assert found.ignored == ignored
    assert found.closed == dict.fromkeys(closed, "ignored by git, so that no change to it can be proposed")


def test_a_plain_folder_ignores_nothing(tmp_path: Path) -> None:
    """Without git its ignore files mean nothing."""
    write(tmp_path / ".gitignore", "*\n")
    write(tmp_path / "AGENTS.md", "a")
    found = from_folder(tmp_path, WANTED)
    assert (dict(found.files), found.ignored, found.closed) == ({"AGENTS.md": HostFile("AGENTS.md", b"a")}, set(), {})


def test_a_ref_is_not_the_working_tree(tmp_path: Path) -> None:
    """What was not committed is not at the ref, and what was deleted since is."""
    checkout = made(tmp_path / "t", {"AGENTS.md": "committed"})
    (checkout / "AGENTS.md").unlink()
    write(checkout / "CLAUDE.md", "new")
    assert from_ref(checkout, "main", WANTED).files == {"AGENTS.md": HostFile("AGENTS.md", b"committed")}
    assert from_folder(checkout, WANTED).files == {"CLAUDE.md": HostFile("CLAUDE.md", b"new")}


@pytest.mark.parametrize("ref", ["none", "-h", "--help", "HEAD:AGENTS.md", ""])
def test_no_such_ref(tmp_path: Path, ref: str) -> None:
    """A ref that names no tree is told, whatever it looks like."""
    with pytest.raises(UnreachableError, match="cannot read the ref"):
        from_ref(made(tmp_path / "t", {"AGENTS.md": "a"}), ref, WANTED)


def test_no_such_place(tmp_path: Path) -> None:
    """A missing folder and a file in its place are no target, whichever way they are read."""
    write(tmp_path / "file", "")
    for name in ("none", "file"):
        with pytest.raises(UnreachableError, match="no such folder"):
            from_folder(tmp_path / name, WANTED)
        with pytest.raises(UnreachableError, match="cannot read the ref"):
            from_ref(tmp_path / name, "HEAD", WANTED)


def test_above_a_linked_folder_is_where_it_really_is(tmp_path: Path) -> None:
    """`..` behind a link to a folder leads to that folder's parent, not to the link's."""
    tree = {"AGENTS.md": "-> d/../a.md", "d": "-> x/y", "x/y/b": "", "x/a.md": "right", "a.md": "wrong"}
    checkout = made(tmp_path / "t", tree)
    assert from_folder(checkout, WANTED).links == {"AGENTS.md": "x/a.md"}
    assert from_ref(checkout, "HEAD", WANTED).links == {"AGENTS.md": "x/a.md"}
