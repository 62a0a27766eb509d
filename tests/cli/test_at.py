"""`session-memory at COMMIT REPO`: what each agent was told then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from made import apply, catalog, git, pattern, run, served, target, write
from steps import edit

HAND = "# Shop\n\nBy hand.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three commits of a target: by hand, with ours, with ours edited."""
    catalog(tmp_path, "alpha")
    skill = pattern("gamma", rendering_hints="{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}")
    write(tmp_path / "catalog/patterns/gamma.md", skill)
    folder = target(tmp_path, "shop", {"AGENTS.md": HAND})
    run(tmp_path, "distribute", "shop")
    apply(tmp_path, "shop")
    commit(folder, "with ours")
    edit(folder / "AGENTS.md", "with care", "with more care")
    commit(folder, "edited")
    return tmp_path


def commit(folder: Path, what: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", what)


def told(root: Path, commit: str, repo: str = "shop") -> dict[str, Any]:
    said = run(root, "at", commit, repo, "--json")
    assert said.code == 0, said
    found: dict[str, Any] = json.loads(said.out)["flavors"]
    return found


def test_every_commit_tells_what_was_there(root: Path) -> None:
    """By hand only, then ours, then ours as somebody edited it."""
    (alone,) = told(root, "HEAD~2")["codex"]
    assert alone == {
        "path": "AGENTS.md", "in_full": True, "patterns": [], "bytes": len(HAND), "hand_written": len(HAND),
        "problem": "",
    }  # fmt: skip
    agents, skill = told(root, "HEAD~1")["codex"]
    assert agents["patterns"] == [{"pattern": "alpha", "version": "1.0.0", "edited": False}]
    assert agents["hand_written"] == len(HAND) < agents["bytes"]
    assert (skill["path"], skill["in_full"]) == (".agents/skills/gamma/SKILL.md", False)
    assert told(root, "HEAD")["codex"][0]["patterns"][0]["edited"]


def test_each_agent_reads_its_own_files(root: Path) -> None:
    """Claude through its import, and whatever stands in the working tree now is not asked."""
    (root / "targets/shop/AGENTS.md").unlink()
    assert [file["path"] for file in told(root, "HEAD")["claude"]] == [
        "CLAUDE.md", "AGENTS.md", ".claude/skills/gamma/SKILL.md",
    ]  # fmt: skip


def test_for_people(root: Path) -> None:
    """A line for each agent and each file."""
    lines = run(root, "at", "HEAD", "shop").out.splitlines()
    head = git(root / "targets/shop", "rev-parse", "HEAD").decode()[:12]
    assert lines[0] == f"shop at {head}"
    codex = lines.index(next(line for line in lines if line.startswith("  codex: 2 files, ")))
    size = (root / "targets/shop/AGENTS.md").stat().st_size
    assert (
        lines[codex + 1]
        == f"    AGENTS.md: alpha v1.0.0 (edited by hand); {len(HAND)} of {size} bytes are hand-written"
    )
    assert lines[codex + 2].startswith(
        "    .agents/skills/gamma/SKILL.md (skill: its description at first): gamma v1.0.0"
    )
    assert any(line.startswith("    CLAUDE.md: import lines; 0 of") for line in lines)


def test_what_the_agent_cuts_off_is_told(root: Path) -> None:
    """Codex takes 32,768 bytes."""
    write(root / "targets/shop/AGENTS.md", "x\n" * 20_000)
    commit(root / "targets/shop", "long")
    assert "40,000 bytes in full, of which only the first 32,768 arrive" in run(root, "at", "HEAD", "shop").out


def test_a_broken_file_is_told_as_it_is(root: Path) -> None:
    """Nobody can say what is ours in it, and the agent read it all the same."""
    edit(root / "targets/shop/AGENTS.md", "<!-- END session-memory -->", "")
    commit(root / "targets/shop", "broken")
    agents = told(root, "HEAD")["codex"][0]
    assert agents["patterns"] == [] and agents["hand_written"] == agents["bytes"] and "has no END" in agents["problem"]


@pytest.mark.parametrize("commit", ["nope", "0" * 40, "--all", "HEAD:AGENTS.md", ""])
def test_a_commit_that_is_not_there(root: Path, commit: str) -> None:
    """Said plainly, whatever it looks like."""
    said = run(root, "at", "--", commit, "shop")
    assert said.code == 2 and "there is no commit" in said.err and "next:" in said.err


def test_a_target_in_a_folder_of_a_repository(root: Path) -> None:
    """Its own files count, not those at the top; before it was there is an error."""
    folder = target(root, "mono", {"README.md": "x\n"})
    write(folder / "apps/web/AGENTS.md", "# Web\n")
    write(folder / "AGENTS.md", "# Top\n")
    commit(folder, "the app")
    write(root / "catalog/repos/mono.md", "---\nname: mono\nflavors: [codex]\ncheckout: targets/mono/apps/web\n---\n")
    assert [(file["path"], file["bytes"]) for file in told(root, "HEAD", "mono")["codex"]] == [("AGENTS.md", 6)]
    said = run(root, "at", "HEAD~1", "mono")
    assert said.code == 2 and "there is no folder apps/web/ at" in said.err


def test_an_unregistered_checkout(root: Path) -> None:
    """Named by its path."""
    folder = root / "targets/shop"
    (root / "catalog/repos/shop.md").unlink()
    assert told(root, "HEAD~2", str(folder))["codex"][0]["hand_written"] == len(HAND)


def test_a_repo_that_is_not_on_this_machine(root: Path) -> None:
    """Nothing is fetched for a question about the past."""
    write(root / "catalog/repos/far.md", "---\nname: far\nflavors: [codex]\nurl: https://forge.example.com/far\n---\n")
    said = run(root, "at", "HEAD", "far")
    assert said.code == 2 and "nothing of it on this machine" in said.err


def test_a_repo_with_a_url_has_its_newest_commit(root: Path) -> None:
    """As it was fetched last; of older ones there is no copy."""
    with served(root / "targets") as url:
        write(
            root / "catalog/repos/far.md",
            f"---\nname: far\nflavors: [codex]\nurl: {url}/shop/.git\nbranch: main\n---\n",
        )
        run(root, "status", "far")
        assert told(root, "refs/session-memory/seen", "far")["codex"][0]["path"] == "AGENTS.md"
    said = run(root, "at", "refs/session-memory/seen~1", "far")
    assert said.code == 2 and "newest commit only" in said.err
