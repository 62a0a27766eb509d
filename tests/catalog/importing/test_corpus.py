"""Real rule files, in the hundreds: each becomes a draft, and text cannot break out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from corpus_files import CORPUS
from session_memory.catalog.importing.run import Outcome, Wanted, outcomes
from session_memory.catalog.importing.shelf import Shelf

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the project")]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """The outcomes of importing every pattern collection at once."""
    shelf = Shelf(tmp_path_factory.mktemp("house"))
    return list(outcomes(shelf, [CORPUS / "patterns"], Wanted()))


def test_every_rule_file_becomes_a_draft(found: list[Outcome]) -> None:
    """190 Copilot instructions, 108 Claude rules and 65 Cursor rules, none refused."""
    assert {one.kind for one in found} == {"imported"}
    assert len({one.id for one in found}) == len(found) == len(list((CORPUS / "patterns").rglob("*.md*")))


def test_nothing_stays_open_at_the_end(found: list[Outcome]) -> None:
    """A marker that follows the text is seen as what it is."""
    parser = MarkdownIt()
    for one in found:
        assert one.draft
        body = one.draft.content.decode().partition("\n---\n")[2]
        tokens = parser.parse(f"{body}\n<!-- END session-memory -->\n")
        assert tokens[-1].content == "<!-- END session-memory -->\n", one.where
        titles = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag < "h3"]
        assert {tokens[at + 1].content for at in titles} <= {"Problem", "Solution"}, one.where


def test_host_files_of_other_people(tmp_path: Path) -> None:
    """Each real host file gives drafts or says why not; none crashes the import."""
    for number, path in enumerate(sorted((CORPUS / "host-files").iterdir())):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "AGENTS.md").write_bytes(path.read_bytes())
        for one in outcomes(Shelf(tmp_path / "house"), [folder], Wanted()):
            assert one.draft or one.notes, path.name
