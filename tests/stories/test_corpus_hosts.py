"""Real host files: propose, apply, see it in place, withdraw, and have the original back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus_files import host_files
from made import apply, catalog, pattern, run, target, tree, write

SKILLS = "{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}"
PATTERNS = {
    "read_before_edit": pattern("read-before-edit"),
    "only_for_tests": pattern("only-for-tests", scope='{paths: ["tests/**"]}'),
    "as_a_skill": pattern("as-a-skill", rendering_hints=SKILLS),
}
HOSTS = host_files()
ROOM = 30_000
"""Longer host files leave Codex no room for our patterns; those are for the other two agents."""


def by_repo() -> dict[str, tuple[str, bytes]]:
    """Repo -> the one host file that it has."""
    names = {"a": "AGENTS.md", "c": "CLAUDE.md"}
    numbered = enumerate(HOSTS.values())
    return {f"{key}{number:03}": (name, content) for number, content in numbered for key, name in names.items()}


def flavors(name: str, content: bytes) -> str:
    return "claude, grok" if name == "AGENTS.md" and len(content) > ROOM else "claude, codex, grok"


@pytest.mark.corpus
@pytest.mark.skipif(not HOSTS, reason="the corpus of real host files does not lie beside the project")
def test_real_host_files_come_back_byte_for_byte(tmp_path: Path) -> None:
    """For each as AGENTS.md and as CLAUDE.md: the patch applies, status is in-sync, withdrawing undoes it all."""
    root, repos = catalog(tmp_path, **PATTERNS), by_repo()
    for repo, (name, content) in repos.items():
        target(root, repo, {name: content, "README.md": "read me\n"}, flavors=flavors(name, content))
    before = {repo: tree(root / "targets" / repo) for repo in repos}

    said = json.loads(run(root, "distribute", "--all", "--json").out)
    malformed = {entry["repo"] for entry in said["repos"] if entry["malformed"]}
    for entry in said["repos"]:
        assert entry["repo"] in malformed or not entry["refused"], entry["refused"]
    assert all("opens here" in text for entry in said["repos"] for text in entry["malformed"])
    assert len(malformed) <= len(repos) // 20

    for repo in repos:
        if (root / "proposals" / repo / "changes.patch").exists():
            apply(root, repo)
    cells = json.loads(run(root, "status", "--json").out)["cells"]
    assert {cell["state"] for cell in cells if cell["repo"] not in malformed} == {"in-sync"}
    received = {(c["repo"], c["flavor"], c["pattern"]) for c in cells if c["repo"] not in malformed}
    assert len(received) == sum(
        len(PATTERNS) * len(flavors(*repos[repo]).split(",")) for repo in repos if repo not in malformed
    )

    for id in PATTERNS:
        path = root / "catalog" / "patterns" / f"{id.replace('_', '-')}.md"
        write(path, path.read_text(encoding="utf-8").replace("status: approved", "status: retired"))
    run(root, "distribute", "--all")
    for repo in repos:
        if (root / "proposals" / repo / "changes.patch").exists():
            apply(root, repo)
    assert {repo: tree(root / "targets" / repo) for repo in repos} == before
