"""`session-memory apply`: what was approved, exactly, or nothing."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from made import catalog, git, pattern, run, served, target, write
from session_memory import files
from session_memory.cli.writing import transact
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
    place,
    refs,
    states,
    step,
    sure,
)

HAND = "# Shop\n\nBy hand.\n"
MODES = pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
LATER = datetime.date.today() + datetime.timedelta(days=9)
HOST = "targets/shop/AGENTS.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with two patterns and a target with hand-written text."""
    catalog(tmp_path, "one-thing", "two-things")
    target(tmp_path, "shop", {"AGENTS.md": HAND})
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def untouched(shop: Path) -> bool:
    return (shop / "AGENTS.md").read_text() == HAND and list(refs(shop)) == ["refs/heads/main"] and not dirty(shop)


def test_in_place_the_files_are_written(root: Path, shop: Path) -> None:
    """Nothing is committed; the audit trail tells who, what, and who said yes."""
    approved(root, "shop")
    said = step(root, "apply", "shop", "--in-place", by=BEN)
    event = last(root, "shop")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        f"shop: applied {event.proposal[:12]} in the working tree, 2 files\n"
        "  next: look at git diff in shop, and commit\n"
    )
    assert b"Do one-thing with care." in (shop / "AGENTS.md").read_bytes() and dirty(shop)
    assert (event.kind, event.by, event.mode, event.patterns) == (
        "applied", BEN, IN_PLACE, ("one-thing", "two-things"),
    )  # fmt: skip
    assert {(yes.pattern, yes.by, yes.rule) for yes in event.yes} == {
        (pattern, ADA, "approved-once") for pattern in ("import", "one-thing", "two-things")
    }
    assert states(root, "shop") == {"in-sync"}


def test_on_a_branch_the_working_tree_is_not_touched(root: Path, shop: Path) -> None:
    """One commit that names its proposal, by whoever applied it; nothing else in the target changes."""
    before, head = lie(shop), refs(shop)["refs/heads/main"]
    approved(root, "shop")
    said = step(root, "apply", "shop")
    event = last(root, "shop")
    assert said.code == 0 and "make pr REPO=shop, or merge the branch" in said.out
    assert event.branch == f"session-memory/{event.proposal[:12]}" and event.branch in said.out
    assert lie(shop) == before and dirty(shop) == ""
    assert refs(shop) == {"refs/heads/main": head, f"refs/heads/{event.branch}": event.commit}
    told = git(shop, "log", "-1", "--format=%an <%ae>%n%P%n%B", event.commit).decode()
    assert told.startswith(f"{ADA}\n{head}\nSession Memory: 2 patterns of proposal {event.proposal[:12]}\n")
    assert f"Proposal-Digest: {event.proposal}" in told and "Pattern-Id: two-things" in told
    merge(shop, event.branch)
    assert states(root, "shop") == {"in-sync"}


@MODES
def test_applying_twice_does_nothing(root: Path, shop: Path, mode: str) -> None:
    """Exit 0, and said plainly; no byte, no ref and no event more. So too once the branch is merged."""
    applied(root, "shop", mode)
    for _ in range(2):
        before, there, told = lie(shop), refs(shop), kinds(root, "shop")
        assert "nothing to do" in sure(root, "apply", "shop", *place(mode))
        assert (lie(shop), refs(shop), kinds(root, "shop")) == (before, there, told)
        if mode == BRANCH:
            merge(shop, last(root, "shop").branch)


@MODES
def test_nobody_said_yes(root: Path, shop: Path, mode: str) -> None:
    """Exit 5; the rule, and the two ways to a yes: approve, or the narrowest grant, which works as it is printed."""
    sure(root, "distribute", "shop")
    said = step(root, "apply", "shop", *place(mode))
    assert said.code == 5 and "rule write-needs-yes" in said.err and "make approve REPO=shop" in said.err
    assert untouched(shop)
    command = said.err[said.err.index("session-memory grants") :].strip()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = os.environ | {"GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.com", "PATH": path}
    subprocess.run(command, shell=True, cwd=root, env=env, check=True, capture_output=True)
    sure(root, "apply", "shop", *place(mode))
    event = last(root, "shop")
    assert {(yes.rule, yes.decision, yes.by) for yes in event.yes} == {("grant", "shop-2-patterns", ADA)}


