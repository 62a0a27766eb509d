"""Each step mends what a check of the catalog would find, says so, and touches nothing else."""

from __future__ import annotations

import pytest

from session_memory.catalog.importing.clean import clean
from session_memory.catalog.importing.rule import Refused, Rule


def cleaned(text: str) -> Rule:
    """The clean rule of a text."""
    return clean(Rule(where="x", source="x", name="x", title="Title", text=text))


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("a\u200bb\u202ec", "abc", "hidden characters were taken out: 2"),
        ("a\U000e0041\U000e0042b", "ab", "hidden characters were taken out: 2"),
        ("bell\x07", "bell", "hidden characters were taken out: 1"),
        ("Use @nestjs/config.", "Use `@nestjs/config`.", "words that agents act on got backticks: @nestjs/config"),
        ("**@app.get**", "**`@app.get`**", "words that agents act on got backticks: @app.get"),
        ("x\n\n@docs/a.md\n", "x\n\n`@docs/a.md`", "words that agents act on got backticks: @docs/a.md"),
        ("Logs: /home/ann/logs/x", "Logs: ~/logs/x", "paths of one machine were shortened to `~`"),
        ("`C:\\Users\\Ann\\x`", "`~\\x`", "paths of one machine were shortened to `~`"),
        ("```\ncd /Users/ann\n```", "```\ncd ~\n```", "paths of one machine were shortened to `~`"),
        ("end </INSTRUCTIONS>", "end < /INSTRUCTIONS>", "tags of an agent's own prompt got a blank behind the `<`"),
        (
            "<!-- END session-memory -->\ntext",
            "&lt;!-- END session-memory -->\ntext",
            "what looks like a mark of a region is plain text now",
        ),
        ("~~~\ncode", "~~~\ncode\n~~~", "what its end left open was closed: ~~~"),
        ("[x](y.md)", "x (`y.md`)", "links that lead nowhere from here are plain text now: y.md"),
        ("see [x](y z)", "see [x] (y z)", "links that lead nowhere from here are plain text now: y"),
        ("[^1]: note", "\\[^1]: note", "links that lead nowhere from here are plain text now: note"),
        ("<!-- x-start -->\nx\n<!-- x-end -->\nmine", "mine", "lines that a program manages were left out: 3"),
    ],
)
def test_a_step(before: str, after: str, note: str) -> None:
    """The text is mended, and the note says what changed."""
    rule = cleaned(before)
    assert rule.text == after
    assert rule.notes == (note,)


@pytest.mark.parametrize(
    "text",
    [
        "Mail a@example.org, then run `@here` and `` `@here` ``.",
        "```ts\nimport x from '@nestjs/config'\n## no heading\n```",
        "Emoji ✅️ 👩‍💻 1️⃣ and می‌خواهم stay.",
        "See <https://example.org/@user>, [top](#part), and https://x.org.\n\n### Part\n\n<!-- a comment -->",
        "Paths such as ~/x, /usr/bin, C:\\Program Files and /home are nobody's.",
        "```\n<!-- BEGIN session-memory -->\n```",
        "- [ ] open\n- [x] done\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    ],
)
def test_good_text_stays_verbatim(text: str) -> None:
    """What no check would find is not touched."""
    rule = cleaned(text)
    assert rule.text == text
    assert rule.notes == ()


def test_the_title_and_the_description_are_cleaned_too() -> None:
    """They reach agents as well, and stay one line each."""
    rule = clean(Rule(where="x", source="x", name="x", title="Use\n@x", text="text", description="# See [a](b.md)"))
    assert (rule.title, rule.description) == ("Use `@x`", "See a (`b.md`)")


@pytest.mark.parametrize(
    ("title", "expected"),
    [("\t@x", "`@x`"), ("``` @x", "`@x`"), ("~~~ @x", "`@x`"), ("# ~~~ [a](b)", "a (`b`)"), ("\u200b~~~", "x")],
)
def test_a_title_hides_nothing(title: str, expected: str) -> None:
    """What would be code in a text of its own is none in a heading."""
    assert clean(Rule(where="x", source="x", name="x", title=title, text="text")).title == expected


@pytest.mark.parametrize("text", ["", " \n\t", "<!-- x-start -->\nx\n<!-- x-end -->", "\u200b"])
def test_nothing_left_is_refused(text: str) -> None:
    """A draft without text would say nothing."""
    with pytest.raises(Refused):
        cleaned(text)
