"""What nobody may say yes to: paths, surfaces, places and bytes. That paths are refused is in test_path_attacks.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_files import host_files, variants
from region_examples import READ, SHELL
from region_strategies import hosts
from session_memory.changes import region
from session_memory.changes.gate.danger import beyond_our_bytes, executable_surface, outside_homes, unsafe_path
from session_memory.changes.gate.surfaces import SURFACES
from session_memory.changes.own_file import stamp
from session_memory.distribute.flavors import table
from session_memory.errors import MalformedHostError
from session_memory.model import Block

HOMES = sorted({home.path for distributor in table().values() for home in distributor.contract.homes})
IDS = ("read-before-edit", "hooks", "commands", "agents", "settings", "config", "mcp", "git", "nul-bytes", "com1-port")

INSTRUCTIONS = (
    "GEMINI.md", ".cursor/rules/x.mdc", ".cursorrules", ".github/copilot-instructions.md", ".windsurfrules", ".rules",
    ".github/instructions/api/rest.instructions.md", ".devin/rules/x.md", ".clinerules/x.md", ".clinerules",
    ".kiro/steering/x.md", ".qwen/rules/x.md", ".augment/rules/x.md", ".roo/rules/x.md", ".junie/guidelines.md",
    "CONVENTIONS.md", ".goosehints", "services/api/AGENTS.md", "docs/hooks.md", "docs/commands/x.md", "docs/été.md",
)  # fmt: skip
"""Where agents that have no distributor yet keep text, and where people do."""


@pytest.mark.parametrize("id", IDS)
@pytest.mark.parametrize("home", HOMES)
def test_every_place_of_a_flavor_is_free_of_danger(home: str, id: str) -> None:
    """Whatever a pattern is called, no contract leads to a place that is denied."""
    path = home.replace("{id}", id)
    assert (unsafe_path(path), executable_surface(path), outside_homes(path, HOMES)) == ("", "", "")


@pytest.mark.parametrize("path", INSTRUCTIONS)
def test_text_for_agents_and_people_is_free_of_danger(path: str) -> None:
    """What is only read makes nobody do anything by itself."""
    assert (unsafe_path(path), executable_surface(path)) == ("", "")


@pytest.mark.parametrize("path", ["con", "docs/aux.md", "x/COM9.tar.gz", "lpt0", "conin$", "PRN .md"])
def test_a_pattern_named_like_a_device_is_told(path: str) -> None:
    """It could not be checked out on Windows."""
    assert "device on Windows" in unsafe_path(path)


@pytest.mark.parametrize("path", ["console.md", "com10.md", "auxiliary.md", "nullable/x.md", "com.md"])
def test_a_name_that_only_begins_like_a_device_is_none(path: str) -> None:
    """Only the whole name up to the first dot counts."""
    assert unsafe_path(path) == ""


SURFACE_EXAMPLES = {
    "MCP configuration": """.mcp.json .cursor/mcp.json .vscode/mcp.json .roo/mcp.json .devin/mcp_config.json
        .github/mcp.json""",
    "hooks": """.claude/hooks/pre.sh .codex/hooks.json .grok/hooks/x.json .devin/hooks.v1.json .github/hooks/x.json
        .clinerules/hooks/PreToolUse .cursor/hooks.json""",
    "git hook": """.husky/pre-commit .githooks/pre-push .pre-commit-config.yaml lefthook.yml .gitmodules
        docs/.gitattributes""",
    "CI file": """.github/workflows/ci.yml .github/actions/x/action.yml .gitlab-ci.yml .circleci/config.yml Jenkinsfile
        azure-pipelines.yml .woodpecker.yml .forgejo/workflows/x.yaml .ci/run""",
    "permissions or settings": """.claude/settings.json .claude/settings.local.json .codex/config.toml .claude.json
        .gemini/settings.json .grok/config.toml .grok/settings.json .codex/rules/default.rules opencode.json
        .aider.conf.yml .roomodes .cursorignore CODEOWNERS .github/CODEOWNERS""",
    "tools of its own": """.claude/commands/x.md .claude/agents/x.md .github/prompts/x.prompt.md .grok/commands/x.md
        .github/agents/x.agent.md .grok/personas/x.toml .codex/agents/x.toml .claude-plugin/plugin.md""",
    "tasks of an editor": ".vscode/tasks.json .vscode/launch.json .idea/runConfigurations/x.xml x.code-workspace .exrc",
    "container": ".devcontainer/devcontainer.json .devcontainer.json Dockerfile docker-compose.yml flake.nix",
    "scripts of a package": "package.json Makefile pyproject.toml Cargo.toml build.gradle.kts justfile .npmrc",
    "a shell reads": ".envrc .env .env.local .bashrc .profile",
    "a program": "run.sh bin/x .claude/skills/x/scripts/helper .agents/skills/x/run.py setup.py x.Ps1",
}
DEPTHS = {"so": "{}", "in capitals": "{}", "deep": "packages/web/{}"}


@pytest.mark.parametrize(
    ("word", "path"), [(word, path) for word, of in SURFACE_EXAMPLES.items() for path in of.split()]
)
@pytest.mark.parametrize("depth", DEPTHS)
def test_what_makes_something_happen_is_an_executable_surface(word: str, path: str, depth: str) -> None:
    """In capitals, and further down, it works as well on some system."""
    spelled = DEPTHS[depth].format(path.upper() if depth == "in capitals" else path)
    why = executable_surface(spelled)
    assert spelled in why
    assert word in why


@pytest.mark.parametrize("pattern", [pattern for _, patterns in SURFACES for pattern in patterns])
def test_every_line_of_the_table_can_fit(pattern: str) -> None:
    """A pattern in capitals, for one, never would."""
    assert executable_surface(pattern.replace("**/", "").replace("*", "x"))


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("AGENTS.md", True),
        (".claude/rules/a-b2.md", True),
        (".claude/rules/.md", False),
        (".claude/rules/a/b.md", False),
        (".claude/rules/A.md", False),
        (".claude/rules/a_b.md", False),
        (".claude/rules/{id}.md", False),
        (".claude/rules/a.md.md", False),
        ("x/AGENTS.md", False),
        ("AGENTS.md\n", False),
        ("", False),
    ],
)
def test_a_path_is_one_of_the_homes_or_not(path: str, inside: bool) -> None:
    """Exactly, or with a pattern's id where it goes."""
    why = outside_homes(path, ["AGENTS.md", ".claude/rules/{id}.md"])
    assert (why == "") == inside
    assert inside or path in why


