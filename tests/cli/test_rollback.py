"""`session-memory rollback` and `release`: the bytes of before, what somebody wrote since, and a hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from made import catalog, git, pattern, run, target, write
from session_memory.changes.record.events import append, heads, held, trail
from steps import (
    ADA,
    BEN,
    BRANCH,
    IN_PLACE,
    applied,
    approved,
    dirty,
    edit,
    kinds,
    last,
    lie,
    merge,
    refs,
    states,
    step,
    sure,
)

HAND = "# Shop\n\nBy hand.\n"
MODES = pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with two patterns and a target with hand-written text."""
    catalog(tmp_path, "one-thing", "two-things")
    target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def moved_on(root: Path, version: str) -> None:
    """Both patterns have another text now."""
    for id in ("one-thing", "two-things"):
        text = pattern(id, version=version, body=f"## Solution\n\nText {version} of {id}.\n")
        write(root / f"catalog/patterns/{id}.md", text)


def arrived(root: Path, mode: str, *only: str) -> str:
    """Applied, and merged where it was on a branch; the proposal's id."""
    event = applied(root, "shop", mode, *only)
    if mode == BRANCH:
        merge(root / "targets/shop", event.branch)
    return event.proposal


def back(root: Path, *arguments: str) -> str:
    """Rolled back, and what came on a branch merged; what was said."""
    out = sure(root, "rollback", "shop", *arguments)
    for _, event in trail(root, "shop"):
        name = f"refs/heads/{event.branch}"
        shop = root / "targets/shop"
        if event.kind == "rolled-back" and name in refs(shop):
            merge(shop, event.branch)
    return out


@MODES
def test_it_says_what_it_did_and_who_did_it(root: Path, shop: Path, mode: str) -> None:
    """To people, and to the audit trail: which event, by whom, why, and what is on hold from now on."""
    proposal = arrived(root, mode)
    (applied_id, _) = trail(root, "shop")[-1]
    said = step(root, "rollback", "shop", "--reason", "too long", by=BEN)
    event = last(root, "shop")
    assert said.code == 0 and f"shop: took back {proposal[:12]}" in said.out
    assert "on hold: one-thing, two-things" in said.out and "release shop" in said.out
    assert (event.kind, event.undoes, event.by, event.reason) == ("rolled-back", applied_id, BEN, "too long")
    if mode == BRANCH:
        assert event.branch == f"session-memory/rollback-{applied_id[:12]}" and f"branch {event.branch}" in said.out
        assert git(shop, "log", "-1", "--format=%an", event.commit) == b"Ben\n" and dirty(shop) == ""
    else:
        assert "1 files as they were" in said.out and dirty(shop) == ""


@MODES
def test_nothing_to_take_back(root: Path, mode: str) -> None:
    """Exit 2, before anything was applied and once all is taken back."""
    for _ in range(2):
        said = step(root, "rollback", "shop")
        assert said.code == 2 and "nothing was applied that could be taken back" in said.err
        arrived(root, mode)
        back(root)
        sure(root, "release", "shop")
    assert kinds(root, "shop") == ["applied", "rolled-back", "released"] * 2


@MODES
def test_one_change_after_the_other(root: Path, shop: Path, mode: str) -> None:
    """Three changes, taken back one by one, each to the bytes before it."""
    before = []
    for version in ("1.1.0", "1.2.0", "1.3.0"):
        before.append((shop / "AGENTS.md").read_bytes())
        moved_on(root, version)
        arrived(root, mode)
    for content in reversed(before):
        back(root)
        assert (shop / "AGENTS.md").read_bytes() == content
    assert before[0] == HAND.encode()


