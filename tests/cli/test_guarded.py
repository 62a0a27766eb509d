"""`never_write`: no proposal plans a change there, and what gets that far all the same is denied."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from made import catalog, git, pattern, run, target, write
from session_memory import files
from session_memory.changes.gate.decisions import Decisions
from session_memory.changes.gate.ruling import Verdict
from session_memory.cli.seeing.road import open_road
from session_memory.cli.writing.gate import Case, rulings
from session_memory.errors import SessionMemoryError
from session_memory.model import NeverWrite
from steps import BRANCH, applied, approved, edit, last, lie, merge, states, step, sure

FROZEN = "policy never writes to {}: frozen"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return catalog(tmp_path / "catalog-of-ours", "a")


def never(root: Path, *paths: str) -> None:
    rows = "".join(f"  - {{path: {path}, reason: frozen}}\n" for path in paths)
    write(root / "catalog/policy.yaml", f"never_write:\n{rows}" if rows else "never_write: []\n")


def proposed(root: Path) -> dict[str, str]:
    """Path -> what would be done there, and what is refused -> why, as programs are told."""
    repo = json.loads(run(root, "distribute", "shop", "--json").out)["repos"][0]
    document = json.loads((root / "proposals/shop/proposal.json").read_bytes())
    refused = {f"refused to {row['flavor']}": row["reason"] for row in repo["refused"]}
    return {item["path"]: item["action"] for item in document["items"]} | refused


def test_a_pattern_goes_elsewhere(root: Path) -> None:
    """To another file that the agent reads; what somebody wrote in the guarded one is read on."""
    target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude, codex")
    never(root, "CLAUDE.md")
    assert proposed(root) == {".claude/rules/a.md": "add", "AGENTS.md": "add"}
    approved(root, "shop")
    sure(root, "apply", "shop", "--in-place")
    assert (root / "targets/shop/CLAUDE.md").read_text() == "by hand\n"


@pytest.mark.parametrize("home", ["CLAUDE.md", "claude.md", ".claude/", "AGENTS.md", ".agents"])
def test_no_change_is_planned_there(root: Path, home: str) -> None:
    """Whatever stands there or does not."""
    target(root, "shop", {"CLAUDE.md": "by hand\n"})
    never(root, home)
    folder = home.rstrip("/").lower()
    assert not [path for path in proposed(root) if path.lower() == folder or path.lower().startswith(f"{folder}/")]


def test_where_nothing_else_is_left_the_review_says_why(root: Path) -> None:
    """With what policy names, and why."""
    target(root, "shop", {"AGENTS.md": "by hand\n"}, flavors="codex")
    never(root, "AGENTS.md", ".agents/")
    said = proposed(root)
    assert said.keys() == {"refused to codex"} and FROZEN.format("AGENTS.md") in said["refused to codex"]
    assert FROZEN.format("AGENTS.md") in (root / "proposals/shop/REVIEW.md").read_text()


def test_a_file_that_is_never_written_may_be_unfit_for_it(root: Path) -> None:
    """A fence that is never closed is in nobody's way there; anywhere else a person has to mend it first."""
    target(root, "shop", {"CLAUDE.md": "by hand\n\n```\n"}, flavors="claude")
    assert run(root, "distribute", "shop").code == 4
    never(root, "CLAUDE.md")
    assert proposed(root) == {".claude/rules/a.md": "add"}


def test_a_file_of_one_pattern_is_guarded_alone(root: Path) -> None:
    """The others go to the same folder."""
    write(root / "catalog/patterns/b.md", pattern("b"))
    target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    never(root, "CLAUDE.md", ".claude/rules/a.md")
    said = proposed(root)
    assert said.pop("refused to claude") == FROZEN.format(".claude/rules/a.md")
    assert said == {".claude/rules/a.md": "keep", ".claude/rules/b.md": "add"}


