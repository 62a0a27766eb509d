"""Lists that are searched, filtered and sorted where they stand: as a reader's browser shows them."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served_site import PROJECT, TITLE, Site

from session_memory.cli.seeing.road import open_road, reporting
from session_memory.cli.showing.whole import site_model
from session_memory.website.render import render
from website.small_site import TEMPLATES, as_html, many

pytestmark = pytest.mark.browser

FIND = ".listing__find input"
ROW = ".listed tbody tr"
NAME = f"{ROW} th a"
TOLD = ".listing__told [role=status]"

# --- an oracle: the same questions, answered from the catalog and without the site -------------------------


@dataclass(frozen=True)
class Known:
    """What is true of one row."""

    page: str
    text: str
    facts: Mapping[str, frozenset[str]]
    keys: Mapping[str, Any]
    """Column -> what it is sorted by."""


@dataclass(frozen=True)
class Question:
    """What a reader may ask for."""

    words: str
    chosen: Mapping[str, frozenset[str]]
    sort: str

    @property
    def address(self) -> str:
        """As the address says it."""
        pairs = [(key, value) for key, values in self.chosen.items() for value in sorted(values) or ["none"]]
        return "?" + urlencode([("find", self.words), ("sort", self.sort), *pairs])


SHOWN_FIRST = {"status": frozenset({"draft", "provisional", "approved", "has findings"})}


def answer(question: Question, rows: Sequence[Known], facet: str) -> tuple[list[str], Mapping[str, int]]:
    """The pages of the rows, in order; and what each value of the facet would give."""
    asked = SHOWN_FIRST | dict(question.chosen)

    def fits(row: Known, without: str = "") -> bool:
        right = all(not asked[key] or asked[key] & row.facts[key] for key in asked if key != without)
        return right and all(word in row.text for word in question.words.lower().split())

    counts = {value: 0 for row in rows for value in row.facts[facet]}
    for row in rows:
        for value in row.facts[facet] if fits(row, without=facet) else ():
            counts[value] += 1
    column = question.sort.removeprefix("-")
    found = sorted(filter(fits, rows), key=lambda row: row.keys[column], reverse=question.sort.startswith("-"))
    return [row.page for row in found], counts


def known_rows(site: Site) -> list[Known]:
    """Every pattern of the catalog, in the order in which the list begins."""
    today = datetime.date.today()
    model = site_model(reporting(open_road(site.root)))
    cells: dict[str, list[Any]] = {}
    for repo in model.repos:
        for cell in repo.cells:
            cells.setdefault(cell.pattern_id, []).append(cell)
    rows = []
    for view in model.patterns:
        p = view.pattern
        due = p.review_by is not None and p.review_by < today
        facts = {
            "status": {str(p.status)},
            "risk": {str(p.risk)},
            "flavor": set(p.scope.flavors or model.flavors) or {"no flavor"},
            "tag": set(p.tags) or {"no tag"},
            "owner": set(p.owners) or {"no owner"},
            "review": {"no date" if p.review_by is None else "due" if due else "not due"},
        }
        words = f"{p.status} review due" if due else str(p.status)
        version = tuple(map(int, p.version.split(".")))
        text = "\n".join((p.title, p.id, *p.tags, *p.owners))
        updated = p.updated or (view.history[0].date if view.history else None)
        values = (p.title, words, version, str(p.risk), p.tags, p.owners, updated, p.review_by)
        rows.append(_known(p.id, p.path, text, facts, cells.get(p.id, ()), values))
    for file in model.broken:
        facts = {
            "status": {"has findings"}, "risk": {"not known"}, "flavor": {"no flavor"}, "tag": {"no tag"},
            "owner": {"no owner"}, "review": {"no date"},
        }  # fmt: skip
        values = (file.id, "has findings", (0,), "", (), (), None, None)
        text = f"{file.id}\n{file.path}"
        rows.append(_known(file.id, file.path, text, facts, cells.get(file.id, ()), values))
    return sorted(rows, key=lambda row: (row.keys["pattern"], row.page))


def _known(
    id: str, path: str, text: str, facts: Mapping[str, set[str]], cells: Sequence[Any], values: Sequence[Any]
) -> Known:
    title, words, version, risk, tags, owners, updated, review_by = values
    folders = path.split("/")[2:-1]
    states = {str(cell.state) for cell in cells} | {str(cell.mark) for cell in cells if cell.mark}
    more = {"topic": set(folders[:1]) or {"no topic"}, "state": states or {"in no repo"}}
    keys = {
        "pattern": title.lower(),
        "status": words,
        "version": version,
        "risk": risk,
        "tags": " ".join(tags).lower(),
        "owners": " ".join(owners).lower(),
        "updated": str(updated or ""),
        "review-by": str(review_by or ""),
        "live": len({cell.repo for cell in cells if cell.version}),
        "waiting": len({cell.repo for cell in cells if cell.state == "proposed"}),
    }
    every = {key: frozenset(some) for key, some in {**facts, **more}.items()}
    return Known(f"../p/{id}/", text.lower(), every, keys)


def questions(rows: Sequence[Known], number: int, chance: random.Random) -> Iterator[Question]:
    """Words out of the rows' text, values of some facets, any order."""
    values = {key: sorted({value for row in rows for value in row.facts[key]}) for key in rows[0].facts}
    for _ in range(number):
        text = chance.choice(rows).text.split()
        words = " ".join(chance.choice(text)[: chance.randrange(1, 9)] for _ in range(chance.choice((0, 0, 1, 2))))
        facets = chance.sample(sorted(values), chance.choice((0, 1, 2, 3)))
        chosen = {
            facet: frozenset(chance.sample(values[facet], chance.randrange(min(4, len(values[facet])) + 1)))
            for facet in facets
        }
        yield Question(words, chosen, chance.choice(("", "-")) + chance.choice(sorted(rows[0].keys)))


