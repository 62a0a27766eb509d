"""What was told of a repo is told again, but never once anything has changed on which it depends."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from made import Said, catalog, git, pattern, run, target, write
from session_memory import files
from session_memory.cli.seeing import remembered
from session_memory.cli.seeing.road import Road
from session_memory.model import Plan, Repo
from steps import approved, edit, sure

TOLD = ".cache/session-memory/told"
COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("distribute", "--all", "--check"),
    ("distribute", "--all", "--check", "--json"),
)
NESTED = "src/deep/er"
SPARED = ("--reason", "not here", "--days", "1", "--owner", "ada")


class Later(datetime.date):
    """Two days later."""

    @classmethod
    def today(cls) -> Later:
        real = datetime.date.today() + datetime.timedelta(days=2)
        return cls(real.year, real.month, real.day)


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The repos for which a plan was made. What a test has just written counts as old."""
    monkeypatch.setattr(remembered, "FRESH", 0)
    made: list[str] = []
    plan = Road.plan

    def counted(self: Road, repo: Repo) -> Plan:
        made.append(repo.name)
        return plan(self, repo)

    monkeypatch.setattr(Road, "plan", counted)
    return made


@pytest.fixture
def root(tmp_path: Path, planned: list[str]) -> Path:
    """A catalog with a git checkout and a plain folder; a proposal of each waits, and part of `shop` is applied."""
    catalog(tmp_path, "one", "two")
    target(
        tmp_path, "shop", {"AGENTS.md": "# Shop\n\n@docs/more.md\n", "docs/more.md": "More.\n", f"{NESTED}/x.py": ""}
    )
    plain = tmp_path / "targets" / "plain"
    write(plain / "CLAUDE.md", "# Plain\n")
    write(plain / NESTED / "x.py", "")
    keys = "name: plain\nflavors: [claude, codex, grok]\ncheckout: targets/plain\n"
    write(tmp_path / "catalog" / "repos" / "plain.md", f"---\n{keys}---\n")
    approved(tmp_path, "shop", "--pattern", "one")
    sure(tmp_path, "apply", "shop", "--in-place")
    (tmp_path / "targets" / "shop" / "empty" / "folder").mkdir(parents=True)
    write(tmp_path / "targets" / "shop" / ".gitignore", "build/\n")
    git(tmp_path / "targets" / "shop", "add", "-A")
    git(tmp_path / "targets" / "shop", "commit", "-qm", "one came")
    run(tmp_path, "distribute", "--all")
    return tmp_path


def told(root: Path) -> list[Said]:
    """What each command says now."""
    return [run(root, *command) for command in COMMANDS]


def afresh(root: Path) -> list[Said]:
    """The same with nothing remembered."""
    files.remove_tree(root / TOLD)
    return told(root)


def test_what_has_not_changed_is_told_again_without_a_plan(root: Path, planned: list[str]) -> None:
    """Byte for byte, with the same exit code; a second `distribute` writes nothing and says so."""
    first = told(root)
    run(root, "distribute", "--all")
    written = run(root, "distribute", "--all")
    planned.clear()
    assert told(root) == first
    assert run(root, "distribute", "--all") == written
    assert planned == []


def test_only_the_repo_that_changed_is_planned(root: Path, planned: list[str]) -> None:
    """The other one is told as before."""
    run(root, "status")
    edit(root / "targets" / "plain" / "CLAUDE.md", "# Plain", "# Plainer")
    planned.clear()
    run(root, "status")
    assert planned == ["plain"]


def test_what_the_first_run_wrote_is_known_to_the_next(root: Path, planned: list[str]) -> None:
    """The run that writes a proposal is not followed by one that only finds that out."""
    write(root / "catalog" / "patterns" / "three.md", pattern("three"))
    run(root, "distribute", "--all")
    planned.clear()
    again = run(root, "distribute", "--all")
    assert planned == []
    assert again == afresh_distribute(root)


def afresh_distribute(root: Path) -> Said:
    files.remove_tree(root / TOLD)
    return run(root, "distribute", "--all")


def shop(path: str, text: str = "# Here\n") -> Callable[[Path], object]:
    """Writes a file of the checkout."""
    return lambda root: write(root / "targets" / "shop" / path, text)


def plain(path: str, text: str = "# Here\n") -> Callable[[Path], object]:
    """Writes a file of the plain folder."""
    return lambda root: write(root / "targets" / "plain" / path, text)


def same_size_and_time(root: Path) -> None:
    """A hand edit by somebody who sets the clock back."""
    path = root / "targets" / "shop" / "AGENTS.md"
    before = path.stat()
    edit(path, "with care", "with hope")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def linked(root: Path) -> None:
    """CLAUDE.md becomes a link to AGENTS.md."""
    path = root / "targets" / "shop" / "CLAUDE.md"
    path.unlink(missing_ok=True)
    path.symlink_to("AGENTS.md")