def test_a_folder_below_is_left_alone(root: Path) -> None:
    """A pattern for that folder comes from the file at the top."""
    write(root / "catalog/patterns/b.md", pattern("b", scope="{paths: ['legacy/**']}"))
    target(root, "shop", {"legacy/AGENTS.md": "by hand\n", "AGENTS.md": "by hand\n"}, flavors="codex")
    assert "legacy/AGENTS.md" in proposed(root)
    never(root, "legacy/")
    assert proposed(root) == {"AGENTS.md": "add"}


@pytest.mark.parametrize("guarded", ["CLAUDE.md", "docs/"])
def test_a_link_is_guarded_by_its_name_and_by_its_end(root: Path, guarded: str) -> None:
    """Neither the one nor the other is written."""
    shop = target(root, "shop", {"docs/agents.md": "by hand\n"}, flavors="claude")
    (shop / "CLAUDE.md").symlink_to("docs/agents.md")
    assert proposed(root) == {"docs/agents.md": "add"}
    never(root, guarded)
    assert proposed(root) == {".claude/rules/a.md": "add"}


def test_what_stands_there_stays_and_comes_nowhere_else_meanwhile(root: Path) -> None:
    """No agent gets it twice: a person takes it out."""
    target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    applied(root, "shop")
    before = lie(root / "targets/shop")
    never(root, "CLAUDE.md")
    edit(root / "catalog/patterns/a.md", "version: 1.0.0", "version: 1.1.0")
    said = proposed(root)
    assert said.pop("refused to claude") == "waits: its copy in CLAUDE.md is where nothing may be written"
    assert set(said.values()) == {"keep"} and states(root, "shop") == {"missing", "orphaned"}
    assert lie(root / "targets/shop") == before


BACK = {"rollback": ("rollback", "shop"), "remove": ("remove", "shop", "a", "--in-place")}


@pytest.mark.parametrize("way", BACK)
def test_ours_may_be_taken_out_of_a_place_where_nothing_of_ours_may_be(root: Path, way: str) -> None:
    """With what somebody wrote there since kept; and it stays out, there and elsewhere."""
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    applied(root, "shop")
    write(shop / "CLAUDE.md", "more by hand\n" + (shop / "CLAUDE.md").read_text())
    never(root, "CLAUDE.md")
    sure(root, *BACK[way])
    assert (shop / "CLAUDE.md").read_text() == "more by hand\nby hand\n"
    run(root, "distribute", "shop")
    assert not (root / "proposals/shop/proposal.json").exists() and not git(shop, "ls-files", "--others")


def test_ours_is_taken_out_on_a_branch_as_well(root: Path) -> None:
    """Of a commit that was merged."""
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    merge(shop, applied(root, "shop", BRANCH).branch)
    never(root, "CLAUDE.md")
    sure(root, "rollback", "shop")
    assert git(shop, "show", f"{last(root, 'shop').branch}:CLAUDE.md") == b"by hand\n"


def test_what_travels_with_a_skill_is_taken_out_with_it(root: Path) -> None:
    """Files of our own go as a whole."""
    write(root / "catalog/patterns/a.md", pattern("a", rendering_hints="{claude: {form: skill}}"))
    write(root / "catalog/patterns/a/more.md", "More.\n")
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    before = lie(shop)
    applied(root, "shop")
    assert (shop / ".claude/skills/a/more.md").exists()
    never(root, ".claude/")
    sure(root, "rollback", "shop")
    assert lie(shop) == before


def test_what_would_add_is_denied_whatever_it_is_called(root: Path) -> None:
    """The way back to an older text of ours, and to one that was taken out."""
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    applied(root, "shop")
    edit(root / "catalog/patterns/a.md", "with care", "with more care")
    applied(root, "shop")
    never(root, "CLAUDE.md")
    before = lie(shop)
    said = step(root, "rollback", "shop")
    assert said.code == 5 and "rule guarded-path: CLAUDE.md" in said.err and lie(shop) == before
    sure(root, "remove", "shop", "a", "--in-place")
    before = lie(shop)
    assert step(root, "rollback", "shop").code == 5 and lie(shop) == before
    never(root)
    sure(root, "rollback", "shop")
    assert "with more care" in (shop / "CLAUDE.md").read_text()