def test_without_a_proposal_there_is_nothing_to_apply(root: Path, shop: Path) -> None:
    """Exit 3, and the command that makes one."""
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 3 and "there is no proposal yet" in said.err and "make distribute REPO=shop" in said.err
    assert untouched(shop)


def flipped(name: str) -> Callable[[Path], None]:
    """One byte of a file of the proposal is another one."""

    def flip(root: Path) -> None:
        path = root / "proposals/shop" / name
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(bytes(content))

    return flip


def rewritten(path: str, old: str, new: str) -> Callable[[Path], None]:
    return lambda root: edit(root / path, old, new)


def added(path: str, text: str) -> Callable[[Path], None]:
    return lambda root: (write(root / path, text), None)[1]


ONE, SHOP = "catalog/patterns/one-thing.md", "catalog/repos/shop.md"
SPARED = f"repo: shop\nexemptions:\n  - {{pattern: one-thing, reason: later, owner: Ada, expires: {LATER}}}\n"
MOVED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pattern's text": (rewritten(ONE, "with care", "with great care"), "the pattern one-thing changed"),
    "a pattern's version": (rewritten(ONE, "version: 1.0.0", "version: 1.0.1"), "the pattern one-thing changed"),
    "a pattern's status": (rewritten(ONE, "status: approved", "status: draft"), "one-thing is no longer for it"),
    "another pattern": (added("catalog/patterns/more.md", pattern("more")), "the pattern more came"),
    "what policy asks of it": (rewritten(ONE, "0.9", "0.5"), "one-thing is no longer for it"),
    "an exemption": (added("catalog/exemptions/shop.yaml", SPARED), "one-thing is no longer for it"),
    "the flavors": (rewritten(SHOP, "claude, codex, grok", "codex"), "CLAUDE.md"),
    "one byte of the host file": (rewritten(HOST, "By hand.", "by hand."), "AGENTS.md is not as it was in the target"),
    "its line ends": (added(HOST, HAND.replace("\n", "\r\n")), "AGENTS.md is not as it was in the target"),
    "its mode": (lambda root: (root / HOST).chmod(0o755), "AGENTS.md is not as it was in the target"),
    "another host file": (added("targets/shop/CLAUDE.md", "By hand, too.\n"), "CLAUDE.md is not as it was"),
}


@pytest.mark.parametrize("what", MOVED)
def test_what_moved_makes_it_stale(root: Path, shop: Path, what: str) -> None:
    """Exit 3, nothing written, the words say what moved; what comes in its place needs a yes of its own."""
    approved(root, "shop")
    move, told = MOVED[what]
    move(root)
    before, there = lie(shop), refs(shop)
    said = step(root, "apply", "shop")
    assert said.code == 3 and "is stale" in said.err and told in said.err and "review and approve it" in said.err
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and f"the yes of {ADA} was to proposal" in said.err
    assert (lie(shop), refs(shop), kinds(root, "shop")) == (before, there, [])
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")
    assert states(root, "shop") <= {"in-sync", "skipped"}


TAMPERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "one byte of the patch": (flipped("changes.patch"), "changes.patch is not what the proposal's digest stands for"),
    "one byte of the review": (flipped("REVIEW.md"), "REVIEW.md is not what the proposal's digest stands for"),
    "one byte of an artifact": (flipped("artifacts/codex/AGENTS.md"), "artifacts/codex/AGENTS.md is not what"),
    "one byte of the proposal": (flipped("proposal.json"), "stale"),
    "no proposal but its name": (added("proposals/shop/proposal.json", "{}\n"), "stale"),
    "no patch": (lambda root: (root / "proposals/shop/changes.patch").unlink(), "changes.patch is not what"),
    "one artifact more": (added("proposals/shop/artifacts/codex/b.md", "x"), "artifacts/codex/b.md is not what"),
}


