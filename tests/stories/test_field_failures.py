"""How other tools lose text, case by case, and what becomes of it here: each test is one line of that list.

The first half are cases that were measured on tools that write files for agents, the second half is what users of
such tools, and of tools like them, have reported. A number is that of the report.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.forge_fakes import PAGE, bare, calls, gh
from corpus_files import variants
from made import catalog, git, pattern, run, target, tree, write
from session_memory import files
from steps import (
    ADA,
    BRANCH,
    IN_PLACE,
    applied,
    approved,
    edit,
    kinds,
    last,
    lie,
    merge,
    place,
    refs,
    states,
    step,
    sure,
)

TOP, BOTTOM = "# Written by hand, at the top\n", "The last line by hand.\n"
HAND = f"{TOP}\n- Run the tests.\n\n{BOTTOM}"
RULES = ("one-thing", "two-things", "three-things")
BEGIN, END = "<!-- BEGIN session-memory -->", "<!-- END session-memory -->"
BEGIN_ONE = "<!-- BEGIN session-memory:one-thing v1.0.0 sha256:0123456789ab -->"
END_ONE = "<!-- END session-memory:one-thing -->"
SKILL = "{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three rules, and a target with two hand-written host files for two agents."""
    catalog(tmp_path, *RULES)
    target(tmp_path, "shop", {"AGENTS.md": HAND, "CLAUDE.md": HAND}, flavors="claude, codex")
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def rule(root: Path, id: str, **keys: str) -> None:
    """Write a rule anew."""
    write(root / f"catalog/patterns/{id}.md", pattern(id, **keys))


def with_skill(root: Path) -> None:
    """One of the rules has a file of its own."""
    rule(root, "three-things", rendering_hints=SKILL)


def as_of(root: Path, number: int) -> None:
    """All rules say something else, as their next version does."""
    for id in RULES:
        rule(root, id, version=f"{number}.0.0", title=f"Edition {number} of {id}")


def hosts(shop: Path) -> dict[str, bytes]:
    return {name: (shop / name).read_bytes() for name in ("AGENTS.md", "CLAUDE.md")}


# --- measured on tools that write agent files -----------------------------------------------------------


def test_existing_host_file_first_run(root: Path, shop: Path) -> None:
    """Our region is added, and every byte that was there is still there, in its place; nothing is left out silently."""
    applied(root, "shop")
    for content in hosts(shop).values():
        assert content.startswith(HAND.rstrip("\n").encode()) and content.count(BEGIN.encode()) == 1
    assert states(root, "shop") == {"in-sync"}


def test_existing_host_file_that_cannot_be_written_to(root: Path, shop: Path) -> None:
    """What therefore does not arrive is named, with the file and the reason, and the exit code is not 0."""
    write(shop / "AGENTS.md", f"{HAND}\n```\nnever closed\n")
    said = run(root, "distribute", "shop")
    assert said.code == 4 and "AGENTS.md: line 7" in said.out and "is never closed" in said.out
    assert all(id in said.out for id in RULES)


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_second_run_changes_no_byte(root: Path, shop: Path, mode: str) -> None:
    """Of the target, of its git, of the proposal and of what is recorded."""
    event = applied(root, "shop", mode)
    if mode == BRANCH:
        merge(shop, event.branch)
    sure(root, "distribute", "shop")
    before, there = lie(root), refs(shop)
    sure(root, "distribute", "shop")
    assert "nothing to do" in sure(root, "apply", "shop", *place(mode))
    assert (lie(root), refs(shop)) == (before, there)


def test_hand_text_around_generated_text_is_kept(root: Path, shop: Path) -> None:
    """What was added above, below and between since the first run is there after the second, unchanged."""
    applied(root, "shop")
    ours = (shop / "AGENTS.md").read_bytes()
    write(shop / "AGENTS.md", b"Added above.\n\n" + ours + b"\nAdded below.\n")
    as_of(root, 2)
    applied(root, "shop")
    content = (shop / "AGENTS.md").read_bytes()
    assert content.startswith(b"Added above.\n\n" + HAND.rstrip("\n").encode()) and content.endswith(
        b"\nAdded below.\n"
    )
    assert b"Edition 2" in content and content.count(BEGIN.encode()) == 1