def test_a_way_back_that_was_begun_is_finished(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before the first byte, with the line in the policy."""
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    applied(root, "shop")
    never(root, "CLAUDE.md")

    def killed(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace_inside", killed)
        with pytest.raises(RuntimeError):
            step(root, "rollback", "shop")
    assert (shop / "CLAUDE.md").read_text() != "by hand\n"
    sure(root, "rollback", "shop")
    assert (shop / "CLAUDE.md").read_text() == "by hand\n"


def test_import_lines_that_stay_are_counted(root: Path) -> None:
    """What they bring arrives once: nothing more is proposed for the agent that they serve."""
    shop = target(root, "shop", {}, flavors="claude, codex")
    applied(root, "shop")
    assert "@AGENTS.md" in (shop / "CLAUDE.md").read_text()
    never(root, "CLAUDE.md")
    assert run(root, "distribute", "shop", "--check").code == 0


def test_a_file_beside_a_skill_is_guarded_with_the_skill(root: Path) -> None:
    """All of it stays away: no agent gets the text without its files."""
    write(root / "catalog/patterns/s.md", pattern("s", rendering_hints="{claude: {form: skill}}"))
    write(root / "catalog/patterns/s/more.md", "More.\n")
    target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    assert proposed(root)[".claude/skills/s/SKILL.md"] == "add"
    never(root, ".claude/skills/s/more.md")
    said = proposed(root)
    assert said[".claude/skills/s/SKILL.md"] == "keep"
    assert FROZEN.format(".claude/skills/s/more.md") in said["refused to claude"]


def test_the_gate_denies_what_got_through(root: Path) -> None:
    """A plan that knew of no guard meets it at the gate, by a rule of its own, whoever said yes."""
    target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    road = open_road(root)
    repo = road.catalog.repos[0]
    sight = road.see(repo)
    policy = replace(road.catalog.policy, never_write=(NeverWrite(path="claude.MD", reason="frozen"),))
    guarded = replace(road, catalog=replace(road.catalog, policy=policy))
    (found,) = rulings(Case(guarded, repo, sight.plan, sight.hosts, "1" * 64, Decisions()))
    assert (found.verdict, found.rule) == (Verdict.DENY, "guarded-path")
    assert found.why == f"CLAUDE.md: {FROZEN.format('claude.MD')}"


def test_an_approval_does_not_outlive_the_line_in_the_policy(root: Path) -> None:
    """What was approved before is stale, and nothing is written."""
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    approved(root, "shop")
    before = lie(shop)
    never(root, "CLAUDE.md")
    assert step(root, "apply", "shop", "--in-place").code == 3
    assert lie(shop) == before


def test_a_change_that_was_begun_is_not_finished_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits until a person lets it: exit 5, and nothing is written meanwhile."""
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"}, flavors="claude")
    approved(root, "shop")

    def killed(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(files, "replace_inside", killed)
        with pytest.raises(RuntimeError):
            step(root, "apply", "shop", "--in-place")
    before = lie(shop)
    never(root, "CLAUDE.md")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "rule guarded-path: CLAUDE.md" in said.err and lie(shop) == before
    never(root)
    sure(root, "apply", "shop", "--in-place")
    assert (shop / "CLAUDE.md").read_text() != "by hand\n" and not git(shop, "diff", "--name-only", "--diff-filter=D")


def test_a_prefix_that_guards_nothing_stops_everything(root: Path) -> None:
    """Nobody knows what it was meant to guard."""
    target(root, "shop", {})
    never(root, "/legacy")
    with pytest.raises(SessionMemoryError, match="SM135"):
        open_road(root)
