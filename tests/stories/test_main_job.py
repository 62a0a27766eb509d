"""The main job from outside: patterns and a target in, a proposal out."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from made import GIT, apply, catalog, git, pattern, run, served, target, tree, write

PROJECT = Path(__file__).parent.parent.parent


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A catalog with two patterns and a target with a hand-written AGENTS.md."""
    root = catalog(tmp_path / "catalog-repo", "one-thing", "two-things")
    target(root, "shop", {"AGENTS.md": "# Shop\n\nBy hand.\n"})
    return root


def summary(root: Path, *arguments: str) -> dict[str, object]:
    """The first repo of `distribute --json`."""
    repo: dict[str, object] = json.loads(run(root, "distribute", *arguments, "--json").out)["repos"][0]
    return repo


def test_a_proposal_is_a_folder_that_a_person_can_review(house: Path) -> None:
    """REVIEW.md, proposal.json, changes.patch and the artifacts; the target itself is untouched."""
    before = tree(house / "targets" / "shop")
    said = run(house, "distribute", "shop")
    assert said.code == 0, said
    proposal = tree(house / "proposals" / "shop")
    assert {"REVIEW.md", "proposal.json", "changes.patch"} < set(proposal)
    assert b"About one-thing" in proposal["artifacts/codex/AGENTS.md"]
    assert tree(house / "targets" / "shop") == before
    assert "pending: AGENTS.md" in said.out and "make approve REPO=shop" in said.out


def test_a_second_run_writes_nothing_and_still_says_what_waits(house: Path) -> None:
    """Neither bytes nor times of any file change."""
    run(house, "distribute", "shop")
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (house / "proposals").rglob("*") if p.is_file()}
    said = run(house, "distribute", "shop")
    assert {
        p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (house / "proposals").rglob("*") if p.is_file()
    } == before
    assert "no byte was written" in said.out and "pending: AGENTS.md" in said.out


def test_the_same_catalog_at_another_path_gives_the_same_bytes(house: Path, tmp_path: Path) -> None:
    """No clock, no machine's paths, no order of a folder."""
    run(house, "distribute", "shop")
    other = tmp_path / "somewhere" / "else"
    shutil.copytree(house, other, ignore=shutil.ignore_patterns("proposals", ".cache"))
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "session_memory.distribute", "shop"]
    subprocess.run(command, cwd=other, env=env, check=True, capture_output=True)
    assert tree(other / "proposals") == tree(house / "proposals")


def test_applied_it_is_in_sync_and_nothing_waits(house: Path) -> None:
    """A person's `git apply` is recognised from the bytes alone; the proposal's folder goes."""
    assert run(house, "distribute", "shop").code == 0
    assert run(house, "status", "shop").code == 3
    apply(house, "shop")
    said = run(house, "status", "shop")
    assert (said.code, said.out.strip()) == (0, "shop: 6 in-sync")
    run(house, "distribute", "shop")
    assert not (house / "proposals" / "shop").exists()
    assert run(house, "distribute", "shop", "--check").code == 0


def typed(house: Path, out: str) -> None:
    """What `next:` tells a person to type, done in the catalog's folder with the project's own Makefile."""
    command = out.split("run: ", 1)[1].splitlines()[0]
    ours = f"make -s -f {PROJECT / 'Makefile'} -o .venv/.run TOOL='{sys.executable} -m session_memory' "
    env = os.environ | GIT | {"BY": "Ada <ada@example.com>", "IN_PLACE": "1"}
    subprocess.run(["sh", "-ec", command.replace("make ", ours)], cwd=house, env=env, check=True)


def test_the_command_that_is_printed_works(house: Path) -> None:
    """It approves and applies, by name."""
    typed(house, run(house, "distribute", "shop").out)
    assert run(house, "status", "shop").code == 0


def test_a_plain_folder_inside_the_catalog_can_be_a_target(house: Path) -> None:
    """And so can a checkout that nobody registered."""
    git(house, "init", "-q")
    write(house / "examples" / "plain" / "CLAUDE.md", "by hand, no line end")
    write(house / "catalog/repos/plain.md", "---\nname: plain\nflavors: [claude]\ncheckout: examples/plain\n---\n")
    typed(house, run(house, "distribute", "plain").out)
    assert run(house, "status", "plain").code == 0
    git(house / "targets/shop", "clone", "-q", ".", "../a b")
    typed(house, run(house, "distribute", str(house / "targets/a b")).out)
    assert run(house, "status", str(house / "targets/a b")).code == 0


