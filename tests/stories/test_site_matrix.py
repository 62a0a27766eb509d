"""The matrix as a reader uses it: with pointer and keys, by a link, without a script, and at full size."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

import pytest
from benchmarks.site_workload import big_model
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from served_site import Site

from made import run
from session_memory.model import IMPORT_ID
from session_memory.website.across import look_across
from session_memory.website.machine.matrix import SCRIPT, written
from session_memory.website.states import PRESSING

pytestmark = pytest.mark.browser

FOCUS = ".matrix-cell:focus"
SHARED = "approvals-bound-to-content"
"""A pattern that every repo of the project gets."""


@pytest.fixture(scope="session")
def standing(site: Site) -> dict[tuple[str, str], str]:
    """(repo, pattern) -> the state that most needs somebody, by what `session-memory status` says."""
    told: dict[tuple[str, str], list[str]] = {}
    cells = json.loads(run(site.root, "status", "--json").out)["cells"]
    for cell in (cell for cell in cells if cell["pattern"] != IMPORT_ID):
        told.setdefault((cell["repo"], cell["pattern"]), []).append(cell["state"])
    return {where: min(states, key=[*PRESSING].index) for where, states in told.items()}


@pytest.fixture
def matrix(site: Site, page: Page) -> Page:
    """Its page, just opened."""
    page.goto(f"{site.url}fleet/")
    page.locator(".matrix-grid").wait_for()
    return page


def names(page: Page, role: str) -> list[str]:
    """What stands beside the rows, or above the columns, without the numbers and in the order on the screen."""
    heads = page.locator(f".matrix-grid [role={role}] .matrix-name")
    told: list[str] = heads.evaluate_all(
        "(all) => all.map((name) => [name.closest('[aria-colindex]').getBoundingClientRect(), name.textContent])"
        ".sort(([a], [b]) => a.top - b.top || a.left - b.left).map(([, name]) => name)"
    )
    return told


def numbers(page: Page) -> dict[str, int]:
    """What the counters say, by state."""
    toggles = page.locator("[data-state]")
    told = toggles.evaluate_all("(all) => all.map((t) => [t.dataset.state, t.querySelector('b').textContent])")
    return {state: int(number.replace(",", "")) for state, number in told}


def label(page: Page) -> str:
    """What a screen reader says about the cell that has the focus."""
    told = page.locator(FOCUS).get_attribute("aria-label")
    assert told is not None
    return told


def test_counters_say_what_status_says(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """Each with its sign and its word."""
    assert Counter(numbers(matrix)) == Counter(standing.values())
    assert all(sign.strip() for sign in matrix.locator("[data-state] .matrix-glyph").all_inner_texts())


def test_a_cell_is_named_by_repo_pattern_and_state(
    site: Site, page: Page, standing: dict[tuple[str, str], str]
) -> None:
    """For those who hear it; its sign is never the only thing that tells."""
    for (repo, pattern), state in sorted(standing.items())[::20]:
        page.goto("about:blank")
        page.goto(f"{site.url}fleet/#{repo}/{pattern}")
        assert label(page) == f"{repo}, {pattern}: {state}"


def test_turning_it_round_swaps_rows_and_columns(matrix: Page) -> None:
    """The address keeps it, and so does the same view after a reload."""
    across = matrix.locator(".matrix-grid").get_attribute("aria-colcount")
    repos = names(matrix, "rowheader")
    matrix.get_by_label("Patterns", exact=True).and_(matrix.locator("[name=by]")).check(force=True)
    assert names(matrix, "columnheader") == repos
    assert matrix.locator(".matrix-grid").get_attribute("aria-rowcount") == across
    assert matrix.url.endswith("?by=pattern")
    matrix.reload()
    assert names(matrix, "columnheader") == repos


def test_what_needs_most_comes_first(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """Or, when asked for, the names in order."""
    waits = Counter(repo for (repo, _), state in standing.items() if state not in ("in-sync", "skipped"))
    there = names(matrix, "rowheader")
    assert [waits[repo] for repo in there] == sorted((waits[repo] for repo in there), reverse=True)
    columns = names(matrix, "columnheader")
    matrix.get_by_label("Order of repos").select_option("By name")
    assert names(matrix, "rowheader") == sorted(there)
    assert names(matrix, "columnheader") == columns
    assert matrix.url.endswith("?sort-repo=name")


def test_repos_and_patterns_can_be_put_in_order(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """By their worst state, by how much of them is in sync, by domain; each in its own way."""
    states: dict[str, list[str]] = {}
    for (repo, _), state in standing.items():
        states.setdefault(repo, []).append(state)
    worst = {repo: min(map([*PRESSING].index, some)) for repo, some in states.items()}
    matrix.get_by_label("Order of repos").select_option("Worst state first")
    there = names(matrix, "rowheader")
    assert [worst[repo] for repo in there] == sorted(worst.values())
    matrix.get_by_label("Order of repos").select_option("Least in sync first")
    shares = matrix.locator("[role=rowheader] b").all_inner_texts()
    assert [int(share.removesuffix(" %")) for share in shares] == sorted(int(s.removesuffix(" %")) for s in shares)
    matrix.get_by_label("Order of repos").select_option("By domain")
    domains = [matrix.locator("[role=rowheader]").nth(n).get_attribute("title") or "" for n in range(len(there))]
    assert len(domains) == len(there)
    matrix.get_by_label("Order of patterns").select_option("By name")
    assert names(matrix, "columnheader") == sorted(names(matrix, "columnheader"))
    matrix.wait_for_url("**/fleet/?sort-repo=domain&sort-pattern=name")


def test_a_domain_leaves_its_repos_and_what_is_for_them(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """The address keeps it; what is no domain leaves everything."""
    matrix.locator("select[name=domain]").select_option("commerce")
    assert names(matrix, "rowheader") == ["web-shop"]
    here = {pattern for repo, pattern in standing if repo == "web-shop"}
    assert int(matrix.locator(".matrix-grid").get_attribute("aria-colcount") or 0) == len(here) + 1
    matrix.wait_for_url("**/fleet/?domain=commerce")
    matrix.reload()
    assert names(matrix, "rowheader") == ["web-shop"]
    matrix.get_by_role("button", name="Clear all filters").click()
    assert len(names(matrix, "rowheader")) > 1
    matrix.goto(matrix.url + "?domain=nowhere")
    assert len(names(matrix, "rowheader")) > 1


def test_an_agent_leaves_its_repos_and_its_own_states(site: Site, matrix: Page) -> None:
    """As `status` tells them for that agent."""
    cells = json.loads(run(site.root, "status", "--json").out)["cells"]
    told: dict[tuple[str, str], list[str]] = {}
    for cell in (cell for cell in cells if cell["pattern"] != IMPORT_ID and cell["flavor"] in ("grok", "")):
        told.setdefault((cell["repo"], cell["pattern"]), []).append(cell["state"])
    matrix.locator("select[name=flavor]").select_option("grok")
    repos = set(names(matrix, "rowheader"))
    assert repos < {cell["repo"] for cell in cells}
    worst = {where: min(states, key=[*PRESSING].index) for where, states in told.items() if where[0] in repos}
    assert Counter(numbers(matrix)) == Counter(worst.values())


def test_a_head_says_how_much_is_to_do(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """For those who hear it: the name, how many need somebody, and the share in sync."""
    name = names(matrix, "rowheader")[0]
    waits = sum(1 for (repo, _), state in standing.items() if repo == name and state not in ("in-sync", "skipped"))
    head = matrix.locator(f"[role=rowheader][aria-label^='{name}, ']").get_attribute("aria-label") or ""
    assert f", {waits} need somebody, " in head and head.endswith(" % in sync")


def test_filters_combine_and_stay_in_the_address(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """Words and states together leave the rows and columns that fit all; a reload shows the same."""
    state = Counter(standing.values()).most_common(1)[0][0]
    matrix.get_by_placeholder("Name or domain").fill("web")
    matrix.locator(f"[data-state={state}]").click()
    fits = sorted(pattern for (repo, pattern), s in standing.items() if repo == "web-shop" and s == state)
    assert names(matrix, "rowheader") == ["web-shop"]
    assert int(matrix.locator(".matrix-grid").get_attribute("aria-colcount") or 0) == len(fits) + 1
    assert numbers(matrix)[state] == len(fits)
    matrix.wait_for_url(f"**/?repo=web&state={state}")
    matrix.reload()
    expect(matrix.locator(f"[data-state={state}]")).to_have_attribute("aria-pressed", "true")
    assert names(matrix, "rowheader") == ["web-shop"]
    assert numbers(matrix)[state] == len(fits)
    expect(matrix.get_by_role("status")).to_contain_text(f"1 repo, {len(fits)} pattern")


def test_filters_that_nothing_fits_can_be_taken_away(matrix: Page) -> None:
    """In words, with the button beside them."""
    matrix.get_by_placeholder("Id, title or status").fill("no such pattern anywhere")
    expect(matrix.get_by_role("status")).to_have_text("No repo and pattern fit these filters together.")
    expect(matrix.locator(".matrix-grid")).to_be_hidden()
    matrix.get_by_role("button", name="Clear all filters").click()
    expect(matrix.locator(".matrix-grid")).to_be_visible()
    matrix.wait_for_url("**/fleet/")


@pytest.mark.parametrize("way", ["Escape", "Close"])
def test_details_can_be_left_where_the_filters_leave_no_cell(matrix: Page, way: str) -> None:
    """By key and by button; the keyboard is then where a filter can be changed."""
    errors: list[str] = []
    matrix.on("pageerror", lambda error: errors.append(str(error)))
    matrix.locator(".matrix-cell[class*=tone]").first.click()
    matrix.locator("input[name=repo]").fill("nothing-is-called-so")
    close = matrix.get_by_role("button", name="Close the details")
    close.press("Escape") if way == "Escape" else close.click()
    expect(matrix.locator(".matrix-detail")).to_be_empty()
    expect(matrix.locator("input[name=repo]")).to_be_focused()
    matrix.wait_for_url("**/fleet/?repo=nothing-is-called-so")
    assert not errors


def test_a_pointer_at_the_very_edge_is_over_no_cell(matrix: Page) -> None:
    """Where a cell begins between two pixels, the pointer may be over it and yet before it."""
    errors: list[str] = []
    matrix.on("pageerror", lambda error: errors.append(str(error)))
    for kind in ("pointerover", "click"):
        matrix.locator(".matrix-cell").first.dispatch_event(kind, {"clientX": 0, "clientY": 0})
    assert not errors


def test_a_link_to_a_cell_opens_it(site: Site, page: Page, standing: dict[tuple[str, str], str]) -> None:
    """In view, with the focus, and with its details, even where the address also has filters that would hide it."""
    page.set_viewport_size({"width": 800, "height": 700})
    page.goto(f"{site.url}fleet/?sort-repo=name&pattern=zzz#web-shop/{SHARED}")
    assert label(page).startswith(f"web-shop, {SHARED}: ")
    expect(page.locator(FOCUS)).to_be_in_viewport()
    detail = page.locator(".matrix-detail")
    expect(detail).to_contain_text(standing["web-shop", SHARED])
    expect(detail).to_contain_text("For claude")
    expect(detail.get_by_role("link", name="web-shop")).to_have_attribute("href", "../repos/web-shop/")
    expect(detail.get_by_role("link", name=SHARED)).to_have_attribute("href", f"../p/{SHARED}/")
    expect(detail.locator("code")).to_contain_text("REPO=web-shop")


def test_a_link_to_nothing_shows_the_matrix(site: Site, page: Page) -> None:
    """A cell that is not there, or not even well written."""
    for place in ("#web-shop/no-such-pattern", "#nobody", "#%E0%A4%A/x"):
        page.goto("about:blank")
        page.goto(f"{site.url}fleet/{place}")
        expect(page.locator(".matrix-grid")).to_be_visible()


def test_everything_can_be_done_with_keys(matrix: Page) -> None:
    """One stop of Tab; arrows, Home, End and pages move; Enter shows the details, Escape leads back."""
    matrix.locator(".matrix-cell[tabindex='0']").focus()
    assert matrix.locator(".matrix-grid [tabindex='0']").count() == 1
    repos, start = names(matrix, "rowheader"), label(matrix)
    for key in ("Control+Home", "ArrowRight", "ArrowDown"):
        matrix.keyboard.press(key)
    assert label(matrix).startswith(f"{repos[1]}, {names(matrix, 'columnheader')[1]}: ")
    matrix.keyboard.press("ArrowUp")
    matrix.keyboard.press("Home")
    assert label(matrix).startswith(f"{repos[0]}, {names(matrix, 'columnheader')[0]}: ")
    matrix.keyboard.press("Control+End")
    expect(matrix.locator(FOCUS)).to_be_in_viewport()
    columns = matrix.locator(".matrix-grid").get_attribute("aria-colcount")
    assert matrix.locator(FOCUS).get_attribute("aria-colindex") == columns
    assert label(matrix).startswith(f"{repos[-1]}, ")
    matrix.keyboard.press("PageUp")
    matrix.keyboard.press("Control+ArrowLeft")
    there = label(matrix)
    assert there != start
    matrix.keyboard.press("Enter")
    assert matrix.url.endswith("#" + there.rpartition(":")[0].replace(", ", "/"))
    matrix.keyboard.press("Tab")
    matrix.keyboard.press("Escape")
    assert label(matrix) == there
    expect(matrix.locator(".matrix-detail")).to_be_hidden()


def test_a_click_anywhere_in_the_grid_opens_that_cell(matrix: Page, standing: dict[tuple[str, str], str]) -> None:
    """Also where nothing stands: the details say that the pattern is not for that repo."""
    repo, pattern = names(matrix, "rowheader")[0], names(matrix, "columnheader")[2]
    left = middle(matrix.locator("[role=columnheader] .matrix-name").nth(2))[0]
    top = middle(matrix.locator("[role=rowheader]").first)[1]
    matrix.mouse.click(left, top)
    assert label(matrix) == f"{repo}, {pattern}: {standing.get((repo, pattern), 'not for it')}"


@pytest.mark.parametrize("way", ["tap", "Enter"])
def test_on_a_phone_the_details_come_into_view(site: Site, page: Page, way: str) -> None:
    """They stand below the grid there."""
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(f"{site.url}fleet/")
    cell = page.locator(".matrix-cell[class*=tone]").first
    expect(page.locator(".matrix-detail")).not_to_be_in_viewport()
    cell.click() if way == "tap" else cell.press("Enter")
    expect(page.locator(".matrix-detail h2")).to_be_in_viewport()


def middle(what: Locator) -> tuple[float, float]:
    """The point in the middle of something on the screen."""
    box = what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_list_of_repos_is_there_without_a_script(site: Site, browser: Browser) -> None:
    """Numbers and links; what only a script could do does not show."""
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(f"{site.url}fleet/")
        expect(page.locator(".matrix")).to_be_hidden()
        expect(page.locator(".matrix-paper").get_by_role("link", name="web-shop")).to_be_visible()
        for name in ("CSV", "JSON"):
            file = page.get_by_role("link", name=name, exact=True).get_attribute("href")
            assert page.request.get(f"{site.url}fleet/{file}").ok


def test_paper_has_the_list_and_not_the_grid(matrix: Page) -> None:
    """Whatever was shown on the screen."""
    expect(matrix.locator(".matrix-paper")).to_be_hidden()
    matrix.emulate_media(media="print")
    expect(matrix.locator(".matrix-paper")).to_be_visible()
    expect(matrix.locator(".matrix")).to_be_hidden()


def test_it_works_as_a_file_too(site: Site, page: Page) -> None:
    """Nothing is fetched, so no server is needed."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site.folder / "fleet/index.html").as_uri() + f"#web-shop/{SHARED}")
    assert label(page).startswith(f"web-shop, {SHARED}: ")
    page.get_by_placeholder("Name or domain").fill("web")
    assert names(page, "rowheader") == ["web-shop"]
    assert errors == []


