"""Small catalogs in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from made import git, write
from session_memory.catalog.load import load
from session_memory.model import Catalog, Finding, Form

FLAVORS = {
    "claude": frozenset(Form),
    "codex": frozenset({Form.BLOCK, Form.SKILL}),
    "grok": frozenset({Form.BLOCK, Form.RULE, Form.SKILL}),
}
SOLUTION = "## Solution\n\nClose each file on every way out of the block.\n"
REPO = "---\nname: web-shop\ndomain: commerce\nflavors: [claude, codex]\ncheckout: ../web-shop\n---\n"


def pattern(id: str = "close-files", *more: str, body: str = SOLUTION, **keys: object) -> str:
    """The text of a pattern: good unless `keys` or `more` lines of front matter make it bad."""
    front = {"title": "Close what you open", "status": "draft", "version": "0.1.0", "confidence": 0.7} | keys
    lines = [f"id: {id}", *(f"{key}: {value}" for key, value in front.items()), *more]
    return "---\n" + "".join(f"{line}\n" for line in lines) + f"---\n\n{body}"


def catalog(root: Path, files: Mapping[str, str | bytes] | str | bytes) -> Catalog:
    """What `load` makes of these files below `catalog/`; of one pattern if it is only a text."""
    (root / "catalog" / "patterns").mkdir(parents=True, exist_ok=True)
    if isinstance(files, str | bytes):
        files = {"patterns/close-files.md": files}
    for path, content in files.items():
        write(root / "catalog" / path, content)
    return load(root, FLAVORS)


def found(findings: tuple[Finding, ...]) -> list[str]:
    """Each finding as `line:column code`, in order."""
    return [f"{one.place.line}:{one.place.column} {one.code}" for one in findings]


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """The code of each finding, in order."""
    return [one.code for one in findings]


def commit(root: Path) -> None:
    """Put everything below `root` into a commit of a git repository there."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "a state")
