"""Each file in cases/ is a rule of another tool, the draft it becomes, and what the report says."""

from __future__ import annotations

from pathlib import Path

import pytest

from session_memory.catalog.importing.run import Wanted, outcomes
from session_memory.catalog.importing.shelf import Shelf

CASES = sorted(Path(__file__).parent.joinpath("cases").glob("*.md"))

MARK = "====== "


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_case(case: Path, tmp_path: Path) -> None:
    """The drafts and the report are exactly those of the document, whose first part is the file to import."""
    told = case.read_text()
    name, _, text = told.removeprefix(MARK).partition(MARK)[0].partition("\n")
    source = tmp_path / name
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(text)
    assert document(tmp_path, name, text) == told


def document(folder: Path, name: str, text: str) -> str:
    """The document that a case should be: the input, each draft, and the report."""
    found = list(outcomes(Shelf(folder / "catalog"), [folder], Wanted(flavors=("claude", "codex"))))
    drafts = [f"{one.draft.id}\n{one.draft.content.decode()}" for one in found if one.draft]
    lines = [[f"{Path(one.where).relative_to(folder)}: {one.kind} {one.id}".strip(), *one.notes] for one in found]
    report = "report\n" + "".join("\n  ".join(line) + "\n" for line in lines)
    return "".join(MARK + part for part in [f"{name}\n{text}", *drafts, report])
