"""A skill and the files beside it are one thing: they are in sync, edited, in the way and gone together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from made import git, write
from session_memory.attached import lines, record_of
from session_memory.changes.compare import Knowledge, compare
from session_memory.changes.edits import edited_files
from session_memory.changes.gate.danger import (
    beyond_our_attachment,
    is_beside_skill,
    outside_homes,
    surface_beside_skill,
)
from session_memory.changes.git_hosts import from_ref
from session_memory.changes.hosts import Wanted, from_folder
from session_memory.changes.own_file import read_stamp
from session_memory.changes.patch import make_patch
from session_memory.changes.skill_folder import named
from session_memory.changes.standing import standing
from session_memory.changes.wanted import Want, want_of
from session_memory.model import Action, Artifact, Attachment, FileChange, Form, HostFile, Hosts, Item, State

SKILL = ".agents/skills/a/SKILL.md"
ONE = Attachment("scripts/one.txt", b"one\r\n")
TWO = Attachment("two.txt", b"")
KNOWN = Knowledge(frozenset({"a"}), frozenset())


def want(*attachments: Attachment, version: str = "1.0.0") -> Want:
    """The skill as it should be."""
    front = "\n".join(["---", "name: a", "metadata:", '  session-memory: "a"', *lines(attachments), "---"])
    return want_of(
        Artifact("codex", SKILL, f"{front}\n\n# A\n\nText\n", "a", Form.SKILL, version, attachments=attachments),
        ("codex",),
    )


def hosts(skill: Want | None, *there: Attachment, **odd: str) -> Hosts:
    """A target with this skill, or none, and these files beside it; `odd`: name -> what is the matter with it."""
    attached = {f".agents/skills/a/{a.path}": HostFile(a.path, a.content, a.executable) for a in there}
    attached |= {f".agents/skills/a/{p}": HostFile(p, problem=why) for p, why in odd.items()}
    return Hosts({SKILL: HostFile(SKILL, skill.content)} if skill else {}, attached=attached)


def compared(found: Hosts, wanted: Want | None, known: Knowledge = KNOWN) -> tuple[Item, tuple[FileChange, ...]]:
    """The one item, and every file that would change."""
    wants = {SKILL: {"a": wanted}} if wanted else {}
    (item,) = compare(standing(found, frozenset()), wants, known)
    return item, edited_files((item,), wants, standing(found, frozenset()), found)


OTHER = replace(ONE, content=b"by hand")
CASES = {
    "nothing there": (hosts(None), want(ONE), State.PROPOSED, Action.ADD, 2),
    "all there": (hosts(want(ONE), ONE), want(ONE), State.IN_SYNC, Action.KEEP, 0),
    "gone": (hosts(want(ONE)), want(ONE), State.MISSING, Action.CHANGE, 1),
    "edited": (hosts(want(ONE), OTHER), want(ONE), State.EDITED, Action.KEEP, 0),
    "mode changed": (hosts(want(ONE), replace(ONE, executable=True)), want(ONE), State.EDITED, Action.KEEP, 0),
    "edited and a new version": (hosts(want(ONE), OTHER), want(TWO), State.CONFLICT, Action.KEEP, 0),
    "taken over": (hosts(want(ONE), OTHER), want(OTHER), State.ADOPTED, Action.CHANGE, 1),
    "a new version": (hosts(want(ONE), ONE), want(OTHER), State.OUTDATED, Action.CHANGE, 2),
    "one more, one less": (hosts(want(ONE), ONE), want(TWO), State.OUTDATED, Action.CHANGE, 3),
    "only the mode": (hosts(want(ONE), ONE), want(replace(ONE, executable=True)), State.OUTDATED, Action.CHANGE, 2),
    "the first ones": (hosts(want()), want(ONE), State.OUTDATED, Action.CHANGE, 2),
    "theirs in the way": (hosts(None, OTHER), want(ONE), State.FOREIGN, Action.KEEP, 0),
    "theirs in the way of a new one": (hosts(want()), want(ONE), State.OUTDATED, Action.CHANGE, 2),
    "left over without its skill": (hosts(None, ONE), want(ONE), State.PROPOSED, Action.ADD, 1),
    "a link": (hosts(None, **{"scripts/one.txt": "a link"}), want(ONE), State.FOREIGN, Action.KEEP, 0),
    "ours became a link": (hosts(want(ONE), **{"scripts/one.txt": "a link"}), want(ONE), State.EDITED, Action.KEEP, 0),
    "withdrawn": (hosts(want(ONE, TWO), ONE, TWO), None, State.ORPHANED, Action.REMOVE, 3),
    "withdrawn, edited": (hosts(want(ONE, TWO), OTHER, TWO), None, State.EDITED, Action.KEEP, 0),
    "withdrawn, one gone": (hosts(want(ONE, TWO), TWO), None, State.ORPHANED, Action.REMOVE, 2),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_how_it_stands_and_what_changes(case: tuple[Hosts, Want | None, State, Action, int]) -> None:
    """The table of the three digests holds for the skill as a whole."""
    found, wanted, state, action, number = case
    item, changes = compared(found, wanted)
    assert (item.state, item.action, len(changes)) == (state, action, number)
    if changes:
        make_patch(changes)


def test_ours_comes_back_when_a_person_asks_for_it() -> None:
    """But not through a link."""
    back = replace(KNOWN, ours=frozenset({"a"}))
    item, changes = compared(hosts(want(ONE), OTHER), want(ONE), back)
    assert item.action is Action.CHANGE and [c.after for c in changes] == [ONE.content]
    item, changes = compared(hosts(want(ONE), **{"scripts/one.txt": "a link"}), want(ONE), back)
    assert item.action is Action.KEEP and changes == ()


def test_a_skill_checked_out_with_other_line_ends_is_no_edit() -> None:
    """As with every file of ours, and with those beside it. What is not ours is compared by the byte."""
    there = replace(want(ONE), content=want(ONE).content.replace(b"\n", b"\r\n"))
    assert compared(hosts(there, ONE), want(ONE))[0].state is State.IN_SYNC
    other = replace(ONE, content=b"one\n")
    assert compared(hosts(there, other), want(ONE))[0].state is State.IN_SYNC
    assert compared(hosts(want(other), ONE), want(other))[0].state is State.IN_SYNC
    assert compared(hosts(None, other), want(ONE))[0].state is State.FOREIGN
    _, changes = compared(hosts(want(ONE), other), want(ONE, version="1.1.0"))
    assert ONE.content in [change.after for change in changes]


def test_the_paths_to_look_at(tmp_path: Path) -> None:
    """Where a file of a pattern could go, and where a skill of ours says that there is one."""
    found = named(hosts(want(TWO)), [".claude/skills/{id}/SKILL.md", "AGENTS.md"], {"a": ["x"], "b": ["y"]})
    assert found == (
        ".agents/skills/a/two.txt",
        ".agents/skills/a/x",
        ".claude/skills/a/x",
        ".claude/skills/b/y",
    )


def test_both_ways_of_reading_see_the_same(tmp_path: Path) -> None:
    """Any bytes and modes; nothing is read through a link, in a nested repository or in a folder."""
    git(tmp_path, "init", "-q")
    write(tmp_path / "s/text.bin", b"\0\xff").chmod(0o755)
    write(tmp_path / "s/folder/x", "x")
    (tmp_path / "s/link").symlink_to("text.bin")
    (tmp_path / "linked").symlink_to("s")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    names = (
        "s/text.bin",
        "s/link",
        "s/folder",
        "linked/text.bin",
        "linked/new",
        "s/none",
        "none/at/all",
        "s/text.bin/x/y",
    )
    tree, ref = (
        from_folder(tmp_path, Wanted((), attached=names)).attached,
        from_ref(tmp_path, "HEAD", Wanted((), attached=names)).attached,
    )
    assert tree == ref and set(tree) == set(names) - {"s/none", "none/at/all"}
    assert tree["s/text.bin"] == HostFile("s/text.bin", b"\0\xff", True)
    assert {path: file.problem for path, file in tree.items() if file.problem} == {
        "s/link": "a link",
        "s/folder": "a folder, not a regular file",
        "s/text.bin/x/y": "below s/text.bin, which is a file",
        "linked/text.bin": "below linked, which is a link",
        "linked/new": "below linked, which is a link",
    }


def test_what_git_ignores_for_everybody_is_in_the_way(tmp_path: Path) -> None:
    """A commit could hold it, but nobody would see it; and a pipe keeps nobody waiting."""
    git(tmp_path, "init", "-q")
    write(tmp_path / ".gitignore", "*.txt\n")
    os.mkfifo(tmp_path / "pipe")
    found = from_folder(tmp_path, Wanted((), attached=("one.txt", "pipe"))).attached
    assert "ignored by git" in found["one.txt"].problem and "a FIFO" in found["pipe"].problem


HOMES = [".agents/skills/{id}/SKILL.md", "AGENTS.md"]


def test_the_gate_lets_a_skill_have_scripts_and_nothing_else() -> None:
    """A hook or a settings file is what it is, wherever it lies; no other folder is a skill's."""
    assert surface_beside_skill(".agents/skills/a/scripts/run.sh") == ""
    assert "MCP" in surface_beside_skill(".agents/skills/a/mcp.json")
    assert is_beside_skill(".agents/skills/a/scripts/run.sh", HOMES)
    assert outside_homes(".agents/skills/a/scripts/run.sh", HOMES) == ""
    for path in (
        ".agents/skills/run.sh",
        ".agents/skills/a",
        ".agents/skills/A/x",
        "x/.agents/skills/a/x",
        "AGENTS.md/x",
    ):
        assert not is_beside_skill(path, HOMES) and outside_homes(path, HOMES)


def test_the_gate_sees_whose_file_it_is() -> None:
    """By what the skill that stands there says, whatever the plan says."""
    at = ".agents/skills/a/scripts/one.txt"
    there = want(ONE).content
    assert beyond_our_attachment(FileChange(at, ONE.content, None, skill=SKILL), there) == ""
    assert beyond_our_attachment(FileChange(at, None, b"x", skill=SKILL), None) == ""
    assert beyond_our_attachment(FileChange(at, b"by hand", None, skill=SKILL), there)
    assert beyond_our_attachment(FileChange(at, ONE.content, None, True, SKILL), there)
    assert beyond_our_attachment(FileChange(at, ONE.content, None, skill=SKILL), None)


def test_a_stamp_tells_the_files() -> None:
    """Of a skill that has any."""
    stamp = read_stamp(want(ONE).content)
    assert stamp and stamp.files == ((ONE.path, record_of(ONE.content, False)),)