def an_artifact(root: Path) -> Path:
    """One of those that lie in a proposal."""
    return next((root / "proposals" / "plain" / "artifacts").rglob("*.md"))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a hand edit": lambda root: edit(root / "targets" / "shop" / "AGENTS.md", "with care", "with hope"),
    "a hand edit of the same size and time": same_size_and_time,
    "a host file is gone": lambda root: (root / "targets" / "shop" / "AGENTS.md").unlink(),
    "a host file came": shop("CLAUDE.md"),
    "a local host file came": shop("AGENTS.override.md"),
    "a link came": linked,
    "a file that is imported": shop("docs/more.md", "<!-- BEGIN session-memory -->\n"),
    "a rule came in a folder that was not there": shop(".claude/rules/mine.md"),
    "the checkout is gone": lambda root: (root / "targets" / "shop").rename(root / "elsewhere"),
    "a malformed region": plain("CLAUDE.md", "<!-- BEGIN session-memory -->\n"),
    "a pattern changed": lambda root: edit(root / "catalog" / "patterns" / "one.md", "with care", "with hope"),
    "a pattern came": lambda root: catalog(root, "three"),
    "a pattern is gone": lambda root: (root / "catalog" / "patterns" / "two.md").unlink(),
    "a pattern has findings": lambda root: edit(root / "catalog" / "patterns" / "one.md", "title:", "tittle:"),
    "the policy": lambda root: write(root / "catalog" / "policy.yaml", "min_confidence: 0.95\n"),
    "the repo's flavors": lambda root: edit(root / "catalog" / "repos" / "shop.md", "claude, codex, grok", "codex"),
    "the repo's budget": lambda root: edit(root / "catalog/repos/plain.md", "name:", "budget: {codex: 90}\nname:"),
    "an exemption": lambda root: sure(root, "exempt", "shop", "one", *SPARED),
    "a no": lambda root: sure(root, "reject", "plain", "--reason", "not now"),
    "a yes": lambda root: sure(root, "approve", "plain"),
    "applied": lambda root: (sure(root, "approve", "plain"), sure(root, "apply", "plain", "--in-place")),
    "applied on a branch": lambda root: (sure(root, "approve", "shop"), sure(root, "apply", "shop")),
    "taken back": lambda root: sure(root, "rollback", "shop"),
    "the registry is damaged": lambda root: write(root / "catalog" / "registry" / "shop.json", "{"),
    "the trail is damaged": lambda root: write(next((root / "catalog" / "audit" / "shop").iterdir()), "{}"),
    "a proposal is gone": lambda root: files.remove_tree(root / "proposals" / "plain"),
    "a proposal was edited": lambda root: write(root / "proposals" / "plain" / "proposal.json", "{}"),
    "a patch was edited": lambda root: edit(root / "proposals" / "plain" / "changes.patch", "+", "-"),
    "an artifact was edited": lambda root: write(an_artifact(root), "x"),
    "a change was begun": lambda root: write(root / ".session-memory" / "repos" / "shop" / "journal.json", "{"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_told_at_once(root: Path, change: Callable[[Path], object]) -> None:
    """Each thing on which a plan depends, changed after it was told: what is told then is what is true then."""
    before = told(root)
    change(root)
    now = told(root)
    assert now != before
    assert now == afresh(root)


QUIET: dict[str, Callable[[Path], object]] = {
    "a nested file that nobody added": shop(f"{NESTED}/AGENTS.md"),
    "a nested file in a folder that was empty": shop("empty/folder/AGENTS.md"),
    "a nested file in a plain folder": plain(f"{NESTED}/AGENTS.md"),
    "a file in a folder that git ignores": shop("build/AGENTS.md"),
    "a host file is ignored": shop(".gitignore", "AGENTS.md\nbuild/\n"),
    "a nested repository came": lambda root: git(root / "targets" / "shop", "init", "-q", ".claude"),
    "the registry is gone": lambda root: (root / "catalog" / "registry" / "shop.json").unlink(),
    "a home is ignored": shop(".gitignore", "CLAUDE.md\n"),
    "a home is ignored here only": shop(".git/info/exclude", "CLAUDE.md\n.claude\n"),
    "git's settings": lambda root: git(root / "targets" / "shop", "config", "core.ignoreCase", "true"),
    "the index": lambda root: git(root / "targets" / "shop", "rm", "-q", "--cached", "docs/more.md"),
    "a commit": lambda root: git(root / "targets" / "shop", "commit", "-q", "--allow-empty", "-m", "more"),
}


@pytest.mark.parametrize("change", QUIET.values(), ids=QUIET.keys())
def test_a_change_that_says_little_is_seen_as_well(root: Path, change: Callable[[Path], object]) -> None:
    """Whether or not it changes what is told, it is the same as without a memory."""
    told(root)
    change(root)
    assert told(root) == afresh(root)


@pytest.mark.parametrize("change", list(QUIET)[:3])
def test_a_nested_file_is_looked_at(root: Path, planned: list[str], change: str) -> None:
    """Although git's index knows nothing of it yet, and no file that was read has changed."""
    told(root)
    planned.clear()
    QUIET[change](root)
    run(root, "status")
    assert planned == ["plain" if "plain" in change else "shop"]


def test_a_folder_that_git_ignores_costs_nothing(root: Path, planned: list[str]) -> None:
    """What is built there does not make anybody read the host files again."""
    write(root / "targets" / "shop" / "build" / "x.o", "")
    told(root)
    planned.clear()
    write(root / "targets" / "shop" / "build" / "y.o", "")
    run(root, "status")
    assert planned == []


@pytest.mark.parametrize("says", [".gitignore", ".git/info/exclude"])
def test_a_file_that_git_ignores_from_now_on_is_seen(root: Path, says: str) -> None:
    """Agents read it on this machine only, so it no longer counts."""
    write(root / "targets" / "shop" / "AGENTS.override.md", "# Mine\n")
    before = told(root)
    write(root / "targets" / "shop" / says, "AGENTS.override.md\n")
    now = told(root)
    assert now != before
    assert now == afresh(root)


def test_a_branch_that_is_merged_or_deleted_is_seen(root: Path) -> None:
    """Branches are told of in the registry and in git, and both are looked at."""
    sure(root, "approve", "shop")
    sure(root, "apply", "shop")
    waits = told(root)
    folder = root / "targets" / "shop"
    branch = git(folder, "for-each-ref", "--format=%(refname:short)", "refs/heads/session-memory").decode().split()[0]
    git(folder, "update-ref", "-d", f"refs/heads/{branch}")
    gone = told(root)
    assert gone != waits
    assert gone == afresh(root)


def test_another_day_is_another_answer(root: Path, planned: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exemptions end."""
    sure(root, "exempt", "shop", "one", *SPARED)
    before = told(root)
    planned.clear()
    monkeypatch.setattr("session_memory.cli.seeing.road.datetime", SimpleNamespace(date=Later))
    after = told(root)
    assert after != before
    assert after == afresh(root)


def test_another_version_of_the_program_is_another_answer(
    root: Path, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever of our code has changed, nothing that the older one told is told again."""
    told(root)
    planned.clear()
    monkeypatch.setattr(remembered, "_program", lambda: b"another")
    told(root)
    assert len(planned) == 2 * len(COMMANDS)


def test_a_damaged_memory_is_none(root: Path, planned: list[str]) -> None:
    """Half a file, or one that somebody edited, is not believed."""
    before = told(root)
    path = root / TOLD / "status.json"
    path.write_bytes(path.read_bytes().replace(b"shop", b"shap", 1))
    planned.clear()
    assert told(root) == before
    assert sorted(planned) == ["plain", "shop"]


def test_what_was_touched_a_moment_ago_is_read_again(
    root: Path, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within the grain of a coarse clock a file may change twice and look as if it had changed once."""
    monkeypatch.setattr(remembered, "FRESH", 10**15)
    files.remove_tree(root / TOLD)
    run(root, "status")
    planned.clear()
    run(root, "status")
    assert sorted(planned) == ["plain", "shop"]


def test_what_this_run_wrote_is_held_against_its_bytes(
    root: Path, planned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proposal that was written a moment ago is believed only as long as it holds what was written."""
    monkeypatch.setattr(remembered, "FRESH", 0)
    catalog(root, "three")
    run(root, "distribute", "--all")
    artifact = an_artifact(root)
    seen, content = artifact.stat(), artifact.read_bytes()
    artifact.write_bytes(content.swapcase())
    os.utime(artifact, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    planned.clear()
    run(root, "distribute", "--all")
    assert planned == ["plain"]
    assert artifact.read_bytes() == content


def test_part_of_the_catalog_is_not_remembered(root: Path, planned: list[str]) -> None:
    """What was asked for a pattern, a flavor or a ref says nothing about the whole."""
    run(root, "status", "--ref", "HEAD", "shop")
    run(root, "distribute", "shop", "--check", "--pattern", "one")
    assert not list((root / TOLD).glob("*check*"))
