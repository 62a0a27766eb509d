"""Real rule files, in the hundreds: each becomes a draft, and text cannot break out of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from corpus_files import CORPUS
from session_memory.catalog.importing.run import Outcome, Wanted, outcomes
from session_memory.catalog.importing.shelf import Shelf
from session_memory.catalog.load import load
from session_memory.distribute.flavors import forms, table
from session_memory.files import scratch_tree

pytestmark = [pytest.mark.corpus, pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside the project")]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty catalog."""
    root = tmp_path_factory.mktemp("house")
    (root / "catalog" / "patterns").mkdir(parents=True)
    return root


@pytest.fixture(scope="module")
def found(root: Path) -> list[Outcome]:
    """The outcomes of importing every pattern collection at once, drafts written."""
    found = list(outcomes(Shelf(root), [CORPUS / "patterns"], Wanted()))
    scratch_tree(root, {one.draft.path: one.draft.content for one in found if one.draft})
    return found


def test_every_rule_file_becomes_a_draft(found: list[Outcome]) -> None:
    """190 Copilot instructions, 108 Claude rules and 65 Cursor rules; what could not be kept is noted."""
    assert len({one.id for one in found if one.draft}) == len(list((CORPUS / "patterns").rglob("*.md*")))
    noted = {Path(one.where).name: " ".join(one.notes) for one in found}
    assert "<secret>" in noted["security-and-owasp.instructions.md"]
    assert "no glob could be kept" in noted["update-code-from-shorthand.instructions.md"]


def test_every_draft_is_valid(root: Path, found: list[Outcome]) -> None:
    """The catalog has no finding in any of them."""
    catalog = load(root, forms(table()))
    assert catalog.findings == ()
    assert len(catalog.patterns) == len(found)


def test_twice_is_once(root: Path, found: list[Outcome]) -> None:
    """A second import finds every draft in place."""
    kinds = {one.kind for one in outcomes(Shelf(root), [CORPUS / "patterns"], Wanted())}
    assert kinds == {"already"}


def test_no_text_breaks_out(found: list[Outcome]) -> None:
    """A marker that follows the text is seen as what it is, and its headings are below the pattern's own."""
    parser = MarkdownIt()
    for one in found:
        if one.draft is None:
            continue
        body = one.draft.content.decode().partition("\n---\n")[2]
        tokens = parser.parse(f"{body}\n<!-- END session-memory -->\n")
        assert tokens[-1].content == "<!-- END session-memory -->\n", one.where
        titles = [at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag < "h3"]
        assert {tokens[at + 1].content for at in titles} <= {"Problem", "Solution"}, one.where


def test_host_files_of_other_people(tmp_path: Path) -> None:
    """Each real host file gives valid drafts, or says why it gives none."""
    root = tmp_path / "house"
    (root / "catalog" / "patterns").mkdir(parents=True)
    shelf, made = Shelf(root), []
    for number, path in enumerate(sorted((CORPUS / "host-files").iterdir())):
        folder = tmp_path / str(number)
        scratch_tree(folder, {"AGENTS.md": path.read_bytes()})
        found = list(outcomes(shelf, [folder], Wanted()))
        assert all(one.draft or one.notes for one in found), path.name
        made += [one.draft for one in found if one.draft]
    scratch_tree(root, {draft.path: draft.content for draft in made})
    catalog = load(root, forms(table()))
    assert catalog.findings == ()
    assert len(catalog.patterns) == len(made) > 500
