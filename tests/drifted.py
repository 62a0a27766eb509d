"""A catalog in git, a target with a pattern applied to it, and the hands of a person."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from made import apply, catalog, git, pattern, run, target, write

FORMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "block": ("codex", "AGENTS.md", {}),
    "rule": ("grok", ".grok/rules/one-thing.md", {"rendering_hints": "{grok: {form: rule}}"}),
    "scoped rule": ("claude", ".claude/rules/one-thing.md", {"scope": "{paths: ['src/**']}"}),
    "skill": ("codex", ".agents/skills/one-thing/SKILL.md", {"rendering_hints": "{codex: {form: skill}}"}),
    "import": ("claude", ".claude/session-memory.md", {"rendering_hints": "{claude: {form: import}}"}),
}
"""Form -> a flavor that takes it, the file that it makes, and the keys of such a pattern."""


def house(folder: Path, form: str = "block", **keys: Any) -> Path:
    """A catalog, committed, whose one pattern is applied to the repo `shop` in that form."""
    flavor, _, more = FORMS[form]
    root = catalog(folder / "catalog-repo", one_thing=pattern("one-thing", **(more | keys)))
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Somebody")
    git(root, "config", "user.email", "somebody@example.com")
    write(root / ".gitignore", "targets\nproposals\n.cache\n")
    target(root, "shop", {"README.md": "x\n"}, flavors=flavor)
    commit(root, "as it was")
    distributed(root)
    return root


def distributed(root: Path, *arguments: str) -> None:
    """What the catalog wants, or is asked to take back, in place."""
    assert run(root, "distribute", "shop", *arguments).code in (0, 3, 4)
    apply(root, "shop")


def commit(root: Path, message: str) -> None:
    """Everything in the catalog, committed."""
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


def changed(root: Path, old: str, new: str, **keys: Any) -> None:
    """The pattern says something else from now on; `keys` go into its front matter as lines."""
    file = root / "catalog/patterns/one-thing.md"
    text = file.read_text().replace(old, new)
    for key, value in keys.items():
        lines = (f"{key}: {value}" if line.startswith(f"{key}: ") else line for line in text.split("\n"))
        text = "\n".join(lines)
    file.write_text(text)
    commit(root, "changed")


def by_hand(root: Path, old: str, new: str, form: str = "block") -> Path:
    """Somebody edits our text in the target; the file."""
    file = root / "targets/shop" / FORMS[form][1]
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return file


def states(root: Path) -> set[str]:
    """Every state of a cell that needs somebody, in the words of `status`."""
    cells = json.loads(run(root, "status", "shop", "--json").out)["cells"]
    return {cell["state"] for cell in cells}
