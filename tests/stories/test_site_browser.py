"""The site as a reader's browser shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page
from served_site import TITLE, Site

from session_memory.cli.seeing.road import open_road

pytestmark = pytest.mark.browser

TEXT = "article.md-content__inner"
"""The page's own text; search results are articles too."""

A_PATTERN = "p/clean-up-what-you-started/"
EVERY_KIND = (
    "",
    "patterns/",
    A_PATTERN,
    "p/hostile-text/",
    "p/broken-one/",
    "repos/",
    "repos/web-shop/",
    "flavors/",
    "flavors/claude/",
    "checks/",
    "checks/SM101/",
    "tags/",
    "tags/editing/",
    "guide/",
    "guide/formats/",
)


def test_nothing_is_fetched_from_elsewhere_and_nothing_is_executed(site: Site, page: Page) -> None:
    """On every kind of page: no request to another host, no error on the console, no script from a pattern."""
    elsewhere: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(site.url) else elsewhere.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for address in EVERY_KIND:
        page.goto(site.url + address, wait_until="networkidle")
        assert page.evaluate("window.pwned") is None, address
    page.goto(site.url)
    search(page, "beware")
    assert page.evaluate("window.pwned") is None
    assert [url for url in elsewhere if not url.startswith("data:")] == []
    assert errors == []


def test_text_that_looks_like_html_is_shown(site: Site, page: Page) -> None:
    """In the heading, in the title of the window, in the text, and in a file with findings."""
    page.goto(site.url + "p/hostile-text/")
    assert TITLE in page.locator(f"{TEXT} h1").inner_text()
    assert page.title() == f"{TITLE} - Session Memory"
    assert "<script>window.pwned = 1</script>" in page.locator(TEXT).inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
    page.goto(site.url + "p/broken-one/")
    assert "<script>window.pwned = 1</script>" in page.locator(TEXT).inner_text()
    assert "broken-one.md:3:1" in page.locator(TEXT).inner_text()


def test_search_finds_a_pattern_by_typing(site: Site, page: Page) -> None:
    """The first result is the pattern, and leads to its page."""
    page.goto(site.url)
    search(page, "clean up what you started")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url(f"**/{A_PATTERN}**")
    page.locator(f"{TEXT} h1", has_text="Clean up what you started").wait_for()


def search(page: Page, words: str) -> None:
    """Type words, key by key as a person does, and wait for results."""
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially(words)
    page.locator(".md-search-result__item").first.wait_for()


def test_the_copy_button_copies_the_artifact_byte_for_byte(site: Site, page: Page) -> None:
    """For each flavor in use the clipboard holds what its distributor renders, its last line's end included."""
    road = open_road(site.root)
    pattern = next(p for p in road.catalog.patterns if p.id == "clean-up-what-you-started")
    page.goto(site.url + A_PATTERN)
    for flavor in sorted({flavor for repo in road.catalog.repos for flavor in repo.flavors}):
        page.locator(".tabbed-labels").get_by_text(flavor, exact=True).click()
        wanted = road.renderer.artifact(pattern, flavor).content
        assert copied(page, ".tabbed-block:visible button.copy") == wanted
    proposed = (site.root / "proposals/web-shop/artifacts/codex/AGENTS.md").read_text(encoding="utf-8")
    assert road.renderer.artifact(pattern, "codex").content in proposed


def copied(page: Page, button: str) -> str:
    """What is in the clipboard after a click."""
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    page.locator(button).click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== 'nothing yet'")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_chosen_flavor_stays_chosen(site: Site, page: Page) -> None:
    """On the next pattern's page the same tab is open."""
    page.goto(site.url + A_PATTERN)
    page.locator(".tabbed-labels").get_by_text("codex", exact=True).click()
    page.goto(site.url + "p/read-before-edit/")
    page.locator(".tabbed-block:visible").get_by_text("AGENTS.md").wait_for()


def test_a_repo_page_shows_review_and_diff(site: Site, page: Page) -> None:
    """Opening a file of the diff shows its added lines; the command to apply it can be copied."""
    page.goto(site.url + "repos/web-shop/")
    assert page.get_by_role("heading", name="Proposal for web-shop").is_visible()
    diff = page.locator("details", has_text="AGENTS.md").filter(has=page.locator(".gi")).last
    diff.locator("summary").click()
    assert diff.locator(".gi").first.is_visible()
    assert "BEGIN session-memory" in diff.inner_text()
    command = copied(page, ".ways li:has-text('Approve and apply') button")
    assert command == "make approve REPO=web-shop && make apply REPO=web-shop"


def test_a_page_outside_the_navigation_knows_where_it_is(site: Site, page: Page) -> None:
    """Its path, its tab, and the file in the catalog that an edit would go to."""
    page.goto(site.url + A_PATTERN)
    assert page.locator(".md-path__item").all_inner_texts() == ["Home", "Patterns"]
    assert page.locator(".md-tabs__item--active").inner_text() == "Patterns"
    edit = page.locator("a.md-content__button[href*='forge.example']").get_attribute("href")
    assert edit == "https://forge.example/edit/catalog/patterns/working/clean-up-what-you-started.md"


def test_no_page_scrolls_sideways_on_a_phone(site: Site, browser: Browser) -> None:
    """At 390 pixels; wide tables and listings scroll by themselves."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        for address in EVERY_KIND:
            page.goto(site.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_dark_follows_the_system_and_can_be_switched(site: Site, browser: Browser) -> None:
    """The choice lasts on the next page."""
    with browser.new_context(color_scheme="dark") as night:
        page = night.new_page()
        page.goto(site.url)
        assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"
        page.locator("label[title='Switch to light']").click()
        assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
        page.goto(site.url + "patterns/")
        assert page.locator("body").get_attribute("data-md-color-scheme") == "default"


def test_links_between_pages_lead_somewhere(site: Site, page: Page) -> None:
    """Every address on every kind of page answers."""
    seen: set[str] = set()
    for address in EVERY_KIND:
        page.goto(site.url + address)
        found = page.locator(f"{TEXT} a[href]").evaluate_all("links => links.map(link => link.href.split('#')[0])")
        seen |= {url for url in found if url.startswith(site.url)}
    for url in sorted(seen):
        assert page.request.get(url).ok, url