ASK = """async (address) => {
  history.replaceState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
  // Rows below the first screen are drawn in the next frame.
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const number = (label) => Number(label.querySelector(".facet__count").textContent);
  const count = (label) => [label.querySelector("input").value, number(label)];
  return [
    [...document.querySelectorAll(".listed tbody th a")].map((link) => link.getAttribute("href")),
    Object.fromEntries([...document.querySelectorAll(".facet[open] label")].map(count)),
    document.querySelector(".listing__told [role=status]").textContent,
    document.querySelector("th[aria-sort]").ariaSort,
  ];
}"""


def test_two_hundred_questions_have_the_answers_of_an_oracle(site: Site, context: BrowserContext) -> None:
    """Which rows in which order, how many, and how many each value of a facet would give."""
    rows = known_rows(site)
    for number, facet in enumerate(sorted(rows[0].facts)):
        # A page of its own for each: browsers count how often one changes its address.
        page = context.new_page()
        page.goto(site.url + "patterns/")
        open_facet(page, facet)
        for question in questions(rows, 25, random.Random(number)):
            pages, counts = answer(question, rows, facet)
            found, counted, told, sorted_to = page.evaluate(ASK, question.address)
            assert found == pages, question
            assert counted == counts, (facet, question)
            assert told == f"{len(pages)} of {len(rows)} patterns"
            assert sorted_to == ("descending" if question.sort.startswith("-") else "ascending")
        page.close()


LABELS = {"topic": "Topic", "state": "How it stands"}


def open_facet(page: Page, facet: str) -> None:
    """Unfold its values."""
    label = LABELS.get(facet, facet.capitalize())
    page.locator(".facet > summary", has_text=re.compile(f"^{label} ")).click()
    page.locator(".facet[open] label").first.wait_for()


def names(page: Page) -> list[str]:
    """What the rows are called, in order."""
    return page.locator(NAME).all_inner_texts()


# --- the address -------------------------------------------------------------------------------------------


def test_a_view_can_be_linked_reloaded_and_left(site: Site, page: Page) -> None:
    """What is asked for is in the address at once; Back from a pattern brings it again, Back from the list leaves."""
    page.goto(site.url)
    page.goto(site.url + "patterns/")
    page.locator(FIND).press_sequentially("commit")
    open_facet(page, "risk")
    page.get_by_label("write").check()
    page.get_by_role("button", name="Version").click()
    page.wait_for_url("**/patterns/?find=commit&risk=write&sort=version")
    before = names(page)
    assert len(before) > 1
    page.reload()
    assert names(page) == before
    page.locator(NAME).nth(1).click()
    page.wait_for_url("**/p/**")
    page.go_back()
    expect(page.locator(FIND)).to_have_value("commit")
    assert names(page) == before
    page.go_back()
    assert page.url == site.url


def test_only_what_is_unusual_is_in_the_address(site: Site, page: Page) -> None:
    """And what is not known any more is not minded."""
    page.goto(site.url + "patterns/?tag=nothing-is-called-so&status=zzz&sort=zzz&page=99&more=1")
    assert "of" in page.locator(TOLD).inner_text() and names(page)
    page.wait_for_url(site.url + "patterns/")