def test_hand_edit_inside_generated_text_is_never_overwritten(root: Path, shop: Path) -> None:
    """It has a state and an exit code of its own; three sides are shown; its neighbours move on around it."""
    applied(root, "shop")
    edit(shop / "AGENTS.md", "Do one-thing with care.", "Do it as we do.")
    assert "edited" in states(root, "shop") and run(root, "status", "shop").code == 3
    as_of(root, 2)
    assert run(root, "distribute", "shop").code == 4
    shown = run(root, "diff", "shop", "--pattern", "one-thing").out
    assert "Do it as we do." in shown and "Do one-thing with care." in shown
    sure(root, "approve", "shop")
    assert step(root, "apply", "shop", "--in-place").code == 3
    content = (shop / "AGENTS.md").read_text()
    assert "Do it as we do." in content and "Edition 2 of two-things" in content and "Edition 2 of one" not in content


@pytest.mark.parametrize("which", sorted(set(variants(HAND.encode())) - {"not utf-8"}))
def test_line_ends_byte_order_mark_no_final_newline(root: Path, shop: Path, which: str) -> None:
    """Two runs leave one region in the file's own line ends, and taking it back gives the very same bytes."""
    before = variants(HAND.encode())[which]
    write(shop / "AGENTS.md", before)
    applied(root, "shop")
    as_of(root, 2)
    applied(root, "shop")
    content = (shop / "AGENTS.md").read_bytes()
    assert content.count(b"<!-- BEGIN session-memory -->") == 1 and content.startswith(before.rstrip(b"\r\n"))
    if b"\r\n" not in before:
        assert b"\r" not in content
    elif before.count(b"\n") == before.count(b"\r\n"):
        assert content.count(b"\n") == content.count(b"\r\n")
    for _ in range(2):
        sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").read_bytes() == before


def test_non_utf8_byte_in_hand_text_is_kept(root: Path, shop: Path) -> None:
    """It passes through as the byte that it is, there and back."""
    before = HAND.encode().replace(b"tests", b"t\xe9sts \xff\xfe")
    write(shop / "AGENTS.md", before)
    applied(root, "shop")
    assert b"t\xe9sts \xff\xfe" in (shop / "AGENTS.md").read_bytes()
    sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").read_bytes() == before


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_symlink_from_one_host_file_to_the_other(root: Path, shop: Path, mode: str) -> None:
    """One file, written once, for both agents; the link is still that link."""
    (shop / "CLAUDE.md").unlink()
    (shop / "CLAUDE.md").symlink_to("AGENTS.md")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "one file")
    event = applied(root, "shop", mode)
    assert [file.path for file in event.files] == ["AGENTS.md"]
    if mode == BRANCH:
        merge(shop, event.branch)
    assert (shop / "CLAUDE.md").readlink() == Path("AGENTS.md")
    assert (shop / "AGENTS.md").read_text().count(BEGIN) == 1 and states(root, "shop") == {"in-sync"}


def test_symlink_that_leaves_the_repository_is_refused(root: Path, shop: Path, tmp_path: Path) -> None:
    """Nothing is read or written through it, and the agent that it was for is named."""
    outside = write(tmp_path / "outside.md", HAND)
    (shop / "AGENTS.md").unlink()
    (shop / "AGENTS.md").symlink_to(outside)
    said = run(root, "distribute", "shop")
    assert said.code == 1 and "a link that leads out of the repository" in said.out and "codex" in said.out
    step(root, "approve", "shop")
    step(root, "apply", "shop", "--in-place")
    assert outside.read_text() == HAND and (shop / "AGENTS.md").is_symlink()


@pytest.mark.parametrize("mode", [0o444, 0o555, 0o400])
def test_read_only_file_is_refused(root: Path, shop: Path, mode: int) -> None:
    """With its path and mode; it stays as it is, and so does every other file of that change."""
    (shop / "CLAUDE.md").chmod(mode)
    approved(root, "shop")
    before = lie(shop)
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "CLAUDE.md" in said.err and f"mode {mode:04o}" in said.err
    assert lie(shop) == before


def test_bad_yaml_in_a_rule(root: Path, shop: Path) -> None:
    """A finding with line and column; that rule goes nowhere, the others go on, and the exit code is 1."""
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", tags="[a, b: **]"))
    said = run(root, "distribute", "shop")
    assert said.code == 1 and "catalog/patterns/one-thing.md:9:" in said.err
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")
    content = (shop / "AGENTS.md").read_text()
    assert "one-thing" not in content and "**]" not in content and "Do two-things" in content


