"""Links that lead nowhere from a pattern become text; the others stay."""

from __future__ import annotations

import pytest

from session_memory.catalog.importing import links


@pytest.mark.parametrize(
    ("before", "after", "dropped"),
    [
        ("See [the guide](docs/guide.md).", "See the guide (`docs/guide.md`).", ["docs/guide.md"]),
        ("See [docs/guide.md](../docs/guide.md).", "See docs/guide.md.", ["../docs/guide.md"]),
        ("[`a.md`](a.md 'Title')", "`a.md`", ["a.md"]),
        ("[Top](#top)", "Top", ["#top"]),
        ("![a tree](tree.png) grows", "a tree grows", ["tree.png"]),
        ("[![badge](b.svg)](https://x.org)", "[badge](https://x.org)", ["b.svg"]),
        ("[x](a_(b).md)", "x (`a_(b).md`)", ["a_(b).md"]),
        ("[x](</a>)", "x (`/a`)", ["/a"]),
        ("text\n\n[x]: ./there.md 'T'\n", "text\n\n", ["./there.md"]),
    ],
)
def test_relative_links_become_text(before: str, after: str, dropped: list[str]) -> None:
    """What a reader needs of them stays, and each dropped target is named."""
    assert links.unlinked(before) == (after, dropped)


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://x.org/a_(b)) and <https://y.org> and [m](mailto:a@b.org) and [p](//cdn.org/x)",
        "`[x](y.md)` and ``[`x`](y.md)``",
        "```\n[x](y.md)\n```\n\n    [x](y.md)\n",
        "[x]: https://x.org\n[y]: <https://y.org>\n",
        "[ ] a task (not done)",
    ],
)
def test_other_links_and_code_stay(text: str) -> None:
    """Links with a scheme or a host stay, and so does everything in code."""
    assert links.unlinked(text) == (text, [])
