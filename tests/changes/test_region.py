"""The region's form and its laws, on small host files and on every real one in nine ways to save it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import mdformat
import pytest

from corpus_files import host_files, pattern_texts, variants
from region_examples import BLOCKS, HOSTS, LIST, OTHERS, READ, SHELL, plain, written
from session_memory.changes import region
from session_memory.errors import MalformedHostError, SessionMemoryError
from session_memory.model import Block

REFUSED = {"851039536__siyuanPluginVueSN__AGENTS.md": 395}
"""Real files that cannot take a region, and the line of the fence that is never closed."""


def check_laws(host: bytes) -> None:
    """Every law of the region, for a host file that has none yet."""
    once = written(host, *BLOCKS)
    assert written(once, *BLOCKS) == once
    assert written(host, *reversed(BLOCKS)) == once
    assert plain(region.read(once)) == plain((SHELL, READ, LIST))
    assert not any(region.is_edited(block) for block in region.read(once))
    assert written(once, *OTHERS) == written(host, *OTHERS)
    assert once.startswith(host)
    assert region.strip(once) == host


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_laws_hold_for_small_files(host: bytes) -> None:
    """Put twice is put once, order does not matter, what is read was put, and removing gives back every byte."""
    for variant in variants(host).values():
        check_laws(variant)
    check_laws(host)


@pytest.mark.corpus
@pytest.mark.parametrize("name", host_files())
def test_laws_hold_for_real_files(name: str) -> None:
    """The same laws, for every real host file in every variant; those with an open fence name its line instead."""
    for variant in variants(host_files()[name]).values():
        if name in REFUSED:
            with pytest.raises(MalformedHostError) as refused:
                region.put(variant, BLOCKS)
            assert refused.value.lines == (REFUSED[name],)
        else:
            check_laws(variant)


@pytest.mark.corpus
def test_real_texts_as_bodies() -> None:
    """A real rule or instruction text either stands in a region and comes back, or is refused by the pattern's id."""
    texts = pattern_texts()
    if not texts:
        pytest.skip("the corpus is not here")
    refused = []
    for name, text in texts.items():
        block = Block(id="real-text", version="1.0.0", body=text, order=30)
        try:
            once = written(b"# Notes\n", block, LIST)
        except SessionMemoryError as error:
            assert "real-text" in error.message
            refused.append(name)
            continue
        assert plain(region.read(once)) == plain((LIST, block))
        assert region.strip(once) == b"# Notes\n"
    assert len(refused) < len(texts) / 20


def test_form() -> None:
    """Markers stand alone on their lines between empty lines; BEGIN carries version and digest, END the id only."""
    digest = hashlib.sha256(READ.body).hexdigest()[:12]
    assert written(b"# Notes\n", READ).decode() == (
        "# Notes\n"
        "\n"
        "<!-- BEGIN session-memory -->\n"
        "\n"
        f"<!-- BEGIN session-memory:read-before-edit v1.2.0 sha256:{digest} -->\n"
        "\n"
        "## Editing\n"
        "\n"
        "Read a file again before you edit it.\n"
        "\n"
        "<!-- END session-memory:read-before-edit -->\n"
        "\n"
        "<!-- END session-memory -->\n"
    )


def test_blocks_are_sorted_by_order_then_id() -> None:
    """Low order first, and the id decides between equals."""
    blocks = region.read(written(None, *BLOCKS))
    assert [block.id for block in blocks] == ["quote-paths", "read-before-edit", "small-steps"]


def test_a_file_of_ours_is_made_and_unmade() -> None:
    """No file and no blocks is no file; a file that holds our region only is gone with its last block."""
    assert region.put(None, ()) is None
    made = written(None, READ)
    assert made.endswith(b"-->\n")
    assert region.put(made, ()) is None


@pytest.mark.parametrize("empty", [b"", b"\xef\xbb\xbf"])
def test_an_empty_file_is_not_taken_for_one_of_ours(empty: bytes) -> None:
    """A file that was empty, or held a byte order mark only, is so again after removal, and not deleted."""
    assert region.strip(written(empty, READ)) == empty


@pytest.mark.parametrize(
    ("host", "line_end"),
    [
        (b"a\r\nb\r\nc\n", b"\r\n"),
        (b"a\r\nb\nc\n", b"\n"),
        (b"a\r\nb\n", b"\n"),
        (b"a", b"\n"),
        (b"a\rb\r", b"\n"),
    ],
)
def test_line_ends_follow_the_majority(host: bytes, line_end: bytes) -> None:
    """The region has the line ends of most lines of its file; LF when there is no majority."""
    ours = written(host, *BLOCKS).removeprefix(host)
    assert ours.count(line_end) == ours.count(b"\n")
    assert b"\r\r" not in ours


def test_line_ends_of_a_region_stay_its_own() -> None:
    """A region keeps its line ends when the text around it is saved with others."""
    once = written(b"a\r\nb\r\n", READ)
    ours = once.removeprefix(b"a\r\nb\r\n")
    assert written(b"a\nb\nc\nd\n" + ours, READ) == b"a\nb\nc\nd\n" + ours


@pytest.mark.parametrize("host", [b"# Notes\n", b"# Notes", b""])
def test_text_below_the_region_stays(host: bytes) -> None:
    """What somebody adds below the region survives every later put, and removal leaves an empty line in between."""
    once = written(host, READ)
    grown = once + (b"" if once.endswith(b"\n") else b"\n") + b"More.\n"
    # What tells a file that was empty is the empty line behind its region; nobody can say whose it is later.
    between = b"" if host else b"\n"
    assert written(grown, LIST, READ).endswith(b"<!-- END session-memory -->\n" + between + b"More.\n")
    assert region.strip(grown) == (b"# Notes\n\nMore.\n" if host else b"\nMore.\n")