HAND = b"# Ours\n\nBy hand.\n"
WITH = region.put(HAND, [READ, SHELL]) or b""
EDITED = WITH.replace(READ.body.split(b"\n")[0], b"Changed by hand.", 1)
OWN = stamp("Do it with care.", "read-before-edit", "1.0.0")
OWN_NEW = stamp("Do it with more care.", "read-before-edit", "1.1.0")
OWN_EDITED = OWN.replace(b"care", b"joy")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        (None, region.put(None, [READ])),
        (region.put(None, [READ]), None),
        (HAND, WITH),
        (WITH, HAND),
        (WITH, region.put(WITH, [SHELL])),
        (b"", region.put(b"", [READ])),
        (None, OWN),
        (OWN, OWN_NEW),
        (OWN, None),
        (OWN_EDITED, OWN_EDITED),
        (OWN_EDITED, stamp("Do it with joy.", "read-before-edit", "2.0.0")),
        (EDITED, EDITED),
        (EDITED, EDITED.replace(b"\n", b"\r\n").replace(b"\r\n", b"\n")),
    ],
)
def test_a_change_of_ours_alone_is_fine(before: bytes | None, after: bytes | None) -> None:
    """Ours may come, change and go; what somebody edited may stay, or become what it is."""
    assert beyond_our_bytes(before, after) == ""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (HAND, None, "written by hand"),
        (HAND, b"", "written by hand"),
        (HAND, HAND + b"\n", "written by hand"),
        (HAND, HAND.replace(b"\n", b"\r\n"), "written by hand"),
        (HAND, region.put(HAND + b"x\n", [READ]), "written by hand"),
        (HAND, OWN, "written by hand"),
        (WITH, None, "written by hand"),
        (WITH, region.put(None, [READ, SHELL]), "written by hand"),
        (None, HAND, "written by hand"),
        (b"", None, "written by hand"),
        (None, b"", "written by hand"),
        (OWN, HAND, "written by hand"),
        (EDITED, WITH, "edited in"),
        (EDITED, HAND, "edited in"),
        (OWN_EDITED, None, "edited in read-before-edit"),
        (OWN_EDITED, OWN, "edited in read-before-edit"),
        (OWN_EDITED, OWN_NEW, "edited in read-before-edit"),
        (OWN_EDITED, region.put(None, [READ]), "edited in"),
        (b"<!-- BEGIN session-memory -->\n", HAND, "nobody can say"),
        (HAND, b"<!-- END session-memory -->\n", "nobody can say"),
    ],
)
def test_a_change_beyond_ours_is_told(before: bytes | None, after: bytes | None, told: str) -> None:
    """Every hand-written byte counts, and every edit inside our own text."""
    assert told in beyond_our_bytes(before, after)


@given(hosts(), st.lists(st.sampled_from([READ, SHELL]), unique=True))
def test_what_the_region_does_is_never_beyond_ours(host: bytes, blocks: list[Block]) -> None:
    """Whatever the file, putting blocks in and taking them out again is no danger, unless an edit goes with them."""
    try:
        after = region.put(host, blocks)
    except MalformedHostError:
        return
    edited = any(region.is_edited(block) for block in region.read(host))
    assert (beyond_our_bytes(host, after) == "") or edited
    assert beyond_our_bytes(host, host) == ""


@pytest.mark.corpus
@pytest.mark.skipif(not host_files(), reason="the corpus does not lie beside the project")
def test_one_byte_of_a_real_host_file_counts() -> None:
    """In each of its variants: our region is no danger, and one byte that is gone beside it is told."""
    for content in host_files().values():
        for host in variants(content).values():
            try:
                after = region.put(host, [READ])
            except MalformedHostError:
                continue
            assert after is not None
            assert beyond_our_bytes(host, after) == ""
            if host:
                lost = region.put(host[: len(host) // 2] + host[len(host) // 2 + 1 :], [READ])
                assert beyond_our_bytes(host, lost)
