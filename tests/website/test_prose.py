"""Other people's Markdown, shown and not executed."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_site import see

from session_memory.website.addresses import TextLinks
from session_memory.website.escape import escape
from session_memory.website.prose import closed, inline, prose

LINKS = TextLinks("p/here/", {"other": "p/other/"})

SAFE = {
    "a", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"class", "href", "id", "start", "style"}

PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=y>", "<!--", "-->", "<?", "<div>", "</p>", "&lt;", "&#60;", "<",
        ">", "&", '"', "'", "[", "](", ")", "](javascript:x)", "![", "[a]: javascript:x", "`", "```", "~~~", "    ",
        "\t", "\n", "\n\n", "# ", "- ", "1. ", "> ", "|", "---", "***", "_", "*", "{: onclick=x }", ":", "\\", "=",
        "\x02wzxhzdk:0\x03", "<a@b.c>", "<http://x>", "http://x", "word", "\u00e9", "{{ x }}", "{% x %}",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def converted(page: str) -> str:
    """What the engine makes of page text."""
    return markdown.markdown(page, extensions=["toc"])


@given(TEXTS)
def test_no_text_gets_an_element_of_its_own_past_both_parsers(text: str) -> None:
    """Only the elements that Markdown has, and only addresses that are safe."""
    for tag, attributes in see(converted(prose(text, LINKS))).tags:
        assert tag in SAFE
        assert set(attributes) <= ATTRIBUTES
        assert (attributes.get("href") or "#").startswith(("#", "http://", "https://", "mailto:", "../"))


@given(TEXTS)
def test_escaped_text_is_the_same_text_in_the_browser(text: str) -> None:
    """In a listing as in an attribute, whatever the engine does around it."""
    text = text.replace("\x02", "").replace("\x03", "")
    html = converted(f'<div>\n<button title="{escape(text)}"></button>\n<pre><code>{escape(text)}</code></pre>\n</div>')
    seen = see(html)
    assert dict(seen.tags)["button"]["title"] == text
    assert "".join(seen.pieces).strip("\n") == text.strip("\n")


def test_headings_stay_markdown_and_go_deeper() -> None:
    """So that the engine lists them; nothing in them is markup for it."""
    assert prose("# A *b* `c_d_e` <i>\n\ntext", LINKS, 1) == (
        "## A <em>b</em> <code>c&#95;d&#95;e</code> &#60;i&#62;\n\n<p>text</p>"
    )
    assert prose("##### deep", LINKS, 3) == "###### deep"


def test_no_heading_of_a_text_is_as_high_as_the_title_of_its_page() -> None:
    """There is one of those, and the contents of a page are listed below it."""
    assert prose("# A\n\n## B\n\n### C\n", LINKS) == "## A\n\n## B\n\n### C"
    assert closed("# A\n", LINKS) == "<h2>A</h2>"


def test_a_block_is_one_line() -> None:
    """Otherwise an engine could look for Markdown in the middle of it."""
    assert prose("- a\n- b\n\n```\n\n# c\n\n```\n", LINKS).count("\n") == 2


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("../topic/other.md", "../../p/other/"),
        ("other.md#steps", "../../p/other/#steps"),
        ("https://example.org/other.md", "https://example.org/other.md"),
        ("#steps", "#steps"),
        ("javascript:alert(1)", ""),
        ("unknown.md", ""),
        ("http://[", ""),
        ("other.txt", ""),
    ],
)
def test_links_lead_to_pages_or_nowhere(address: str, there: str) -> None:
    """A link to another pattern's file leads to its page; one to anything unknown is only text."""
    assert LINKS(address) == there


def test_pictures_are_not_loaded() -> None:
    """One from elsewhere would be a request to elsewhere."""
    assert "<img" not in prose("![a](https://example.org/x.png)", LINKS)


@pytest.mark.parametrize(
    "text", ["a\u202eb", "`a\u202eb`", "```\na\u202eb\n```", "    a\u202eb", "# a\u202eb", "[a\u202eb](x)"]
)
def test_nothing_hides_in_prose(text: str) -> None:
    """A text that git remembers was never held against today's checks."""
    assert "a<U+202E>b" in see(converted(prose(text, LINKS))).text
    assert "a<U+202E>b" in see(closed(text, LINKS)).text
    assert "a<U+202E>b" in see(inline("a\u202eb", LINKS)).text


def test_joiners_stay_where_they_are_spelling() -> None:
    """In emoji and in Persian; anywhere else they are named."""
    spelled = "\U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert see(prose(spelled, LINKS)).text == spelled
    assert see(prose("a\u200db \u0645\u200cx", LINKS)).text == "a<U+200D>b \u0645<U+200C>x"


def test_a_message_keeps_its_code() -> None:
    """Findings put what they quote in backticks."""
    assert inline("the key `titel` <b>", LINKS) == "the key <code>titel</code> &#60;b&#62;"


def test_an_aligned_table_needs_no_style() -> None:
    """The policy for the browser forbids it; a class says the same."""
    html = prose("| a | b |\n|--:|:-:|\n| 1 | 2 |\n", lambda address: "")
    assert "style" not in html
    assert '<th class="right">a</th>' in html and '<td class="center">2</td>' in html


def test_a_link_without_a_text_shows_its_address() -> None:
    """As a picture becomes one: otherwise there is nothing to see, to hear or to press."""
    for text in ("![](https://e.example/a.png)", "[](https://e.example/a.png)", "[ ](https://e.example/a.png)"):
        assert "https://e.example/a.png" in see(prose(text, lambda address: address)).text
    assert see(prose("[named](https://e.example)", lambda address: address)).text.strip() == "named"
