"""The kinds of files that people write, as data."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from session_memory.model import Attachment, Exemptions, FrontMatter, Grant, Policy, Repo

MARKDOWN, YAML = ".md", ".yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: where it lies, and the shape of its keys."""

    name: str
    place: str
    """Folder of its files, or the one file, relative to the catalog's root."""
    shape: type
    """Frozen dataclass whose fields are the keys."""
    suffix: str = MARKDOWN
    key: str = ""
    """Key that says what the file is called; empty when there is only one file."""

    @property
    def plain(self) -> bool:
        """All of the file is YAML, not only what stands above a text."""
        return self.suffix == YAML


PATTERN = Kind("pattern", "catalog/patterns", FrontMatter, key="id")
REPO = Kind("repo", "catalog/repos", Repo, key="name")
POLICY = Kind("policy", "catalog/policy.yaml", Policy, YAML)
GRANT = Kind("grant", "catalog/grants", Grant, YAML, key="id")
EXEMPTIONS = Kind("exemptions", "catalog/exemptions", Exemptions, YAML, key="repo")
ATTACHMENT = Kind("attachment", PATTERN.place, Attachment, suffix="")
"""What travels with a pattern. It has no keys, and no file of this kind stands for itself."""

KINDS = (PATTERN, REPO, POLICY, GRANT, EXEMPTIONS)


def pattern_above(path: str, paths: Container[str]) -> str:
    """The pattern, one of `paths`, in whose folder the file at `path` lies; empty when it lies in none."""
    names = path.split("/")
    patterns = ("/".join(names[:n]) + MARKDOWN for n in range(1, len(names)))
    return next((pattern for pattern in patterns if pattern in paths), "")
