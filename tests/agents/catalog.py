"""A small catalog of our own: patterns whose text an agent could lose, and one repo."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

REPO = "target"
FLAVORS = ("claude", "codex", "gemini", "grok", "opencode", "qwen")
PATTERNS = Path(__file__).parent / "patterns"


@dataclass(frozen=True)
class Advice:
    """One pattern, and what of it every agent should receive."""

    id: str

    @property
    def file(self) -> Path:
        """Where it is written."""
        return PATTERNS / f"{self.id}.md"

    @property
    def title(self) -> str:
        """Its heading, or the first words by which a skill is described."""
        return self.id.replace("-", " ").capitalize()

    @property
    def said(self) -> tuple[str, ...]:
        """A word that stands once in the pattern and in no other, then Solution and Steps byte for byte."""
        _, _, solution, steps, _ = self.file.read_text("utf-8").split("\n\n## ", 4)
        return (f"{self.id.replace('-', '')}token", *(part.split("\n\n", 1)[1] for part in (solution, steps)))


ALWAYS = (Advice("plain-words"), Advice("code-inside"), Advice("other-letters"))
SCOPED = Advice("only-in-src")


def make(root: Path, checkout: Path, *advice: Advice, more: str = "") -> Path:
    """A catalog at `root` that holds `advice` and knows `checkout` as its one repo, with `more` keys."""
    patterns, repos = root / "catalog" / "patterns", root / "catalog" / "repos"
    for folder in (patterns, repos):
        folder.mkdir(parents=True)
    for one in advice:
        (patterns / one.file.name).write_bytes(one.file.read_bytes())
    where = os.path.relpath(checkout, root)
    front = f"name: {REPO}\nflavors: [{', '.join(FLAVORS)}]\ncheckout: {where}\n{more}"
    (repos / f"{REPO}.md").write_text(f"---\n{front}---\n\nA target.\n", "utf-8")
    return root
