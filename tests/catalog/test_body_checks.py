"""What the body of a pattern has to be: sections that arrive, nothing left open, links that lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_maker import SOLUTION, catalog, codes, found, pattern

from session_memory.catalog.markdown import anchors, left_open, sections

WHY = f"{SOLUTION}\n## Why\n\n"


def test_sections_are_what_commonmark_says() -> None:
    """Headings in code, lists, quotes and HTML open no section; setext and other levels do not either."""
    hidden = "```\n## no\n```\n- ## no\n\n> ## no\n\n    ## no\n\nNo\n--\n\n### no\n\n<pre>\n## no\n</pre>\n"
    body = f"\n\n## One ##\n\ntext\n\n{hidden}   ## Two\n"
    assert [(section.title, section.line) for section in sections(body, 10)] == [("One", 12), ("Two", 33)]


def test_the_text_of_a_section_keeps_its_indentation() -> None:
    """Only blank lines around it go."""
    (section,) = sections("## A\n\n  \n    code\n\nend\n \n", 1)
    assert section.text == "    code\n\nend"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n\n```\nb\n", 2),
        ("~~~\n```\n", 0),
        ("````\n```\n", 0),
        ("a\n<!-- b\n", 1),
        ("<pre>\nx\n", 0),
        ("<script>\n</div>\n", 0),
        ("<?php\n", 0),
        ("<![CDATA[\n", 0),
    ],
)
def test_what_is_left_open_is_found(text: str, line: int) -> None:
    """With the line it opens in."""
    opened = left_open(text)
    assert opened is not None and opened.line == line


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "```\nb\n```",
        "- ```\n  b",
        "> ```\n> b",
        "    ```",
        "<div>\n",
        "<!-- a -->",
        "<pre>x</pre>",
        "`a",
        "a <!-- b",
    ],
)
def test_what_ends_by_itself_is_fine(text: str) -> None:
    """Lists, quotes and ordinary HTML are closed by a blank line or a heading."""
    assert left_open(text) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ["7:1 SM150"]),
        ("## Solution\n\n\n## Why\n\nx\n", ["9:1 SM150"]),
        ("## Solution\n\n```\nx\n\n## Steps\n\n1. x\n", ["11:1 SM153"]),
        (f"# Title\n\n{SOLUTION}", ["9:1 SM151"]),
        (f"{SOLUTION}\n## For Claud\n\nx\n", ["13:1 SM157"]),
        (f"{SOLUTION}\n## Counter examples\n\nx\n", ["13:1 SM157"]),
        (f"{SOLUTION}\n## SOLUTION\n\nx\n", ["13:1 SM152"]),
    ],
)
def test_text_that_would_not_arrive_is_found(tmp_path: Path, body: str, expected: list[str]) -> None:
    """Nothing is dropped without a word."""
    assert found(catalog(tmp_path, pattern(body=body)).findings) == expected


@pytest.mark.parametrize("title", ["For reviewers", "Examples", "Notes", "for codex", "WHY", "For Grok"])
def test_other_sections_are_free(tmp_path: Path, title: str) -> None:
    """Whoever writes may add sections for readers; case does not matter."""
    assert catalog(tmp_path, pattern(body=f"{SOLUTION}\n## {title}\n\nx\n")).findings == ()


def test_a_section_that_a_hint_names_is_no_slip(tmp_path: Path) -> None:
    """`Step` is nearly `Steps`, but it is asked for."""
    hint = "rendering_hints: {claude: {sections: [solution, step]}}"
    assert catalog(tmp_path, pattern("close-files", hint, body=f"{SOLUTION}\n## Step\n\nx\n")).findings == ()


@pytest.mark.parametrize(
    "link",
    [
        "[x](#why)",
        "[x](#solution-1)",
        "[x](other.md)",
        "[x](./other.md#solution)",
        "[x](<other.md> 'title')",
        "![x](picture.png)",
        "[x](../patterns/)",
        "[x](a%20b.txt)",
        "[x](https://host.test/nowhere.md)",
        "[x](mailto:a@b.test)",
        "[x]: other.md",
        "`[x](nowhere.md)`",
        "[x]()",
        "[x](other.md?plain=1)",
        '<a id="here"></a>[x](#here)',
    ],
)
def test_links_that_lead_somewhere(tmp_path: Path, link: str) -> None:
    """Files beside it, headings, other hosts; what is code is no link."""
    files: dict[str, str | bytes] = {
        "patterns/close-files.md": pattern(body=f"{WHY}{link}\n\n### Solution\n"),
        "patterns/other.md": pattern("other"),
        "patterns/picture.png": b"\x89PNG",
        "patterns/a b.txt": "",
    }
    assert catalog(tmp_path, files).findings == ()


@pytest.mark.parametrize(
    "link",
    [
        "[x](nowhere.md)",
        "[x](other.md#nowhere)",
        "![x](nowhere.png)",
        "[a [b] c](nowhere.md)",
        "[x]: nowhere.md",
        "[x](../../../../../../../etc/passwd)",
        "[x](/catalog/patterns/other.md)",
    ],
)
def test_links_that_lead_nowhere(tmp_path: Path, link: str) -> None:
    """And those that lead out of the catalog, whether or not something is there."""
    files: dict[str, str | bytes] = {
        "patterns/close-files.md": pattern(body=f"{WHY}{link}\n"),
        "patterns/other.md": pattern("other"),
    }
    assert codes(catalog(tmp_path, files).findings) == ["SM155"]


def test_an_anchor_of_the_same_file_is_found_by_itself(tmp_path: Path) -> None:
    """It needs no other file, and names the nearest heading."""
    result = catalog(tmp_path, pattern(body=f"{WHY}[x](#soluton)\n"))
    assert [(one.code, one.hint) for one in result.findings] == [("SM156", "did you mean `#solution`?")]


def test_links_of_repos_are_followed_as_well(tmp_path: Path) -> None:
    """Their text is on the site."""
    text = "---\nname: a\nflavors: []\ncheckout: .\n---\n\n[x](nowhere.md) and [y](#z)\n"
    assert codes(catalog(tmp_path, {"repos/a.md": text}).findings) == ["SM155", "SM156"]


@pytest.mark.parametrize("title", ["Solution", "Steps", "For Claude", "Extra"])
def test_relative_links_do_not_travel(tmp_path: Path, title: str) -> None:
    """From any section that some agent gets, those that hints ask for included."""
    body = f"## Solution\n\nx\n\n## {title}\n\n[x](other.md)\n".replace(
        "## Solution\n\nx\n\n## Solution", "## Solution"
    )
    hint = "rendering_hints: {claude: {sections: [Extra]}}"
    more = (hint,) if title == "Extra" else ()
    files: dict[str, str | bytes] = {
        "patterns/close-files.md": pattern("close-files", *more, body=body),
        "patterns/other.md": pattern("other"),
    }
    assert codes(catalog(tmp_path, files).findings) == ["SM154"]


@pytest.mark.parametrize(("form", "expected"), [("skill", ["SM154"]), ("block", [])])
def test_links_in_a_problem_travel_with_a_skill(tmp_path: Path, form: str, expected: list[str]) -> None:
    """The description of a skill is made of it."""
    hint = f"rendering_hints: {{claude: {{form: block}}, codex: {{form: {form}}}}}"
    body = f"## Problem\n\nAs [others](other.md) do.\n\n{SOLUTION}"
    files = {"patterns/close-files.md": pattern("close-files", hint, body=body), "patterns/other.md": pattern("other")}
    assert codes(catalog(tmp_path, files).findings) == expected


def test_anchors_are_made_as_code_hosts_make_them() -> None:
    """Punctuation goes, case and spaces change, doubles are counted, other scripts stay."""
    body = "## What, *why* & how?\n\n## A_b\n\n## A_b\n\n### \u00dcber uns\n"
    assert anchors(body) == {"what-why--how", "a_b", "a_b-1", "\u00fcber-uns"}


@pytest.mark.parametrize("glob", ["src/**", "**/*.py", "/docs/*.md", "*.test.*", "a/b c/d", "[ab].txt", "\u00e4/**"])
def test_good_globs(tmp_path: Path, glob: str) -> None:
    """The language of .gitignore, its anchor at the root included."""
    assert catalog(tmp_path, pattern("close-files", f"scope: {{paths: ['{glob}']}}")).findings == ()


@pytest.mark.parametrize(
    "glob",
    ["a/../b", "..", "C:/a", "~/a", "https://a/b", "a\\b", "*.{a,b}", "a`b", " a", "!a", "#a", "[a", '"a\\nb"'],
)
def test_bad_globs(tmp_path: Path, glob: str) -> None:
    """Those that match nothing, or something else than was meant."""
    quoted = glob if glob.startswith('"') else f"'{glob}'"
    assert codes(catalog(tmp_path, pattern("close-files", f"scope: {{paths: [{quoted}]}}")).findings) == ["SM126"]


def test_an_empty_glob_is_one_finding(tmp_path: Path) -> None:
    """A blank value is wrong before anybody asks what it matches."""
    assert codes(catalog(tmp_path, pattern("close-files", "scope: {paths: ['', ' ']}")).findings) == ["SM122", "SM122"]