def test_withdrawn_patterns_are_taken_out(house: Path) -> None:
    """One retired, one deleted: both blocks go, the rest stays."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", status="retired"))
    assert run(house, "status", "shop").code == 3
    assert "orphaned   one-thing" in run(house, "status", "shop").out
    assert summary(house, "shop")["pending"] == [
        {"path": "AGENTS.md", "pattern": "one-thing", "action": "remove", "before": "1.0.0", "after": ""}
    ]
    git(house, "init", "-q")
    git(house, "add", "catalog")
    git(house, "commit", "-qm", "catalog")
    (house / "catalog/patterns/two-things.md").unlink()
    run(house, "distribute", "shop")
    apply(house, "shop")
    assert tree(house / "targets" / "shop") == {"AGENTS.md": b"# Shop\n\nBy hand.\n"}


def test_a_hand_edit_inside_a_block_is_never_overwritten(house: Path) -> None:
    """It has a state, an exit code of its own, and stays through any number of runs and changes of the pattern."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    host = house / "targets/shop/AGENTS.md"
    host.write_text(host.read_text().replace("Do one-thing with care.", "Do it my way."))
    edited = host.read_bytes()
    assert "edited     one-thing" in run(house, "status", "shop").out
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", version="2.0.0", title="Anew"))
    write(house / "catalog/patterns/two-things.md", pattern("two-things", version="2.0.0", title="Anew"))
    said = run(house, "distribute", "shop")
    assert said.code == 4
    apply(house, "shop")
    assert b"Do it my way." in host.read_bytes() and b"two-things v2.0.0" in host.read_bytes()
    assert (
        host.read_bytes().split(b"\n\n<!-- BEGIN session-memory:two")[0]
        == edited.split(b"\n\n<!-- BEGIN session-memory:two")[0]
    )


OWN_FILES = {
    "rule": ("grok", ".grok/rules/one-thing.md", {"rendering_hints": "{grok: {form: rule}}"}),
    "skill": ("codex", ".agents/skills/one-thing/SKILL.md", {"rendering_hints": "{codex: {form: skill}}"}),
    "import": ("claude", ".claude/session-memory.md", {"rendering_hints": "{claude: {form: import}}"}),
}


@pytest.mark.parametrize("form", OWN_FILES)
def test_a_hand_edit_in_a_file_of_our_own_is_never_overwritten(house: Path, form: str) -> None:
    """Whatever the form, and whether the pattern moves on, is withdrawn, or not."""
    flavor, path, keys = OWN_FILES[form]
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", **keys))
    folder = target(house, "own", {"README.md": "x\n"}, flavors=flavor)
    assert run(house, "distribute", "own").code == 0
    apply(house, "own")
    assert run(house, "status", "own").code == 0
    edited = (folder / path).read_text().replace("Do one-thing with care.", "Do it my way.")
    write(folder / path, edited)
    for again in ({}, {"version": "2.0.0", "title": "Anew"}, {"status": "retired"}):
        write(house / "catalog/patterns/one-thing.md", pattern("one-thing", **keys, **again))
        assert run(house, "distribute", "own").code == 4
        assert "edited" in run(house, "status", "own").out
        patch = house / "proposals/own/changes.patch"
        assert not patch.exists() or b"my way" not in patch.read_bytes()