def test_nothing_chosen_is_not_the_same_as_what_is_chosen_first(site: Site, page: Page) -> None:
    """Without any status chosen, none restricts; that stays so after a reload. The presets do it at once."""
    page.goto(site.url + "patterns/")
    open_facet(page, "status")
    page.get_by_role("button", name="None", exact=True).click()
    page.wait_for_url("**/?status=none")
    every = page.locator(TOLD).inner_text()
    page.reload()
    expect(page.locator(TOLD)).to_have_text(every)
    open_facet(page, "status")
    assert page.locator(".facet[open] input:checked").count() == 0
    page.get_by_role("button", name="All", exact=True).click()
    page.wait_for_url("**/?status=all")
    expect(page.locator(TOLD)).to_have_text(every)


def test_what_is_superseded_is_left_out_and_says_what_replaces_it(site: Site, page: Page) -> None:
    """The list says that it leaves something out."""
    page.goto(site.url + "patterns/")
    assert "superseded" in page.locator(".listing__told").inner_text()
    assert page.locator(ROW, has_text="superseded").count() == 0
    page.goto(site.url + "patterns/?status=superseded")
    row = page.locator(ROW).first
    assert "replaced by" in row.inner_text()
    row.locator("td a").first.click()
    page.wait_for_url("**/p/**")


def test_what_is_left_out_is_counted_and_can_be_shown(site: Site, page: Page) -> None:
    """Where nothing else is left, and beside the count; on the page of a tag nothing is left out."""
    page.goto(site.url + "patterns/?status=superseded")
    name = page.locator(NAME).first.inner_text()
    tag = page.locator(f"{ROW} .tag a").first.inner_text()
    page.goto(f"{site.url}patterns/?{urlencode({'find': name})}")
    expect(page.locator(TOLD)).to_have_text(re.compile("^0 of "))
    expect(page.locator(".listing__told")).to_contain_text("without 1 that is superseded")
    page.get_by_role("button", name="Show 1 superseded").click()
    page.wait_for_url("**status=all**")
    assert names(page) == [name]
    expect(page.get_by_role("button", name="Show")).to_have_count(0)
    page.goto(f"{site.url}patterns/")
    before = page.locator(TOLD).inner_text()
    page.get_by_role("button", name="Show them").click()
    expect(page.locator(TOLD)).not_to_have_text(before)
    expect(page.locator(FIND)).to_be_focused()
    page.goto(f"{site.url}tags/{tag}/")
    assert name in names(page)
    assert "without" not in page.locator(".listing__told").inner_text()


# --- what a reader does ------------------------------------------------------------------------------------


def test_everything_works_from_the_keyboard(site: Site, page: Page) -> None:
    """Find, walk, open, choose and leave without a mouse; the theme's own search stays shut."""
    page.goto(site.url + "patterns/")
    for key in ("/", "s"):
        page.keyboard.press(key)
        expect(page.locator(FIND)).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(FIND)).not_to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("read")
    expect(page.locator(FIND)).to_have_value("read")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(NAME).nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(FIND)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(FIND)).to_have_value("")
    page.keyboard.press("Tab")
    expect(page.locator(".facet > summary").first).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".facet[open] label").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.wait_for_url("**/?status=*")
    page.keyboard.press("Escape")
    expect(page.locator(".facet > summary").first).to_be_focused()
    assert page.locator(".facet[open]").count() == 0
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    address = page.locator(NAME).first.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url("**/" + address.removeprefix("../"))


def test_an_empty_list_says_so_and_can_be_cleared(site: Site, page: Page) -> None:
    """Both buttons bring everything back and lead to the search."""
    page.goto(site.url + "patterns/?find=nothing-has-these-words")
    assert page.locator(TOLD).inner_text().startswith("0 of")
    assert page.get_by_text("No pattern is like that").is_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator(FIND)).to_be_focused()
    assert names(page) and page.url == site.url + "patterns/"
    page.locator(FIND).fill("commit")
    page.locator(".listing__told button", has_text="Clear").click()
    expect(page.locator(FIND)).to_have_value("")


def test_a_chip_in_a_row_chooses_its_value(site: Site, page: Page) -> None:
    """Beside what was chosen before; its address alone is the list of that value. The keyboard stays in the list."""
    page.goto(site.url + "patterns/?risk=write")
    chip = page.locator(f"{ROW} .tag a", has_text="git").first
    assert chip.get_attribute("href") == "?tag=git"
    chip.click()
    page.wait_for_url("**/?risk=write&tag=git")
    expect(page.locator(FIND)).to_be_focused()
    assert all("git" in text for text in page.locator(ROW).all_inner_texts())


