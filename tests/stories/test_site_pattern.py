"""A pattern's page in a reader's browser."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page
from served_site import PROJECT, Site

from made import run

pytestmark = pytest.mark.browser

PATTERN = "read-before-edit"


def test_what_it_is_can_be_seen_without_scrolling(site: Site, page: Page) -> None:
    """Title, id, status, version, risk, owner, created and updated, in a window of 1300 by 900."""
    page.set_viewport_size({"width": 1300, "height": 900})
    page.goto(f"{site.url}p/{PATTERN}/")
    wanted = [page.locator("h1"), page.locator("code.id"), page.locator(".badges .badge").first]
    wanted += [page.get_by_text("version 1.0.0")]
    wanted += [page.locator("dl.facts dt", has_text=name) for name in ("Risk", "Owners", "Created", "Updated")]
    for one in wanted:
        box = one.bounding_box()
        assert box is not None and box["y"] + box["height"] < 900
    facts = page.locator("dl.facts").inner_text()
    assert "write" in facts and "maintainers" in facts and "2026" in facts


def test_the_command_for_a_repo_can_be_made_and_runs(site: Site, page: Page, tmp_path: Path) -> None:
    """A repo is chosen among those that there are; what is copied is a command that works as it is."""
    page.goto(f"{site.url}p/{PATTERN}/")
    page.locator(".propose__repo").focus()
    page.locator("#__repos option").first.wait_for(state="attached")
    assert "web-shop" in page.locator("#__repos option").evaluate_all("all => all.map(one => one.value)")
    page.locator(".propose__repo").press_sequentially("web-shop")
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    page.locator(".propose .copy").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== 'nothing yet'")
    command: str = page.evaluate("navigator.clipboard.readText()")
    assert command == f"make distribute REPO=web-shop PATTERN={PATTERN}"
    planned = subprocess.run(["make", "-n", *command.split()[1:]], cwd=PROJECT, capture_output=True, text=True)
    assert f"distribute  --pattern {PATTERN}" in planned.stdout, planned.stderr
    copy = shutil.copytree(site.root, tmp_path / "copy")
    assert "web-shop: proposal" in run(copy, "distribute", "web-shop", "--pattern", PATTERN).out


def test_relations_are_told_on_both_sides(site: Site, page: Page) -> None:
    """What this pattern names as related names it in turn, though its own file does not."""
    page.goto(f"{site.url}p/{PATTERN}/")
    page.locator("dl.relations a").first.click()
    page.locator("h1").wait_for()
    others = page.locator("dl.relations a").evaluate_all("links => links.map(link => link.textContent)")
    assert PATTERN in others


def test_where_it_stands_leads_to_the_repo_and_its_difference(site: Site, page: Page) -> None:
    """Pattern, repo, proposal, difference: each one click from the one before."""
    page.goto(f"{site.url}p/{PATTERN}/")
    page.locator(".standing a", has_text="web-shop").click()
    page.wait_for_url("**/repos/web-shop/")
    page.locator("summary", has_text="AGENTS.md").last.click()
    assert page.get_by_text("BEGIN session-memory:read-before-edit").first.is_visible()


def test_the_page_as_markdown_is_the_catalogs_file(site: Site, page: Page) -> None:
    """Byte for byte, and the page says where it is."""
    page.goto(f"{site.url}p/{PATTERN}/")
    address = page.locator(".as-markdown a").get_attribute("href")
    source = next((site.root / "catalog/patterns").rglob(f"{PATTERN}.md")).read_bytes()
    assert page.request.get(f"{site.url}p/{PATTERN}/{address}").body() == source