@pytest.mark.parametrize(
    "trouble",
    [
        lambda house, host: [
            write(house / f"catalog/patterns/{id}.md", pattern(id, stauts="x")) for id in ("one-thing", "two-things")
        ],
        lambda house, host: write(host, host.read_text().replace("<!-- END session-memory:one-thing -->", "")),
        lambda house, host: write(host, host.read_bytes() + b"\0"),
        lambda house, host: (
            write(host, host.read_text().replace("Do one-thing", "Always do one-thing")),
            *(
                write(house / f"catalog/patterns/{id}.md", pattern(id, status="retired"))
                for id in ("one-thing", "two-things")
            ),
        ),
    ],
    ids=["findings", "malformed", "binary", "edited and withdrawn"],
)
def test_an_import_line_stays_as_long_as_something_of_ours_is_behind_it(
    house: Path, trouble: Callable[..., object]
) -> None:
    """Taking it away would take the whole file from the agent, hand-written text included."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    bridge = (house / "targets/shop/CLAUDE.md").read_bytes()
    trouble(house, house / "targets/shop/AGENTS.md")
    assert run(house, "distribute", "shop").code != 0
    if (house / "proposals/shop/changes.patch").exists():
        apply(house, "shop")
    assert (house / "targets/shop/CLAUDE.md").read_bytes() == bridge


def test_an_import_line_goes_when_the_patterns_move_away_from_it(house: Path) -> None:
    """A pattern that gets paths goes to Claude's own rules; through the old line Claude would read it twice."""
    folder = target(house, "moves", {"CLAUDE.md": "Hand.\n"})
    run(house, "distribute", "moves")
    apply(house, "moves")
    for id in ("one-thing", "two-things"):
        write(house / f"catalog/patterns/{id}.md", pattern(id, version="1.1.0", scope='{paths: ["src/**"]}'))
    run(house, "distribute", "moves")
    apply(house, "moves")
    assert run(house, "status", "moves").code == 0
    assert (folder / "CLAUDE.md").read_bytes() == b"Hand.\n"
    assert (folder / ".claude/rules/session-memory/one-thing.md").exists()


def test_a_line_that_imports_what_is_not_there_yet_counts(house: Path) -> None:
    """AGENTS.md is made, and the hand-written import brings it to Claude: nothing else may."""
    hints = {"one_thing": "{codex: {form: block}}", "two_things": "{claude: {form: rule}}"}
    catalog(house, **{id: pattern(id.replace("_", "-"), rendering_hints=hint) for id, hint in hints.items()})
    folder = target(house, "dangling", {"CLAUDE.md": "Hand.\n", "CLAUDE.local.md": "@AGENTS.md\n"})
    assert run(house, "distribute", "dangling").code == 0
    apply(house, "dangling")
    assert set(tree(folder)) == {"CLAUDE.md", "CLAUDE.local.md", "AGENTS.md"}
    assert tree(folder)["CLAUDE.md"] == b"Hand.\n"


def test_a_partial_change_takes_the_old_copies_with_it(house: Path) -> None:
    """What FLAVOR= asks for may move a pattern; the agents that share its new file must not keep the old one."""
    skills = "{codex: {form: skill}, grok: {form: skill}}"
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", rendering_hints=skills))
    run(house, "distribute", "shop")
    apply(house, "shop")
    assert (house / "targets/shop/.agents/skills/one-thing/SKILL.md").exists()
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", version="1.1.0"))
    run(house, "distribute", "shop", "--flavor", "claude")
    apply(house, "shop")
    assert not (house / "targets/shop/.agents/skills/one-thing/SKILL.md").exists()
    assert run(house, "status", "shop").code == 0


def test_a_line_by_hand_beside_our_import_changes_nothing(house: Path) -> None:
    """What an agent reads through an import line that stands is not taken away again."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    bridge = house / "targets/shop/CLAUDE.md"
    write(bridge, "# mine\n" + bridge.read_text())
    said = run(house, "distribute", "shop")
    assert said.code == 0 and "everything is in place" in said.out


def test_an_edited_import_line_is_told_for_everything_behind_it(house: Path) -> None:
    """The text is in place, but the agent does not read it any more."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    line = house / "targets/shop/CLAUDE.md"
    write(line, line.read_text().replace("@AGENTS.md", "@OTHER.md"))
    said = run(house, "distribute", "shop")
    assert said.code == 4
    assert "one-thing, two-things for claude: the import line in CLAUDE.md" in said.out
    cells = json.loads(run(house, "status", "shop", "--json").out)["cells"]
    assert {c["state"] for c in cells if c["flavor"] == "claude"} == {"edited"}
    assert {c["state"] for c in cells if c["flavor"] == "codex"} == {"in-sync"}


