"""Each page as plain Markdown beside it."""

from __future__ import annotations

import dataclasses
import re
from posixpath import dirname, join, normpath

from markdown_it import MarkdownIt
from small_site import SMALL, TEMPLATES, a_repo, many, see, view

from session_memory.model import Happened, Notice, State
from session_memory.website.plain import bracketed, cell, fenced, joined, table
from session_memory.website.render import render
from session_memory.website.site_model import Contradiction, HandEdit, SiteModel

TAG = re.compile(r"</?[a-z][a-z0-9]*(?: [a-z-]+=|>)", re.IGNORECASE)


def twins(model: SiteModel) -> dict[str, str]:
    """Address of the file -> text."""
    return {path: content.decode() for path, content in render(model, TEMPLATES).twins.items()}


def test_each_page_of_ours_has_a_twin_without_html() -> None:
    """Of every kind; and a heading to begin with, but for a pattern's own file."""
    model = dataclasses.replace(
        SMALL, patterns=tuple(dataclasses.replace(view, source="---\n---\ntext\n") for view in SMALL.patterns)
    )
    found = twins(model)
    kinds = ("", "patterns/", "repos/", "fleet/", "rollouts/", "flavors/", "checks/", "tags/", "guide/")
    ones = ("p/delta/", "repos/shop/", "repos/mill/", "flavors/claude/", "checks/SM101/", "tags/editing/")
    for address in (*kinds, *ones, "guide/formats/"):
        text = found[f"{address}index.md"]
        assert text.startswith("# "), address
        assert not TAG.search(text), address


def test_a_patterns_twin_is_its_file() -> None:
    """Byte for byte, front matter and all."""
    source = "---\nid: x\n---\n\n## Solution\n\n<b> | `\ttab`  \n"
    model = SiteModel(today=SMALL.today, patterns=(dataclasses.replace(view("x"), source=source),))
    assert render(model, TEMPLATES).twins["p/x/index.md"] == source.encode()


def test_a_repos_twin_has_the_facts_of_its_page() -> None:
    """States, bytes, what is not sent, review and patch."""
    text = twins(SMALL)["repos/shop/index.md"]
    for told in (
        "- Agents: claude",
        "About the *shop*.",
        "| alpha | claude | in-sync |  | 1.0.0 | CLAUDE.md |  |",
        "| gamma | not ready |",
        "| claude | 100 | 50 | 150 | 100 | 300 |",
        "- CLAUDE.md is written by a tool",
        "# Proposal for it",
        "+ours",
    ):
        assert told in text, told


def test_a_repos_twin_says_what_needs_somebody_and_what_happened() -> None:
    """Rows with their commands, hand edits with their ways out, what is too long, who said no, and the whole log."""
    edit = HandEdit(
        "CLAUDE.md", "beta", State.EDITED, "-a\n+\u202eb\n", "+ours\n", {"Keep it": "make exempt"}, stands="by hand"
    )
    shop = a_repo("shop", saved=False)
    shop = dataclasses.replace(
        shop,
        plan=dataclasses.replace(shop.plan, overruns=("AGENTS.md is too long",)),
        edits=(edit,),
        contradictions=(Contradiction("CLAUDE.md", "alpha", "1.0.0", "2.0.0", "make rebuild"),),
        damaged=(Notice("the trail cannot be read"),),
        log=tuple(Happened(f"2026-11-21T10:15:{n:02}Z", "applied", "ana", ("alpha",)) for n in range(60)),
    )
    text = twins(dataclasses.replace(SMALL, repos=(shop,)))["repos/shop/index.md"]
    for told in (
        "- AGENTS.md is too long",
        "the registry says that CLAUDE.md holds alpha v1.0.0",
        "| `make rebuild` |",
        "the trail cannot be read",
        "### beta in CLAUDE.md",
        "```diff\n-a\n+",
        "+ours",
        "by hand",
        "- Keep it: `make exempt`",
        "| 2026-11-21T10:15:59Z | applied | ana | alpha |",
        "| 2026-11-21T10:15:00Z | applied | ana | alpha |",
    ):
        assert told in text, told
    assert "\u202e" not in text
    refused = dataclasses.replace(a_repo("shop", saved=False), rejected="ana: too much")
    assert "ana: too much" in twins(dataclasses.replace(SMALL, repos=(refused,)))["repos/shop/index.md"]


def test_every_page_has_a_twin() -> None:
    """Of every kind, and of a list that has several pages: it is whole in the first one, and the others say so."""
    patterns = tuple(dataclasses.replace(one, source="x\n") for one in many(450).patterns)
    tree = render(dataclasses.replace(SMALL, patterns=patterns), TEMPLATES)
    assert set(tree.twins) == set(tree.pages)
    rows = tree.twins["patterns/index.md"].decode().splitlines()
    assert sum(row.startswith("| [About pattern-") for row in rows) == 450
    assert any(row.startswith("| [delta]") and "has findings" in row for row in rows)
    assert "(../../../patterns/index.md)" in tree.twins["patterns/page/3/index.md"].decode()


def test_a_flavors_and_a_checks_twin_say_what_came_of_them() -> None:
    """How many patterns reach each repo, and what is found now."""
    found = twins(SMALL)
    assert "| [shop](../../repos/shop/index.md) | 1 | 0 | 0 |" in found["flavors/claude/index.md"]
    assert "- catalog/patterns/delta.md:3:1" in found["checks/SM101/index.md"]


def test_links_between_twins_lead_to_twins() -> None:
    """Relative to the file that they stand in."""
    found = twins(dataclasses.replace(SMALL, patterns=(dataclasses.replace(view("alpha"), source="x"),)))
    ours = [
        path for path in found if path.startswith(("index", "patterns", "repos", "tags", "flavors", "checks/index"))
    ]
    for path in ours:
        for link in re.findall(r"\]\(([^)]+index\.md)\)", found[path]):
            assert normpath(join(dirname(path), link)) in found, f"{path}: {link}"


def test_a_persons_text_stays_in_its_cell() -> None:
    """Bars, line ends and brackets do not break the table, and nothing else is changed."""
    rows = table(("A", "B"), [("a|b\nc", "*x*"), (bracketed("[x] y"), "")])
    html = MarkdownIt("commonmark").enable("table").render(rows)
    assert html.count("<td>") == 4 and see(html).text.split()[:4] == ["A", "B", "a|b", "c"]
    assert "[x] y" in see(html).text
    assert cell("<script> *x*") == "<script> *x*"


def test_a_listing_ends_where_it_should() -> None:
    """Whatever fences are in it."""
    assert fenced("```\ncode\n```\n") == "````\n```\ncode\n```\n````"
    assert joined("a", "", "b\n") == "a\n\nb\n"
    assert table(("A",), []) == ""


def test_empty_lists_say_so() -> None:
    """Nothing to show is no error."""
    found = twins(SiteModel(today=SMALL.today))
    assert "There are none yet." in found["patterns/index.md"]
    assert "There are none yet." in found["repos/index.md"]


def test_a_repo_without_a_proposal_says_so() -> None:
    """And one whose proposal is out of date, too."""
    assert "None is written." in twins(SMALL)["repos/mill/index.md"]
    stale = dataclasses.replace(SMALL, repos=(a_repo("shop", stale=True),))
    assert "out of date" in twins(stale)["repos/shop/index.md"]
