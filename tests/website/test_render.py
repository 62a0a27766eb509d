"""A SiteModel in, the docs tree out."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from typing import Any

import pytest
from small_site import PROJECT, SMALL, TEMPLATES, a_repo, as_html, links, page, see, view

from session_memory.errors import SessionMemoryError
from session_memory.model import CellState, Scope, Section, State, Status
from session_memory.website.render import render
from session_memory.website.site_model import CommandView, GuidePage, SiteModel
from session_memory.website.words import scope_in_words

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script> [x](javascript:alert(3)) **b** `c` &lt;i>'


def test_every_kind_of_page_is_there() -> None:
    """One page for each thing, one list for each kind of thing."""
    assert set(render(SMALL, TEMPLATES).pages) == {
        "index.md",
        "patterns/index.md",
        *(f"p/{id}/index.md" for id in ("alpha", "beta", "gamma", "delta", "index")),
        "repos/index.md",
        "repos/shop/index.md",
        "repos/mill/index.md",
        "fleet/index.md",
        "rollouts/index.md",
        "flavors/index.md",
        "flavors/claude/index.md",
        "checks/index.md",
        "checks/SM101/index.md",
        "tags/index.md",
        "tags/editing/index.md",
        "tags/testing/index.md",
        "changes/index.md",
        "guide/index.md",
        "guide/quick-start/index.md",
        "guide/formats/index.md",
    }


def test_the_same_model_gives_the_same_bytes() -> None:
    """Nothing else goes in."""
    assert render(SMALL, TEMPLATES) == render(SMALL, TEMPLATES)


def test_every_link_leads_to_a_page() -> None:
    """Relative to the folder that each page is served as."""
    tree = render(SMALL, TEMPLATES)
    for path, content in tree.pages.items():
        here = posixpath.dirname(path)
        for link in links(content.decode()):
            target = posixpath.normpath(posixpath.join(here, link.partition("#")[0]))
            there = posixpath.normpath(posixpath.join(target, "index.md"))
            assert there in tree.pages or target in tree.files, f"{path} links to {link}"


def test_an_empty_catalog_has_a_site_too() -> None:
    """Nothing to show is no error."""
    tree = render(SiteModel(today=SMALL.today), TEMPLATES).pages
    assert "Nothing: no findings" in tree["index.md"].decode()
    assert see(as_html(tree["patterns/index.md"].decode())).text.startswith("Patterns")


def test_home_says_what_waits_and_what_comes_next() -> None:
    """Findings, proposals, cells that are not in sync and reviews that are due, each with its next command."""
    text = see(as_html(page(SMALL, ""))).text
    for told in (
        "catalog/patterns/delta.md:3:1",
        "make explain CODE=SM101",
        "1 file would change",
        "git apply shop",
        "make distribute REPO=mill",
        "gone: no longer wanted there",
        "due since 2026-01-01",
    ):
        assert told in text


def test_a_pattern_page_has_facts_text_artifact_and_where_it_is() -> None:
    """Also who supersedes it, since when its review is due, and what it is related to."""
    seen = see(as_html(page(SMALL, "p/alpha/")))
    for told in ("approved", "Superseded by", "review due since 2026-01-01", "Do it with care.", "## Text", "in-sync"):
        assert told in seen.text
    beta = see(as_html(page(SMALL, "p/beta/"))).text
    assert "repos of the domain shops; files src/**" in beta and "Evidence" in beta


def test_a_file_with_findings_is_shown_as_it_stands() -> None:
    """Its raw text, each finding with its place, and a link to what the finding means."""
    text = page(SMALL, "p/delta/")
    assert "titel: x" in see(as_html(text)).text
    assert "catalog/patterns/delta.md:3:1" in text and "../../checks/SM101/" in links(text)


def test_two_files_that_claim_one_id_share_its_page() -> None:
    """Neither is lost."""
    other = dataclasses.replace(SMALL.broken[0], path="catalog/patterns/more/delta.md", text="second")
    text = page(dataclasses.replace(SMALL, broken=(*SMALL.broken, other)), "p/delta/")
    assert "titel: x" in see(as_html(text)).text and "second" in text


def test_characters_that_do_not_show_are_named() -> None:
    """A hidden character may be the very finding."""
    broken = dataclasses.replace(SMALL.broken[0], text="a\u202eb")
    assert "a<U+202E>b" in see(as_html(page(dataclasses.replace(SMALL, broken=(broken,)), "p/delta/"))).text


def test_a_repo_page_has_states_bytes_review_and_diff() -> None:
    """And the command that applies the proposal."""
    text = see(as_html(page(SMALL, "repos/shop/"))).text
    for told in ("proposed", "orphaned", "not ready", "50 %", "What changes", "+ours", "git apply shop"):
        assert told in text


@pytest.mark.parametrize(
    ("repo", "told"),
    [
        (a_repo("shop", stale=True), "out of date"),
        (a_repo("shop", saved=False), "Not written yet"),
        (
            dataclasses.replace(a_repo("shop", saved=False), plan=dataclasses.replace(a_repo("x").plan, changes=())),
            "None",
        ),
    ],
)
def test_a_repo_page_says_how_its_proposal_stands(repo: object, told: str) -> None:
    """Waiting, out of date, not written, or none."""
    assert told in page(dataclasses.replace(SMALL, repos=(repo,)), "repos/shop/")


def test_nothing_in_a_pattern_is_executed() -> None:
    """Wherever a person's text lands, it is text: no element, no handler and no script address comes from it."""
    hostile = view(
        "evil",
        content=HOSTILE,
        title=HOSTILE,
        owners=(HOSTILE,),
        sections=(Section(HOSTILE, f"{HOSTILE}\n\n### {HOSTILE}\n\n```\n{HOSTILE}\n```\n", 1),),
    )
    broken = dataclasses.replace(SMALL.broken[0], text=HOSTILE)
    shop = a_repo("shop")
    assert shop.proposal is not None
    proposal = dataclasses.replace(shop.proposal, review=HOSTILE, patch=shop.proposal.patch + f"+{HOSTILE}\n")
    repos = (dataclasses.replace(shop, about=HOSTILE, proposal=proposal),)
    model = dataclasses.replace(SMALL, patterns=(*SMALL.patterns, hostile), broken=(broken,), repos=repos)
    for path, content in render(model, TEMPLATES).pages.items():
        seen = see(as_html(content.decode()))
        for tag, attributes in seen.tags:
            assert tag not in ("img", "!--"), path
            assert tag != "script" or set(attributes) == {"src", "defer"}, path
            assert not re.search("^[a-z]+:|//", attributes.get("src") or ""), path
            assert not any(name.startswith("on") for name in attributes), path
            assert not (attributes.get("href") or "").startswith("javascript"), path
    assert HOSTILE in see(as_html(page(model, "p/evil/"))).text
    front = page(model, "p/evil/").split("\n---\n", 1)[0]
    assert "<" not in front, "the theme writes the title into the page as it is"


