"""The pages of rollouts, in a browser."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from served_site import ROLLED, SHARED, Site

from made import run

pytestmark = pytest.mark.browser

ID = "20261121-alpha"


@pytest.fixture
def rollout(site: Site, page: Page) -> Page:
    """The page of the one that was stopped."""
    page.goto(f"{site.url}rollouts/{ID}/")
    return page


def test_the_way_to_a_rollout(site: Site, page: Page) -> None:
    """From the navigation over the list, and from the pattern and a repo that it is about."""
    page.goto(site.url)
    page.locator(".md-tabs").get_by_role("link", name="Rollouts").click()
    page.get_by_role("link", name=ID).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Rollout {ID}")
    for address in (f"p/{SHARED}/", f"repos/{ROLLED[0]}/", "fleet/"):
        page.goto(site.url + address)
        page.get_by_role("link", name=ID).first.click()
        page.wait_for_url(f"**/rollouts/{ID}/")


def test_a_step_tells_its_gates_and_its_repos(rollout: Page) -> None:
    """The verdict as a word, the reason as the text that somebody wrote, the repos as links."""
    step = rollout.locator("ol.steps > li[aria-current=step]")
    drift = step.get_by_role("row").filter(has_text="drift")
    expect(drift).to_contain_text("fail")
    expect(drift).to_contain_text("<b>hand</b>")
    expect(drift.get_by_role("link", name=ROLLED[2])).to_have_attribute("href", f"../../repos/{ROLLED[2]}/")
    expect(step).to_contain_text("1 failed")
    expect(rollout.locator("ol.steps > li").first).to_contain_text("promoted by Grace: looks right")


def test_what_comes_next_is_a_command_that_is_copied(rollout: Page) -> None:
    """The same that `fleet` tells in a terminal."""
    rollout.locator(".waits").get_by_role("button", name="Copy this command").click()
    assert rollout.evaluate("navigator.clipboard.readText()") == f"make rollback ROLLOUT={ID}"


def test_the_terminal_tells_the_same(site: Site) -> None:
    """The rollout with its step and gates, and its next command before any other."""
    said = run(site.root, "fleet")
    assert f"{ID}: stopped, step 2 of 2 (all), gates fail: drift" in said.out
    assert said.out[said.out.index("next:") :].startswith(f"next: make rollback ROLLOUT={ID}\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_there_is_something_to_see(site: Site, browser: Browser, scheme: str) -> None:
    """On the fleet page with details open and filters set, and on a rollout with everything unfolded."""
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{site.url}fleet/?sort-repo=sync&flavor=claude#web-shop/{SHARED}")
        expect(page.locator(".matrix-detail h2")).to_be_visible()
        assert serious(page) == []
        page.goto(f"{site.url}rollouts/{ID}/")
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        assert serious(page) == []


def serious(page: Page) -> list[str]:
    """What keeps somebody out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")
    ]
