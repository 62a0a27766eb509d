"""A page's HTML is what Python-Markdown makes of its text."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
import yaml
from small_site import PROJECT, SMALL, TEMPLATES

from session_memory.website.finished import DEEPEST_LISTED, finished
from session_memory.website.render import render

PAGES = {path: text.decode().split("\n---\n", 1)[1] for path, text in render(SMALL, TEMPLATES).pages.items()}


def by_the_library(text: str) -> tuple[str, object]:
    """HTML and table of contents, with the settings of mkdocs.yml."""
    lines = Path(PROJECT, "mkdocs.yml").read_text(encoding="utf-8")
    settings = yaml.safe_load(re.search(r"- toc: (\{.*\})", lines)[1])  # type: ignore[index]
    assert settings["toc_depth"] == DEEPEST_LISTED
    engine = markdown.Markdown(extensions=["toc"], extension_configs={"toc": settings})
    return engine.convert(text), engine.toc_tokens  # type: ignore[attr-defined]


def plain(html: str) -> str:
    """The same without differences that no reader sees: blank lines, and how an entity is spelled."""
    import html as entities

    return re.sub(r"\n+", "\n", entities.unescape(html)).strip()


@pytest.mark.parametrize("path", sorted(PAGES))
def test_each_kind_of_page(path: str) -> None:
    """Text, ids, links to headings, and the table of contents."""
    wanted, contents = by_the_library(PAGES[path])
    made = finished(PAGES[path])
    assert plain(made.html) == plain(wanted)
    assert made.contents == contents


@pytest.mark.parametrize(
    "text",
    [
        "## Twice\n\n<p>a</p>\n\n## Twice\n",
        "### 漢字\n\n## 漢字\n",
        "# A &lt;b&gt; <code>c</code>\n\n## &#35; sign\n",
        "",
    ],
)
def test_headings_that_are_not_usual(text: str) -> None:
    """The same title twice, no Latin letter, markup and entities."""
    wanted, contents = by_the_library(text)
    made = finished(text)
    assert plain(made.html) == plain(wanted)
    assert [token["id"] for token in made.contents] == [token["id"] for token in contents]  # type: ignore[attr-defined]
