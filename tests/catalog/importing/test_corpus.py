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


REFUSED = {
    "code-review-generic.instructions.md": "this looks like a secret",
    "security-and-owasp.instructions.md": "this looks like a secret",
    "update-code-from-shorthand.instructions.md": "applyTo: no glob can be kept",
}
"""The first two show invented keys as bad examples; the third is a template: its one glob is `**/${input:file}`."""


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
    """190 Copilot instructions, 108 Claude rules and 65 Cursor rules, but for three with good reason."""
    assert len(found) == len(list((CORPUS / "patterns").rglob("*.md*")))
    assert len({one.id for one in found if one.draft}) == len(found) - len(REFUSED)
    refused = {Path(one.where).name: one.notes[0] for one in found if not one.draft}
    assert refused.keys() == REFUSED.keys()
    assert all(note.startswith(REFUSED[name]) for name, note in refused.items())


def test_every_draft_is_valid(root: Path, found: list[Outcome]) -> None:
    """The catalog has no finding in any of them."""
    catalog = load(root, forms(table()))
    assert catalog.findings == ()
    assert len(catalog.patterns) == len(found) - len(REFUSED)


def test_twice_is_once(root: Path, found: list[Outcome]) -> None:
    """A second import finds every draft in place."""
    kinds = {one.kind for one in outcomes(Shelf(root), [CORPUS / "patterns"], Wanted())}
    assert kinds == {"already", "refused"}


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
