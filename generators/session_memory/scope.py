"""Does a Scope cover that repo, a range that version? Pure."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from session_memory.model import Repo, Scope, SolutionPattern

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet


def why_not(scope: Scope, repo: Repo) -> str:
    """Why `scope` does not cover `repo`; empty when it does. An empty field of a scope does not restrict."""
    if repo.name in scope.exclude_repos:
        return "its scope excludes this repo"
    if scope.repos and repo.name not in scope.repos:
        return f"its scope is the repos {', '.join(scope.repos)}"
    if scope.domains and repo.domain not in scope.domains:
        return f"its scope is the domains {', '.join(scope.domains)}"
    return ""


def covers(scope: Scope, repo: Repo) -> bool:
    """Whether `scope` covers `repo`."""
    return not why_not(scope, repo)


def flavors_for(pattern: SolutionPattern, repo: Repo) -> tuple[str, ...]:
    """The flavors of `repo` that the pattern's scope lets through, in the repo's order."""
    return tuple(f for f in repo.flavors if not pattern.scope.flavors or f in pattern.scope.flavors)


def id_and_range(named: str) -> tuple[str, SpecifierSet | None]:
    """`id@>=1.2.0,<2.0.0` -> id and range of versions, in the language of Python's packages; no range without an `@`.

    Raises ValueError when the range cannot be read, or is empty.
    """
    id, at, text = named.partition("@")
    if not at:
        return id, None
    from packaging.specifiers import SpecifierSet

    versions = SpecifierSet(text)
    if not len(versions):
        raise ValueError("no range behind the @")
    return id, versions


def shared_folder(scope: Scope) -> str:
    """The folder that holds every file that `scope.paths` can match; empty for the repository's root.

    A glob without a slash inside matches in every folder (the language of .gitignore).
    """
    homes = [_fixed(path) for path in scope.paths]
    shared = homes[0] if homes else []
    for steps in homes[1:]:
        same = (ours == theirs for ours, theirs in zip(shared, steps, strict=False))
        shared = shared[: sum(takewhile(bool, same))]
    return "/".join(shared)


def _fixed(glob: str) -> list[str]:
    """The folders with which every match of a glob begins."""
    if "/" not in glob.rstrip("/"):
        return []
    steps = glob.strip("/").split("/")
    folders = steps if glob.endswith("/") else steps[:-1]
    return list(takewhile(lambda step: not set(step) & set("*?["), folders))
