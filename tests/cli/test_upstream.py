"""`session-memory upstream`: a hand edit becomes a change to the pattern, or it is said why it cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drifted import FORMS, by_hand, changed, commit, distributed, house, states
from made import git, pattern, run, target, tree, write

PATTERN = "catalog/patterns/one-thing.md"


def branches(root: Path) -> list[str]:
    """Every branch of ours in the catalog."""
    return git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads/session-memory").decode().split()


def refused(root: Path, code: int = 4) -> str:
    """What is said when nothing can be taken over; nothing was written."""
    before = tree(root / "catalog")
    said = run(root, "upstream", "shop", "one-thing")
    assert said.code == code, said
    assert branches(root) == [] and tree(root / "catalog") == before
    return said.err


def taken_over(root: Path) -> str:
    """The pattern's file on the one branch of ours; nothing else of the catalog was touched."""
    before, head = tree(root), git(root, "rev-parse", "HEAD")
    said = run(root, "upstream", "shop", "one-thing")
    assert said.code == 0, said
    after = tree(root)
    assert {path: after[path] for path in before} == before and git(root, "status", "--porcelain") == b""
    (branch,) = branches(root)
    assert re.fullmatch(r"session-memory/upstream-one-thing-[0-9a-f]{8}", branch) and branch in said.out
    assert git(root, "rev-parse", f"{branch}~1") == head
    assert git(root, "diff", "--name-only", "HEAD", branch).decode().split() == [PATTERN]
    return git(root, "show", f"{branch}:{PATTERN}").decode()


def merge(root: Path) -> None:
    """The branch, reviewed and merged."""
    git(root, "merge", "-q", *branches(root))


@pytest.mark.parametrize("form", FORMS)
def test_a_hand_edit_goes_upstream_and_comes_back_as_adopted(tmp_path: Path, form: str) -> None:
    """In a region and in a file of our own: edited, then adopted by the merge, then in sync by the next proposal."""
    root = house(tmp_path, form)
    file = by_hand(root, "- Then.", "- Then.\n- And so on.", form)
    by_hand(root, "Do one-thing with care.", "Do one-thing with great care.", form)
    edited = file.read_text()
    assert states(root) == {"edited"}
    before = (root / PATTERN).read_text()
    expected = before.replace("- Then.", "- Then.\n- And so on.").replace("with care", "with great care")
    assert taken_over(root) == expected.replace("version: 1.0.0", "version: 1.0.1")
    merge(root)
    assert states(root) == {"adopted"}
    assert run(root, "check").code == 0
    distributed(root)
    assert states(root) == {"in-sync"} and run(root, "status", "shop").code == 0
    mine = re.compile(r"v1\.0\.[01] sha256:[0-9a-f]{12}")
    assert mine.sub("", file.read_text()) == mine.sub("", edited), "only the marker moved"