@MODES
def test_everything_since_a_proposal(root: Path, shop: Path, mode: str) -> None:
    """The named proposal itself stays; each event is taken back by one of its own."""
    ids, contents = [], []
    for version in ("1.1.0", "1.2.0", "1.3.0"):
        moved_on(root, version)
        ids.append(arrived(root, mode))
        contents.append((shop / "AGENTS.md").read_bytes())
    said = step(root, "rollback", "shop", "--to", "1" * 12)
    assert said.code == 2 and all(id[:12] in said.err for id in ids)
    assert "nothing was applied since" in back(root, "--to", ids[2]) and len(kinds(root, "shop")) == 3
    back(root, "--to", ids[0][:12])
    assert kinds(root, "shop") == ["applied"] * 3 + ["rolled-back"] * 2
    assert (shop / "AGENTS.md").read_bytes() == contents[0]


def test_a_proposal_has_to_be_named_so_that_it_is_one(root: Path, shop: Path) -> None:
    """Exit 2 for a few digits, or for digits of two proposals: nobody guesses which one was meant."""
    first = arrived(root, IN_PLACE)
    before = lie(shop)
    for few in (first[0], first[:3]):
        said = step(root, "rollback", "shop", "--to", few)
        assert said.code == 2 and "may mean more than one" in said.err and first[:12] in said.err
    other = first[:5] + ("0" if first[5] != "0" else "1") + first[6:]
    twin = replace(last(root, "shop"), proposal=other, parents=heads(trail(root, "shop")))
    append(root, twin)
    said = step(root, "rollback", "shop", "--to", first[:5])
    assert said.code == 2 and "may mean more than one" in said.err and twin.proposal[:12] in said.err
    assert lie(shop) == before and kinds(root, "shop") == ["applied", "applied"]


def test_one_way_back_after_the_other(root: Path, shop: Path) -> None:
    """While the first one waits on its branch the second is refused, and says so; deleted, it is out of the way."""
    arrived(root, BRANCH)
    first = (shop / "AGENTS.md").read_bytes()
    moved_on(root, "1.1.0")
    arrived(root, BRANCH)
    sure(root, "rollback", "shop")
    waits, there = last(root, "shop").branch, refs(shop)
    said = step(root, "rollback", "shop")
    assert said.code == 4 and waits in said.err and "merge it, or delete it" in said.err and refs(shop) == there
    git(shop, "merge", "-q", "--squash", waits)
    git(shop, "commit", "-qm", "squashed")
    assert (shop / "AGENTS.md").read_bytes() == first
    back(root)
    assert (shop / "AGENTS.md").read_text() == HAND


@MODES
def test_what_was_written_by_hand_since_stays(root: Path, shop: Path, mode: str) -> None:
    """Above, below and around ours, whoever did it; only our blocks go back to what they were."""
    moved_on(root, "1.1.0")
    arrived(root, mode)
    first = (shop / "AGENTS.md").read_text()
    moved_on(root, "1.2.0")
    arrived(root, mode)
    text = (shop / "AGENTS.md").read_text()
    write(shop / "AGENTS.md", f"Above.\n\n{text}\nBelow.\n".replace("By hand.", "By another hand."))
    git(shop, "commit", "-qam", "by hand")
    back(root)
    assert (shop / "AGENTS.md").read_text() == f"Above.\n\n{first}\nBelow.\n".replace("By hand.", "By another hand.")
    back(root)
    assert (shop / "AGENTS.md").read_text() == "Above.\n\n# Shop\n\nBy another hand.\n\nBelow.\n"


