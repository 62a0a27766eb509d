"""`session-memory delivered REPO`: what each agent is told in one place, in real repositories."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from made import apply, catalog, git, pattern, run, target, write
from steps import edit

HAND = "# Shop\n\nBy hand.\n"
ATTENTION, USAGE, MALFORMED = 3, 2, 4


def told(root: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    """Everything, as a program gets it."""
    said = run(root, "delivered", "shop", "--json", *arguments)
    assert said.code == code, said
    found: dict[str, Any] = json.loads(said.out)
    assert found["exit"] == code
    return found


def agent(root: Path, flavor: str, *arguments: str, code: int = 0) -> dict[str, Any]:
    """What one agent is told."""
    (found,) = told(root, "--flavor", flavor, *arguments, code=code)["agents"]
    assert found["flavor"] == flavor
    return dict(found)


def paths(found: dict[str, Any]) -> list[str]:
    return [file["path"] for file in found["files"]]


def times(found: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["times"] for one in found["patterns"]}


def mended(found: dict[str, Any]) -> list[str]:
    return [f"{one['path']}:{one['line']} {one['what']}" for one in found["to_mend"]]


def shop(root: Path, files: dict[str, str | bytes], *patterns: str, flavors: str = "claude, codex, grok") -> Path:
    catalog(root, *patterns)
    return target(root, "shop", files, flavors=flavors)


def live(root: Path, *flags: str) -> None:
    """Proposed and applied as a person would."""
    assert run(root, "distribute", "shop", *flags).code == 0
    apply(root, "shop")


def test_before_during_and_after(tmp_path: Path) -> None:
    """Nothing stands there; with the proposal everything arrives once; and so it is when that is applied."""
    shop(tmp_path, {"AGENTS.md": HAND}, "alpha", "beta")
    before, would = told(tmp_path), told(tmp_path, "--proposal")
    assert [times(one) for one in before["agents"]] == [{"alpha": "never", "beta": "never"}] * 3
    assert not any(one["stands"] for agent in before["agents"] for one in agent["patterns"])
    assert [times(one) for one in would["agents"]] == [{"alpha": "once", "beta": "once"}] * 3
    live(tmp_path)
    after = told(tmp_path)
    assert after["agents"] == would["agents"] and (before["proposal"], would["proposal"]) == (False, True)


def test_files_in_their_order_with_every_byte(tmp_path: Path) -> None:
    """Claude Code gets AGENTS.md through the import, and our comments are taken out; Codex gets it as it is."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, "alpha")
    live(tmp_path)
    edit(folder / "AGENTS.md", "with care", "with more care")
    size = (folder / "AGENTS.md").stat().st_size
    claude, codex = agent(tmp_path, "claude"), agent(tmp_path, "codex")
    assert [(file["path"], file["host"], file["depth"]) for file in claude["files"]] == [
        ("CLAUDE.md", "", 0),
        ("AGENTS.md", "CLAUDE.md", 1),
    ]
    assert claude["bytes"] < codex["bytes"] == size and claude["files"][1]["taken_out"] > 0
    (agents,) = codex["files"]
    assert (agents["bytes"], agents["hand"], agents["taken_out"]) == (size, len(HAND), 0)
    assert agents["ours"] == [{"pattern": "alpha", "version": "1.0.0", "edited": True, "arrives": 1.0}]
    assert (codex["limit"], codex["tokens"]) == (32_768, -(-size // 4))


def test_at_a_commit(tmp_path: Path) -> None:
    """The working tree is not asked."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, "alpha")
    live(tmp_path)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "with ours")
    (folder / "AGENTS.md").unlink()
    found = told(tmp_path, "--ref", "HEAD")
    assert found["commit"] == git(folder, "rev-parse", "HEAD").decode().strip()
    assert {times(one)["alpha"] for one in found["agents"]} == {"once"}
    assert times(agent(tmp_path, "codex", "--ref", "HEAD~1"))["alpha"] == "never"
    said = run(tmp_path, "delivered", "shop", "--ref", "nope")
    assert said.code == USAGE and "there is no commit nope" in said.err


def test_where_it_starts_and_on_what_it_works(tmp_path: Path) -> None:
    """A file below comes with its folder, a rule with a file that it is for."""
    rule = '---\npaths:\n  - "api/**/*.py"\n---\n\nFor the interface.\n'
    files: dict[str, str | bytes] = {"CLAUDE.md": HAND, "api/CLAUDE.md": "# Api\n", "api/a.py": "", "web/b.js": ""}
    shop(tmp_path, files | {".claude/rules/api.md": rule}, flavors="claude")
    top = agent(tmp_path, "claude")
    assert paths(top) == ["CLAUDE.md"]
    assert {(one["path"], one["why"], one["by"]) for one in top["left"]} == {
        ("api/CLAUDE.md", "below", ""), (".claude/rules/api.md", "out of scope", "api/**/*.py"),
    }  # fmt: skip
    assert paths(agent(tmp_path, "claude", "--at", "api/")) == ["CLAUDE.md", "api/CLAUDE.md"]
    assert paths(agent(tmp_path, "claude", "--at", "api/a.py")) == [
        "CLAUDE.md",
        "api/CLAUDE.md",
        ".claude/rules/api.md",
    ]
    assert paths(agent(tmp_path, "claude", "--at", "./web/b.js")) == ["CLAUDE.md"]
    assert paths(agent(tmp_path, "claude", "--at", "api/a.py", "--ref", "HEAD")) == [
        "CLAUDE.md", "api/CLAUDE.md", ".claude/rules/api.md",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("apo/here", "did you mean api?"),
        ("apo/a.py/", "did you mean api?"),
        ("nothing/like/it", "name a path relative to the top"),
        ("api/a.py/b.py", "there is nothing at api/a.py/b.py"),
        ("../..", "is not inside it"),
        ("../new.py", "is not inside it"),
        ("/etc", "is not inside it"),
        ("/new.py", "is not inside it"),
    ],
)
@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")])
def test_a_place_that_is_not_there(tmp_path: Path, at: str, said: str, ref: tuple[str, ...]) -> None:
    """Said with the nearest that is, in the working tree and at a commit."""
    shop(tmp_path, {"AGENTS.md": HAND, "api/a.py": ""})
    answer = run(tmp_path, "delivered", "shop", "--at", at, *ref)
    assert answer.code == USAGE and said in answer.err


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("api/b.py", "api/b.py, which is not there (did you mean api/a.py?)"),
        ("api/Makefile", "api/Makefile, which is not there"),
        ("new/deep/c.py", "new/deep/c.py, which is not there"),
        ("./apo/a.py", "apo/a.py, which is not there (did you mean api?)"),
    ],
)
@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")])
def test_a_file_that_is_to_be_made(tmp_path: Path, at: str, said: str, ref: tuple[str, ...]) -> None:
    """What an agent will load for it: known by its ending or by its folder, and told that it is not there."""
    rule = '---\npaths: ["**/c.py"]\n---\n\nFor new ones.\n'
    files: dict[str, str | bytes] = {"CLAUDE.md": HAND, "api/a.py": "", "api/CLAUDE.md": "# Api\n"}
    shop(tmp_path, files | {".claude/rules/c.md": rule}, flavors="claude")
    found = told(tmp_path, "--at", at, *ref)
    assert found["at"] == {"folder": "", "file": at.removeprefix("./"), "there": False}
    below = ["api/CLAUDE.md"] * at.startswith("api/") + [".claude/rules/c.md"] * at.endswith("c.py")
    assert paths(found["agents"][0]) == ["CLAUDE.md", *below]
    assert said in run(tmp_path, "delivered", "shop", "--at", at, *ref).out
    assert told(tmp_path, "--at", "api/a.py", *ref)["at"]["there"]


def test_a_submodule_is_a_border(tmp_path: Path) -> None:
    """Its instructions are not told to who starts above; where it is, agents stop at its own top."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, flavors="codex")
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    write(inner / "AGENTS.md", "# Inner\n")
    git(inner, "add", "-A")
    git(inner, "commit", "-qm", "inner")
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "vendor/inner")
    git(folder, "commit", "-qm", "with a submodule")
    assert paths(agent(tmp_path, "codex")) == ["AGENTS.md"]
    for ref in ((), ("--ref", "HEAD")):
        for at in ("vendor/inner", "vendor/inner/AGENTS.md", "vendor/inner/new.py"):
            said = run(tmp_path, "delivered", "shop", "--at", at, *ref)
            assert said.code == USAGE and "vendor/inner is a repository of its own" in said.err
    assert paths(agent(tmp_path, "codex", "--at", "vendor")) == ["AGENTS.md"]


def test_what_git_ignores(tmp_path: Path) -> None:
    """Claude Code reads it all the same, in folders below too; Grok Build does not, and a person should know."""
    folder = shop(tmp_path, {".gitignore": "CLAUDE.local.md\n", "CLAUDE.md": HAND, "api/a.py": ""})
    write(folder / "CLAUDE.local.md", "Mine.\n")
    write(folder / "api/CLAUDE.local.md", "Mine, too.\n")
    assert paths(agent(tmp_path, "claude")) == ["CLAUDE.md", "CLAUDE.local.md"]
    assert paths(agent(tmp_path, "claude", "--at", "api")) == ["CLAUDE.md", "CLAUDE.local.md", "api/CLAUDE.local.md"]
    grok = told(tmp_path, "--flavor", "grok", code=ATTENTION)
    assert paths(grok["agents"][0]) == ["CLAUDE.md"]
    assert mended(grok) == ["CLAUDE.local.md:0 git ignores it, and so does grok"]


@pytest.mark.parametrize(
    ("flavor", "files", "hidden", "by"),
    [
        ("claude", ("CLAUDE.md", "AGENTS.md"), "AGENTS.md", "CLAUDE.md"),
        ("codex", ("AGENTS.override.md", "AGENTS.md"), "AGENTS.md", "AGENTS.override.md"),
        ("zed", (".github/copilot-instructions.md", "AGENTS.md"), "AGENTS.md", ".github/copilot-instructions.md"),
    ],
)
def test_a_file_that_hides_another(tmp_path: Path, flavor: str, files: tuple[str, ...], hidden: str, by: str) -> None:
    """Told with the file that does, for an agent that the repo is not registered for too."""
    shop(tmp_path, {path: f"About {path}.\n" for path in files}, flavors="codex")
    found = told(tmp_path, "--flavor", flavor, code=ATTENTION)
    (one,) = found["agents"]
    assert paths(one) == [by] and one["registered"] is (flavor == "codex")
    assert [(left["path"], left["why"], left["by"], left["hand"]) for left in one["left"]] == [
        (hidden, "hidden", by, True)
    ]
    assert mended(found) == [f"{hidden}:0 {flavor} does not read it, because {by} is there"]
    assert f"not told: {hidden}: hidden by {by}" in run(tmp_path, "delivered", "shop", "--flavor", flavor).out


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["a FIFO", "a folder"])
def test_what_hides_a_file_and_is_none(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """Nobody can import from it: the hint is to take it away."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, flavors="codex")
    make(folder / "AGENTS.override.md")
    found = told(tmp_path, code=ATTENTION)["to_mend"]
    (hint,) = [one["hint"] for one in found if one["path"] == "AGENTS.md" and "because" in one["what"]]
    assert hint == "AGENTS.override.md is no file that can be read: take it away, or put one in its place"
    assert not any("import" in one["hint"] for one in found if "AGENTS.override.md" in one["hint"])


def test_what_an_agent_would_read_and_is_no_file(tmp_path: Path) -> None:
    """It is not told to write or import there."""
    folder = shop(tmp_path, {"CLAUDE.md": HAND}, flavors="claude, codex")
    os.mkfifo(folder / "AGENTS.md")
    hints = [one["hint"] for one in told(tmp_path, "--flavor", "codex", code=ATTENTION)["to_mend"]]
    assert "AGENTS.md is what it reads, and no file that can be read: put one in its place" in hints


def test_a_word_that_is_taken_for_an_import(tmp_path: Path) -> None:
    """With its line."""
    shop(tmp_path, {"CLAUDE.md": "# Tests\n\nUse @fixture here.\n"}, flavors="claude")
    found = told(tmp_path, code=ATTENTION)
    assert mended(found) == ["CLAUDE.md:3 `@fixture` is taken for an import by claude"]


def test_an_agent_that_gets_nothing_of_what_a_person_wrote(tmp_path: Path) -> None:
    """It is told where to write; an agent of which nobody wants anything there is not asked about."""
    shop(tmp_path, {"CLAUDE.md": HAND}, flavors="claude, codex")
    (one,) = told(tmp_path, code=ATTENTION)["to_mend"]
    assert one["what"] == "codex receives nothing of what is written by hand here"
    assert one["hint"] == "AGENTS.md is what it reads: write there, or import from there"
    assert told(tmp_path, "--flavor", "claude")["to_mend"] == []


def test_an_agent_that_reads_only_what_its_settings_name(tmp_path: Path) -> None:
    """It is told how to make it read, not that it does; and an instruction file is named, not just any file."""
    shop(tmp_path, {"AGENTS.md": HAND, ".github/copilot-instructions.md": HAND}, flavors="aider, copilot")
    (one,) = told(tmp_path, "--flavor", "aider", "--flavor", "copilot", code=ATTENTION)["to_mend"]
    assert (one["path"], one["flavors"]) == ("AGENTS.md", ["aider"])
    assert one["hint"] == "list `AGENTS.md` under `read:` in `.aider.conf.yml`"


@pytest.mark.parametrize("flavor", ["amp", "zed"])
def test_a_hidden_file_that_only_imports_what_is_told(tmp_path: Path, flavor: str) -> None:
    """Nothing is missed, and importing it from there would make a circle; with a word more something is."""
    folder = shop(tmp_path, {"AGENTS.md": HAND, "CLAUDE.md": "@AGENTS.md\n"}, flavors=flavor)
    found = told(tmp_path)
    assert paths(found["agents"][0]) == ["AGENTS.md"] and found["to_mend"] == []
    write(folder / "CLAUDE.md", "@AGENTS.md\n\nMore.\n")
    assert mended(told(tmp_path, code=ATTENTION)) == [
        f"CLAUDE.md:0 {flavor} does not read it, because AGENTS.md is there"
    ]


def test_links_and_bytes_that_nobody_can_read(tmp_path: Path) -> None:
    """A loop and a binary file reach nobody, and stop nothing."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, flavors="codex, claude")
    (folder / "CLAUDE.md").symlink_to("CLAUDE.md")
    write(folder / ".claude/rules/a.md", b"a\0b")
    found = told(tmp_path, "--flavor", "claude", code=ATTENTION)
    left = {one["path"]: one["told"] for one in found["agents"][0]["left"]}
    assert "in a circle" in left["CLAUDE.md"] and "binary" in left[".claude/rules/a.md"]
    assert any("CLAUDE.md:0 claude cannot read it" in one for one in mended(found))
    assert paths(agent(tmp_path, "codex")) == ["AGENTS.md"]


def test_over_the_limit(tmp_path: Path) -> None:
    """What lies behind it is cut: a part of one pattern, all of the next, and nothing of the first."""
    long = "## Problem\n\nIt went wrong.\n\n## Solution\n\n" + "Take care of this line.\n" * 40
    for id in ("alpha", "beta", "gamma"):
        write(tmp_path / f"catalog/patterns/{id}.md", pattern(id, body=long))
    folder = target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex, grok")
    live(tmp_path)
    content = (folder / "AGENTS.md").read_bytes()
    middle = content.index(b"BEGIN session-memory:beta") + 500
    write(folder / "AGENTS.md", b"x" * 79 + b"\n" + b"y" * (32_768 - middle - 81) + b"\n" + content)
    git(folder, "add", "-A")
    found = told(tmp_path, code=ATTENTION)
    codex, grok = found["agents"]
    assert (codex["bytes"], times(codex)) == (32_768, {"alpha": "once", "beta": "cut", "gamma": "cut"})
    assert set(times(grok).values()) == {"once"}
    (file,) = codex["files"]
    assert file["lost"] == codex["lost"] == file["size"] - 32_768
    assert file["cut_by"] == "its limit of 32,768 bytes for all files together"
    whys = {one["id"]: one["why"] for one in codex["patterns"]}
    assert "of it arrives" in whys["beta"] and "behind what arrives" in whys["gamma"]
    assert any("receives all but the last" in one for one in mended(found))


def test_the_limit_that_counts_is_named(tmp_path: Path) -> None:
    """One for each file that cuts."""
    rule = ".windsurf/rules/long.md"
    front = "---\ntrigger: always_on\n---\n\n"
    shop(tmp_path, {rule: front + "x" * 12_000 + "\n"}, flavors="devin")
    (file,) = agent(tmp_path, "devin", code=ATTENTION)["files"]
    assert (file["path"], file["cut_by"]) == (rule, "its limit of 12,000 characters for each file")


def test_a_pattern_that_arrives_twice(tmp_path: Path) -> None:
    """Where somebody copied our text by hand."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, "alpha", flavors="grok")
    live(tmp_path)
    write(folder / ".claude/rules/copy.md", (folder / "AGENTS.md").read_bytes())
    found = agent(tmp_path, "grok", code=ATTENTION)
    assert times(found) == {"alpha": "twice"}
    assert run(tmp_path, "delivered", "shop").code == ATTENTION


def test_one_that_stands_where_the_agent_does_not_look(tmp_path: Path) -> None:
    """It never arrives, though it was put there."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, "alpha", flavors="codex")
    live(tmp_path)
    assert times(agent(tmp_path, "codex")) == {"alpha": "once"}
    write(folder / "AGENTS.override.md", "Mine.\n")
    found = agent(tmp_path, "codex", code=ATTENTION)
    assert times(found) == {"alpha": "never"} and found["patterns"][0]["why"] == "hidden by AGENTS.override.md"


def test_a_rule_for_some_files_is_out_of_scope_elsewhere(tmp_path: Path) -> None:
    """And arrives once with those files."""
    write(tmp_path / "catalog/patterns/alpha.md", pattern("alpha", scope="{paths: ['api/*.py', 'web/*.py']}"))
    write(tmp_path / "catalog/patterns/beta.md", pattern("beta"))
    target(tmp_path, "shop", {"CLAUDE.md": HAND, "api/a.py": ""}, flavors="claude")
    live(tmp_path)
    assert times(agent(tmp_path, "claude")) == {"alpha": "out of scope here", "beta": "once"}
    assert times(agent(tmp_path, "claude", "--at", "api/a.py")) == {"alpha": "once", "beta": "once"}


def test_files_that_settings_name(tmp_path: Path) -> None:
    """Whatever they are called, and wherever they are."""
    settings = '{"context": {"fileName": ["RULES.md"]}}'
    files: dict[str, str | bytes] = {"RULES.md": HAND, "api/RULES.md": "# Api\n", "api/a.py": ""}
    shop(tmp_path, {".gemini/settings.json": settings, **files}, flavors="gemini")
    assert paths(agent(tmp_path, "gemini", "--at", "api/a.py")) == ["RULES.md", "api/RULES.md"]


def test_a_skill_is_told_apart(tmp_path: Path) -> None:
    """Of it the agent first sees name and description, so its bytes are not among the others."""
    write(tmp_path / "catalog/patterns/alpha.md", pattern("alpha", rendering_hints="{codex: {form: skill}}"))
    target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    live(tmp_path)
    codex = agent(tmp_path, "codex")
    assert [file["skill"] for file in codex["files"]] == [False, True] and codex["bytes"] == len(HAND)
    assert codex["patterns"][0]["times"] == "once" and codex["patterns"][0]["skill"]
    assert "skills, of which it sees name and description first:" in run(tmp_path, "delivered", "shop").out


def test_a_line_that_names_a_skill_is_one_with_it(tmp_path: Path) -> None:
    """Who sees the skill gets it once, and so does who knows no skills and sees the line alone."""
    long = "## Problem\n\nIt went wrong.\n\n## Solution\n\n" + "Take care of this line.\n" * 40
    for n in range(20):
        write(tmp_path / f"catalog/patterns/pattern-{n}.md", pattern(f"pattern-{n}", body=long))
    more = "budget: {jules: 9000}\n"
    folder = target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex, jules", more=more)
    live(tmp_path)
    assert "/SKILL.md`" in (folder / "AGENTS.md").read_text()
    codex, jules = told(tmp_path)["agents"]
    assert set(times(codex).values()) == set(times(jules).values()) == {"once"}
    assert any(one["skill"] for one in codex["patterns"]) and any(one["skill"] for one in jules["patterns"])


def test_a_broken_region(tmp_path: Path) -> None:
    """Nobody can say what is ours, agents read it all the same, and it comes before all else."""
    folder = shop(tmp_path, {"AGENTS.md": HAND}, "alpha", flavors="codex")
    live(tmp_path)
    edit(folder / "AGENTS.md", "<!-- END session-memory -->", "")
    found = told(tmp_path, code=MALFORMED)
    (file,) = found["agents"][0]["files"]
    assert file["hand"] == file["bytes"] and "has no END" in file["problem"] and found["malformed"]


def test_a_flavor_that_there_is_not(tmp_path: Path) -> None:
    """The nearest is named; so are two options that do not go together."""
    shop(tmp_path, {"AGENTS.md": HAND})
    said = run(tmp_path, "delivered", "shop", "--flavor", "gemni")
    assert said.code == USAGE and "did you mean gemini?" in said.err
    assert run(tmp_path, "delivered", "shop", "--ref", "HEAD", "--proposal").code == USAGE


def test_for_people(tmp_path: Path) -> None:
    """A head, a line for each file, how often patterns arrive; more names with --verbose."""
    for id in (f"pattern-{n}" for n in range(8)):
        write(tmp_path / f"catalog/patterns/{id}.md", pattern(id, rendering_hints="{codex: {form: skill}}"))
    target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    lines = run(tmp_path, "delivered", "shop").out.splitlines()
    assert lines[0] == "shop, started at the top, as it is"
    assert lines[1] == "  codex (Codex): 17 bytes, about 5 tokens; 0 % of the 32,768 bytes that it may have"
    assert lines[2] == f"    AGENTS.md: {len(HAND)} bytes; all by hand"
    assert lines[4].endswith("pattern-4 and 3 more: not in the repository yet")
    assert lines[-1] == "  next: session-memory delivered shop --proposal tells what it would be"
    live(tmp_path)
    short, whole = (run(tmp_path, "delivered", "shop", *more).out for more in ((), ("--verbose",)))
    assert "patterns: 8 once" in short and ".agents/skills/ (8 files): " in short
    assert ".agents/skills/pattern-7/SKILL.md" in whole and "once: pattern-0" in whole


def test_a_file_that_is_imported_in_place_is_counted_once(tmp_path: Path) -> None:
    """Each byte belongs to the file in which it stands, also where one import leads to the next."""
    files: dict[str, str | bytes] = {"GEMINI.md": "@AGENTS.md\n", "AGENTS.md": f"{HAND}\n@docs/more.md\n"}
    shop(tmp_path, files | {"docs/more.md": "x" * 149 + "\n"}, flavors="gemini")
    found = agent(tmp_path, "gemini")
    assert [(file["path"], file["bytes"], file["size"], file["hand"]) for file in found["files"]] == [
        ("GEMINI.md", 11, 11, 11),
        ("AGENTS.md", 32, 32, 32),
        ("docs/more.md", 150, 150, 150),
    ]
    assert found["bytes"] > 150 and not any(file["taken_out"] for file in found["files"])
    said = run(tmp_path, "delivered", "shop").out
    assert "GEMINI.md: 11 bytes; all by hand" in said and " of 11 bytes" not in said
