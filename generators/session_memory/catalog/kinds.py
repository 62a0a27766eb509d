"""The three kinds of files that people write, as data."""

from __future__ import annotations

from dataclasses import dataclass

from session_memory.model import FrontMatter, Policy, Repo


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: where it lies, and the shape of its keys."""

    name: str
    place: str
    """Folder of its files, or the one file, relative to the catalog's root."""
    shape: type
    """Frozen dataclass whose fields are the keys."""


PATTERN = Kind("pattern", "catalog/patterns", FrontMatter)
REPO = Kind("repo", "catalog/repos", Repo)
POLICY = Kind("policy", "catalog/policy.yaml", Policy)

KINDS = (PATTERN, REPO, POLICY)
