"""From a catalog's folder to the nouns of the model, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from session_memory.catalog import cache
from session_memory.catalog.checks import WHOLE
from session_memory.catalog.checks.check import run
from session_memory.catalog.committed import committed
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry, find
from session_memory.catalog.kinds import EXEMPTIONS, GRANT, PATTERN, POLICY, REPO
from session_memory.catalog.read import read
from session_memory.catalog.values import build, made
from session_memory.catalog.whole import Whole
from session_memory.model import Catalog, Exemptions, Form, FrontMatter, Grant, Policy, Repo, Risk, SolutionPattern


def load(root: Path, flavors: Mapping[str, frozenset[Form]]) -> Catalog:
    """Everything below `root/catalog` that people write. `flavors`: each name that there is -> its forms.

    What has a finding is left out: a pattern's id is `blocked` then, and instead of a policy with findings the
    defaults are given, which no caller may distribute by. Raises SessionMemoryError when there are no patterns to
    read at all.
    """
    documents = cache.through(root, find(root))
    whole = Whole(root, documents, flavors, committed(root, documents))
    findings = [found for document in documents for found in document.findings]
    findings = sorted({*findings, *run(WHOLE, whole)})
    # A finding may stand in a file beside its pattern.
    wrong = {finding.place.path for finding in findings} | {doc.path for doc in documents if doc.findings}
    good = [document for document in documents if document.path not in wrong]
    repos = sorted(((build(Repo, doc.data), doc.path) for doc in _of(REPO.name, good)), key=lambda pair: pair[0].name)
    return Catalog(
        patterns=tuple(sorted(map(pattern_of, _of(PATTERN.name, good)), key=lambda pattern: pattern.id)),
        repos=tuple(repo for repo, _ in repos),
        repo_paths={repo.name: path for repo, path in repos},
        policy=next((build(Policy, document.data) for document in _of(POLICY.name, good)), Policy()),
        findings=tuple(findings),
        blocked=_blocked(doc for doc in _of(PATTERN.name, documents) if doc.path in wrong),
        grants=tuple(sorted((build(Grant, doc.data) for doc in _of(GRANT.name, good)), key=lambda one: one.id)),
        exemptions=tuple(
            sorted((build(Exemptions, doc.data) for doc in _of(EXEMPTIONS.name, good)), key=lambda one: one.repo)
        ),
    )


def trial(root: Path, flavors: Mapping[str, frozenset[Form]], entry: Entry) -> Document:
    """What `entry` would be if it were a file of the catalog at `root`, with every finding that it would have."""
    entries = find(root)
    others = cache.through(root, entries)
    beside = next((other.beside for other in entries if other.path == entry.path), ())
    document = read(replace(entry, beside=beside))
    whole = Whole(root, (*(other for other in others if other.path != entry.path), document), flavors)
    more = (found for found in run(WHOLE, whole) if found.place.path == entry.path)
    return replace(document, findings=tuple(sorted({*document.findings, *more})))


def _of(kind: str, documents: Iterable[Document]) -> Iterable[Document]:
    return (document for document in documents if document.kind.name == kind)


def pattern_of(document: Document) -> SolutionPattern:
    """The pattern that a document without findings is."""
    front = made(FrontMatter, document.data)
    if any(attachment.is_program for attachment in document.attachments):
        front["risk"] = Risk.DANGER
    return SolutionPattern(
        **front,
        path=document.path,
        sections=document.sections,
        digest=document.digest,
        attachments=document.attachments,
    )


def _blocked(documents: Iterable[Document]) -> tuple[str, ...]:
    # By stem and by id: what is live under either must not look as if it had been deleted.
    # What has a finding beside it may be another pattern that came there by mistake.
    return tuple(sorted({name for document in documents for name in (*document.names, *_stems(document))}))


def _stems(document: Document) -> Iterator[str]:
    paths = (PurePosixPath(found.place.path) for found in document.findings)
    return (path.stem for path in paths if path.suffix == PATTERN.suffix)
