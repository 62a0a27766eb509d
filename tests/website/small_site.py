"""A small SiteModel with one of everything, and what the tests do with pages."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown

from session_memory.contract import Contract, Fact, Home, Known, Limit, Read
from session_memory.model import (
    Artifact,
    Budget,
    CellState,
    Delivery,
    Evidence,
    FileChange,
    Finding,
    Form,
    Outcome,
    Place,
    Plan,
    Repo,
    Scope,
    Section,
    Skipped,
    SolutionPattern,
    State,
    Status,
)
from session_memory.website.render import render
from session_memory.website.site_model import (
    BrokenPattern,
    CheckView,
    GuidePage,
    PatternView,
    RepoView,
    SavedProposal,
    SiteModel,
)

FACT = Fact(Known.EXPERIMENT, "2.1.329")
PROJECT = Path(__file__).parent.parent.parent
TODAY = datetime.date(2026, 11, 21)
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in (PROJECT / "site_templates/pages").iterdir()}


def pattern(id: str, **more: Any) -> SolutionPattern:
    """An approved pattern."""
    values: dict[str, Any] = {
        "title": f"About {id}",
        "status": Status.APPROVED,
        "distribution_ready": True,
        "version": "1.0.0",
        "confidence": 0.9,
        "path": f"catalog/patterns/{id}.md",
        "sections": (Section("Problem", "It went wrong.", 1), Section("Solution", "Do it *with care*.", 5)),
        "digest": "0" * 64,
    }
    return SolutionPattern(id=id, **(values | more))


def view(id: str, content: str = "## Text\n", **more: Any) -> PatternView:
    """A pattern with its artifact for one flavor."""
    return PatternView(pattern(id, **more), (Artifact("claude", "CLAUDE.md", content, id),))


def a_repo(name: str, *, stale: bool = False, saved: bool = True) -> RepoView:
    """A repo with a cell in sync, one proposed, one skipped, and a proposal."""
    cells = (
        CellState(name, "alpha", "claude", State.IN_SYNC, "CLAUDE.md", "1.0.0"),
        CellState(name, "beta", "claude", State.PROPOSED, "CLAUDE.md"),
        CellState(name, "gone", "", State.ORPHANED, "CLAUDE.md", "1.0.0"),
        CellState(name, "gamma", "", State.SKIPPED, note="not ready"),
    )
    plan = Plan(
        repo=name,
        changes=(FileChange("CLAUDE.md", b"# Hand\n", b"# Hand\n\nours\n"),),
        outcomes=(Delivery("claude", "alpha", Outcome.DELIVERED, "CLAUDE.md"),),
        skipped=(Skipped("gamma", "not ready"),),
        budgets=(Budget("claude", 100, 50, 300),),
        before=(Budget("claude", 100, 0, 300),),
        warnings=("CLAUDE.md is written by a tool",),
    )
    patch = "diff --git a/CLAUDE.md b/CLAUDE.md\n--- a/CLAUDE.md\n+++ b/CLAUDE.md\n@@ -1 +1,3 @@\n # Hand\n+\n+ours\n"
    proposal = SavedProposal("# Proposal for it\n\n## What changes\n\n### `CLAUDE.md`\n", patch, stale, files=1)
    repo = Repo(name=name, domain="shops", flavors=("claude",), checkout=f"targets/{name}", owners=("team",))
    path = f"catalog/repos/{name}.md"
    return RepoView(repo, path, "About the *shop*.\n", plan, cells, proposal if saved else None, f"git apply {name}")


FINDING = Finding(
    Place("catalog/patterns/delta.md", 3, 1), "SM101", "the key `titel` is unknown", "did you mean title?"
)

SMALL = SiteModel(
    today=TODAY,
    patterns=(
        view("alpha", tags=("editing",), related=("beta",), review_by=datetime.date(2026, 1, 1)),
        view(
            "beta",
            tags=("editing", "testing"),
            supersedes=("alpha",),
            scope=Scope(domains=("shops",), paths=("src/**",)),
            evidence=(
                Evidence(
                    session="one", flavor="claude", repo="shop", outcome="failure", date=datetime.date(2026, 6, 1)
                ),
            ),
        ),
        view("gamma", status=Status.DRAFT, distribution_ready=False),
        view("index", title="Called like a page of its own"),
    ),
    broken=(BrokenPattern("catalog/patterns/delta.md", "---\ntitel: x\n---\n", (FINDING,)),),
    repos=(a_repo("shop"), a_repo("mill", saved=False)),
    flavors={
        "claude": Contract(
            product="Claude Code",
            holds_for="2.1.329",
            reads=(Read(("CLAUDE.md",), FACT), Read(("AGENTS.md",), FACT, unless=("CLAUDE.md",), since="2.1.277")),
            homes=(Home("CLAUDE.md", Form.BLOCK), Home("AGENTS.md", Form.BLOCK, bridge="CLAUDE.md")),
            signs=("CLAUDE.md",),
            chain=Limit(32_768, FACT),
        )
    },
    checks=(CheckView("SM101", "unknown-key", "# Unknown key\n\nSee [the formats](../guide/formats.md#keys).\n"),),
    guide=(
        GuidePage("catalog/guide/quick-start.md", "# Quick start\n\nThen [the formats](formats.md).\n"),
        GuidePage("catalog/guide/formats.md", "# Formats\n\n## Keys\n\nAll of them.\n"),
    ),
    findings=(FINDING,),
)


def many(number: int, **more: Any) -> SiteModel:
    """A site with so many patterns."""
    return SiteModel(today=TODAY, patterns=tuple(view(f"pattern-{n:04}", **more) for n in range(number)))


def page(model: SiteModel, address: str) -> str:
    """The Markdown of one page."""
    return render(model, TEMPLATES).pages[f"{address}index.md"].decode()


def as_html(page: str) -> str:
    """A page as MkDocs would convert it: without its front matter, by Python-Markdown."""
    return markdown.markdown(page.split("\n---\n", 1)[1], extensions=["toc"])


@dataclass
class Seen(HTMLParser):
    """What a browser would make of a piece of HTML."""

    tags: list[tuple[str, Mapping[str, str | None]]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append(("!--", {}))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("!", {}))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("?", {}))

    @property
    def text(self) -> str:
        """All text."""
        return "".join(self.pieces)


def see(text: str) -> Seen:
    """Tags, attributes and text of some HTML."""
    seen = Seen()
    seen.feed(text)
    seen.close()
    return seen


def links(page: str) -> list[str]:
    """Every address that a page links to."""
    return [html.unescape(address) for address in re.findall(r'href="([^"]*)"', page)]
