"""Which patterns are for a repo now, and why not the others. Pure."""

from __future__ import annotations

from session_memory import scope
from session_memory.model import Catalog, Chosen, Policy, Repo, Skipped, SolutionPattern, Status
from session_memory.scope import covers, flavors_for


def select(catalog: Catalog, repo: Repo) -> tuple[tuple[Chosen, ...], tuple[Skipped, ...]]:
    """The patterns to distribute to `repo`, and those that would be for it but have to wait, both sorted by id."""
    chosen, skipped = [], []
    for pattern in catalog.patterns:
        if pattern.status is not Status.APPROVED or not _meant_for(pattern, repo):
            continue
        reason = _not_yet(pattern, catalog.policy)
        if reason:
            skipped.append(Skipped(pattern.id, reason))
        else:
            chosen.append(Chosen(pattern, _why(pattern, repo)))
    return tuple(chosen), tuple(skipped)


def why_not(pattern: SolutionPattern, repo: Repo, policy: Policy) -> str:
    """Why `repo` does not get the pattern now; empty when it does."""
    if pattern.status is not Status.APPROVED:
        return f"its status is {pattern.status}"
    if not _meant_for(pattern, repo):
        return scope.why_not(pattern.scope, repo) or "the flavors or the bundles of the repo do not go with it"
    return _not_yet(pattern, policy)


def _meant_for(pattern: SolutionPattern, repo: Repo) -> bool:
    bundled = not repo.bundles or bool(set(repo.bundles) & set(pattern.tags))
    return covers(pattern.scope, repo) and bool(flavors_for(pattern, repo)) and bundled


def _not_yet(pattern: SolutionPattern, policy: Policy) -> str:
    """Why policy holds the pattern back; empty when it does not."""
    if not pattern.distribution_ready:
        return "approved, but distribution_ready is not set"
    if pattern.risk in policy.deny_risks:
        return f"policy denies the risk {pattern.risk}"
    if pattern.confidence < policy.min_confidence:
        return f"confidence {pattern.confidence} is below the policy's {policy.min_confidence}"
    bar = policy.evidence_bar.get(pattern.provenance.origin, 0)
    if len(pattern.evidence) < bar:
        return f"{len(pattern.evidence)} pieces of evidence, policy asks for {bar} ({pattern.provenance.origin})"
    return ""


def _why(pattern: SolutionPattern, repo: Repo) -> str:
    parts = []
    if pattern.scope.repos:
        parts.append("names this repo")
    if pattern.scope.domains:
        parts.append(f"for the domain {repo.domain}")
    if repo.bundles:
        parts.append(f"in the bundle {', '.join(sorted(set(repo.bundles) & set(pattern.tags)))}")
    if pattern.scope.paths:
        parts.append(f"for files matching {', '.join(f'`{path}`' for path in pattern.scope.paths)}")
    return "; ".join(parts) or "for every repo"
