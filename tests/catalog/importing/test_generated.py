"""What holds for every text, generated: the nastier, the better."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from session_memory.catalog.find import Entry
from session_memory.catalog.importing import keys
from session_memory.catalog.importing.clean import clean
from session_memory.catalog.importing.draft import Provenance, draft
from session_memory.catalog.importing.rule import Refused, Rule, kebab
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.read import read

LINES = st.sampled_from(
    [
        "", "text", "# One", "## Two", "### Three ##", "    ## code", "- item", "  - ```", "> quote", "> ```", "===",
        "---", "</div>", "```", "````py", "~~~", "<!-- open", "-->", "<!-- x-start -->", "<!-- x-end -->", "<script>",
        "<div>", "[a](b.md)", "[a](#b) `[a](b)`", "![i](i.png)", "[r]: r.md", "@word and `@word`", "`` ` @word", 
        "\\`@word\\`", "[a](b c)", "[^1]: note", "[x](y", "/home/ann/x", "a\u200bb", "</INSTRUCTIONS>",
        "<!-- BEGIN session-memory -->", "<!-- END session-memory:x -->", "| a | b |", "|---|---|", "\t", "1. one",
        "\u2028", "é 测试", "[a][r]", "<?", "<![CDATA[", "<!X",
    ]
)  # fmt: skip

TITLES = LINES | st.text(st.characters(codec="utf-8"), max_size=20)

TEXTS = st.lists(LINES, max_size=14).map("\n".join)

MARKER = "<!-- END session-memory -->\n"


def cleaned(text: str, title: str = "T", about: str = "") -> Rule:
    """The clean rule of a text; a text of which nothing is left is no example."""
    try:
        return clean(Rule(where="x", source="x", name="x", title=title, text=text, description=about))
    except Refused:
        assume(False)
        raise


@given(TEXTS)
def test_no_text_breaks_out(text: str) -> None:
    """A marker behind a draft is a block of its own, and no heading of the text is a section of the pattern."""
    body = draft(cleaned(text), "x", Provenance(source="x")).content.decode().partition("\n---\n")[2]
    tokens = MarkdownIt("commonmark").parse(f"{body}\n{MARKER}")
    assert tokens[-1].content == MARKER
    tops = [token for token in tokens if token.type == "heading_open" and token.level == 0]
    assert [token.tag for token in tops if token.tag < "h3"] == ["h2"]


@given(TEXTS, TITLES, TITLES)
def test_every_draft_is_valid(text: str, title: str, about: str) -> None:
    """Whatever the text, the title and the description hold, the checks of one file find nothing."""
    rule = cleaned(text, title, about)
    made = draft(rule, "x", Provenance(source="x"))
    assert read(Entry(PATTERN, "catalog/patterns/imported/x.md", made.content)).findings == ()


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """A clean text has nothing left to clean: an import of our own draft's text would change nothing."""
    once = cleaned(text)
    again = cleaned(once.text)
    assert again.text == once.text


@given(TITLES)
def test_any_title_survives_the_front_matter(title: str) -> None:
    """YAML syntax in a value is only ever a value."""
    rule = cleaned("text", title)
    front = keys.read(draft(rule, "x", Provenance(source="x")).content.decode())
    assert front.keys["title"] == rule.title
    assert front.notes == ()


@given(st.text())
def test_a_name_is_kebab_case_or_nothing(text: str) -> None:
    """Whatever a heading says, an id can be made of it or it cannot."""
    name = kebab(text)
    assert name == "" or all(part.isascii() and part.isalnum() and part == part.lower() for part in name.split("-"))
    assert len(name) <= 60