def test_blocks_of_another_catalog_are_left_alone(house: Path, tmp_path: Path) -> None:
    """Two catalogs may serve one repository: a digest proves that the program wrote it, not for whom."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    other = catalog(tmp_path / "other", "third-thing")
    write(
        other / "catalog/repos/shop.md",
        (house / "catalog/repos/shop.md").read_text().replace("targets", "../catalog-repo/targets"),
    )
    said = run(other, "distribute", "shop")
    assert said.code == 0 and "not ours: one-thing" in said.out
    git(house / "targets/shop", "apply", str(other / "proposals/shop/changes.patch"))
    host = (house / "targets/shop/AGENTS.md").read_text()
    assert all(f"Do {id} with care." in host for id in ("one-thing", "two-things", "third-thing"))
    assert "foreign    one-thing, two-things" in run(other, "status", "shop").out


def test_a_patch_that_somebody_changed_is_made_again(house: Path) -> None:
    """Even when the digest beside it was changed as well: what lies in the folder proves nothing."""
    run(house, "distribute", "shop")
    folder = house / "proposals/shop"
    before = tree(folder)
    patch = (folder / "changes.patch").read_bytes()
    forged = patch.replace(b"with care", b"with love")
    write(folder / "changes.patch", forged)
    document = (folder / "proposal.json").read_text()
    digests = [hashlib.sha256(content).hexdigest() for content in (patch, forged)]
    write(folder / "proposal.json", document.replace(*digests))
    assert run(house, "distribute", "shop").code == 0
    assert tree(folder) == before


def test_a_host_line_that_looks_like_a_patch_is_text(house: Path) -> None:
    """A lone CR does not end a line."""
    write(house / "targets/shop/AGENTS.md", b"foo\rdiff --git a/q a/q\ndiff --git a/q a/q\n")
    assert run(house, "distribute", "shop").code == 0
    apply(house, "shop")
    assert run(house, "status", "shop").code == 0


def test_a_pattern_with_a_finding_blocks_itself_only(house: Path) -> None:
    """What is live of it stays live, its neighbour moves on, the exit code says so."""
    run(house, "distribute", "shop")
    apply(house, "shop")
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", golbs="[x]"))
    write(house / "catalog/patterns/two-things.md", pattern("two-things", version="1.1.0", title="Anew"))
    said = run(house, "distribute", "shop")
    assert said.code == 1
    assert "catalog/patterns/one-thing.md:" in said.err
    pending = summary(house, "shop")["pending"]
    assert [entry["pattern"] for entry in pending] == ["two-things"]  # type: ignore[union-attr]


def test_codex_is_never_given_more_than_it_reads(house: Path) -> None:
    """What would be over its limit becomes a skill, and the message says what moved and why."""
    write(house / "targets/shop/AGENTS.md", "x" * 32_400 + "\n")
    said = run(house, "distribute", "shop")
    assert said.code == 0
    assert "moved to fit" in said.out and "codex takes 32,768 bytes" in said.out
    apply(house, "shop")
    assert len((house / "targets/shop/AGENTS.md").read_bytes()) <= 32_768
    assert list((house / "targets/shop/.agents/skills").iterdir())


def test_a_budget_of_the_repo_is_a_limit_too(house: Path) -> None:
    """Tighter than the agent's own, and only ever tighter."""
    repo = house / "catalog/repos/shop.md"
    write(repo, repo.read_text().replace("checkout:", "budget: {claude: 100}\ncheckout:"))
    said = run(house, "distribute", "shop").out
    assert "moved to fit" in said and "for claude" in said


