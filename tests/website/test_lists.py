"""The lists: rows on pages, and the data that a script filters."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import Any

import pytest
from small_site import SMALL, TEMPLATES, a_repo, as_html, links, many, page, see, view

from session_memory.model import CellState, Finding, Mark, Place, Plan, Stage, State, Status
from session_memory.website.render import Tree, render
from session_memory.website.site_model import SavedProposal, SiteModel


def data(model: SiteModel, name: str) -> dict[str, Any]:
    """What the script of a list is given."""
    text = render(model, TEMPLATES).files[f"data/{name}.js"].decode("ascii")
    start, end = f"globalThis.sessionMemory ??= {{}}; sessionMemory.{name} = ", ";\n"
    assert text.startswith(start) and text.endswith(end)
    found: dict[str, Any] = json.loads(text.removeprefix(start).removesuffix(end))
    return found


def row(list: dict[str, Any], name: str) -> dict[str, Any]:
    """The cells of the row whose name is that, by column."""
    keys = [column["key"] for column in list["columns"]]
    return next(dict(zip(keys, cells, strict=True)) for _, cells, _ in list["rows"] if name in cells[0])


def facts(list: dict[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    """What the row whose name is that has of each facet."""
    found = next(facts for _, cells, facts in list["rows"] if name in cells[0])
    return {
        facet["key"]: tuple(facet["values"][at] for at in places)
        for facet, places in zip(list["facets"], found, strict=True)
    }


def test_a_row_says_everything_about_a_pattern() -> None:
    """Also what replaces it, and that its review is due."""
    alpha = row(data(SMALL, "patterns"), "alpha")
    assert alpha["pattern"] == ["About alpha", "alpha"]
    assert alpha["status"] == ["approved", "review due", ["beta", "p/beta/"]]
    assert (alpha["version"], alpha["risk"], alpha["tags"]) == ("1.0.0", "write", ["editing"])
    assert (alpha["review-by"], alpha["live"], alpha["waiting"]) == ("2026-01-01", 2, 0)
    assert row(data(SMALL, "patterns"), "beta")["waiting"] == 2


def test_a_pattern_can_be_found_by_every_fact() -> None:
    """Those that it does not have are values too."""
    assert facts(data(SMALL, "patterns"), "beta") == {
        "status": ("approved",),
        "risk": ("write",),
        "topic": ("no topic",),
        "flavor": ("claude",),
        "tag": ("editing", "testing"),
        "owner": ("no owner",),
        "state": ("proposed",),
        "review": ("no date",),
    }


def test_a_folder_below_the_patterns_is_a_topic() -> None:
    """The first one, however deep the file is."""
    deep = view("deep", path="catalog/patterns/working/more/deep.md")
    assert facts(data(dataclasses.replace(SMALL, patterns=(deep,)), "patterns"), "deep")["topic"] == ("working",)


def test_a_mark_is_a_way_to_stand() -> None:
    """What a person took out can be found."""
    cell = CellState("shop", "alpha", "claude", State.SKIPPED, mark=Mark.HELD)
    shop = dataclasses.replace(a_repo("shop"), cells=(cell,))
    found = data(dataclasses.replace(SMALL, repos=(shop,)), "patterns")
    assert facts(found, "alpha")["state"] == ("skipped", "held")


def test_a_file_with_findings_is_a_row() -> None:
    """Its status says so, and it leads to its page."""
    found = data(SMALL, "patterns")
    assert row(found, "delta")["status"] == ["has findings"]
    assert facts(found, "delta")["status"] == ("has findings",)
    assert "p/delta/" in [page for page, _, _ in found["rows"]]


def test_a_file_with_findings_says_where_it_is_live() -> None:
    """In the list, on its own page, and by what it is called on the page of the repo."""
    cells = tuple(CellState("shop", "delta", flavor, State.SKIPPED, "CLAUDE.md", "1.0.0") for flavor in ("a", "b"))
    model = dataclasses.replace(SMALL, repos=(dataclasses.replace(a_repo("shop"), cells=cells),))
    assert row(data(model, "patterns"), "delta")["live"] == 1
    assert "../../repos/shop/" in links(page(model, "p/delta/"))
    assert "In no repo." in page(SMALL, "p/delta/")
    shown = see(as_html(page(model, "repos/shop/"))).text
    assert "deltahas findings" in shown.replace("\n", "")


def test_what_is_no_longer_followed_is_left_out_at_first() -> None:
    """It can be asked for."""
    old = view("old", status=Status.SUPERSEDED)
    status = data(dataclasses.replace(SMALL, patterns=(*SMALL.patterns, old)), "patterns")["facets"][0]
    assert status["values"] == ["draft", "approved", "superseded", "has findings"]
    assert [status["values"][at] for at in status["first"]] == ["draft", "approved", "has findings"]


def test_a_row_says_how_a_repo_stands() -> None:
    """How many patterns are in each state, those first that need somebody, and how its proposal stands."""
    shop = row(data(SMALL, "repos"), "shop")
    assert (shop["domain"], shop["flavors"], shop["owners"]) == (["shops"], ["claude"], ["team"])
    assert shop["cells"] == [["orphaned", 1], ["proposed", 1], ["in-sync", 1], ["skipped", 1]]
    assert (shop["unsettled"], shop["proposal"]) == (2, "waits for review")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"stage": Stage.APPROVED}, "approved"),
        ({"stage": Stage.APPLIED}, "on a branch"),
        ({"stage": Stage.WAITS, "approval_stale": True}, "approval out of date"),
        ({"known": False}, "not known"),
        ({"proposal": None}, "not written yet"),
        ({"proposal": None, "plan": Plan("shop")}, "none"),
        ({"proposal": SavedProposal("# Notes\n", "", False)}, "see its notes"),
        ({"plan": Plan("shop")}, "waits for review"),
        ({"repo": dataclasses.replace(a_repo("shop").repo, enabled=False)}, "switched off"),
    ],
)
def test_a_proposal_stands_in_one_of_a_few_ways(changes: dict[str, Any], told: str) -> None:
    """Each of them a value to choose."""
    found = data(dataclasses.replace(SMALL, repos=(dataclasses.replace(a_repo("shop"), **changes),)), "repos")
    assert row(found, "shop")["proposal"] == told
    assert facts(found, "shop")["proposal"] == (told,)


def test_a_file_that_is_no_repo_yet_is_a_row() -> None:
    """With what is wrong and where; it leads to what that means, and comes before what can be read."""
    found = Finding(Place("catalog/repos/torn.md", 4, 1), "SM101", "the key `nmae` is unknown")
    read = Finding(Place("catalog/repos/shop.md", 2, 1), "SM101", "only a warning")
    model = dataclasses.replace(SMALL, findings=(found, found, read))
    there = data(model, "repos")
    assert [(page, cells[0][0]) for page, cells, _ in there["rows"]][:2] == [
        ("checks/SM101/", "torn"),
        ("repos/mill/", "mill"),
    ]
    told = "catalog/repos/torn.md:4:1 SM101 the key `nmae` is unknown, and 1 more"
    assert row(there, "torn")["repo"] == ["torn", told]
    assert (row(there, "torn")["proposal"], facts(there, "torn")["waits"]) == ("has findings", ("Findings",))
    assert told in see(as_html(page(model, "repos/"))).text


def test_repos_that_need_somebody_come_first() -> None:
    """Those with most that is not in sync; the same order on the page."""
    calm = dataclasses.replace(a_repo("calm"), cells=())
    model = dataclasses.replace(SMALL, repos=(calm, a_repo("shop")))
    assert [cells[0][0] for _, cells, _ in data(model, "repos")["rows"]] == ["shop", "calm"]
    text = page(model, "repos/")
    assert text.index(">shop<") < text.index(">calm<")


def test_every_row_stands_on_a_page() -> None:
    """For readers without scripts: 200 on each, one page leading to the next."""
    tree = render(many(450), TEMPLATES)
    rest = ["patterns/page/2/index.md", "patterns/page/3/index.md"]
    texts = [tree.pages[path].decode() for path in ("patterns/index.md", *rest)]
    assert [text.count('<th scope="row"') for text in texts] == [200, 200, 50]
    assert "../patterns/page/2/" in links(texts[0])
    assert {"../../../patterns/", "../../../patterns/page/3/"} <= set(links(texts[1]))
    assert "../../../patterns/page/2/" in links(texts[2])
    assert "401 to 450 of 450" in texts[2]


def test_the_rest_of_a_long_list_is_not_searched_and_has_no_filters() -> None:
    """The first page has all rows once scripts run, so search engines need the others no more than readers."""
    tree = render(many(201), TEMPLATES)
    first, second = (tree.pages[f"patterns/{path}index.md"].decode() for path in ("", "page/2/"))
    assert "noindex" in second and "exclude" in second and "noindex" not in first
    assert "<form" in first and "<script" in first
    assert "<form" not in second and "<script" not in second


def test_a_tag_has_its_patterns_and_the_filters_of_all() -> None:
    """The names of all, and the same data."""
    text = page(SMALL, "tags/editing/")
    assert {"../../p/alpha/", "../../p/beta/"} <= set(links(text))
    form = next(attributes for tag, attributes in see(as_html(text)).tags if tag == "form")
    assert (form["data-listing"], form["data-facet"], form["data-value"]) == ("patterns", "tag", "editing")
    assert 'src="../../data/patterns.js"' in text


def test_a_long_tag_goes_on() -> None:
    """Its pages lie below it."""
    tree = render(many(201, tags=("much",)), TEMPLATES)
    assert "../../../../p/pattern-0200/" in links(tree.pages["tags/much/page/2/index.md"].decode())


def test_the_form_waits_for_its_script() -> None:
    """Nobody is shown what does not work."""
    for address in ("patterns/", "repos/", "tags/editing/"):
        form = next(attributes for tag, attributes in see(as_html(page(SMALL, address))).tags if tag == "form")
        assert "hidden" in form


def test_an_empty_list_says_what_comes_next() -> None:
    """And asks for no script."""
    tree = render(SiteModel(today=datetime.date(2026, 1, 1)), TEMPLATES)
    for path, told in (("patterns", "catalog/patterns/"), ("repos", "make adopt"), ("tags", "front matter")):
        text = tree.pages[f"{path}/index.md"].decode()
        assert told in see(as_html(text)).text and "<script" not in text


def test_awkward_names_cannot_end_the_data() -> None:
    """It is plain ASCII, and says the name as it is."""
    name = "</script><b> \u2028 \u202e \U0001f600 名前"
    model = dataclasses.replace(SMALL, patterns=(view("x", title=name, owners=(name,)),))
    assert row(data(model, "patterns"), "x")["owners"] == [name]
    assert name in see(as_html(page(model, "patterns/"))).text.replace("&#10;", "\n")


def test_data_grows_with_the_number_of_rows_only() -> None:
    """So that 5,000 patterns stay some megabytes."""
    sizes = [len(_data(render(many(n), TEMPLATES))) for n in (100, 200, 300)]
    assert sizes[2] - sizes[1] == sizes[1] - sizes[0] < 100 * 400


def _data(tree: Tree) -> bytes:
    return tree.files["data/patterns.js"]
