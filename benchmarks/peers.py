"""Other tools that bring the same rules into many repositories, as they are meant to be used there.

Each pattern is one rule of theirs, with the text that ours renders: its title and its solution. What they can do
besides, and what they cannot (keep what was written by hand, propose before writing), is not measured here.

rulesync: rules in one place; one process for each repository, or one for all of them by `--output-roots`.
ruler: rules in a folder of each repository, one process for each; it knows no Grok, so it serves two agents.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.used import Used, used

PACKAGES = {"rulesync": "17.0.0", "@intellectronica/ruler": "0.3.44"}
"""What `make bench-fleet` installs."""
FOLDER = Path(".cache/peers").resolve()
# Of flavors that share AGENTS.md the one that folds all rules into it comes last, as rulesync advises.
RULESYNC = ("generate", "--silent", "--features", "rules", "--targets", "claudecode,grokcli,codexcli")
RULER = (
    "apply",
    "--agents",
    "claude,codex",
    "--local-only",
    "--no-mcp",
    "--no-gitignore",
    "--no-backup",
    "--no-skills",
)


def program(name: str) -> str:
    """Its command; empty where it is not installed."""
    found = FOLDER / "node_modules" / ".bin" / name
    return str(found) if found.exists() else ""


def rules_of(patterns: Path) -> Iterator[tuple[str, str]]:
    """(name, text) of each pattern as a rule."""
    for path in sorted(patterns.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.split("title: ", 1)[1].split("\n", 1)[0]
        solution = text.split("## Solution\n\n", 1)[1].split("\n\n## ", 1)[0]
        yield path.stem, f"## {title}\n\n{solution}\n"


def for_rulesync(patterns: Path, folder: Path) -> Path:
    """The rules as rulesync keeps them, in `folder`."""
    rules = folder / ".rulesync" / "rules"
    rules.mkdir(parents=True)
    front = "---\nroot: {}\ntargets: ['*']\ndescription: {}\nglobs: ['**/*']\n---\n"
    (rules / "overview.md").write_text(front.format("true", "Rules") + "# Rules\n", encoding="utf-8")
    for name, text in rules_of(patterns):
        (rules / f"{name}.md").write_text(front.format("false", name) + text, encoding="utf-8")
    return rules.parent


def rulesync_loop(rules: Path, targets: Sequence[Path]) -> Used:
    """One process for each target."""
    command = (program("rulesync"), *RULESYNC, "--input-roots", str(rules))
    return used([(*command, "--output-roots", str(target)) for target in targets], [rules.parent] * len(targets))


def rulesync_at_once(rules: Path, targets: Sequence[Path]) -> Used:
    """One process for all."""
    roots = ",".join(map(str, targets))
    return used(
        [(program("rulesync"), *RULESYNC, "--input-roots", str(rules), "--output-roots", roots)], [rules.parent]
    )


def for_ruler(patterns: Path, targets: Sequence[Path]) -> None:
    """The rules as ruler keeps them, in each target."""
    first = targets[0] / ".ruler"
    first.mkdir()
    for name, text in rules_of(patterns):
        (first / f"{name}.md").write_text(text, encoding="utf-8")
    for target in targets[1:]:
        shutil.copytree(first, target / ".ruler")


def ruler_loop(targets: Sequence[Path]) -> Used:
    """One process for each target."""
    command = (program("ruler"), *RULER)
    return used([(*command, "--project-root", str(target)) for target in targets], list(targets))


if __name__ == "__main__":
    # What the make target asks npm for.
    print(" ".join(f"{name}@{version}" for name, version in PACKAGES.items()))
