"""Does a Scope cover that repo? Pure."""

from __future__ import annotations

from session_memory.model import Repo, Scope, SolutionPattern


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