BROKEN = {
    "binary": lambda path: path.write_bytes(b"\x00\x01"),
    "larger than 1,048,576 bytes": lambda path: path.write_bytes(b"x" * (1 << 20) + b"\n"),
    "a FIFO": lambda path: (path.unlink(), os.mkfifo(path)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a link that leads out of the repository": lambda path: (path.unlink(), path.symlink_to("/etc/hostname")),
    "a link that leads nowhere": lambda path: (path.unlink(), path.symlink_to("missing.md")),
    "in a circle": lambda path: (path.unlink(), path.symlink_to("AGENTS.md")),
    "HTML opens here": lambda path: path.write_bytes(b"<!-- never closed\n"),
    "a code fence opens here": lambda path: path.write_bytes(b"```\nnever closed\n"),
    "has no END": lambda path: path.write_bytes(b"<!-- BEGIN session-memory -->\n"),
}


@pytest.mark.parametrize("problem", BROKEN)
def test_a_host_file_that_cannot_be_used_is_named_and_the_rest_goes_on(house: Path, problem: str) -> None:
    """Refused for those who read it, exit not 0, and the other repo gets its proposal."""
    target(house, "other", {"AGENTS.md": "fine\n"})
    BROKEN[problem](house / "targets/shop/AGENTS.md")
    said = run(house, "distribute", "--all")
    assert said.code in (1, 4)
    assert problem in said.out
    assert (house / "proposals/other/changes.patch").exists()
    assert not (house / "proposals/shop/changes.patch").exists()


def test_a_host_file_in_a_nested_repository_is_refused(house: Path) -> None:
    """A link may lead into it; its files are somebody else's."""
    shop = house / "targets/shop"
    write(shop / "vendored/AGENTS.md", "theirs\n")
    git(shop / "vendored", "init", "-q")
    (shop / "AGENTS.md").unlink()
    (shop / "AGENTS.md").symlink_to("vendored/AGENTS.md")
    said = run(house, "distribute", "shop")
    assert said.code == 1 and "inside the nested repository vendored" in said.out


def nested(folder: Path) -> None:
    """A repository with a commit of its own inside another."""
    write(folder / "x", "x")
    git(folder, "init", "-q")
    git(folder, "add", "x")
    git(folder, "commit", "-qm", "theirs")


LINKED = {
    "inside": lambda shop: (write(shop / ".shared/CLAUDE.md", "by hand\n"), (shop / ".claude").symlink_to(".shared")),
    "outside": lambda shop: ((shop / ".claude").mkdir(), (shop / ".claude/rules").symlink_to("/usr")),
    "a nested repository": lambda shop: nested(shop / ".claude"),
}


@pytest.mark.parametrize("where", LINKED)
def test_a_linked_folder_stops_nobody(house: Path, where: str) -> None:
    """Nothing is proposed below a link or in another repository; what goes elsewhere goes there."""
    LINKED[where](house / "targets/shop")
    git(house / "targets/shop", "add", "-A")
    git(house / "targets/shop", "commit", "-qm", "linked")
    said = run(house, "distribute", "shop")
    assert "about one-thing" in said.out.lower() or "AGENTS.md" in said.out, said
    patch = (house / "proposals/shop/changes.patch").read_text()
    assert "+++ b/.claude/" not in patch
    git(house / "targets/shop", "apply", "--check", str(house / "proposals/shop/changes.patch"))
    if where != "a nested repository":
        tracked = {k: v for k, v in tree(house / "proposals/shop").items() if k == "changes.patch"}
        run(house, "distribute", "shop", "--ref", "HEAD")
        assert {k: v for k, v in tree(house / "proposals/shop").items() if k == "changes.patch"} == tracked


def test_one_repo_that_cannot_be_planned_does_not_stop_the_others(house: Path) -> None:
    """A broken git folder and a damaged registry are told; the rest gets its proposals and rows."""
    broken = target(house, "broken", {"AGENTS.md": "x\n"})
    write(broken / ".git/HEAD", "nonsense")
    write(house / "catalog/registry/damaged.json", "{")
    target(house, "damaged", {"AGENTS.md": "<!-- BEGIN session-memory -->\n\n<!-- END session-memory -->\n"})
    said = run(house, "distribute", "--all")
    assert said.code == 1
    assert "broken: failed, and nothing was written" in said.out
    assert (house / "proposals/shop/changes.patch").exists()
    said = run(house, "status")
    assert said.code == 1 and "damaged" in said.out and "shop: 7 proposed" in said.out


def test_a_users_own_ignore_file_changes_nothing(house: Path, tmp_path: Path) -> None:
    """A proposal is the same on every machine; what is personal is told, but not written."""
    run(house, "distribute", "shop")
    before = tree(house / "proposals")
    home = tmp_path / "home"
    write(home / ".config/git/ignore", "CLAUDE.md\nAGENTS.md\n")
    write(house / "targets/shop/.git/info/exclude", "CLAUDE.local.md\n")
    write(house / "targets/shop/CLAUDE.local.md", "mine\n")
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    command = [sys.executable, "-m", "session_memory.distribute", "shop"]
    done = subprocess.run(command, cwd=house, env=env, check=True, capture_output=True, text=True)
    assert tree(house / "proposals") == before
    assert "CLAUDE.local.md is ignored by git" in done.stdout


def test_a_file_of_somebody_else_where_ours_would_go_is_kept(house: Path) -> None:
    """Ownership comes from a stamp with a digest, not from a name."""
    as_a_rule = pattern("one-thing", rendering_hints="{grok: {form: rule}}")
    write(house / "catalog/patterns/one-thing.md", as_a_rule)
    target(house, "groks", {".grok/rules/one-thing.md": "mine\n"}, flavors="grok")
    said = run(house, "distribute", "groks")
    assert said.code == 4
    assert "one-thing" in said.out and "not ours" in said.out
    assert "mine" not in (house / "proposals/groks/changes.patch").read_text()


def test_a_link_is_one_file(house: Path) -> None:
    """CLAUDE.md -> AGENTS.md: one change, and the link stays a link."""
    folder = target(house, "linked", {"AGENTS.md": "by hand\n"})
    (folder / "CLAUDE.md").symlink_to("AGENTS.md")
    run(house, "distribute", "linked")
    apply(house, "linked")
    assert (folder / "CLAUDE.md").is_symlink()
    assert run(house, "status", "linked").code == 0


def test_files_ignored_by_git_are_not_counted(house: Path) -> None:
    """A personal override exists on one machine only; a change to it could not be proposed."""
    folder = target(house, "personal", {"AGENTS.md": "by hand\n", ".gitignore": "AGENTS.override.md\n"})
    write(folder / "AGENTS.override.md", "mine alone\n")
    said = run(house, "distribute", "personal")
    assert said.code == 0
    assert "AGENTS.override.md is ignored by git" in said.out
    assert "override" not in (house / "proposals/personal/changes.patch").read_text()


def test_a_file_that_another_tool_writes_as_a_whole_gets_a_warning(house: Path) -> None:
    """The region is put there, and the reader is told that it will not last."""
    target(house, "ruled", {"AGENTS.md": "<!-- Generated by Ruler -->\n# Rules\n"})
    assert "Ruler" in run(house, "distribute", "ruled").out


def test_what_is_not_for_a_repo_leaves_its_proposal_as_it_is(house: Path) -> None:
    """Asked for by name, a draft is refused with the reason; with all repos, those that get nothing are left alone."""
    run(house, "distribute", "shop")
    before = tree(house / "proposals")
    write(house / "catalog/patterns/not-yet.md", pattern("not-yet", status="draft"))
    said = run(house, "distribute", "shop", "--pattern", "not-yet")
    assert said.code == 1 and "not-yet: its status is draft" in said.err
    target(house, "other", {"AGENTS.md": "by hand\n"})
    write(house / "catalog/patterns/only-other.md", pattern("only-other", scope="{repos: [other]}"))
    said = run(house, "distribute", "shop", "--pattern", "only-other")
    assert said.code == 1 and "its scope is the repos other" in said.err
    assert tree(house / "proposals") == before
    assert run(house, "distribute", "--all", "--pattern", "only-other").code == 0
    after = tree(house / "proposals")
    assert {path: after[path] for path in before} == before
    assert any(path.startswith("other/") for path in after)


def test_two_patterns_that_conflict_are_told_where_both_are_for_a_repo(house: Path) -> None:
    """Both go out, since nobody but a person can say which; the person reads it in the review."""
    write(house / "catalog/patterns/always-tabs.md", pattern("always-tabs", conflicts="[never-tabs]"))
    write(house / "catalog/patterns/never-tabs.md", pattern("never-tabs"))
    said = run(house, "distribute", "shop")
    assert said.code == 0
    assert "always-tabs and never-tabs are both for this repo, and conflict" in said.out
    assert "always-tabs and never-tabs" in (house / "proposals/shop/REVIEW.md").read_text()


def test_a_ref_and_a_url_give_the_same_change_as_the_working_tree(house: Path) -> None:
    """A bare, shallow clone in the cache is read without a working tree."""
    run(house, "distribute", "shop")
    patch = (house / "proposals/shop/changes.patch").read_bytes()
    write(house / "targets/shop/AGENTS.md", "changed since\n")
    run(house, "distribute", "shop", "--ref", "main")
    assert (house / "proposals/shop/changes.patch").read_bytes() == patch
    git(house / "targets/shop", "config", "uploadpack.allowFilter", "true")
    with served(house / "targets") as url:
        keys = f"name: far\nflavors: [claude, codex, grok]\nurl: {url}/shop\nbranch: main\n"
        write(house / "catalog/repos/far.md", f"---\n{keys}---\n")
        assert run(house, "distribute", "far").code == 0
    assert run(house, "distribute", "far").code == 0, "a young mirror is not fetched again"
    assert (house / "proposals/far/changes.patch").read_bytes() == patch


def test_another_branch_and_a_damaged_mirror_are_fetched_anew(house: Path) -> None:
    """A mirror is only a copy: it never stands between a person and the target."""
    shop = house / "targets/shop"
    git(shop, "config", "uploadpack.allowFilter", "true")
    git(shop, "checkout", "-qb", "other")
    write(shop / "AGENTS.md", "another branch\n")
    git(shop, "commit", "-qam", "other")
    with served(house / "targets") as url:
        for branch, text in (("main", "# Shop"), ("other", "another branch")):
            keys = f"name: far\nflavors: [codex]\nurl: {url}/shop\nbranch: {branch}\n"
            write(house / "catalog/repos/far.md", f"---\n{keys}---\n")
            assert run(house, "distribute", "far").code == 0
            assert text in (house / "proposals/far/changes.patch").read_text()
        for mirror in (house / ".cache/session-memory/mirrors").glob("*.git"):
            shutil.rmtree(mirror / "objects")
        assert run(house, "distribute", "far").code == 0


@pytest.mark.parametrize(
    "settings",
    [
        {"GIT_DIFF_OPTS": "-u0"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.autocrlf", "GIT_CONFIG_VALUE_0": "true"},
        {"GIT_CONFIG_PARAMETERS": "'diff.noprefix=true' 'diff.context=0'"},
        {"GIT_COMMON_DIR": "/nonexistent"},
        {"GIT_DIR": "/nonexistent"},
        {"LC_ALL": "tr_TR.UTF-8"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_settings_of_the_environment_never_reach_a_patch(
    house: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git hooks and aliases set such variables."""
    run(house, "distribute", "shop")
    before = tree(house / "proposals")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    shutil.rmtree(house / "proposals")
    assert run(house, "distribute", "shop").code == 0
    assert tree(house / "proposals") == before


def test_a_folder_for_proposals_that_is_a_link_is_refused(house: Path, tmp_path: Path) -> None:
    """Nothing is written outside the catalog."""
    (tmp_path / "outside").mkdir()
    (house / "proposals").mkdir()
    (house / "proposals/shop").symlink_to(tmp_path / "outside")
    assert run(house, "distribute", "shop").code == 1
    assert tree(tmp_path / "outside") == {}


def test_a_host_that_cannot_be_reached_gives_artifacts_and_says_so(house: Path) -> None:
    """For a missing checkout and for a dead url alike."""
    for name, keys in (("gone", "checkout: targets/gone"), ("dead", "url: git://127.0.0.1:1/dead")):
        write(house / f"catalog/repos/{name}.md", f"---\nname: {name}\nflavors: [claude, codex]\n{keys}\n---\n")
        said = run(house, "distribute", name)
        assert said.code == 1
        assert "the patch is missing" in said.out
        assert {"artifacts/claude/CLAUDE.md", "artifacts/codex/AGENTS.md"} < set(tree(house / "proposals" / name))
        assert not (house / "proposals" / name / "changes.patch").exists()
    assert run(house, "status", "gone").code == 1


def test_only_a_part_can_be_proposed(house: Path) -> None:
    """PATTERN= and FLAVOR= narrow the change; what stands otherwise is left alone."""
    entry = summary(house, "shop", "--pattern", "one-thing")
    assert {item["pattern"] for item in entry["pending"]} == {"import", "one-thing"}  # type: ignore[union-attr]
    apply(house, "shop")
    entry = summary(house, "shop", "--pattern", "two-things")
    assert {item["pattern"] for item in entry["pending"]} == {"two-things"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("distribute", "shpo"), "did you mean shop?"),
        (("distribute", "shop", "--pattern", "one-thin"), "did you mean one-thing?"),
        (("distribute", "shop", "--flavor", "cladue"), "did you mean claude?"),
        (("distribute",), "name one repo, or all of them"),
        (("distribut", "shop"), "Did you mean 'distribute'?"),
        (("status", "nowhere"), "registered are: shop"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(house: Path, arguments: tuple[str, ...], message: str) -> None:
    """Exit code 2, and nothing written."""
    said = run(house, *arguments)
    assert said.code == 2
    assert message in said.err + said.out
    assert not (house / "proposals").exists()


def test_any_checkout_can_be_tried_and_then_adopted(house: Path, tmp_path: Path) -> None:
    """Flavors come from its files; the output says how to keep it; the file that adopt writes is valid."""
    folder = tmp_path / "my project"
    folder.mkdir()
    git(folder, "init", "-q")
    write(folder / "CLAUDE.md", "# Mine\n")
    said = run(house, "distribute", str(folder))
    assert said.code == 0 and "make adopt REPO=" in said.out
    assert (house / "proposals/my-project/changes.patch").exists()
    assert run(house, "adopt", str(folder), "--domain", 'a: "quoted" one').code == 0
    assert run(house, "distribute", "my-project").code == 0
    assert run(house, "adopt", str(folder)).code == 2
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    assert run(house, "distribute", str(nothing)).code == 2


def test_what_else_lies_in_a_proposals_folder_is_kept(house: Path) -> None:
    """Somebody's notes beside a proposal are hand-written too; they outlive the proposal."""
    run(house, "distribute", "shop")
    notes = write(house / "proposals/shop/notes.txt", "ask the team\n")
    write(house / "proposals/shop/artifacts/old/stale.md", "left over\n")
    run(house, "distribute", "shop")
    assert notes.exists() and not (house / "proposals/shop/artifacts/old").exists()
    apply(house, "shop")
    run(house, "distribute", "shop")
    assert tree(house / "proposals/shop") == {"notes.txt": b"ask the team\n"}


def test_the_site_is_never_written_over_other_files(house: Path, tmp_path: Path) -> None:
    """A folder that the command did not make is refused; one that it made is brought up to date."""
    (house / "site_templates").symlink_to(Path(__file__).parents[2] / "site_templates")
    shutil.copytree(Path(__file__).parents[2] / "catalog/guide", house / "catalog/guide")
    precious = write(tmp_path / "home/precious.txt", "mine\n")
    assert run(house, "site", "--out", str(precious.parent)).code == 2
    assert precious.read_text() == "mine\n"
    out = tmp_path / "pages"
    assert run(house, "site", "--out", str(out)).code == 0
    own = write(out / "own.md", "mine\n")
    (house / "catalog/patterns/one-thing.md").unlink()
    assert run(house, "site", "--out", str(out)).code == 0
    assert own.exists() and not (out / "p/one-thing/index.md").exists() and (out / "p/two-things/index.md").exists()


def test_check_writes_nothing_and_answers_three(house: Path) -> None:
    """For CI."""
    assert run(house, "distribute", "shop", "--check").code == 3
    assert not (house / "proposals").exists()


def test_a_policy_that_cannot_be_read_stops_everything(house: Path) -> None:
    """Nothing is distributed under a policy that nobody understands."""
    write(house / "catalog/policy.yaml", "min_confidence: high\n")
    said = run(house, "distribute", "shop")
    assert said.code == 1 and "catalog/policy.yaml" in said.err
    assert not (house / "proposals").exists()


@pytest.mark.parametrize(
    ("policy", "keys", "reason"),
    [
        ("min_confidence: 0.95\n", {}, "confidence 0.9 is below"),
        ("deny_risks: [write]\n", {}, "policy denies the risk write"),
        ("evidence_bar: {session: 2}\n", {"provenance": "{origin: session}"}, "0 pieces of evidence"),
        ("", {"distribution_ready": "false"}, "approved, but distribution_ready is not set"),
    ],
)
def test_policy_holds_patterns_back_and_says_why(house: Path, policy: str, keys: dict[str, str], reason: str) -> None:
    """Skipped with its reason, in the output and in REVIEW.md."""
    write(house / "catalog/policy.yaml", policy)
    write(house / "catalog/patterns/one-thing.md", pattern("one-thing", **keys))
    said = run(house, "distribute", "shop")
    (told,) = [line for line in said.out.splitlines() if line.startswith("  skipped: one-thing")]
    assert f": {reason}" in told
