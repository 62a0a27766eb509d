"""`session-memory exempt`: rows in a file that people write, too."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from made import catalog, run, target, write
from session_memory.catalog.load import load
from session_memory.distribute.flavors import forms, table
from session_memory.model import Exemption

TODAY = datetime.date.today()
LATER = TODAY + datetime.timedelta(days=30)
YESTERDAY = TODAY - datetime.timedelta(days=1)
WORDS = ("--reason", "they have a text of their own", "--days", "30", "--owner", "ann")

ROW = f"pattern: read-first, reason: not yet, owner: sam, expires: {LATER}"
BLOCK = "".join(f"{'- ' if at == 0 else '  '}{key.strip()}\n" for at, key in enumerate(ROW.split(",")))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with two patterns and a repo."""
    catalog(tmp_path, "close-files", "read-first")
    target(tmp_path, "web-shop", {"AGENTS.md": "# Ours\n"})
    return tmp_path


def file(root: Path) -> Path:
    return root / "catalog/exemptions/web-shop.yaml"


def rows(root: Path) -> tuple[Exemption, ...]:
    """The rows as everybody else reads them."""
    result = load(root, forms(table()))
    assert result.findings == ()
    return result.exemptions[0].exemptions


def indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def test_the_first_row_makes_the_file(root: Path) -> None:
    """Readable, with a line that says what it is."""
    said = run(root, "exempt", "web-shop", "close-files", *WORDS)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == (
        f"web-shop is exempt from close-files until {LATER}, in catalog/exemptions/web-shop.yaml"
    )
    assert file(root).read_text().splitlines() == [
        "# What is left as it is in this repo. A row counts until its day is over.",
        "repo: web-shop",
        "exemptions:",
        "  - pattern: close-files",
        '    reason: "they have a text of their own"',
        "    owner: ann",
        f"    expires: {LATER}",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        f"repo: web-shop\nexemptions:\n{indented(BLOCK, 2)}",
        f"repo: web-shop # öh\n\nexemptions:\n# why\n{BLOCK}# the end\n",
        f"repo: web-shop\nexemptions:\n{indented(BLOCK, 6)}".rstrip("\n"),
        f"repo: web-shop\nexemptions:\n  - {{{ROW}}}\n",
        "repo: web-shop\n",
        "\ufeffrepo: web-shop\n",
    ],
    ids=["indented", "flush", "deep", "rows-in-braces", "no-rows", "mark"],
)
def test_another_row_leaves_every_byte_before_it(root: Path, text: str, end: str) -> None:
    """In whatever block style the file is written."""
    write(file(root), text.replace("\n", end).encode())
    before, number = file(root).read_bytes(), 1 if "read-first" in text else 0
    assert run(root, "exempt", "web-shop", "close-files", *WORDS).code == 0
    after = file(root).read_bytes()
    assert after.startswith(before)
    assert after.endswith(end.encode()) and (end == "\r\n") is (b"\r\n" in after)
    assert [row.pattern for row in rows(root)] == ["read-first", "close-files"][1 - number :]


@pytest.mark.parametrize(
    "text",
    [
        f"repo: web-shop\nexemptions: [{{{ROW}}}]\n",
        "repo: web-shop\nexemptions: []\n",
        f"exemptions:\n{BLOCK}repo: web-shop\n",
        f"{{repo: web-shop, exemptions: [{{{ROW}}}]}}\n",
    ],
    ids=["brackets", "empty", "not-last", "braces"],
)
def test_a_file_that_takes_no_row_is_left_as_it_is(root: Path, text: str) -> None:
    """The lines to add are told."""
    write(file(root), text)
    said = run(root, "exempt", "web-shop", "close-files", *WORDS)
    assert said.code == 1
    assert "- pattern: close-files\n" in said.err and f"expires: {LATER}" in said.err
    assert file(root).read_text() == text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("webshop", "close-files", *WORDS), "did you mean `web-shop`?"),
        (("web-shop", "close-file", *WORDS), "did you mean `close-files`?"),
        (("../web-shop", "close-files", *WORDS), "letters, digits"),
        (("web-shop", "close-files", "--days", "3"), "--reason TEXT"),
        (("web-shop", "close-files", "--reason", "x", "--owner", "ann"), "--days N or --until"),
        (("web-shop", "close-files", *WORDS, "--until", "2099-01-01"), "one of the two"),
        (("web-shop", "close-files", "--reason", "x", "--until", "2020-01-01"), "is over"),
        (("web-shop", "close-files", *WORDS, "--end"), "--end takes nothing else"),
        (("web-shop", "close-files", "--end"), "is not exempt"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(root: Path, words: tuple[str, ...], told: str) -> None:
    """With advice, and nothing is written."""
    said = run(root, "exempt", *words)
    assert (said.code, told in said.err) == (2, True), said.err
    assert not (root / "catalog/exemptions").exists()


def test_there_is_one_row_for_a_pattern(root: Path) -> None:
    """A second one is refused with the place of the first, where the day can be changed."""
    run(root, "exempt", "web-shop", "close-files", *WORDS)
    before = file(root).read_bytes()
    said = run(root, "exempt", "web-shop", "close-files", "--reason", "x", "--until", "2099-01-01", "--owner", "ann")
    assert said.code == 1
    assert f"catalog/exemptions/web-shop.yaml:7:14: there is a row for close-files already, until {LATER}" in said.err
    assert "write 2099-01-01 there" in said.err
    assert file(root).read_bytes() == before


@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize("style", ["block", "braces"])
def test_ending_changes_the_day_and_nothing_else(root: Path, style: str, quote: str) -> None:
    """The row stays, and tells later that there was one; other rows with the same day are not touched."""
    both = [BLOCK, BLOCK.replace("read-first", "close-files")]
    if style == "braces":
        both = [f"- {{{ROW}}}\n", f"- {{{ROW.replace('read-first', 'close-files')}}}\n"]
    text = f"repo: web-shop\nexemptions:\n{''.join(both)}# {LATER}\n".replace(f": {LATER}", f": {quote}{LATER}{quote}")
    write(file(root), text.replace("\n", "\r\n").encode())
    said = run(root, "exempt", "web-shop", "close-files", "--end")
    assert said.code == 0
    assert "is exempt from close-files no longer" in said.out
    assert [row.expires for row in rows(root)] == [LATER, YESTERDAY]
    head, _, tail = text.rpartition(f": {quote}{LATER}")
    assert file(root).read_bytes() == f"{head}: {quote}{YESTERDAY}{tail}".replace("\n", "\r\n").encode()
    assert run(root, "exempt", "web-shop", "close-files", "--end").out == f"it ended on {YESTERDAY} already\n"


def test_a_file_with_findings_is_not_changed(root: Path) -> None:
    """Nobody knows what it says."""
    write(file(root), f"repo: web-shop\nexemptions:\n{BLOCK}  colour: red\n")
    before = file(root).read_bytes()
    said = run(root, "exempt", "web-shop", "close-files", *WORDS)
    assert (said.code, "SM120" in said.err) == (1, True)
    assert file(root).read_bytes() == before
