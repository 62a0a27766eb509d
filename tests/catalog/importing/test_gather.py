"""From the paths that a person names to the text of each rule file below them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from session_memory.catalog.importing import gather
from session_memory.catalog.importing.rule import Refused
from session_memory.errors import UsageError


def text_of(path: Path) -> str:
    """The text of the one file found at `path`."""
    (found,) = gather.files(path)
    return gather.text(found)


def test_a_folder_gives_its_rule_files_sorted(tmp_path: Path) -> None:
    """Other Markdown, other files, and what belongs to git or a package manager stay out."""
    names = [
        ".claude/rules/b.md", ".claude/rules/a/z.md", ".cursor/rules/x.mdc", "AGENTS.md", "pkg/CLAUDE.md",
        ".github/copilot-instructions.md", ".github/instructions/y.instructions.md", ".rulesync/rules/r.md",
        ".ruler/s.md", "loose.mdc",
    ]  # fmt: skip
    others = ["README.md", "docs/guide.md", "rules/LICENSE", "node_modules/p/AGENTS.md", ".git/rules/x.md", "agents.md"]
    for name in names + others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    assert [found.shown for found in gather.files(tmp_path)] == sorted(str(tmp_path / name) for name in names)


def test_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    """Whatever editor saved it, the text has LF line ends and no mark in front."""
    path = tmp_path / "a.mdc"
    path.write_bytes(b"\xef\xbb\xbf---\r\na: b\r---\n")
    assert text_of(path) == "---\na: b\n---\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"text\0text", "NUL at byte 4"),
        (b"caf\xe9 au lait", "not UTF-8 at byte 3"),
        (b"\xef\xbb\xbfcaf\xe9 au lait", "not UTF-8 at byte 6"),
        (b"x" * (1 << 20) + b"x", "larger than 1,048,576 bytes"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    """The reason names the byte where there is one."""
    path = tmp_path / "a.mdc"
    path.write_bytes(content)
    with pytest.raises(Refused, match=why):
        text_of(path)


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    """It is wrong usage, and says so before anything is read."""
    with pytest.raises(UsageError, match="no such file"):
        list(gather.files(tmp_path / "nowhere"))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    """Only regular files are opened."""
    os.mkfifo(tmp_path / "a.mdc")
    with pytest.raises(Refused, match="not a regular file"):
        text_of(tmp_path)


@pytest.mark.parametrize(
    ("target", "why"),
    [("a.mdc", "in a circle"), ("nowhere", "leads nowhere"), ("../outside.md", "outside the folder")],
)
def test_links_that_are_not_followed(tmp_path: Path, target: str, why: str) -> None:
    """A link in a folder may lead to a file in it, and nowhere else."""
    (tmp_path / "outside.md").write_text("somebody else's")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.mdc").symlink_to(target)
    with pytest.raises(Refused, match=why):
        text_of(tmp_path / "folder")


@pytest.mark.parametrize("name", [b"caf\xe9.mdc", b"a\x1b[2J.mdc", b"a\nb.mdc"])
def test_a_name_that_a_terminal_would_act_on(tmp_path: Path, name: bytes) -> None:
    """It is refused, and shown with question marks."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("text")
    (found,) = gather.files(tmp_path)
    assert found.shown.isprintable()
    with pytest.raises(Refused, match="name"):
        gather.text(found)


def test_a_link_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    """Whoever names it wants what it leads to."""
    (tmp_path / "real.mdc").write_text("text")
    (tmp_path / "link.mdc").symlink_to("real.mdc")
    assert text_of(tmp_path / "link.mdc") == "text"


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    """Links to folders are not walked into."""
    (tmp_path / "a.mdc").write_text("text")
    (tmp_path / "again").symlink_to(tmp_path)
    assert len(list(gather.files(tmp_path))) == 1
