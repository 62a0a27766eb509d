"""`session-memory summary`: one page of what is wrong, has drifted or waits; as a comment and as an issue."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.gh_fake import Forge, comment, forge, issue
from made import catalog, git, pattern, run, target, write
from session_memory.cli.telling.in_markdown import LETTERS, code
from session_memory.cli.telling.posted import MARKER
from steps import applied, edit, sure


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two patterns, live in one repo; nothing needs attention."""
    root = catalog(tmp_path / "ours", "a", "b")
    shop = target(root, "shop", {"AGENTS.md": "by hand\n"}, flavors="codex")
    applied(root, "shop")
    git(shop, "commit", "-q", "-a", "-m", "with ours")
    return root


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forge:
    """A `gh` that comes first on PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return forge(tmp_path / "bin")


def host(root: Path) -> Path:
    return root / "targets" / "shop" / "AGENTS.md"


def calm(root: Path) -> None:
    """Nothing."""


def waits(root: Path) -> None:
    write(root / "catalog" / "patterns" / "c.md", pattern("c"))


def proposed(root: Path) -> None:
    waits(root)
    sure(root, "distribute", "shop")


def approved(root: Path) -> None:
    proposed(root)
    sure(root, "approve", "shop")


def on_a_branch(root: Path) -> None:
    approved(root)
    sure(root, "apply", "shop")


def rejected(root: Path) -> None:
    proposed(root)
    sure(root, "reject", "shop", "--reason", "not now")


def over(root: Path) -> None:
    proposed(root)
    (root / "catalog" / "patterns" / "c.md").unlink()


def stale(root: Path) -> None:
    proposed(root)
    write(root / "catalog" / "patterns" / "d.md", pattern("d"))


def removed(root: Path) -> None:
    sure(root, "remove", "shop", "a", "--in-place", "--reason", "not here")


def removed_on_a_branch(root: Path) -> None:
    sure(root, "remove", "shop", "a", "--reason", "not here")


def edited(root: Path) -> None:
    edit(host(root), "Do a with care.", "Do a as you like.")


def exempt(root: Path) -> None:
    edited(root)
    sure(root, "exempt", "shop", "a", "--reason", "ours is better", "--days", "30", "--owner", "Ada")


def gone(root: Path) -> None:
    write(host(root), "by hand\n")


def malformed(root: Path) -> None:
    edit(host(root), "<!-- END session-memory -->\n", "")


def unreachable(root: Path) -> None:
    (root / "targets" / "shop").rename(root / "elsewhere")


def finding(root: Path) -> None:
    write(root / "catalog" / "patterns" / "a.md", pattern("a", confidence="2.0"))


def damaged(root: Path) -> None:
    write(root / "catalog" / "registry" / "shop.json", "{]")


def no_policy(root: Path) -> None:
    write(root / "catalog" / "policy.yaml", "min_confidenze: 1\n")


HAPPENINGS = {
    calm: 0,
    waits: 3,
    proposed: 3,
    approved: 3,
    on_a_branch: 3,
    rejected: 0,
    over: 3,
    stale: 3,
    removed: 0,
    removed_on_a_branch: 3,
    edited: 4,
    exempt: 0,
    gone: 3,
    malformed: 4,
    unreachable: 1,
    finding: 1,
    damaged: 1,
    no_policy: 1,
}
TELLS = {
    calm: "nothing needs attention",
    waits: "next: make distribute REPO=shop",
    proposed: "waits for a yes, next: make approve REPO=shop",
    approved: "next: make apply REPO=shop",
    on_a_branch: "was applied",
    rejected: "1 in order",
    over: "its old proposal is over",
    stale: "is stale, next: make distribute REPO=shop",
    removed: "1 in order",
    removed_on_a_branch: "a in AGENTS.md: ",
    edited: "### Drift\n\n- `shop`: `edited in AGENTS.md: a",
    exempt: "1 in order",
    gone: "### Drift\n\n- `shop`: `missing in AGENTS.md: a, b: it was applied once and is gone`",
    malformed: "`malformed: AGENTS.md:",
    unreachable: "`unreachable: its checkout targets/shop does not exist`",
    finding: "catalog/patterns/a.md:7:13: SM122",
    damaged: "not a registry",
    no_policy: "The catalog cannot be used: ``catalog/policy.yaml:",
}


@pytest.mark.parametrize("happen", HAPPENINGS, ids=lambda happen: happen.__name__)
def test_it_exits_with_the_worst_of_the_three(root: Path, happen: Callable[[Path], None]) -> None:
    """Of `check`, `distribute --all --check` and `status`; and each happening is told, twice in the same words."""
    happen(root)
    said = run(root, "summary")
    codes = {run(root, *verb).code for verb in (("check",), ("distribute", "--all", "--check"), ("status",))}
    assert said.code == next(code for code in (4, 1, 3, 0) if code in codes) == HAPPENINGS[happen]
    assert TELLS[happen] in said.out
    assert run(root, "summary") == said


def test_what_only_waits_can_be_let_pass(root: Path) -> None:
    """Errors and hand edits never."""
    waits(root)
    assert run(root, "summary", "--fail-on", "error").code == 0
    edited(root)
    assert run(root, "summary", "--fail-on", "error").code == 4


def test_it_writes_nothing_into_the_catalog(root: Path) -> None:
    """No proposal is made by looking."""
    waits(root)
    before = sorted((root / "proposals").rglob("*"))
    run(root, "summary")
    assert sorted((root / "proposals").rglob("*")) == before


def test_only_the_repos_asked_for(root: Path) -> None:
    """And an unknown one is wrong usage, with the nearest name."""
    target(root, "lab", {"AGENTS.md": "by hand\n"}, flavors="codex")
    assert run(root, "summary", "shop").code == 0 and run(root, "summary").code == 3
    said = run(root, "summary", "shpo")
    assert (said.code, said.out) == (2, "") and "did you mean shop?" in said.err


def test_a_large_fleet_fits_into_a_comment(root: Path) -> None:
    """65,536 characters are what a comment holds; what is left out is counted."""
    for number in range(60):
        long = f"repo-{number:02}-{'x' * 150}"
        keys = f"name: {long}\nflavors: [codex]\ncheckout: targets/{'y' * 300}{number}\n"
        write(root / "catalog" / "repos" / f"{long}.md", f"---\n{keys}---\n")
        write(root / "catalog" / "patterns" / f"broken-{number}.md", pattern(f"broken-{number}", confidense="'@all'"))
    said = run(root, "summary")
    assert said.code == 1 and len(said.out) < 60_000
    assert "- and 30 more: `session-memory distribute --all --check` tells all of them" in said.out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("@team <b> #1", "`@team <b> #1`"),
        ("a `b` c", "``a `b` c``"),
        ("`", "`` ` ``"),
        ("two\nlines", "`two lines`"),
        ("x" * 400, f"`{'x' * LETTERS}…`"),
    ],
)
def test_texts_of_others_stay_texts(text: str, shown: str) -> None:
    """In a comment they could call people, or end the row they stand in."""
    assert code(text) == shown


def test_one_comment_follows_the_pull_request(root: Path, gh: Forge) -> None:
    """Made once, changed in place, and left alone when it says so already."""
    assert "commented on pull request 12" in run(root, "summary", "--comment", "12").err
    assert "says so already" in run(root, "summary", "--comment", "12").err
    waits(root)
    said = run(root, "summary", "--comment", "12")
    assert said.code == 3 and "updated the comment" in said.err
    assert [one["body"] for one in gh.comments] == [f"{MARKER}\n{said.out}"]
    assert gh.changes == ["POST repos/{owner}/{repo}/issues/12/comments", "POST graphql"]


def test_a_comment_of_somebody_else_is_never_changed(root: Path, gh: Forge) -> None:
    """Whoever copies the marker keeps their words; and of ours only those with the marker in front are the summary."""
    others = [comment(f"{MARKER}\nmine", ours=False), comment(f"> {MARKER}\nquoted", id="IC_2")]
    gh.put(comments=others)
    run(root, "summary", "--comment", "12")
    assert gh.comments[:2] == others and len(gh.comments) == 3


def test_one_issue_is_open_while_there_is_drift(root: Path, gh: Forge) -> None:
    """Opened, left alone, updated, closed with the last word; and opened anew the next time."""
    assert "no issue had to change" in run(root, "summary", "--issue").err
    gone(root)
    assert "opened an issue" in run(root, "summary", "--issue").err
    assert "no issue had to change" in run(root, "summary", "--issue").err
    target(root, "lab", {"AGENTS.md": "by hand\n"}, flavors="codex")
    said = run(root, "summary", "--issue")
    assert "updated issue 1" in said.err and gh.issues[0]["body"] == f"{MARKER}\n{said.out}"
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")
    said = run(root, "summary", "--issue")
    assert said.code == 3 and "closed issue 1" in said.err, "what waits for a person is no drift"
    assert (gh.issues[0]["state"], gh.issues[0]["body"]) == ("closed", f"{MARKER}\n{said.out}")
    gone(root)
    assert "opened an issue" in run(root, "summary", "--issue").err
    assert [one["state"] for one in gh.issues] == ["closed", "open"]


def test_issues_that_were_opened_twice_become_one(root: Path, gh: Forge) -> None:
    """Two runs at the same time; an issue of somebody else stays as it is."""
    theirs = issue(5, f"{MARKER}\nmine", ours=False)
    gh.put(issues=[issue(9, f"{MARKER}\nold"), theirs, issue(7, f"{MARKER}\nold")])
    unreachable(root)
    said = run(root, "summary", "--issue")
    assert said.err.splitlines()[-1] == "updated issue 7, closed issue 9"
    assert [one["state"] for one in gh.issues] == ["closed", "open", "open"] and gh.issues[1] == theirs


def test_a_gh_that_fails_is_an_error_and_the_page_is_there_all_the_same(root: Path, gh: Forge) -> None:
    """Its words, and which permission is needed."""
    gh.put(fails="HTTP 403: Resource not accessible by integration")
    said = run(root, "summary", "--comment", "12")
    assert said.code == 1 and "HTTP 403" in said.err and "pull-requests: write" in said.err


def test_without_gh_nothing_is_said_to_be_posted(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named."""
    (tmp_path / "only").mkdir()
    git_alone = next(
        Path(folder) / "git" for folder in os.environ["PATH"].split(":") if (Path(folder) / "git").exists()
    )
    (tmp_path / "only" / "git").symlink_to(git_alone)
    monkeypatch.setenv("PATH", str(tmp_path / "only"))
    said = run(root, "summary", "--issue")
    assert said.code == 1 and "gh is not installed" in said.err


def test_no_comment_without_a_number(root: Path, gh: Forge) -> None:
    """And nothing is asked of gh when nothing is to be posted."""
    assert run(root, "summary", "--comment", "").code == 2
    assert run(root, "summary", "--comment", "0").code == 2
    assert run(root, "summary").code == 0 and gh.state["calls"] == []
