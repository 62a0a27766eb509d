"""What can be seen and reached only in a browser: colours, marks, boxes that scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from served_site import Site

pytestmark = pytest.mark.browser

CONTRAST = """(button) => {
  const paint = document.createElement("canvas").getContext("2d");
  const light = (colour) => {
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const parts = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const style = getComputedStyle(button);
  const [less, more] = [light(style.color), light(style.backgroundColor)].sort();
  return (more + 0.05) / (less + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_button_can_be_read_while_it_is_pressed(site: Site, browser: Browser, scheme: str) -> None:
    """Under the pointer and with the focus, in either scheme."""
    with browser.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce") as context:
        page = context.new_page()
        page.goto(f"{site.url}changes/")
        button = page.locator(".since .md-button").first
        button.focus()
        button.hover()
        page.wait_for_timeout(300)
        assert button.evaluate(CONTRAST) >= 4.5


def test_the_tab_of_the_page_can_be_seen(site: Site, page: Page) -> None:
    """By its weight and a line below it."""
    page.goto(f"{site.url}fleet/")
    tab = page.locator(".md-tabs__item--active")
    expect(tab).to_have_text("Fleet")
    expect(tab.locator("a")).to_have_css("font-weight", "700")
    assert tab.evaluate("(tab) => getComputedStyle(tab).boxShadow") != "none"


def test_a_table_that_scrolls_is_a_stop_of_the_keyboard(site: Site, page: Page) -> None:
    """On a phone; where there is room for all of it, it is none."""
    for width, stops in ((390, True), (1300, False)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site.url}guide/formats/", wait_until="load")
        page.locator(".md-typeset__scrollwrap").first.wait_for()
        boxes = page.locator(".md-typeset__scrollwrap").evaluate_all(
            "(all) => all.map((box) => [box.scrollWidth > box.clientWidth, box.tabIndex === 0, box.ariaLabel !== null])"
        )
        assert boxes and all(scrolls == stop == named for scrolls, stop, named in boxes)
        assert any(scrolls for scrolls, *_ in boxes) is stops


def test_what_counts_leads_to_what_it_counts(site: Site, page: Page) -> None:
    """Each number on the front page that is not 0."""
    page.goto(site.url)
    for tile in page.locator(".tile").all():
        if tile.locator("a, b").inner_text() != "0":
            address = tile.locator("a").get_attribute("href") or ""
            assert not address.startswith("#") or page.locator(address).count() == 1
