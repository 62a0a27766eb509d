"""Catalogs and targets of any size, made from a seed: the same on every machine."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = [
    "read",
    "write",
    "change",
    "file",
    "test",
    "build",
    "agent",
    "check",
    "plan",
    "apply",
    "review",
    "branch",
    "commit",
    "error",
    "message",
    "retry",
    "limit",
    "scope",
    "path",
    "region",
    "block",
    "proposal",
    "digest",
    "evidence",
    "session",
    "command",
    "output",
    "input",
    "value",
    "result",
    "state",
    "order",
]

SITUATIONS = (("AGENTS.md",), ("CLAUDE.md",), ("AGENTS.md", "CLAUDE.md"), ())
"""Host files that the targets have, in turn."""


def make_catalog(root: Path, patterns: int, repos: int, flavors: str = "claude, codex, grok") -> None:
    """A catalog with that many approved patterns of about 3 KB, and repos whose checkouts lie below `root`."""
    chance = random.Random(7)
    folder = root / "catalog" / "patterns"
    folder.mkdir(parents=True)
    (root / "catalog" / "repos").mkdir()
    for number in range(patterns):
        (folder / f"pattern-{number:04}.md").write_text(pattern(number, chance), encoding="utf-8")
    for number in range(repos):
        make_target(root / "targets" / f"repo-{number:04}", SITUATIONS[number % len(SITUATIONS)], chance)
        name = f"repo-{number:04}"
        keys = f"name: {name}\ndomain: d{number % 5}\nflavors: [{flavors}]\ncheckout: targets/{name}"
        (root / "catalog" / "repos" / f"{name}.md").write_text(f"---\n{keys}\n---\n", encoding="utf-8")


def pattern(number: int, chance: random.Random, rendered_lines: int = 0) -> str:
    """One approved pattern; what is rendered is short, the rest is for readers of the catalog."""
    steps = "".join(f"- {sentence(chance)}\n" for _ in range(rendered_lines))
    steps = f"## Steps\n\n{steps}\n" if steps else ""
    front = (
        f"---\nid: pattern-{number:04}\ntitle: Pattern number {number}\nstatus: approved\ndistribution_ready: true\n"
        "version: 1.0.0\nconfidence: 0.9\nowners: [bench]\ntags: [bench, generated]\ncreated: 2026-01-01\n"
        "provenance: {origin: curated}\n---\n"
    )
    # Short enough that a hundred of them fit into the 32 KiB that Codex reads.
    return (
        f"{front}\n## Problem\n\n{text(chance, 12)}\n\n## Solution\n\n{sentence(chance)}\n\n{steps}"
        f"## Why\n\n{text(chance, 12)}\n\n## Counter-examples\n\n{text(chance, 6)}\n"
    )


def make_target(folder: Path, hosts: tuple[str, ...], chance: random.Random) -> None:
    """A plain folder with hand-written host files of about 5 KB."""
    folder.mkdir(parents=True)
    for name in hosts:
        parts = [f"# {name} of {folder.name}"]
        for part in range(6):
            parts += [f"## Part {part}", text(chance, 6), "```sh\nmake build\n```"]
        (folder / name).write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def text(chance: random.Random, sentences: int) -> str:
    """A paragraph."""
    return " ".join(sentence(chance) for _ in range(sentences))


def sentence(chance: random.Random) -> str:
    """Ten words and a full stop."""
    return " ".join(chance.choice(WORDS) for _ in range(10)).capitalize() + "."
