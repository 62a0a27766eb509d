"""Which patterns are for a repo, why, and what holds the others back."""

from __future__ import annotations

import datetime

import pytest

from distribute.samples import sample
from session_memory.catalog.select import select
from session_memory.model import Catalog, Evidence, Origin, Policy, Provenance, Repo, Risk, Scope, Status

CURATED = Provenance(origin=Origin.CURATED)
SEEN = Evidence(session="s1", flavor="claude", repo="shop", outcome="success", date=datetime.date(2026, 1, 15))


def shop(**changes: object) -> Repo:
    fields: dict[str, object] = {"name": "shop", "domain": "web", "flavors": ("claude", "codex")}
    return Repo(**(fields | changes))  # type: ignore[arg-type]


def selected(repo: Repo, policy: Policy | None = None, **changes: object) -> tuple[str, str]:
    """Why the pattern is chosen, and why it is skipped; both empty when it is not for the repo."""
    pattern = sample(**({"provenance": CURATED} | changes))
    chosen, skipped = select(Catalog((pattern,), (repo,), policy or Policy()), repo)
    return "; ".join(c.why for c in chosen), "; ".join(s.reason for s in skipped)


@pytest.mark.parametrize(
    ("repo", "changes", "why"),
    [
        (shop(), {}, "for every repo"),
        (shop(), {"scope": Scope(flavors=("codex",))}, "for every repo"),
        (shop(), {"scope": Scope(repos=("shop", "other"))}, "names this repo"),
        (shop(), {"scope": Scope(domains=("web", "ml"))}, "for the domain web"),
        (shop(), {"scope": Scope(paths=("src/**", "*.py"))}, "for files matching `src/**`, `*.py`"),
        (shop(bundles=("b", "a", "c")), {"tags": ("x", "b", "a")}, "in the bundle a, b"),
        (
            shop(bundles=("a",)),
            {"tags": ("a",), "scope": Scope(repos=("shop",), domains=("web",), paths=("src/**",))},
            "names this repo; for the domain web; in the bundle a; for files matching `src/**`",
        ),
    ],
)
def test_why_it_is_here(repo: Repo, changes: dict[str, object], why: str) -> None:
    """A chosen pattern says which parts of its scope and of the repo's bundles led to it."""
    assert selected(repo, **changes) == (why, "")


@pytest.mark.parametrize(
    ("repo", "changes"),
    [
        *((shop(), {"status": status}) for status in Status if status is not Status.APPROVED),
        (shop(), {"scope": Scope(repos=("other",))}),
        (shop(), {"scope": Scope(domains=("ml",))}),
        (shop(), {"scope": Scope(exclude_repos=("shop",))}),
        (shop(), {"scope": Scope(flavors=("grok",))}),
        (shop(flavors=()), {}),
        (shop(bundles=("a",)), {}),
        (shop(bundles=("a",)), {"tags": ("b",)}),
        (shop(), {"scope": Scope(repos=("other",)), "distribution_ready": False}),
    ],
)
def test_what_is_not_for_the_repo_is_not_told(repo: Repo, changes: dict[str, object]) -> None:
    """Neither chosen nor skipped: nobody wonders why it is missing there."""
    assert selected(repo, **changes) == ("", "")


@pytest.mark.parametrize(
    ("policy", "changes", "reason"),
    [
        (Policy(), {"distribution_ready": False}, "approved, but distribution_ready is not set"),
        (Policy(), {"risk": Risk.DANGER}, "policy denies the risk danger"),
        (Policy(deny_risks=(Risk.READ, Risk.WRITE)), {}, "policy denies the risk write"),
        (Policy(), {"confidence": 0.59}, "confidence 0.59 is below the policy's 0.6"),
        (
            Policy(),
            {"provenance": Provenance(origin=Origin.SESSION), "evidence": (SEEN,)},
            "1 pieces of evidence, policy asks for 2 (session)",
        ),
        (
            Policy(),
            {"provenance": Provenance(origin=Origin.IMPORTED)},
            "0 pieces of evidence, policy asks for 1 (imported)",
        ),
        (
            Policy(evidence_bar={Origin.CURATED: 1}),
            {},
            "0 pieces of evidence, policy asks for 1 (curated)",
        ),
        (
            Policy(),
            {"distribution_ready": False, "risk": Risk.DANGER, "confidence": 0.0},
            "approved, but distribution_ready is not set",
        ),
    ],
)
def test_why_it_has_to_wait(policy: Policy, changes: dict[str, object], reason: str) -> None:
    """A pattern that is meant for the repo is held back for the first reason that applies, in words."""
    assert selected(shop(), policy, **changes) == ("", reason)


@pytest.mark.parametrize(
    ("policy", "changes"),
    [
        (Policy(), {"confidence": 0.6}),
        (Policy(deny_risks=()), {"risk": Risk.DANGER}),
        (Policy(), {"provenance": Provenance(origin=Origin.SESSION), "evidence": (SEEN, SEEN)}),
        (Policy(evidence_bar={}), {"provenance": Provenance(origin=Origin.SESSION)}),
    ],
)
def test_the_bar_itself_is_enough(policy: Policy, changes: dict[str, object]) -> None:
    """What is exactly at the policy's limit goes out, and an origin without a bar needs no evidence."""
    assert selected(shop(), policy, **changes) == ("for every repo", "")


def test_both_lists_keep_the_catalogs_order() -> None:
    """Chosen and skipped patterns come sorted by id, as the catalog is."""
    ids = ("a", "b", "c", "d")
    patterns = tuple(sample(id=id, provenance=CURATED, distribution_ready=id in "ac") for id in ids)
    chosen, skipped = select(Catalog(patterns, (), Policy()), shop())
    assert [c.pattern.id for c in chosen] == ["a", "c"]
    assert [s.pattern_id for s in skipped] == ["b", "d"]
