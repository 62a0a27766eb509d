"""The address says what a page shows, whatever the browser makes of that."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from served_site import Site

pytestmark = pytest.mark.browser

COUNT = """
  window.written = 0;
  const real = history.replaceState.bind(history);
  history.replaceState = (...told) => { window.written++; real(...told); };
"""
REFUSE = "history.replaceState = () => { throw new DOMException('too often', 'SecurityError'); };"
TYPE = """(field, values) => {
  for (const value of values) {
    field.value = value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }
}"""
MONTH = tuple(f"2026-01-{day:02}" for day in range(1, 29))


@dataclass(frozen=True)
class Asking:
    """A page on which something can be asked for."""

    address: str
    field: str
    values: tuple[str, ...]
    """Typed one after the other."""
    query: str
    """What the address says in the end."""
    told: str
    """Where the page says what it shows."""


PAGES = (
    Asking("patterns/", ".listing__find input", tuple("commit " * 4 + "x"), "find=x", ".listing__told [role=status]"),
    Asking("fleet/", ".matrix input[name=pattern]", tuple("commit " * 4 + "x"), "pattern=x", ".matrix [role=status]"),
    Asking("changes/", ".since input[name=since]", MONTH, "since=2026-01-28", ".since [role=status]"),
)
every_page = pytest.mark.parametrize("asking", PAGES, ids=lambda asking: asking.address)


@every_page
def test_the_address_follows_and_is_not_written_at_every_key(site: Site, page: Page, asking: Asking) -> None:
    """Browsers count how often a page does that; in the end it is right."""
    page.add_init_script(COUNT)
    page.goto(site.url + asking.address)
    page.locator(asking.field).evaluate(TYPE, asking.values)
    page.wait_for_url(f"**/{asking.address}?{asking.query}")
    assert page.evaluate("window.written") <= 3


@every_page
def test_a_browser_that_refuses_the_address_still_shows_what_is_asked_for(
    site: Site, context: BrowserContext, asking: Asking
) -> None:
    """Nothing fails."""
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(REFUSE)
    page.goto(site.url + asking.address)
    before = page.locator(asking.told).inner_text()
    page.locator(asking.field).evaluate(TYPE, asking.values)
    expect(page.locator(asking.told)).not_to_have_text(before)
    assert not errors
