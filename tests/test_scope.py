"""Whether a scope covers a repo, and for which of its flavors."""

from __future__ import annotations

import pytest

from distribute.samples import sample
from session_memory.model import Repo, Scope
from session_memory.scope import covers, flavors_for, why_not

SHOP = Repo(name="shop", domain="web", flavors=("grok", "claude", "codex"))


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        (Scope(), ""),
        (Scope(repos=("shop",)), ""),
        (Scope(domains=("web",)), ""),
        (Scope(repos=("other", "shop"), domains=("ml", "web")), ""),
        (Scope(exclude_repos=("other",)), ""),
        (Scope(flavors=("none-of-them",)), ""),
        (Scope(paths=("src/**",)), ""),
        (Scope(repos=("other", "third")), "its scope is the repos other, third"),
        (Scope(repos=("Shop",)), "its scope is the repos Shop"),
        (Scope(domains=("ml", "data")), "its scope is the domains ml, data"),
        (Scope(repos=("shop",), domains=("ml",)), "its scope is the domains ml"),
        (Scope(repos=("other",), domains=("web",)), "its scope is the repos other"),
        (Scope(exclude_repos=("shop",)), "its scope excludes this repo"),
        (Scope(repos=("shop",), exclude_repos=("shop",)), "its scope excludes this repo"),
    ],
)
def test_why_not(scope: Scope, reason: str) -> None:
    """Every field that is set restricts, an exclusion wins, and the first that fails is told."""
    assert why_not(scope, SHOP) == reason
    assert covers(scope, SHOP) is (reason == "")


@pytest.mark.parametrize(
    ("flavors", "let_through"),
    [
        ((), ("grok", "claude", "codex")),
        (("codex", "grok"), ("grok", "codex")),
        (("claude", "plain"), ("claude",)),
        (("plain",), ()),
    ],
)
def test_flavors(flavors: tuple[str, ...], let_through: tuple[str, ...]) -> None:
    """The repo's flavors that the scope names, in the repo's order; all of them when it names none."""
    assert flavors_for(sample(scope=Scope(flavors=flavors)), SHOP) == let_through