def test_a_tags_page_has_the_same_filters(site: Site, page: Page) -> None:
    """Among its own patterns only."""
    page.goto(site.url + "tags/editing/")
    before = names(page)
    assert page.locator(TOLD).inner_text().endswith(f"of {len(before)} patterns")
    page.locator(FIND).fill("read")
    page.wait_for_function("() => document.querySelectorAll('.listed tbody tr').length === 1")
    assert names(page)[0] in before


def test_repos_are_filtered_by_what_waits(site: Site, page: Page) -> None:
    """The same list for repos, those that need somebody first."""
    page.goto(site.url + "repos/")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Not in sync")
    numbers = [int(text.replace(",", "")) for text in page.locator(f"{ROW} td.listed__number").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    open_facet(page, "proposal")
    page.get_by_label("waits for review").check()
    page.wait_for_url("**/?proposal=waits+for+review")
    assert all("waits for review" in text for text in page.locator(ROW).all_inner_texts())


def test_awkward_names_are_shown_as_they_are(site: Site, page: Page) -> None:
    """Nothing of them is executed, and a file with findings is a row as well."""
    page.goto(site.url + "patterns/?find=beware")
    assert names(page) == [TITLE]
    assert page.evaluate("window.pwned") is None
    page.goto(site.url + "patterns/?status=has+findings")
    assert names(page) == ["broken-one"]


# --- other ways to read it ---------------------------------------------------------------------------------


def test_without_scripts_every_row_is_there(site: Site, browser: Browser) -> None:
    """And nothing that does not work."""
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(site.url + "patterns/")
        assert page.locator(ROW).count() == len(known_rows(site))
        assert not page.locator(FIND).is_visible()
        page.goto(site.url + "tags/editing/")
        assert page.locator(".listed__names li").count() > 1
        assert not page.locator(FIND).is_visible()


def test_on_a_phone_rows_are_cards(site: Site, browser: Browser) -> None:
    """Filters fold away, sorting has a box of its own, and nothing scrolls sideways."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        page.goto(site.url + "patterns/")
        assert not page.locator(".facet > summary").first.is_visible()
        page.locator(".listing__facets > summary").click()
        open_facet(page, "tag")
        page.get_by_label("editing").check()
        page.locator(".listing__sort select").select_option(label="Review by: newest first")
        page.wait_for_url("**/?tag=editing&sort=-review-by")
        assert page.locator(ROW).first.evaluate("row => getComputedStyle(row).display") == "flex"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_there_are_only_rows(site: Site, page: Page) -> None:
    """No form, and no arrows in the head of the table."""
    page.goto(site.url + "patterns/")
    page.emulate_media(media="print")
    assert not page.locator(FIND).is_visible()
    assert page.locator(NAME).first.is_visible()


SCRIPTS = ("site.js", "list.js")


@pytest.fixture(scope="module")
def long_list(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The list of 250 patterns without any theme, as a page on the disk."""
    folder = tmp_path_factory.mktemp("long")
    tree = render(many(250), TEMPLATES)
    html = as_html(tree.pages["patterns/index.md"].decode())
    files = {
        "patterns/index.html": f'<script src="../assets/site.js" defer></script>{html}'.encode(),
        "data/patterns.js": tree.files["data/patterns.js"],
        **{f"assets/{name}": (PROJECT / f"site_templates/docs/assets/{name}").read_bytes() for name in SCRIPTS},
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    return (folder / "patterns/index.html").as_uri()


def test_a_long_list_has_pages(long_list: str, page: Page) -> None:
    """100 rows each; which one is in the address. From the disk, too."""
    page.goto(long_list)
    expect(page.locator(ROW)).to_have_count(100)
    expect(page.locator(TOLD)).to_have_text("250 of 250 patterns")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="More").click()
    page.wait_for_url("**/index.html?page=3")
    expect(page.locator(ROW)).to_have_count(50)
    expect(page.get_by_text("201 to 250 of 250")).to_be_visible()
    expect(page.get_by_role("button", name="More")).to_be_disabled()
    page.reload()
    expect(page.locator(ROW)).to_have_count(50)
    page.locator(FIND).fill("012")
    page.wait_for_url("**/index.html?find=012")
    assert page.locator(ROW).count() == len([n for n in range(250) if "012" in f"{n:04}"])
