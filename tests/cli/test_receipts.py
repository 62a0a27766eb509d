"""`session-memory receipts REPO`, with small programs in place of agents."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from made import catalog, git, run, target, tree, write

ATTENTION, ERROR, USAGE = 3, 1, 2
HEAD = f"#!{sys.executable}\nimport sys\nif '--version' in sys.argv:\n    print('2.1.330')\n    sys.exit()\n"
CLAUDE = (
    HEAD
    + """\
import json, os, pathlib, urllib.request
files = [pathlib.Path.cwd() / name for name in NAMES]
said = "".join(f"Contents of {file} (a file):\\n\\n{file.read_text()}\\n\\n" for file in files if file.exists())
pathlib.Path("written").write_text("by the agent")
body = json.dumps({"messages": [{"role": "user", "content": said.rstrip() + "\\n</system-reminder>\\n" + LISTED}]})
urllib.request.urlopen(os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages", body.encode(), timeout=10).read()
"""
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog that knows one repo, and no agent on the machine but git's neighbours."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join((str(programs), "/usr/bin", "/bin")))
    made = catalog(tmp_path / "catalog")
    target(made, "shop", {"CLAUDE.md": "# Shop\n\nBy hand.\n", "one/CLAUDE.md": "# One\n"})
    return made


def install(root: Path, name: str, program: str) -> None:
    write(root.parent / "programs" / name, program).chmod(0o755)


def claude(names: list[str], listed: str = "''") -> str:
    return CLAUDE.replace("NAMES", repr(names)).replace("LISTED", listed)


def asked(root: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    said = run(root, "receipts", "shop", "--flavor", "claude", "--json", *arguments)
    assert said.code == code, said
    found: dict[str, Any] = json.loads(said.out)
    assert found["exit"] == code
    [agent] = found["agents"]
    return dict(agent)


def test_an_agent_that_loads_what_it_should_is_the_same(root: Path) -> None:
    """With its version and how much it loaded; the target is not touched, whatever the agent writes."""
    install(root, "claude", claude(["CLAUDE.md"]))
    before = tree(root / "targets" / "shop")
    found = asked(root)
    assert (found["version"], found["files"], found["differences"], found["problem"]) == ("2.1.330", 1, [], "")
    assert tree(root / "targets" / "shop") == before


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], "CLAUDE.md: missing"),
        (["CLAUDE.md", "CLAUDE.md"], "CLAUDE.md: more often than expected"),
        (["CLAUDE.md", "one/CLAUDE.md"], "one/CLAUDE.md: extra"),
    ],
)
def test_what_differs_is_told_and_exits_with_attention(root: Path, names: list[str], told: str) -> None:
    """With the file, and what is wrong with it."""
    install(root, "claude", claude(names))
    assert asked(root, code=ATTENTION)["differences"] == [told]


def test_another_text_is_told_with_its_byte(root: Path) -> None:
    """And with how both go on."""
    install(root, "claude", claude(["CLAUDE.md"]).replace("read_text()", "read_text().replace('By', 'Of')"))
    said = run(root, "receipts", "shop", "--flavor", "claude")
    line = "CLAUDE.md: other text from byte 8 on: 'By hand.' is expected, 'Of hand.' arrives"
    assert (said.code, said.out) == (ATTENTION, f"shop\n  claude 2.1.330: differs, 1 files, 0 skills\n    {line}\n")


def test_skills_are_compared_too(root: Path) -> None:
    """By name and description."""
    skill = "---\nname: pack\ndescription: When packing.\n---\n\nDo.\n"
    write(root / "targets" / "shop" / ".claude" / "skills" / "pack" / "SKILL.md", skill)
    install(root, "claude", claude(["CLAUDE.md"], repr("- pack: When packing.\n")))
    assert asked(root)["skills"] == 1
    install(root, "claude", claude(["CLAUDE.md"]))
    assert asked(root, code=ATTENTION)["differences"] == [".claude/skills/pack/SKILL.md: missing"]


def test_an_agent_starts_in_the_folder_that_is_named(root: Path) -> None:
    """What is above counts as well."""
    install(
        root, "claude", claude(["../CLAUDE.md", "CLAUDE.md"]).replace("cwd() / name", "cwd().joinpath(name).resolve()")
    )
    assert asked(root, "--at", "one")["files"] == 2


def test_nothing_of_the_target_is_started(root: Path) -> None:
    """The copy holds neither its programs nor those settings that could start some."""
    shop = root / "targets" / "shop"
    write(shop / ".claude" / "settings.json", '{"hooks": {}}')
    write(shop / ".gemini" / "settings.json", '{"context": {"fileName": "RULES.md"}, "mcpServers": {}}')
    for name in ("RULES.md", "run.sh", ".opencode/agent/a.md", ".mcp.json", ".opencode/plugin/x.js"):
        write(shop / name, "x")
    # Neither an import nor a link brings them.
    named = "@.claude/settings.json @.mcp.json @.opencode/plugin/x.js"
    write(shop / "CLAUDE.md", f"{(shop / 'CLAUDE.md').read_text('utf-8')}\n{named}\n")
    (shop / "linked.md").symlink_to(".mcp.json")
    show = "repr([str(p) for p in pathlib.Path('.').rglob('*') if p.is_file() and '.git' not in p.parts])"
    settings = "pathlib.Path('.gemini/settings.json').read_text()"
    install(root, "claude", claude(["CLAUDE.md"]) + f"\nsys.exit({show} + {settings})\n")
    problem = asked(root, code=ERROR)["problem"]
    assert '{"context": {"fileName": ["RULES.md"]}}' in problem
    started = ("run.sh", ".claude/settings.json", "mcpServers", ".opencode", ".mcp.json", "linked.md")
    assert not any(name in problem for name in started)
    assert "one/CLAUDE.md" in problem


def test_an_agent_that_fails_is_told(root: Path) -> None:
    """It could not be asked: that is an error, with its version and its own words."""
    install(root, "claude", HEAD + "sys.exit('no login')\n")
    found = asked(root, code=ERROR)
    assert found["version"] == "2.1.330"
    assert "no login" in found["problem"]


def test_agents_that_are_not_installed_are_told(root: Path) -> None:
    """With how to install them; when none is there, nobody was asked."""
    said = run(root, "receipts", "shop")
    assert said.code == ERROR
    assert "  codex: not installed (npm install --global @openai/codex)\n" in said.out
    install(root, "claude", claude(["CLAUDE.md"]))
    assert run(root, "receipts", "shop").code == 0


def test_who_cannot_be_asked_is_wrong_usage(root: Path) -> None:
    """An agent that only an editor starts; a flavor that there is not; a place that there is not."""
    assert run(root, "receipts", "shop", "--flavor", "cursor").code == USAGE
    assert "did you mean claude?" in run(root, "receipts", "shop", "--flavor", "claud").err
    assert run(root, "receipts", "shop", "--at", "two").code == USAGE
    assert git(root / "targets" / "shop", "status", "--short") == b""