def test_an_artifact_is_on_its_page_byte_for_byte() -> None:
    """In the listing and in what the copy button copies, tabs, blank lines and the last line's end included."""
    content = "## A\n\n\tindented\n\n\n```\n<b>&amp; \"q\" 'a'\n```\n  \n"
    html = as_html(page(dataclasses.replace(SMALL, patterns=(view("x", content),)), "p/x/"))
    assert content in see(html).text
    assert content in [attributes.get("data-clipboard-text") for tag, attributes in see(html).tags if tag == "button"]


def test_a_dead_link_in_the_guide_is_an_error() -> None:
    """It names the file and the link."""
    guide = (GuidePage("catalog/guide/x.md", "# X\n\n[there](nowhere.md)\n"),)
    with pytest.raises(SessionMemoryError, match=r"nowhere\.md") as error:
        render(dataclasses.replace(SMALL, guide=guide), TEMPLATES)
    assert error.value.where == "catalog/guide/x.md"


def test_pages_know_the_file_that_they_are_made_from() -> None:
    """For the link that edits it; lists have none."""
    known = render(SMALL, TEMPLATES).sources
    assert known["p/alpha/index.md"] == "catalog/patterns/alpha.md"
    assert known["repos/shop/index.md"] == "catalog/repos/shop.md"
    assert known["guide/formats/index.md"] == "catalog/guide/formats.md"
    assert "patterns/index.md" not in known


