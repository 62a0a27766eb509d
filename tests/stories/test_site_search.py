"""Both searches as a reader meets them: the theme's for a small site, Pagefind's for a large one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from every_page import BODY, Complaints, search
from playwright.sync_api import BrowserContext, Page, expect
from served_site import TITLE, Site, copy_of_the_project, free_port, mkdocs, served, with_unusual_patterns

from made import write

pytestmark = pytest.mark.browser

PATTERN = "clean-up-what-you-started"
ITS_TITLE = "Clean up what you started"
FIRST_RESULT = 1_000_000
"""Bytes at most, for a site of any size."""

# --- small ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"), [(PATTERN, f"p/{PATTERN}/"), ("web-shop", "repos/web-shop/"), ("SM101", "checks/SM101/")]
)
def test_a_name_leads_to_its_page_first(site: Site, page: Page, typed: str, address: str) -> None:
    """The id of a pattern, the name of a repo, the code of a check."""
    page.goto(site.url)
    search(page, typed)
    expect(page.locator(".md-search-result__link").first).to_have_attribute("href", re.compile(re.escape(address)))


def test_a_word_of_a_problem_finds_the_pattern(site: Site, page: Page) -> None:
    """Nobody remembers titles. Of several words the theme's search takes any: the more pages, the less they narrow."""
    page.goto(site.url)
    search(page, "scratch")
    assert ITS_TITLE in page.locator(".md-search-result__list").inner_text()


def test_a_result_is_text(site: Site, page: Page) -> None:
    """Whatever a pattern says: the theme puts what it finds into the page as HTML."""
    page.goto(site.url)
    search(page, "beware")
    results = page.locator(".md-search-result__list")
    assert TITLE in results.inner_text()
    assert results.locator("img, script, iframe").count() == 0
    assert page.evaluate("window.pwned") is None


# --- large ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with two unusual patterns, in which ten pages are many."""
    root = with_unusual_patterns(copy_of_the_project(tmp_path_factory.mktemp("project")))
    config = (root / "mkdocs.yml").read_text("utf-8")
    assert "large: 1500" in config
    write(root / "mkdocs.yml", config.replace("large: 1500", "large: 10"))
    return root


@pytest.fixture(scope="module")
def large(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Its site, below a path."""
    port, folder = free_port(), tmp_path_factory.mktemp("large")
    built = mkdocs(project, "build", "--strict", "--site-dir", str(folder / "team/memory"))
    assert built.returncode == 0, built.stderr
    with served(folder, port) as url:
        yield Site(project, f"{url}team/memory/", folder / "team/memory")


def find(page: Page, words: str) -> list[str]:
    """The titles that come for words typed as a person does, with the keyboard alone."""
    page.keyboard.press("/")
    expect(page.locator(".finder__input")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(words)
    expect(page.locator(".finder__output")).to_have_attribute("aria-busy", "false")
    return page.locator(".finder__list a").all_inner_texts()


def test_a_large_site_is_searched_in_pieces(large: Site, context: BrowserContext) -> None:
    """Names first, words of a text, words that nobody uses; within the policy, and with few bytes of the site alone."""
    noted, bytes_read = Complaints(large.url), []
    noted.watch(context)
    page = context.new_page()
    page.goto(f"{large.url}guide/scope/", wait_until="networkidle")
    page.on("requestfinished", lambda request: bytes_read.append(request.sizes()["responseBodySize"]))
    assert find(page, PATTERN)[0] == ITS_TITLE
    assert 0 < sum(bytes_read) < FIRST_RESULT
    assert find(page, "web-shop")[0] == "web-shop"
    assert find(page, "broken-one")[0] == "broken-one"
    assert ITS_TITLE in find(page, "scratch files")
    assert find(page, "zzqqx") == []
    assert "Nothing has the words “zzqqx”" in page.locator(".finder__meta").inner_text()
    assert find(page, "beware") == [TITLE]
    assert page.locator(".finder").locator("img, script").count() == 0
    assert page.evaluate("window.pwned") is None
    assert noted.found == []
    assert not (large.folder / "search").exists()


def test_the_large_search_needs_no_mouse(large: Site, page: Page) -> None:
    """Enter opens the first page, arrows walk, Escape goes back to the text."""
    page.goto(large.url)
    titles = find(page, "test")
    assert len(titles) > 2
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == titles[1]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".finder__input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".finder__output")).to_be_hidden()
    find(page, PATTERN)
    page.keyboard.press("Enter")
    page.locator(f"{BODY} h1", has_text=ITS_TITLE).wait_for()
    assert page.url == f"{large.url}p/{PATTERN}/"


def test_the_large_search_keeps_nobody_out(large: Site, page: Page) -> None:
    """Axe finds nothing serious while results are shown."""
    page.goto(large.url)
    find(page, "test")
    found = Axe().run(page, ".finder").response["violations"]
    assert [problem["id"] for problem in found if problem["impact"] in ("serious", "critical")] == []


def test_a_search_that_cannot_be_made_stops_the_build(project: Path, tmp_path: Path) -> None:
    """With the words of the program that makes it."""
    write(tmp_path / "pagefind.py", "import sys\nsys.exit('no room on the moon')\n")
    built = mkdocs(project, "build", "--strict", "--site-dir", str(tmp_path / "site"), PYTHONPATH=str(tmp_path))
    assert built.returncode == 1
    assert "Pagefind could not index the site: no room on the moon" in built.stderr
    assert "Traceback" not in built.stderr
