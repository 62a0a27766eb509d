"""Pages that were printed before."""

from __future__ import annotations

import dataclasses

import pytest
from small_site import SMALL, TEMPLATES, view

from session_memory.errors import SessionMemoryError
from session_memory.website.render import render
from session_memory.website.site_model import GuidePage, SiteModel


class Memory(dict[str, str]):
    """What earlier runs printed; `taken` counts what was printed once only."""

    taken = 0

    def page(self, key: str) -> str | None:
        """What was kept."""
        self.taken += key in self
        return self.get(key)

    def keep(self, key: str, page: str) -> None:
        """Keep it."""
        self[key] = page


def changed(**more: object) -> SiteModel:
    """The small site with something else about it."""
    return dataclasses.replace(SMALL, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "model",
    [
        SMALL,
        changed(patterns=(view("alpha", content="## Other\n"), *SMALL.patterns[1:])),
        changed(patterns=SMALL.patterns[:2]),
        changed(repos=SMALL.repos[:1]),
        changed(broken=()),
        changed(address="https://memory.example/"),
    ],
)
def test_what_was_printed_before_changes_nothing(model: SiteModel) -> None:
    """After any change a site with a memory of the old one is the site without."""
    memory = Memory()
    render(SMALL, TEMPLATES, memory)
    assert render(model, TEMPLATES, memory) == render(model, TEMPLATES)


def test_most_pages_are_printed_once() -> None:
    """But for those that tell of everything, such as the front page."""
    memory = Memory()
    pages = render(SMALL, TEMPLATES, memory).pages
    render(SMALL, TEMPLATES, memory)
    assert memory.taken >= 0.7 * len(pages)


def test_a_link_to_what_is_gone_is_noticed_all_the_same() -> None:
    """The places that there are are part of what a page is printed from."""
    memory = Memory()
    render(SMALL, TEMPLATES, memory)
    dead = changed(guide=(GuidePage("catalog/guide/quick-start.md", "# Quick start\n\n[gone](formats.md)\n"),))
    with pytest.raises(SessionMemoryError, match=r"formats\.md"):
        render(dead, TEMPLATES, memory)