@pytest.mark.parametrize("command", ["apply", "approve", "reject"])
@pytest.mark.parametrize("what", TAMPERED)
def test_a_proposal_that_somebody_changed_is_made_again(root: Path, shop: Path, what: str, command: str) -> None:
    """Exit 3, nothing written to the target; the real one lies there again, and the yes to it still holds."""
    approved(root, "shop")
    real = lie(root / "proposals/shop")
    tamper, told = TAMPERED[what]
    tamper(root)
    said = step(root, command, "shop", *(("--reason", "no") if command == "reject" else ()))
    assert said.code == 3 and told in said.err and untouched(shop)
    assert lie(root / "proposals/shop") == real
    sure(root, "apply", "shop", "--in-place")


def test_a_proposal_that_is_no_longer_wanted_goes(root: Path, shop: Path) -> None:
    """Its yes was to something else than nothing: that is told once, and then nothing waits any more."""
    approved(root, "shop")
    write(root / "catalog/policy.yaml", "min_confidence: 0.95\n")
    said = step(root, "apply", "shop")
    assert said.code == 3 and "is stale" in said.err and "there is nothing to change" in said.err
    assert untouched(shop) and not (root / "proposals/shop/proposal.json").exists()
    assert "nothing to do" in sure(root, "apply", "shop")


def test_a_yes_is_used_up(root: Path, shop: Path) -> None:
    """Once applied and undone by hand, the same change asks again."""
    applied(root, "shop")
    git(shop, "checkout", "-q", "--", ".")
    (shop / "CLAUDE.md").unlink()
    sure(root, "distribute", "shop")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "rule write-needs-yes" in said.err and untouched(shop)
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")


def test_a_branch_that_was_merged_and_reverted_is_made_anew(root: Path, shop: Path) -> None:
    """The same proposal has the same branch; where nothing on it would be lost, it starts from where main is now."""
    first = applied(root, "shop", BRANCH)
    merge(shop, first.branch)
    git(shop, "revert", "--no-edit", "-m", "1", "HEAD")
    second = applied(root, "shop", BRANCH)
    assert (second.branch, second.proposal) == (first.branch, first.proposal) and second.commit != first.commit
    merge(shop, second.branch)
    assert states(root, "shop") == {"in-sync"}


UNCOMMITTED: dict[str, Callable[[Path], object]] = {
    "a change": lambda shop: edit(shop / "AGENTS.md", "By hand.", "Not committed."),
    "a new file": lambda shop: write(shop / "CLAUDE.md", "Not committed.\n"),
    "a change that is staged": lambda shop: (write(shop / "AGENTS.md", "Staged.\n"), git(shop, "add", "-A")),
}


@pytest.mark.parametrize("what", UNCOMMITTED)
def test_a_branch_cannot_start_from_what_is_not_committed(root: Path, shop: Path, what: str) -> None:
    """Exit 3, with the three ways on: commit it, start from the commit, or write in place. Two are taken here."""
    UNCOMMITTED[what](shop)
    approved(root, "shop")
    said = step(root, "apply", "shop")
    assert said.code == 3 and "what is committed is not what the proposal was made from" in said.err
    assert "commit it, or distribute with REF=HEAD, or apply with IN_PLACE=1" in said.err
    assert list(refs(shop)) == ["refs/heads/main"] and kinds(root, "shop") == []
    before = lie(shop)
    event = applied(root, "shop", BRANCH, "--ref", "HEAD")
    assert lie(shop) == before and b"committed" not in git(shop, "show", f"{event.branch}:AGENTS.md")
    sure(root, "rollback", "shop")
    sure(root, "release", "shop")
    applied(root, "shop", IN_PLACE)
    assert any(text in (shop / name).read_text() for name in ("AGENTS.md", "CLAUDE.md") for text in ("Not", "Staged"))