# --- at full size ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large() -> bytes:
    """The data of 500 repos and 1,000 patterns."""
    model = big_model(patterns=1000, repos=500)
    return dict(written(model, look_across(model), ()))[SCRIPT]


@pytest.fixture
def huge(site: Site, context: BrowserContext, large: bytes) -> Page:
    """The page with them."""

    def answer(route: Route) -> None:
        route.fulfill(body=large, content_type="text/javascript")

    context.route(f"**/{SCRIPT}", answer)
    page = context.new_page()
    page.goto(f"{site.url}fleet/")
    page.locator(".matrix-grid").wait_for()
    return page


def test_names_stay_in_sight(huge: Page) -> None:
    """However far the grid is scrolled, both ways."""
    before = edges(huge)
    huge.locator(".matrix-box").evaluate("(box) => box.scrollTo(9000, 5000)")
    huge.wait_for_function("() => document.querySelector('.matrix-head[role=columnheader]').ariaColIndex > 300")
    assert edges(huge) == before
    drawn = huge.locator(".matrix-cell:not([tabindex='0'])").first.get_attribute("aria-label") or ""
    repo, pattern = drawn.partition(":")[0].split(", ")
    assert repo in names(huge, "rowheader") and pattern in names(huge, "columnheader")


def edges(page: Page) -> Iterable[float]:
    """Where the names begin: the row of them from the top, the column of them from the left."""
    heads, side = page.locator(".matrix-heads").bounding_box(), page.locator("[role=rowheader]").last.bounding_box()
    assert heads is not None and side is not None
    return heads["y"], side["x"]


def test_few_elements_however_many_cells(huge: Page) -> None:
    """At most 5,000 wherever one looks, in both directions, though the grid has half a million places."""
    assert huge.locator(".matrix-grid").get_attribute("aria-rowcount") == "501"
    most = 0
    for by in ("pattern", "repo"):
        huge.locator(f"[name=by][value={by}]").check(force=True)
        for step in range(12):
            huge.locator(".matrix-box").evaluate("(box, step) => box.scrollTo(step * 1500, step * 900)", step)
            huge.wait_for_function("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            most = max(most, huge.evaluate("document.querySelectorAll('*').length"))
    assert most <= 5000


def test_the_focus_is_not_lost_by_scrolling_away(huge: Page) -> None:
    """The cell stays where it is, and the next key brings it back into view."""
    huge.locator(".matrix-cell[tabindex='0']").focus()
    there = label(huge)
    huge.locator(".matrix-box").evaluate("(box) => box.scrollTo(9000, 5000)")
    huge.wait_for_function("() => document.querySelector('.matrix-head[role=columnheader]').ariaColIndex > 300")
    assert label(huge) == there
    huge.keyboard.press("ArrowDown")
    expect(huge.locator(FOCUS)).to_be_in_viewport()