EDITS = {
    "first line": ("Do one-thing with care.", "Do it."),
    "above the first line": ("Do one-thing with care.", "First read this.\n\nDo one-thing with care."),
    "below the last line of a section": ("with care.\n", "with care.\n\nA paragraph.\n"),
    "a line in a list": ("- First.", "- First.\n- In between."),
    "the end": ("- Then.", "- Then.\n\n```sh\necho done\n```"),
    "a line gone": ("- First.\n", ""),
    "a heading of its own": ("- Then.", "- Then.\n\n#### More\n\nText."),
    "other letters": ("with care", "mit Sorgfalt, élan"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_wherever_in_the_text(tmp_path: Path, edit: str) -> None:
    """The same words stand at the same place of the pattern."""
    root = house(tmp_path)
    old, new = EDITS[edit]
    by_hand(root, old, new)
    assert taken_over(root) == (root / PATTERN).read_text().replace(old, new).replace("1.0.0", "1.0.1")


def test_again_it_is_there_already(tmp_path: Path) -> None:
    """One edit, one branch, one commit."""
    root = house(tmp_path)
    by_hand(root, "- Then.", "- At last.")
    taken_over(root)
    at = git(root, "rev-parse", *branches(root))
    said = run(root, "upstream", "shop", "one-thing")
    assert said.code == 0 and "already on the branch" in said.out
    assert git(root, "rev-parse", *branches(root)) == at


def test_a_name_without_a_mail_address_is_a_person(tmp_path: Path) -> None:
    """As for every command that writes down who called it."""
    root = house(tmp_path)
    by_hand(root, "- Then.", "- At last.")
    said = run(root, "upstream", "shop", "one-thing", "--by", "Alice")
    assert (said.code, said.err) == (0, "")
    assert git(root, "log", "-1", "--format=%an|%ae", *branches(root)) == b"Alice|\n"


def test_every_other_byte_of_the_file_stays(tmp_path: Path) -> None:
    """Line ends, comments, odd spacing; the day of the update is told where the file tells one."""
    root = house(tmp_path)
    text = pattern("one-thing", updated="2020-01-01  # a comment", version='"1.2.3"  # quoted').rstrip("\n")
    write(root / PATTERN, text.replace("\n", "\r\n"))
    commit(root, "as on Windows")
    distributed(root)
    by_hand(root, "- Then.", "- At last.\n- Then.\n- And on.")
    found = taken_over(root)
    day = re.findall(r"updated: (\d{4}-\d\d-\d\d)  # a comment\r\n", found)
    expected = text.replace("2020-01-01", day[0]).replace("1.2.3", "1.2.4")
    assert day[0] > "2025" and found == expected.replace("- Then.", "- At last.\n- Then.\n- And on.").replace(
        "\n", "\r\n"
    )


GENERATED = {
    "title": ("block", {}, "## About one-thing", "## Mine", "is made from the pattern's title"),
    "heading of a hint": (
        "block",
        {"rendering_hints": "{codex: {heading: A heading}}"},
        "## A heading",
        "## Mine",
        "is the heading that a rendering hint gives",
    ),
    "text of a hint": (
        "block",
        {"rendering_hints": "{codex: {body: Only this.}}"},
        "Only this.",
        "Only that.",
        "is the text of a rendering hint",
    ),
    "heading of a section": ("block", {}, "### Steps", "### How", "is the heading of a section"),
    "scope in words": ("scoped rule", {}, "that match `src/**`", "in src", "is made from the pattern's scope"),
    "scope as keys": ("scoped rule", {}, '- "src/**"', '- "lib/**"', "is made from the pattern's scope"),
    "description": ("skill", {}, "Use when this applies", "Use it", "is made from the pattern's title"),
    "a new section": ("block", {}, "- Then.", "- Then.\n\n## Mine\n\nText.", "would then render"),
}


@pytest.mark.parametrize("what", GENERATED)
def test_what_is_no_line_of_the_pattern_is_refused_and_named(tmp_path: Path, what: str) -> None:
    """Where it stands, what it is, and what to do instead."""
    form, keys, old, new, why = GENERATED[what]
    root = house(tmp_path, form, **keys)
    by_hand(root, old, new, form)
    said = refused(root)
    assert why in said and FORMS[form][1] in said and "next: " in said


def test_a_section_that_is_rendered_twice_cannot_be_edited_in_one_place(tmp_path: Path) -> None:
    """The proof fails: the pattern would change the other copy too."""
    root = house(tmp_path, rendering_hints="{codex: {sections: [Solution, Steps, Solution]}}")
    by_hand(root, "Do one-thing with care.", "Do it.")
    assert "would then render" in refused(root)


def test_the_same_line_in_two_sections_is_no_riddle(tmp_path: Path) -> None:
    """It is known from which section each line comes, whatever it says."""
    root = house(tmp_path)
    twice = "## Problem\n\nSame.\n\n## Solution\n\nSame.\n\n## Steps\n\nSame.\n"
    write(root / PATTERN, pattern("one-thing", version="1.1.0", body=twice))
    commit(root, "twice")
    distributed(root)
    by_hand(root, "### Steps\n\nSame.", "### Steps\n\nOther.")
    assert taken_over(root).endswith("## Solution\n\nSame.\n\n## Steps\n\nOther.\n")


def test_a_pattern_that_has_moved_on_keeps_both_changes(tmp_path: Path) -> None:
    """Two versions later, at another place of the text; taking ours back then loses nothing that was written."""
    root = house(tmp_path)
    file = by_hand(root, "Do one-thing with care.", "Do it my way.")
    changed(root, "- Then.", "- After that.", version="1.1.0")
    changed(root, "- After that.", "- Next.", version="1.2.0", title="Anew")
    assert states(root) == {"conflict"}
    said = run(root, "upstream", "shop", "one-thing")
    assert said.code == 0 and "PATTERN=one-thing OURS=1" in said.out
    merge(root)
    text = (root / PATTERN).read_text()
    assert "Do it my way." in text and "- Next." in text and "version: 1.2.1" in text
    distributed(root, "--ours", "--pattern", "one-thing")
    assert states(root) == {"in-sync"} and "Do it my way." in file.read_text() and "Anew" in file.read_text()


def test_the_same_line_changed_on_both_sides_is_refused(tmp_path: Path) -> None:
    """A person has to decide which."""
    root = house(tmp_path)
    by_hand(root, "Do one-thing with care.", "Do it my way.")
    changed(root, "Do one-thing with care.", "Do it our way.", version="1.1.0")
    assert "the catalog has changed the same lines since" in refused(root)


def test_two_hand_edits_in_two_files_go_together(tmp_path: Path) -> None:
    """Each agent's copy was edited elsewhere in the text: the pattern gets both."""
    root = house(tmp_path)
    target(root, "both", {"README.md": "x\n"}, flavors="claude, codex", more="delivery: every-flavor\n")
    commit(root, "another target")
    run(root, "distribute", "both")
    git(root / "targets/both", "apply", str(root / "proposals/both/changes.patch"))
    for name, old, new in (("CLAUDE.md", "with care", "my way"), ("AGENTS.md", "- Then.", "- At last.")):
        file = root / "targets/both" / name
        file.write_text(file.read_text().replace(old, new))
    assert run(root, "upstream", "both", "one-thing").code == 0
    merge(root)
    text = (root / PATTERN).read_text()
    assert "Do one-thing my way." in text and "- At last." in text


def test_who_else_gets_the_same_lines_is_told(tmp_path: Path) -> None:
    """A section is shared between agents unless one has a section of its own."""
    root = house(tmp_path)
    target(root, "other", {"README.md": "x\n"}, flavors="grok")
    commit(root, "another target")
    by_hand(root, "- Then.", "- At last.")
    assert "the same lines also go to grok" in run(root, "upstream", "shop", "one-thing").out


FINDINGS = {
    "secret": ("- Then.", "- Then.\n- Use AKIA" + "Q3EGRSTUVWXYZ234" + " to log in."),
    "live syntax": ("- Then.", "- Then, as @elsewhere.md says."),
    "hidden text": ("- Then.", "- Then.\N{RIGHT-TO-LEFT OVERRIDE}"),
}


@pytest.mark.parametrize("what", FINDINGS)
def test_what_the_catalog_would_not_take_is_not_taken_over(tmp_path: Path, what: str) -> None:
    """The findings are told, as `check` would tell them."""
    root = house(tmp_path)
    by_hand(root, *FINDINGS[what])
    assert re.search(r"one-thing\.md:\d+:\d+: SM\d{3}", refused(root, code=1))


def test_bytes_that_are_no_text_are_not_taken_over(tmp_path: Path) -> None:
    """A pattern is UTF-8."""
    root = house(tmp_path)
    file = root / "targets/shop/AGENTS.md"
    file.write_bytes(file.read_bytes().replace(b"- Then.", b"- Th\xe9n."))
    assert "SM112" in refused(root, code=1)


def test_nothing_edited_is_wrong_usage(tmp_path: Path) -> None:
    """There is nothing to take over, or it was taken over already."""
    root = house(tmp_path)
    assert "nobody edited" in refused(root, code=2)
    by_hand(root, "- Then.", "- At last.")
    taken_over(root)
    merge(root)
    assert "the catalog took the hand edit over" in run(root, "upstream", "shop", "one-thing").err
    changed(root, "", "", status="retired")
    by_hand(root, "- First.", "- At first.")
    assert "withdrawn" in run(root, "upstream", "shop", "one-thing").err


def test_a_pattern_that_is_not_committed_is_refused(tmp_path: Path) -> None:
    """The branch starts from the last commit, and would lose what is not in it."""
    root = house(tmp_path)
    by_hand(root, "- Then.", "- At last.")
    file = root / PATTERN
    file.write_text(file.read_text().replace("1.0.0", "1.0.5"))
    assert "differs from the last commit" in refused(root, code=2)


def test_a_base_that_nobody_remembers_is_refused(tmp_path: Path) -> None:
    """Without it nobody can say what of the text is the hand's."""
    root = house(tmp_path)
    write(root / PATTERN, pattern("one-thing", version="1.1.0", title="Never committed"))
    distributed(root)
    git(root, "checkout", "-q", PATTERN)
    by_hand(root, "- Then.", "- At last.")
    assert "nobody knows what the hand edit was made to" in refused(root)


def test_a_catalog_in_no_git_is_refused(tmp_path: Path) -> None:
    """There is nothing to make a branch of."""
    root = house(tmp_path)
    by_hand(root, "- Then.", "- At last.")
    (root / ".git").rename(tmp_path / "elsewhere")
    said = run(root, "upstream", "shop", "one-thing", "--by", "Somebody <somebody@example.com>")
    assert said.code == 2 and "no git repository" in said.err


def test_the_catalog_may_be_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The branch is one of that repository."""
    root = house(tmp_path)
    (root / ".git").rename(tmp_path / ".git")
    (root / ".gitignore").rename(tmp_path / ".gitignore")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one level up")
    by_hand(root, "- Then.", "- At last.")
    assert run(root, "upstream", "shop", "one-thing").code == 0
    (branch,) = branches(root)
    assert b"- At last." in git(tmp_path, "show", f"{branch}:catalog-repo/{PATTERN}")