@MODES
def test_a_file_that_we_made_and_somebody_went_on_with(root: Path, shop: Path, mode: str) -> None:
    """Ours goes, theirs stays, in a file that now is theirs."""
    git(shop, "rm", "-q", "AGENTS.md")
    git(shop, "commit", "-qm", "no host file")
    arrived(root, mode)
    write(shop / "AGENTS.md", (shop / "AGENTS.md").read_bytes() + b"\nMine.\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "by hand")
    back(root)
    assert (shop / "AGENTS.md").read_text().strip() == "Mine."


IN_THE_WAY: dict[str, Callable[[Path], object]] = {
    "an edit in our text": lambda path: edit(path, "Do one-thing with care.", "Do it my way."),
    "a block that somebody took out": lambda path: edit(
        path, path.read_text()[path.read_text().index("<!-- BEGIN session-memory:two") :].split("<!-- END s")[0], ""
    ),
    "half a marker": lambda path: edit(path, "<!-- END session-memory:one-thing -->", ""),
    "the file is gone": lambda path: path.unlink(),
    "a link": lambda path: (path.rename(path.with_name("real.md")), path.symlink_to("real.md")),
    "a folder": lambda path: (path.unlink(), write(path / "x.md", "x\n")),
}


@MODES
@pytest.mark.parametrize("what", IN_THE_WAY)
def test_what_somebody_did_to_ours_is_in_the_way(root: Path, shop: Path, what: str, mode: str) -> None:
    """Told with the file, nothing is written, nothing is held; once it is as it was, the way back is free."""
    before = (shop / "AGENTS.md").read_bytes()
    arrived(root, mode)
    git(shop, "add", "-A")
    git(shop, "commit", "-q", "--allow-empty", "-m", "as we made it")
    IN_THE_WAY[what](shop / "AGENTS.md")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "in the way")
    there, heads, told = lie(shop), refs(shop), kinds(root, "shop")
    said = step(root, "rollback", "shop")
    assert said.code in (4, 5) and "AGENTS.md" in said.err, said
    assert (lie(shop), refs(shop), kinds(root, "shop")) == (there, heads, told)
    assert held(trail(root, "shop")) == frozenset()
    git(shop, "reset", "-q", "--hard", "HEAD~1")
    back(root)
    assert (shop / "AGENTS.md").read_bytes() == before


def test_one_file_in_the_way_keeps_all(tmp_path: Path) -> None:
    """Of two files neither is written when one of them cannot be."""
    catalog(tmp_path, "one-thing", skilled=pattern("skilled", rendering_hints="{codex: {form: skill}}"))
    shop = target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    applied(tmp_path, "shop")
    edit(shop / ".agents/skills/skilled/SKILL.md", "with care", "my way")
    before = lie(shop)
    said = step(tmp_path, "rollback", "shop")
    assert said.code == 4 and "SKILL.md" in said.err and lie(shop) == before


def test_a_branch_that_nobody_merged_is_what_goes(root: Path, shop: Path) -> None:
    """Unless somebody went on there: exit 4, and it stays. Deleted by hand, there is nothing left to do."""
    event = applied(root, "shop", BRANCH)
    theirs = git(shop, "commit-tree", "-p", event.branch, "-m", "theirs", f"{event.branch}^{{tree}}").decode().strip()
    git(shop, "update-ref", f"refs/heads/{event.branch}", theirs)
    said = step(root, "rollback", "shop")
    assert said.code == 4 and event.branch in said.err and refs(shop)[f"refs/heads/{event.branch}"] == theirs
    git(shop, "branch", "-qD", event.branch)
    assert "its branch is gone" in sure(root, "rollback", "shop")
    assert held(trail(root, "shop")) == {"one-thing", "two-things"}


@pytest.mark.parametrize("how", [("--squash",), ("--no-ff",), ("--ff-only",)])
def test_every_kind_of_merge_is_seen(root: Path, shop: Path, how: tuple[str, ...]) -> None:
    """Also where the branch was deleted after it."""
    event = applied(root, "shop", BRANCH)
    git(shop, "merge", "-q", *how, event.branch)
    git(shop, "commit", "-q", "--allow-empty", "-m", "merged")
    git(shop, "branch", "-qD", event.branch)
    back(root)
    assert (shop / "AGENTS.md").read_text() == HAND