@pytest.mark.parametrize("host", [b"", b"\xef\xbb\xbf"])
def test_text_above_the_region_of_a_file_that_was_empty_keeps_its_line_ends(host: bytes) -> None:
    """Whatever is written there later comes back as it is."""
    once = written(host, READ)
    assert region.strip(once) == host
    assert region.strip(host + b"# Mine\n\nText.\n\n" + once.removeprefix(host)) == host + b"# Mine\n\nText.\n\n"


def test_text_below_an_empty_line_stays() -> None:
    """The one empty line between two hand-written texts is not doubled by removal."""
    grown = written(b"# Notes\n", READ) + b"\nMore.\n"
    assert region.strip(grown) == b"# Notes\n\nMore.\n"


def test_text_above_the_region_stays() -> None:
    """What somebody adds above the region survives, too."""
    grown = b"First.\n\n" + written(b"# Notes\n", READ)
    assert written(grown, LIST).startswith(b"First.\n\n# Notes\n\n<!-- BEGIN session-memory -->\n")
    assert region.strip(grown) == b"First.\n\n# Notes\n"


def test_a_line_right_above_the_region_keeps_its_end() -> None:
    """Removal takes an empty line above the region, never the end of a line of text."""
    tight = b"# Notes\n" + written(None, READ)
    assert region.strip(tight) == b"# Notes\n"


def test_formatters_change_nothing() -> None:
    """Bodies in canonical Markdown come out of a formatter as they went in, markers and empty lines included."""
    body = b"- one change\n- one test\n  - then commit"
    text = written(b"# Notes\n", SHELL, READ, replace(LIST, body=body)).decode()
    assert mdformat.text(text) == text


def test_lines_are_reported() -> None:
    """A block that was read knows the line of its BEGIN marker, from 1; where it stands is not part of what it is."""
    first, second = region.read(written(b"# Notes\r\n", SHELL, READ))
    assert (first.line, second.line) == (5, 15)
    assert replace(first, line=0, order=1) == first


def test_line_ends_and_outer_blank_lines_are_no_edit() -> None:
    """Formatters change those, so the digest does not see them; any other byte it does."""
    body = READ.body.replace(b"\n", b"\r\n")
    assert region.digest(b"\n \t\n" + body + b"\n\r\n\n") == region.digest(READ.body)
    assert region.digest(b"  " + READ.body) != region.digest(READ.body)
    assert len(region.digest(b"")) == 64


def test_an_edit_stays_an_edit() -> None:
    """A block that was changed by hand keeps its recorded digest when it is put back beside others."""
    edited = written(b"# Notes\n", READ).replace(b"Read a file", b"Never read a file")
    (block,) = region.read(edited)
    assert region.is_edited(block)
    _, kept = region.read(written(edited, block, LIST))
    assert kept == block
    assert region.is_edited(kept)


def test_a_new_block_is_not_edited() -> None:
    """Only a file can disagree with its marker."""
    assert not region.is_edited(READ)


def test_a_body_may_be_empty() -> None:
    """A block without text is framed like any other and comes back empty."""
    once = written(b"# Notes\n", replace(READ, body=b"\n \n"))
    assert [block.body for block in region.read(once)] == [b""]
    assert b"\n\n\n" not in once
    assert region.strip(once) == b"# Notes\n"


def test_doubled_ids_are_a_programming_error() -> None:
    """Two blocks of one id are never put."""
    with pytest.raises(ValueError, match="two blocks"):
        region.put(b"", [READ, READ])


@pytest.mark.parametrize("broken", [{"id": "No Kebab"}, {"version": ""}, {"recorded": "tooshort"}])
def test_unreadable_markers_are_a_programming_error(broken: dict[str, str]) -> None:
    """A block whose marker could not be read again is never put."""
    with pytest.raises(ValueError, match="no marker can hold"):
        region.put(b"", [replace(READ, **broken)])


@pytest.mark.parametrize(
    "body",
    [
        b"```\nnever closed",
        b"~~~ text\n```",
        b"<!-- never closed",
        b"<script>\nlet x",
        b"Text\n<!-- END session-memory -->",
        b"<!-- BEGIN session-memory:other v1.0.0 sha256:1a2b3c4d5e6f -->",
        b"<!-- BEGIN session-memory:other -->",
        b"<div>\n<!-- END session-memory:read-before-edit -->\n</div>",
    ],
)
@pytest.mark.parametrize("host", [None, b"# Notes\n", b"# Notes\r\n"])
def test_bodies_that_would_break_the_region_are_refused(body: bytes, host: bytes | None) -> None:
    """A body that hides its END marker, or forges one of ours, is refused with the pattern's id."""
    with pytest.raises(SessionMemoryError, match="read-before-edit cannot stand in a region"):
        region.put(host, [replace(READ, body=body), LIST])


@pytest.mark.parametrize(
    "body",
    [
        b"```\n<!-- END session-memory -->\n```",
        b"Write `<!-- END session-memory -->` at the end.",
        b"    <!-- END session-memory -->",
        b"<!-- session-memory is a tool -->",
        b"<div>\nnever closed",
        b"> ```\n> open only in the quote",
        b"\rafter a carriage return\r",
    ],
)
def test_bodies_that_only_look_dangerous_are_put(body: bytes) -> None:
    """Markers in code or prose, and constructs that a comment line ends, do no harm."""
    block = replace(READ, body=body)
    once = written(b"# Notes\n", block, LIST)
    assert plain(region.read(once)) == plain((block, LIST))
    assert region.strip(once) == b"# Notes\n"
