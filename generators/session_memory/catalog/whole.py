"""All files of a catalog together: what can only be judged by looking at more than one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from session_memory.catalog.document import Document
from session_memory.catalog.kinds import PATTERN, REPO, Kind
from session_memory.catalog.sheet import texts
from session_memory.model import Form


@dataclass(frozen=True)
class Whole:
    """Every file that was read, those with findings included."""

    root: Path
    documents: tuple[Document, ...]
    flavors: Mapping[str, frozenset[Form]]
    """Name of each flavor there is -> the forms it has."""
    committed: Mapping[str, Document] = field(default_factory=dict)
    """Path of a pattern that differs from git's HEAD -> how it stands there."""

    def of(self, kind: Kind) -> Iterator[Document]:
        """The files of one kind."""
        return (document for document in self.documents if document.kind is kind)

    def readable(self, kind: Kind) -> bool:
        """Whether the keys of every file of a kind are known: only then can one be said to be missing."""
        return all(document.data for document in self.of(kind))

    @cached_property
    def patterns(self) -> frozenset[str]:
        """Every id."""
        return frozenset(name for document in self.of(PATTERN) for name in document.names)

    @cached_property
    def repos(self) -> frozenset[str]:
        """The name of every repo."""
        return frozenset(name for document in self.of(REPO) for name in document.names)

    @cached_property
    def domains(self) -> frozenset[str]:
        """Every domain that a repo has."""
        return frozenset(str(document.data.get("domain", "default")) for document in self.of(REPO))

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag that a pattern has."""
        return frozenset(tag for document in self.of(PATTERN) for _, tag in texts(document.data, "tags"))

    @cached_property
    def superseded(self) -> frozenset[str]:
        """Every id that another pattern says it replaces."""
        named = ((doc, old) for doc in self.of(PATTERN) for _, old in texts(doc.data, "supersedes"))
        return frozenset(old for document, old in named if old not in document.names)