@MODES
def test_what_was_taken_back_stays_so(root: Path, shop: Path, mode: str) -> None:
    """A hold, which distribute and status respect and name; released, one pattern or all, it is proposed again."""
    arrived(root, mode)
    back(root)
    out = sure(root, "distribute", "shop")
    assert "skipped: one-thing, two-things: held" in out and "nothing to propose" in out
    assert states(root, "shop") == {"skipped"} and run(root, "distribute", "shop", "--check").code == 0
    moved_on(root, "1.1.0")
    assert "nothing to propose" in sure(root, "distribute", "shop")
    said = sure(root, "release", "shop", "one-thing")
    assert "no longer on hold: one-thing\n" in said and "make distribute REPO=shop" in said
    assert applied(root, "shop", mode).patterns == ("one-thing",)
    assert last(root, "shop").kind == "applied" and held(trail(root, "shop")) == {"two-things"}
    for name in ("one-thing", "no-such"):
        again = step(root, "release", "shop", name)
        assert again.code == 2 and f"{name} is not on hold" in again.err and "on hold: two-things" in again.err
    sure(root, "release", "shop")
    again = step(root, "release", "shop")
    assert again.code == 2 and "on hold: nothing" in again.err


def test_a_withdrawal_can_be_taken_back(root: Path, shop: Path) -> None:
    """The text stands again, and is not withdrawn once more before somebody releases it."""
    applied(root, "shop")
    with_both = (shop / "AGENTS.md").read_bytes()
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", status="retired"))
    assert applied(root, "shop").patterns == ("one-thing",)
    sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").read_bytes() == with_both
    assert "nothing to propose" in sure(root, "distribute", "shop")
    sure(root, "release", "shop")
    applied(root, "shop")
    assert b"one-thing" not in (shop / "AGENTS.md").read_bytes()


def test_on_another_machine_the_targets_git_has_the_bytes(root: Path, shop: Path) -> None:
    """What was committed there can be taken back from there; what was not is told, and nothing is written."""
    applied(root, "shop")
    git(shop, "commit", "-qam", "applied")
    shutil.rmtree(root / ".session-memory")
    sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").read_text() == HAND
    git(shop, "checkout", "-q", "--", ".")
    sure(root, "release", "shop")
    moved_on(root, "1.1.0")
    edit(shop / "AGENTS.md", "By hand.", "Never committed.")
    applied(root, "shop")
    shutil.rmtree(root / ".session-memory")
    before = lie(shop)
    said = step(root, "rollback", "shop")
    assert said.code == 1 and "not on this machine" in said.err and "roll back on the machine" in said.err
    assert lie(shop) == before and last(root, "shop").kind == "applied"


def test_the_mode_comes_back_with_the_bytes(root: Path, shop: Path) -> None:
    """Also when somebody changed it since; a mode that came with text of theirs is theirs."""
    (shop / "AGENTS.md").chmod(0o640)
    applied(root, "shop")
    (shop / "AGENTS.md").chmod(0o600)
    sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").stat().st_mode & 0o777 == 0o640
    sure(root, "release", "shop")
    applied(root, "shop")
    write(shop / "AGENTS.md", b"Above.\n" + (shop / "AGENTS.md").read_bytes())
    (shop / "AGENTS.md").chmod(0o755)
    sure(root, "rollback", "shop")
    assert (shop / "AGENTS.md").stat().st_mode & 0o777 == 0o755
    assert (shop / "AGENTS.md").read_text() == f"Above.\n{HAND}"


def test_a_proposal_that_waits_is_brought_up_to_date(root: Path) -> None:
    """What it would add to is gone, and what it would bring is on hold: it goes."""
    applied(root, "shop")
    moved_on(root, "1.1.0")
    approved(root, "shop")
    sure(root, "rollback", "shop")
    assert not (root / "proposals/shop/proposal.json").exists()
    assert step(root, "apply", "shop", "--in-place").out == "shop: nothing to do, everything that can be is in place\n"


def test_who_takes_back_is_written_down(root: Path) -> None:
    """A name of another form is refused."""
    applied(root, "shop")
    said = run(root, "rollback", "shop", "--by", "a <b")
    assert said.code == 2 and "is not a person" in said.err
    assert last(root, "shop").by == ADA and last(root, "shop").kind == "applied"