def test_the_navigation_stays_small_and_has_the_whole_guide() -> None:
    """With every page in it, the build would be quadratic in the number of patterns."""
    entries = [line for line in _nav().splitlines() if line.lstrip().startswith("- ")]
    assert len(entries) <= 40
    guide = {path.stem for path in (PROJECT / "catalog/guide").glob("*.md")}
    assert {line.split("/")[1] for line in entries if "- guide/" in line and line.count("/") == 2} == guide


def _nav() -> str:
    return (PROJECT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1].split("\n\n")[0]


def test_names_that_look_alike_have_pages_of_their_own() -> None:
    """A stray file never takes the page of a good pattern, whatever its name is."""
    strays = ("al pha", "al-pha", ".alpha", 'al"><b>pha', "al~20~pha")
    broken = tuple(dataclasses.replace(SMALL.broken[0], path=f"catalog/patterns/{name}.md") for name in strays)
    pages = render(dataclasses.replace(SMALL, broken=broken), TEMPLATES).pages
    assert len({path for path in pages if path.startswith("p/") and "/v/" not in path}) == len(strays) + 4


def test_the_link_that_edits_a_page_is_an_address() -> None:
    """The theme writes it into the page as it is."""
    broken = dataclasses.replace(SMALL.broken[0], path='catalog/patterns/a"><b id=x> c.md')
    sources = render(dataclasses.replace(SMALL, broken=(broken,)), TEMPLATES).sources
    (found,) = (source for source in sources.values() if "%3E" in source)
    assert not set('"<> ') & set(found) and found.startswith("catalog/patterns/a%22")


def test_where_a_pattern_stands_counts_repos() -> None:
    """One that has it in two files has two rows and counts once."""
    paths = {"claude": "CLAUDE.md", "codex": "AGENTS.md"}
    cells = tuple(CellState("shop", "alpha", flavor, State.OUTDATED, path, "0.9.0") for flavor, path in paths.items())
    model = dataclasses.replace(SMALL, repos=(dataclasses.replace(a_repo("shop"), cells=cells),))
    shown = see(as_html(page(model, "p/alpha/"))).text
    assert "outdated 1" in shown and "in CLAUDE.md" in shown and "in AGENTS.md" in shown


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"status": Status.RETIRED}, "it is retired, and only what is approved is sent"),
        ({"status": Status.DRAFT}, "it is draft, and only what is approved is sent"),
        ({"distribution_ready": False}, "it is approved, but not ready to be sent"),
    ],
)
def test_a_pattern_that_is_not_sent_is_not_offered(more: dict[str, Any], why: str) -> None:
    """Its page says what agents would get, and why no repo gets it."""
    models = (SiteModel(today=SMALL.today, patterns=(view("a", **some),)) for some in ({}, more))
    sent, kept = (see(as_html(page(model, "p/a/"))).text for model in models)
    assert "What each agent gets" in sent and "PATTERN=a" in sent
    assert "What each agent would get" in kept and "PATTERN=a" not in kept
    assert why in kept


def test_the_guide_says_what_each_page_is_about() -> None:
    """On the page that lists them, and in its twin."""
    model = dataclasses.replace(SMALL, commands=(CommandView("check", "session-memory check", "Checks."),))
    shown = see(as_html(page(model, "guide/"))).text
    twin = render(model, TEMPLATES).twins["guide/index.md"].decode()
    for told in ("Then the formats.", "All of them.", "Every command with its options"):
        assert told in shown and told in twin


def test_a_check_without_findings_has_none() -> None:
    """Said as a number, like those that have some."""
    quiet = dataclasses.replace(SMALL, findings=())
    assert '<td class="number">0</td>' in page(quiet, "checks/")
    assert '<td class="number">1</td>' in page(SMALL, "checks/")


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        (Scope(), "every repo and every agent"),
        (Scope(domains=("commerce",), paths=("src/**",)), "repos of the domain commerce; files src/**"),
        (Scope(repos=("a", "b"), flavors=("claude",)), "repos a, b; agent claude"),
        (Scope(exclude_repos=("a",)), "not the repo a"),
    ],
)
def test_a_scope_is_told_in_words(scope: Scope, told: str) -> None:
    """As short as it can be said."""
    assert scope_in_words(scope) == told
