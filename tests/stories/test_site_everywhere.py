"""What holds on every page of the site, whatever it is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_page import BODY, Complaints, dead, every_kind, parsed, search
from playwright.sync_api import Browser, BrowserContext, Page
from served_site import Site, free_port, served

pytestmark = pytest.mark.browser

DATA = ("application/json", "application/ld+json")
"""Kinds of script elements that are read and never executed."""
BUTTONS = f"{BODY} button:not(th button), .md-content__button"
"""Not those that are the head of a column: it has a name, and is needed on paper too."""


@pytest.fixture(scope="module")
def kinds(site: Site) -> list[str]:
    """One page of each kind."""
    found = every_kind(site.folder)
    assert len(found) > 15
    return found


@pytest.fixture
def complaints(site: Site, context: BrowserContext) -> Complaints:
    """What goes wrong while a test looks at pages."""
    noted = Complaints(site.url)
    noted.watch(context)
    return noted


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(site: Site, kinds: list[str], browser: Browser, scheme: str) -> None:
    """On every kind of page, in both colours: nothing that keeps somebody out."""
    found = []
    with browser.new_context(color_scheme=scheme, reduced_motion="reduce") as context:
        page = context.new_page()
        for address in kinds:
            page.goto(site.url + address, wait_until="load")
            for problem in Axe().run(page).response["violations"]:
                if problem["impact"] in ("serious", "critical"):
                    where = [node["html"][:160] for node in problem["nodes"][:3]]
                    found.append(f"{address}: {problem['id']} ({len(problem['nodes'])}) {where}")
    assert found == []


def test_the_browser_complains_of_nothing(site: Site, kinds: list[str], page: Page, complaints: Complaints) -> None:
    """No error or warning, nothing against the policy, no request to another origin; while searching too."""
    for address in kinds:
        page.goto(site.url + address, wait_until="networkidle")
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        assert "default-src 'none'; script-src 'self';" in policy, address
        assert page.evaluate("window.pwned") is None, address
    page.goto(site.url)
    search(page, "beware")
    assert page.evaluate("window.pwned") is None
    assert complaints.found == []


def test_nothing_is_written_into_a_page_that_the_policy_would_stop(site: Site) -> None:
    """In no HTML file: no script or style in the page, no handler attribute, no address that is a script."""
    found = []
    for path in site.folder.rglob("*.html"):
        for tag, said in parsed(path).tags:
            inline = tag == "script" and "src" not in said and said.get("type") not in DATA
            handler = any(name.startswith("on") for name in said)
            script = any(said.get(name, "").lower().startswith("javascript:") for name in ("href", "src", "action"))
            if inline or handler or script or tag == "style" or "style" in said:
                found.append(f"{path.relative_to(site.folder)}: <{tag} {said}>")
    assert found == []


def test_every_link_leads_somewhere(site: Site) -> None:
    """In every HTML file: pages, pictures, styles, scripts and places on a page."""
    assert sorted(dead(site.folder, site.url)) == []


def test_without_javascript_a_page_reads_well(site: Site, kinds: list[str], browser: Browser) -> None:
    """Text and tables are there; what would need a script is not shown."""
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for address in kinds:
            page.goto(site.url + address)
            assert len(page.locator(BODY).inner_text()) > 100, address
            for control in ("button", "input:not(.tabbed-set input)", "select", "textarea"):
                shown = page.locator(f"{BODY} {control}").locator("visible=true")
                assert shown.count() == 0, f"{address}: {shown.first.evaluate('one => one.outerHTML')}"
            assert not page.locator(".md-search").is_visible(), address


def test_on_paper_there_is_only_the_text(site: Site, kinds: list[str], page: Page) -> None:
    """No header, no navigation, nothing to press; what each agent gets is there for all of them."""
    page.emulate_media(media="print")
    for address in kinds:
        page.goto(site.url + address)
        for part in (".md-header", ".md-tabs", ".md-sidebar", BUTTONS):
            assert page.locator(part).locator("visible=true").count() == 0, f"{address}: {part}"
        blocks = page.locator(".tabbed-block")
        assert blocks.locator("visible=true").count() == blocks.count(), address


def test_no_page_scrolls_sideways_on_a_phone(site: Site, kinds: list[str], browser: Browser) -> None:
    """At 390 pixels; wide tables and listings scroll by themselves."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        wide = []
        for address in kinds:
            page.goto(site.url + address)
            if page.evaluate("document.documentElement.scrollWidth") > 390:
                wide.append(address)
        assert wide == []


@pytest.fixture
def elsewhere(site: Site, tmp_path: Path) -> Iterator[str]:
    """The same files on another host, below a path."""
    (tmp_path / "team").mkdir()
    (tmp_path / "team/memory").symlink_to(site.folder)
    with served(tmp_path, free_port()) as url:
        yield f"{url}team/memory/"


def test_under_a_path_it_works_the_same(elsewhere: str, kinds: list[str], context: BrowserContext) -> None:
    """Pages, search and links, without a word to the host that it was built for."""
    noted = Complaints(elsewhere)
    noted.watch(context)
    page = context.new_page()
    for address in kinds:
        page.goto(elsewhere + address)
    walk(page, elsewhere)
    assert noted.found == []


def test_from_the_disk_it_works_the_same(site: Site, kinds: list[str], context: BrowserContext) -> None:
    """A folder that somebody unpacked: pages, search and links."""
    home = f"{site.folder.as_uri()}/"
    noted = Complaints(home)
    noted.watch(context)
    page = context.new_page()
    for address in kinds:
        page.goto(f"{home}{address}index.html")
    walk(page, f"{home}index.html")
    assert noted.found == []


def walk(page: Page, home: str) -> None:
    """From the home page through the search to a pattern, and back through a link."""
    page.goto(home)
    search(page, "clean-up-what-you-started")
    page.locator(".md-search-result__link").first.click()
    page.locator(f"{BODY} h1", has_text="Clean up what you started").wait_for()
    page.locator(".md-path a", has_text="Patterns").click()
    page.locator(f"{BODY} h1", has_text="Patterns").wait_for()