def test_a_ref_is_not_written_in_place(root: Path, shop: Path) -> None:
    """A proposal that was made from another commit than the working tree holds does not fit it: exit 3."""
    edit(shop / "AGENTS.md", "By hand.", "Newer.")
    git(shop, "commit", "-qam", "newer")
    before = lie(shop)
    approved(root, "shop", "--ref", "HEAD~1")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 3 and "the working tree is not what the proposal was made from" in said.err
    assert lie(shop) == before
    sure(root, "apply", "shop")
    event = last(root, "shop")
    assert git(shop, "rev-parse", f"{event.commit}^") == git(shop, "rev-parse", "HEAD~1") and lie(shop) == before


def test_line_ends_that_git_converts(root: Path, shop: Path) -> None:
    """A checkout with CRLF of a commit with LF: in place keeps CRLF, a branch starts from the commit."""
    write(shop / ".gitattributes", "*.md text eol=crlf\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "crlf")
    (shop / "AGENTS.md").unlink()
    git(shop, "checkout", "-q", "--", "AGENTS.md")
    assert (shop / "AGENTS.md").read_bytes().count(b"\r\n") == 3
    approved(root, "shop")
    assert step(root, "apply", "shop").code == 3
    sure(root, "apply", "shop", "--in-place")
    content = (shop / "AGENTS.md").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    sure(root, "rollback", "shop")
    sure(root, "release", "shop")
    event = applied(root, "shop", BRANCH, "--ref", "HEAD")
    assert b"\r" not in git(shop, "cat-file", "blob", f"{event.branch}:AGENTS.md")


def test_a_branch_that_is_somebodys_is_left(root: Path, shop: Path) -> None:
    """Exit 4, whether they made it before us or put a commit on ours."""
    approved(root, "shop")
    name = "session-memory/" + json.loads(run(root, "distribute", "shop", "--json").out)["repos"][0]["proposal"][:12]
    git(shop, "branch", name)
    said = step(root, "apply", "shop")
    assert said.code == 4 and "holds other commits than ours" in said.err and "rename or delete it" in said.err
    git(shop, "branch", "-D", name)
    sure(root, "apply", "shop")
    theirs = git(shop, "commit-tree", "-p", name, "-m", "theirs", f"{name}^{{tree}}").decode().strip()
    git(shop, "update-ref", f"refs/heads/{name}", theirs)
    assert step(root, "apply", "shop").code == 4
    assert refs(shop)[f"refs/heads/{name}"] == theirs and kinds(root, "shop") == ["applied"]


def test_a_commit_of_ours_that_was_amended_is_somebodys(root: Path, shop: Path) -> None:
    """It has our words and one parent; the audit trail knows which commit is ours."""
    event = applied(root, "shop", BRANCH)
    message = git(shop, "log", "-1", "--format=%B", event.commit).decode()
    amended = git(shop, "commit-tree", "-p", f"{event.commit}^", "-m", message, f"{event.commit}^{{tree}}").decode()
    git(shop, "update-ref", f"refs/heads/{event.branch}", amended.strip())
    said = step(root, "apply", "shop")
    assert said.code == 4 and "holds other commits than ours" in said.err
    assert refs(shop)[f"refs/heads/{event.branch}"] == amended.strip()


class Killed(BaseException):
    """Nothing catches it."""


def killed(*_: object) -> None:
    """In place of what a run would do next."""
    raise Killed


def test_somebody_goes_on_from_ours_before_a_killed_run_is_finished(
    root: Path, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once the branch is there: the next run finds our commit below theirs, and that is what it records."""
    approved(root, "shop")
    with monkeypatch.context() as here, pytest.raises(Killed):
        here.setattr(transact, "record", killed)
        step(root, "apply", "shop")
    ((name, ours),) = ((ref, commit) for ref, commit in refs(shop).items() if ref != "refs/heads/main")
    theirs = git(shop, "commit-tree", "-p", ours, "-m", "theirs", f"{ours}^{{tree}}").decode().strip()
    git(shop, "update-ref", name, theirs)
    assert step(root, "apply", "shop").code == 0
    assert last(root, "shop").commit == ours and kinds(root, "shop") == ["applied"] and refs(shop)[name] == theirs
    assert "has no remote" in step(root, "pr", "shop").err


@MODES
def test_another_run_is_at_work(root: Path, shop: Path, mode: str) -> None:
    """Exit 6, on the target's lock and on the catalog's for this repo; nothing is written."""
    approved(root, "shop")
    for folder in (shop, root / ".session-memory/repos/shop"):
        with files.locked(files.make_folder(folder), "it"):
            said = step(root, "apply", "shop", *place(mode))
        assert said.code == 6 and "another run is at work on shop" in said.err and "run again" in said.err
    assert untouched(shop)
    sure(root, "apply", "shop", *place(mode))


def test_one_object_for_programs(root: Path, shop: Path) -> None:
    """Applied, nothing to do, and an error, all as JSON."""
    approved(root, "shop")
    said = json.loads(sure(root, "apply", "shop", "--json"))
    event = last(root, "shop")
    assert (said["repo"], said["applied"], said["exit"]) == ("shop", True, 0)
    assert (said["proposal"], said["branch"], said["commit"]) == (event.proposal, event.branch, event.commit)
    assert said["files"] == ["AGENTS.md", "CLAUDE.md"]
    said = json.loads(sure(root, "apply", "shop", "--json"))
    assert (said["applied"], said["commit"], said["files"]) == (False, None, []) and "nothing to do" in said["told"][0]
    edit(root / HOST, "By hand.", "Moved.")
    done = whole(root, "apply", "shop", "--by", ADA, "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["exit"]) == (3, 3) and "is stale" in said["error"]["message"]


def whole(root: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    command = [sys.executable, "-m", "session_memory", "--root", str(root), *arguments]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)


def test_what_does_not_arrive_is_told(root: Path, shop: Path) -> None:
    """Exit 3 after writing the rest: a person is needed for what somebody edited, or what is over a limit."""
    applied(root, "shop")
    edit(root / HOST, "Do one-thing with care.", "Do it my way.")
    edit(root / "catalog/patterns/two-things.md", "version: 1.0.0", "version: 2.0.0")
    edit(root / "catalog/patterns/two-things.md", "with care", "with great care")
    assert step(root, "distribute", "shop").code == 4
    sure(root, "approve", "shop")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 3 and "left alone: one-thing in AGENTS.md: edited" in said.out
    text = (shop / "AGENTS.md").read_text()
    assert "Do it my way." in text and "Do two-things with great care." in text


@pytest.mark.parametrize("mode", [0o400, 0o444])
def test_a_read_only_file_is_refused_in_place(root: Path, shop: Path, mode: int) -> None:
    """Exit 5, with path and mode; no file of the change is written, and the next run is not held up."""
    approved(root, "shop")
    (shop / "AGENTS.md").chmod(mode)
    before = lie(shop)
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and f"read-only, mode {mode:04o}" in said.err and "AGENTS.md" in said.err
    assert lie(shop) == before and kinds(root, "shop") == []
    (shop / "AGENTS.md").chmod(0o644)
    sure(root, "apply", "shop", "--in-place")


def test_hard_links_are_refused_in_place(root: Path, shop: Path) -> None:
    """A name that shares its bytes with another would be torn from it."""
    approved(root, "shop")
    (root / "elsewhere.md").hardlink_to(shop / "AGENTS.md")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "2 hard links" in said.err and untouched(shop)


def test_nobody_knows_who_applies(root: Path, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 2, with both ways to say who; every command that writes it down asks."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    approved(root, "shop")
    commands = [
        ("apply", "shop"), ("approve", "shop"), ("reject", "shop", "--reason", "no"), ("remove", "shop", "one-thing"),
        ("rollback", "shop"),
    ]  # fmt: skip
    for command in commands:
        said = run(root, *command)
        assert said.code == 2 and "--by" in said.err and "git config" in said.err, command
    assert untouched(shop) and kinds(root, "shop") == []
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Cleo")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "cleo@example.com")
    assert run(root, "apply", "shop").code == 0 and last(root, "shop").by == "Cleo <cleo@example.com>"


@pytest.mark.parametrize(("name", "told"), [("shpo", "did you mean shop?"), ("nowhere", "registered are: shop")])
@pytest.mark.parametrize("command", ["apply", "approve", "rollback", "release"])
def test_there_is_no_such_repo(root: Path, command: str, name: str, told: str) -> None:
    """Exit 2, with the nearest name."""
    said = step(root, command, name)
    assert said.code == 2 and told in said.err


def test_a_repo_that_is_known_by_its_url(root: Path, shop: Path) -> None:
    """The branch is made in our copy; in place there is nothing to write to. From another machine as well."""
    git(shop, "config", "uploadpack.allowFilter", "true")
    with served(root / "targets") as url:
        keys = f"name: far\nflavors: [claude, codex, grok]\nurl: {url}/shop\nbranch: main\n"
        write(root / "catalog/repos/far.md", f"---\n{keys}---\n")
        approved(root, "far")
        said = step(root, "apply", "far", "--in-place")
        assert said.code == 2 and "known by its url only" in said.err
        for copy in (root / ".cache/session-memory/mirrors").glob("*.git"):
            shutil.rmtree(copy)
        sure(root, "apply", "far")
        event = last(root, "far")
        (copy,) = (root / ".cache/session-memory/mirrors").glob("*.git")
        assert refs(copy)[f"refs/heads/{event.branch}"] == event.commit
        assert b"Do one-thing" in git(copy, "show", f"{event.commit}:AGENTS.md")
        assert untouched(shop)
        # Merged over there, it is taken back by a branch of its own, whatever our copy saw last.
        git(shop, "fetch", "-q", str(copy), event.branch)
        git(shop, "merge", "-q", "--ff-only", "FETCH_HEAD")
        sure(root, "rollback", "far")
        back = last(root, "far")
        git(shop, "fetch", "-q", str(copy), back.branch)
        git(shop, "merge", "-q", "--ff-only", "FETCH_HEAD")
        assert lie(shop) == {"AGENTS.md": lie(shop)["AGENTS.md"]} and (shop / "AGENTS.md").read_text() == HAND
        # Our copy has no history, and still the same change can be made once more.
        sure(root, "release", "far")
        again = applied(root, "far", BRANCH)
        assert again.proposal == event.proposal and again.commit != event.commit


def test_a_folder_inside_the_catalogs_own_repository(root: Path) -> None:
    """In place and on a branch of the catalog's own git; nothing beside the folder is part of the commit."""
    inner = write(root / "examples/inner/CLAUDE.md", "By hand, no line end").parent
    write(root / "catalog/repos/inner.md", "---\nname: inner\nflavors: [claude]\ncheckout: examples/inner\n---\n")
    write(root / ".gitignore", "targets\n.cache\n")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "catalog and example")
    before = lie(inner)
    applied(root, "inner", IN_PLACE)
    sure(root, "rollback", "inner")
    sure(root, "release", "inner")
    event = applied(root, "inner", BRANCH)
    assert git(root, "diff", "--name-only", "main", event.branch).split() == [b"examples/inner/CLAUDE.md"]
    assert lie(inner) == before and event.files[0].path == "CLAUDE.md"
    merge(root, event.branch)
    assert states(root, "inner") == {"in-sync"}
    sure(root, "rollback", "inner")
    merge(root, last(root, "inner").branch)
    assert lie(inner) == before


def test_a_checkout_that_is_not_registered(root: Path, tmp_path: Path) -> None:
    """Named by its path in each step, and so do the hints."""
    folder = tmp_path / "my project"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder / "CLAUDE.md", "By hand.\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "as it was")
    before = lie(folder)
    sure(root, "distribute", str(folder))
    said = step(root, "apply", str(folder))
    assert said.code == 5
    assert "REPO='my project'" in said.err
    approved(root, str(folder))
    said = step(root, "apply", str(folder), "--in-place")
    assert said.code == 0 and kinds(root, "my-project") == ["applied"]
    assert "release 'my project'" in sure(root, "rollback", str(folder))
    assert lie(folder) == before
    assert "REPO='" in sure(root, "release", str(folder))