def test_unknown_key_in_a_rule(root: Path, shop: Path) -> None:
    """Never passed over: a rule that was meant for some paths does not become one for all; what was meant is named."""
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", scop="{paths: [src/**]}"))
    said = run(root, "distribute", "shop")
    assert said.code == 1 and "scop" in said.err and "did you mean `scope`?" in said.err
    assert "one-thing" not in (root / "proposals/shop/changes.patch").read_text()


TEXTS = {
    "invalid utf-8": (b"caf\xe9", "UTF-8"),
    "hidden unicode": ("do\u200bit".encode(), "U+200B"),
    "text that runs the other way": ("do \u202eit".encode(), "U+202E"),
    "a secret": (b"use ghp_" + b"A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8", "token"),
}


@pytest.mark.parametrize("what", TEXTS)
def test_text_that_must_not_be_shipped(root: Path, what: str) -> None:
    """A finding, and none of it in the proposal."""
    bad, told = TEXTS[what]
    text = pattern("one-thing").encode().replace(b"Do one-thing with care.", b"Do " + bad)
    write(root / "catalog/patterns/one-thing.md", text)
    said = run(root, "distribute", "shop")
    assert said.code == 1 and "catalog/patterns/one-thing.md" in said.err and told.lower() in said.err.lower()
    proposal = b"".join(tree(root / "proposals/shop").values())
    assert bad not in proposal and b"two-things" in proposal


@pytest.mark.parametrize("line", [BEGIN, END, BEGIN_ONE, END_ONE])
def test_own_marker_in_a_rule(root: Path, shop: Path, line: str) -> None:
    """A finding when it is checked; never written, however many runs there are."""
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", body=f"## Solution\n\nLike so:\n\n{line}\n"))
    assert run(root, "check").code == 1
    for _ in range(2):
        said = run(root, "distribute", "shop")
        assert said.code == 1 and "catalog/patterns/one-thing.md" in said.err
        if (root / "proposals/shop/changes.patch").exists():
            sure(root, "approve", "shop")
            sure(root, "apply", "shop", "--in-place")
        assert (shop / "AGENTS.md").read_text().count(BEGIN) == 1


@pytest.mark.parametrize("how", ["retired", "deleted"])
def test_rule_removed_is_taken_out(root: Path, shop: Path, how: str) -> None:
    """Its text is proposed to go, and a check says so until it is gone; no neighbour's hand-written file is touched."""
    rule(root, "one-thing", rendering_hints=SKILL)
    mine = write(shop / ".claude/skills/mine/SKILL.md", "---\nname: mine\ndescription: by hand\n---\n\nMine.\n")
    applied(root, "shop")
    ours = shop / ".claude/skills/one-thing/SKILL.md"
    assert ours.exists()
    if how == "retired":
        rule(root, "one-thing", rendering_hints=SKILL, status="retired")
    else:
        (root / "catalog/patterns/one-thing.md").unlink()
    assert run(root, "distribute", "shop", "--check").code == 3 and "orphaned" in states(root, "shop")
    applied(root, "shop")
    assert not ours.parent.exists() and mine.exists() and b"Mine." in mine.read_bytes()
    assert run(root, "distribute", "shop", "--check").code == 0


def test_rule_removed_but_its_file_was_edited(root: Path, shop: Path) -> None:
    """The digest says that these are not the bytes that we wrote: nobody deletes them."""
    rule(root, "one-thing", rendering_hints=SKILL)
    applied(root, "shop")
    ours = shop / ".claude/skills/one-thing/SKILL.md"
    edit(ours, "with care", "our way")
    rule(root, "one-thing", rendering_hints=SKILL, status="retired")
    assert run(root, "distribute", "shop").code == 4
    step(root, "approve", "shop")
    step(root, "apply", "shop", "--in-place")
    assert "our way" in ours.read_text()


def test_last_rule_removed_leaves_no_trace(root: Path, shop: Path) -> None:
    """The files are as before we came, folders included, and further runs do not add a byte."""
    with_skill(root)
    before = lie(shop)
    applied(root, "shop")
    assert lie(shop) != before
    for id in RULES:
        rule(root, id, status="retired")
    applied(root, "shop")
    assert lie(shop) == before
    for _ in range(2):
        assert "nothing to propose" in sure(root, "distribute", "shop") and lie(shop) == before


HARMED = """\
import os, signal, sys
left, real = int(sys.argv.pop(1)), {"replace": os.replace, "open": os.open}
def counted(name, counts):
    def call(*arguments, **options):
        global left
        left -= counts(*arguments)
        if left < 0 and counts(*arguments):
            %s
        return real[name](*arguments, **options)
    return call
os.replace = counted("replace", lambda *_: 1)
os.open = counted("open", lambda _, flags, *rest: bool(flags & os.O_CREAT))
from session_memory.cli.main import main
main()
"""
KILLED = HARMED % "os.kill(os.getpid(), signal.SIGKILL)"
FULL = HARMED % 'raise OSError(28, "No space left on device")'


def harmed(root: Path, script: str, number: int) -> int:
    """Apply, and let it come to harm at that change of the disk, counted from 0; the exit code."""
    command = ["--root", str(root), "apply", "shop", "--in-place", "--by", ADA]
    return subprocess.run([sys.executable, "-c", script, str(number), *command], capture_output=True).returncode


def test_kill_at_the_first_write(root: Path, shop: Path) -> None:
    """And at every later one: each file is wholly old or wholly new, and run again it does what is left, once."""
    harm_at_each_write(root, shop, KILLED, -signal.SIGKILL)


def test_disk_full_in_the_middle(root: Path, shop: Path) -> None:
    """From any write on: exit 1, and the same as above; with space again the same command goes on."""
    harm_at_each_write(root, shop, FULL, 1)


def harm_at_each_write(root: Path, shop: Path, script: str, code: int) -> None:
    with_skill(root)
    approved(root, "shop")
    old, new = tree(shop), tree_after(root)
    number, half = 0, 0
    while harmed(root, script, number) == code:
        now = {path: content for path, content in tree(shop).items() if files.PRIVATE not in path}
        assert all(now.get(path) in (old.get(path), new.get(path)) for path in new), number
        half += now not in (old, new)
        sure(root, "apply", "shop", "--in-place")
        assert tree(shop) == new and kinds(root, "shop")[-1] == "applied", number
        assert kinds(root, "shop").count("applied") == kinds(root, "shop").count("rolled-back") + 1, number
        again(root)
        assert tree(shop) == old
        number += 1
    assert number > 10 and half >= 3 and tree(shop) == new


def tree_after(root: Path) -> dict[str, bytes]:
    """The target's files once the proposal is applied; taken back again."""
    sure(root, "apply", "shop", "--in-place")
    there = tree(root / "targets/shop")
    again(root)
    return there


def again(root: Path) -> None:
    """As if nothing had been applied: the same proposal waits, and has its yes."""
    sure(root, "rollback", "shop")
    sure(root, "release", "shop")
    approved(root, "shop")


def test_hundred_rules_of_sixty_lines(root: Path, shop: Path) -> None:
    """No agent's file grows over what it reads: the rest becomes skills, and the review says which and why."""
    lines = "\n".join(f"- Line {n} of sixty, as long as lines in such files are.{'.' * 10}" for n in range(58))
    for number in range(100):
        text = pattern(f"rule-{number:02}", body=f"## Solution\n\n{lines}\n")
        write(root / f"catalog/patterns/rule-{number:02}.md", text)
    said = run(root, "distribute", "shop")
    assert said.code == 0 and "moved to fit" in said.out and "codex takes 32,768 bytes" in said.out
    review = (root / "proposals/shop/REVIEW.md").read_text()
    assert "## Moved to fit" in review and "32,768" in review
    step(root, "approve", "shop")
    step(root, "apply", "shop", "--in-place")
    assert (shop / "AGENTS.md").stat().st_size <= 32_768


def test_scoped_rule_for_an_agent_without_globs(root: Path, shop: Path) -> None:
    """It never becomes a rule for everything: its text says what it is for, and the review says what was lost."""
    rule(root, "one-thing", scope='{paths: ["src/api/**"]}')
    applied(root, "shop", BRANCH)
    review = (root / "proposals/shop/REVIEW.md").read_text()
    branch = last(root, "shop").branch
    for_codex = [git(shop, "show", f"{branch}:{file.path}").decode() for file in last(root, "shop").files]
    with_it = [text for text in for_codex if "Do one-thing with care." in text]
    assert with_it and all("src/api/**" in text for text in with_it)
    assert "one-thing" in review and "src/api/**" in review


# --- reported by users ----------------------------------------------------------------------------------

BROKEN = {
    "an orphan BEGIN": (f"{BEGIN}\n", "3"),
    "an orphan END": (f"{END}\n", "3"),
    "an orphan block": (f"{BEGIN_ONE}\n\ntext\n", "3"),
    "two regions": (f"{BEGIN}\n\n{END}\n\nby hand\n\n{BEGIN}\n\n{END}\n", "9"),
    "two BEGIN": (f"{BEGIN}\n\nby hand\n\n{BEGIN}\n\n{END}\n", "7"),
    "two END": (f"{BEGIN}\n\n{END}\n\nby hand\n\n{END}\n", "9"),
    "reversed": (f"{END}\n\nby hand\n\n{BEGIN}\n", "3"),
    "nested": (f"{BEGIN}\n\n{BEGIN_ONE}\n\n{BEGIN_ONE}\n\n{END_ONE}\n\n{END_ONE}\n\n{END}\n", "7"),
    "hand text inside": (f"{BEGIN}\n\nby hand\n\n{END}\n", "5"),
}


def untouched_when_broken(root: Path, shop: Path, content: str, line: str) -> None:
    """Refused with line numbers, however often, and neither the file nor its sibling differs in a byte."""
    write(shop / "AGENTS.md", content)
    before = hosts(shop)
    for _ in range(2):
        said = run(root, "distribute", "shop")
        assert said.code == 4 and "malformed: AGENTS.md: line " in said.out
        assert line in said.out.split("malformed: AGENTS.md: line ")[1].split(":")[0].replace(",", "").split(), said.out
        step(root, "approve", "shop")
        step(root, "apply", "shop", "--in-place")
        assert hosts(shop)["AGENTS.md"] == before["AGENTS.md"]
    assert {name: content.startswith(HAND.rstrip("\n").encode()) for name, content in hosts(shop).items()}["CLAUDE.md"]


@pytest.mark.parametrize("what", BROKEN)
def test_openwiki_and_insforge_orphan_begin(root: Path, shop: Path, what: str) -> None:
    """langchain-ai/openwiki 537, InsForge/CLI 139: half a pair is never completed, so no text is ever between."""
    text, line = BROKEN[what]
    untouched_when_broken(root, shop, f"{TOP}\n{text}\n{BOTTOM}", line)


def test_vibetags_markers_in_prose(root: Path, shop: Path) -> None:
    """PIsberg/vibetags 258: a marker that is talked of, quoted or shown in code is text like any other."""
    spoken = f"We use `{BEGIN}` and {END} here.\n\n> {BEGIN}\n\n```html\n{BEGIN}\nold\n{END}\n```\n\n    {END_ONE}\n"
    write(shop / "AGENTS.md", f"{TOP}\n{spoken}\n{BOTTOM}")
    before = (shop / "AGENTS.md").read_bytes()
    applied(root, "shop")
    as_of(root, 2)
    applied(root, "shop")
    content = (shop / "AGENTS.md").read_text()
    assert content.startswith(before.decode().rstrip("\n")) and content.count(f"\n{BEGIN}\n\n<!--") == 1
    for _ in range(2):
        sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").read_bytes() == before


def test_lean_ctx_ten_runs_one_region(root: Path, shop: Path) -> None:
    """yvgude/lean-ctx 549: what was written is found again, whether anything changed or not."""
    for number in range(1, 11):
        as_of(root, number // 2 + 1)
        if "nothing to propose" not in sure(root, "distribute", "shop"):
            sure(root, "approve", "shop")
            sure(root, "apply", "shop", "--in-place")
        for content in hosts(shop).values():
            assert content.count(BEGIN.encode()) == content.count(END.encode()) == 1


@pytest.mark.parametrize("kind", ["a folder", "a file"])
def test_apm_and_agency_nested_repository(root: Path, shop: Path, kind: str) -> None:
    """microsoft/apm 2560, srid/agency 132: what lies below another .git is another repository's, and stays."""
    with_skill(root)
    inner = shop / ".claude"
    write(inner / "skills/three-things/SKILL.md", "theirs\n")
    if kind == "a folder":
        git(inner, "init", "-q")
    else:
        write(inner / ".git", "gitdir: ../elsewhere\n")
    before = lie(inner)
    applied(root, "shop")
    assert lie(inner) == before and states(root, "shop") == {"in-sync"}
    codex = shop / ".agents/skills/three-things/SKILL.md"
    assert all(b"Do three-things" in content for content in (codex.read_bytes(), hosts(shop)["CLAUDE.md"]))


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_ruler_backup_and_revert(root: Path, shop: Path, mode: str) -> None:
    """intellectronica/ruler 487, 489, 567: two runs, then twice back, and only what we made is gone."""
    with_skill(root)
    mine = write(shop / ".claude/skills/mine.md", "mine\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "mine")
    before = lie(shop)
    for number in (1, 2):
        rule(root, "one-thing", version=f"{number}.0.0", title=f"Edition {number}")
        event = applied(root, "shop", mode)
        if mode == BRANCH:
            merge(shop, event.branch)
    original = (shop / "AGENTS.md").read_bytes()
    edit(shop / "AGENTS.md", "Do one-thing with care.", "Do it as we do.")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "edited")
    there = lie(shop)
    said = step(root, "rollback", "shop")
    assert said.code == 4 and "AGENTS.md" in said.err and lie(shop) == there
    write(shop / "AGENTS.md", original + b"\nWritten since.\n")
    git(shop, "commit", "-qam", "around it only")
    for _ in range(2):
        sure(root, "rollback", "shop")
        if mode == BRANCH:
            merge(shop, last(root, "shop").branch)
    assert (shop / "AGENTS.md").read_text() == f"{HAND}\nWritten since.\n" and mine.exists()
    write(shop / "AGENTS.md", HAND)
    assert lie(shop) == before


def test_projen_ownership_is_not_a_comment(root: Path, shop: Path) -> None:
    """projen 638: a file by hand that looks like one of ours, at a place of ours, is neither replaced nor deleted."""
    with_skill(root)
    stamp = "<!-- session-memory:three-things v1.0.0 sha256:0123456789ab -->"
    theirs = f"---\nname: three-things\ndescription: x\n---\n\n{stamp}\n\nMine, made by session-memory.\n"
    mine = write(shop / ".claude/skills/three-things/SKILL.md", theirs)
    other = write(shop / ".agents/skills/three-things/SKILL.md", "Mine. Generated by session-memory.\n")
    assert run(root, "distribute", "shop").code == 4
    for status in ("approved", "retired"):
        rule(root, "three-things", rendering_hints=SKILL, status=status)
        run(root, "distribute", "shop")
        step(root, "approve", "shop")
        step(root, "apply", "shop", "--in-place")
        assert mine.read_text() == theirs and other.read_text() == "Mine. Generated by session-memory.\n"


FLIPS: dict[str, Callable[[Path], None]] = {
    "base": lambda root: edit(root / "targets/shop/AGENTS.md", "by hand.", "by Hand."),
    "payload": lambda root: edit(root / "proposals/shop/changes.patch", "with care", "with Care"),
    "pattern": lambda root: edit(root / "catalog/patterns/one-thing.md", "with care", "with Care"),
}


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
@pytest.mark.parametrize("what", FLIPS)
def test_terraform_stale_plan(root: Path, shop: Path, what: str, mode: str) -> None:
    """hashicorp/terraform 24078, 27721: one byte of anything that was approved is another, and nothing is written."""
    approved(root, "shop")
    FLIPS[what](root)
    before, there = lie(shop), refs(shop)
    said = step(root, "apply", "shop", *place(mode))
    assert said.code == 3 and "is stale" in said.err and (lie(shop), refs(shop)) == (before, there)


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_terraform_plan_applied_twice(root: Path, shop: Path, mode: str) -> None:
    """The same: the second time there is nothing to do, and so it is said and done."""
    applied(root, "shop", mode)
    before, there = lie(shop), refs(shop)
    assert "nothing to do" in sure(root, "apply", "shop", *place(mode))
    assert (lie(shop), refs(shop), kinds(root, "shop")) == (before, there, ["applied"])


def test_renovate_and_greenkeeper_human_commit_on_our_branch(root: Path, shop: Path) -> None:
    """renovate 9376, greenkeeper 173: no command moves or deletes a branch that holds more than our one commit."""
    branch = applied(root, "shop", BRANCH).branch
    git(shop, "checkout", "-q", branch)
    write(shop / "notes.md", "a person's\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "a person's")
    git(shop, "checkout", "-q", "main")
    there = refs(shop)
    for command in ("apply", "rollback"):
        said = step(root, command, "shop")
        assert said.code == 4 and branch in said.err and refs(shop) == there
    as_of(root, 2)
    approved(root, "shop")
    sure(root, "apply", "shop")
    assert {name: commit for name, commit in refs(shop).items() if name in there} == there


@pytest.mark.parametrize("when", ["not opened", "opened"])
def test_multi_gitter_crash_between_push_and_request(
    root: Path, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """multi-gitter 206, 276: killed right after the push, or after the request; run again there is one request."""
    git(shop, "remote", "add", "origin", str(bare(tmp_path / "remote.git")))
    git(shop, "push", "-q", "origin", "main")
    edit(root / "catalog/repos/shop.md", "checkout:", "forge: github\ncheckout:")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    note = gh(tmp_path / "bin", create=f"opened is {when == 'opened'} and os.kill(os.getppid(), signal.SIGKILL)")
    branch = applied(root, "shop", BRANCH).branch
    command = [sys.executable, "-m", "session_memory", "--root", str(root), "pr", "shop", "--by", ADA]
    assert subprocess.run(command, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert f"refs/heads/{branch}" in refs(tmp_path / "remote.git") and kinds(root, "shop") == ["applied"]
    requests = note.parent / f"{note.name}-requests"
    requests.write_text(f"{PAGE}/pull/1" if when == "opened" else "")
    for _ in range(2):
        sure(root, "pr", "shop")
    assert requests.read_text().split() == [f"{PAGE}/pull/1"] and kinds(root, "shop") == ["applied", "requested"]
    assert sum("create" in call for call in calls(note)) <= 2


def test_git_ha_ppens_stale_index_lock(root: Path, shop: Path) -> None:
    """manuveli/git-ha-ppens 81: a lock that somebody's git left for ever is in nobody's way: no index is needed."""
    write(shop / ".git/index.lock", "")
    for mode in (IN_PLACE, BRANCH):
        applied(root, "shop", mode)
        sure(root, "rollback", "shop")
        sure(root, "release", "shop")
    assert (shop / ".git/index.lock").exists() and hosts(shop) == {n: HAND.encode() for n in hosts(shop)}


def test_copier_deleted_files_are_missing(root: Path, shop: Path) -> None:
    """copier 1735, 2768: what somebody deleted is told until a person decides; only what stands there is recorded."""
    with_skill(root)
    applied(root, "shop")
    gone = shop / ".claude/skills/three-things/SKILL.md"
    gone.unlink()
    assert "missing" in states(root, "shop") and run(root, "status", "shop").code == 3
    sure(root, "registry", "rebuild", "shop")
    recorded = json.loads((root / "catalog/registry/shop.json").read_bytes())
    assert ".claude/skills/three-things/SKILL.md" not in json.dumps(recorded) and "AGENTS.md" in json.dumps(recorded)
    sure(root, "distribute", "shop")
    assert step(root, "apply", "shop", "--in-place").code == 5 and not gone.exists()
    sure(root, "remove", "shop", "three-things", "--in-place")
    assert states(root, "shop") <= {"in-sync", "skipped"} and not gone.exists()


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_argo_cd_rollback_stays(root: Path, shop: Path, mode: str) -> None:
    """argoproj/argo-cd 5351: what was taken back is on hold, so the next run for all does not bring it again."""
    applied(root, "shop", mode)
    sure(root, "rollback", "shop")
    as_of(root, 2)
    said = sure(root, "distribute", "--all")
    assert "held" in said and "nothing to propose" in said
    assert step(root, "apply", "shop", *place(mode)).code == 0 and hosts(shop) == {
        n: HAND.encode() for n in hosts(shop)
    }


def formatted(text: str) -> str:
    import mdformat

    return mdformat.text(text)


FORMATTERS: dict[str, Callable[[str], str]] = {
    "mdformat": formatted,
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "empty lines": lambda text: text.replace("-->\n\n", "-->\n\n\n"),
}


@pytest.mark.parametrize("which", FORMATTERS)
def test_rulesync_formatter(root: Path, shop: Path, which: str) -> None:
    """dyoshikawa/rulesync 1358: what a formatter does to the file is no hand edit, and nothing is written for it."""
    applied(root, "shop")
    write(shop / "AGENTS.md", FORMATTERS[which]((shop / "AGENTS.md").read_text()))
    assert states(root, "shop") == {"in-sync"} and run(root, "distribute", "shop", "--check").code == 0
    edit(shop / "AGENTS.md", "with care", "without care")
    assert "edited" in states(root, "shop"), "words are told from line ends"


@pytest.mark.parametrize("what", ["two END", "reversed"])
def test_blockinfile_two_ends_or_reversed(root: Path, shop: Path, what: str) -> None:
    """ansible blockinfile: hand-written text between markers that make no pair is never taken for ours."""
    text, line = BROKEN[what]
    untouched_when_broken(root, shop, f"{TOP}\n{text}\n{BOTTOM}", line)
    assert "by hand\n" in (shop / "AGENTS.md").read_text()


def test_blockinfile_check_mode(root: Path) -> None:
    """The same: what is pending makes a check exit with 3, and with 0 when nothing is."""
    assert run(root, "distribute", "shop", "--check").code == 3
    applied(root, "shop")
    assert run(root, "distribute", "shop", "--check").code == 0


def test_blockinfile_two_writers(root: Path, shop: Path) -> None:
    """The same: while one is at work the other one is told, with an exit code of its own; it loses nobody's block."""
    approved(root, "shop")
    with files.locked(shop, "shop"):
        said = step(root, "apply", "shop", "--in-place")
    assert said.code == 6 and "another run is at work" in said.err
    sure(root, "apply", "shop", "--in-place")
    assert all(f"Do {id}" in (shop / "AGENTS.md").read_text() for id in RULES)


def test_claude_mem_only_declared_targets(root: Path, shop: Path) -> None:
    """thedotmack/claude-mem 609, 632, 778: the files that the review names, and no other one, not in .git either."""
    with_skill(root)
    for number in range(60):
        write(shop / f"packages/p{number}/src/main.txt", "x\n")
    inside = sorted((shop / ".git").rglob("*.md"))
    before = lie(shop)
    approved(root, "shop")
    review = (root / "proposals/shop/REVIEW.md").read_text()
    sure(root, "apply", "shop", "--in-place")
    changed = {p for p, what in lie(shop).items() if before.get(p) != what and not (shop / p).is_dir()}
    assert changed == {file.path for file in last(root, "shop").files} and all(path in review for path in changed)
    assert not any(path.startswith("packages") for path in changed)
    assert sorted((shop / ".git").rglob("*.md")) == inside


def test_basic_memory_no_second_front_matter(root: Path, shop: Path) -> None:
    """basicmachines-co/basic-memory 528: no command that is not asked to writes a catalog file, nor twice into ours."""
    with_skill(root)
    before = {p: what for p, what in lie(root / "catalog").items() if p.startswith(("patterns", "repos"))}
    for number in (1, 2):
        rule(root, "three-things", rendering_hints=SKILL, version=f"{number}.0.0")
        expected = lie(root / "catalog/patterns")
        applied(root, "shop")
        for command in (("check",), ("status",), ("distribute", "--all"), ("diff", "shop"), ("registry", "rebuild")):
            run(root, *command)
        assert lie(root / "catalog/patterns") == expected and lie(root / "catalog/repos") == {
            p.removeprefix("repos/"): what for p, what in before.items() if p.startswith("repos/")
        }
        skill = (shop / ".claude/skills/three-things/SKILL.md").read_text()
        assert skill.startswith("---\n") and skill.count("\n---\n") == 1


SIMILAR = "".join(f"## Section {n}\n\n- Read it again.\n- Then edit it.\n\n" for n in range(4))


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_git_apply_wrong_hunk_among_similar_sections(root: Path, shop: Path, mode: str) -> None:
    """A change belongs to the bytes that it was made from: shifted by a section it is stale, and is made anew."""
    similar = SIMILAR.replace("Section 0", "Section").replace("Section 1", "Section").encode()
    write(shop / "AGENTS.md", similar)
    applied(root, "shop")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "applied")
    as_of(root, 2)
    approved(root, "shop")
    write(
        shop / "AGENTS.md", b"## Section\n\n- Read it again.\n- Then edit it.\n\n" + (shop / "AGENTS.md").read_bytes()
    )
    git(shop, "commit", "-qam", "one more")
    before = lie(shop)
    assert step(root, "apply", "shop", *place(mode)).code == 3 and lie(shop) == before
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", *place(mode))
    if mode == BRANCH:
        merge(shop, last(root, "shop").branch)
    content = (shop / "AGENTS.md").read_bytes()
    assert content.startswith(b"## Section\n\n- Read it again.\n- Then edit it.\n\n" + similar.rstrip(b"\n"))
    assert content.count(b"Edition 2") == 3 and states(root, "shop") == {"in-sync"}


def test_git_apply_file_without_final_newline(root: Path, shop: Path) -> None:
    """The patch of the proposal is one that git takes, and gives the same bytes as applying does."""
    write(shop / "AGENTS.md", HAND.rstrip("\n"))
    approved(root, "shop")
    copy = root / "copy"
    for path, content in tree(shop).items():
        write(copy / path, content)
    git(copy, "init", "-q")
    git(copy, "apply", str(root / "proposals/shop/changes.patch"))
    sure(root, "apply", "shop", "--in-place")
    assert tree(copy) == tree(shop)
