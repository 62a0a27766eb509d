"""What an agent is told in one place, and which limit keeps the rest from it."""

from __future__ import annotations

from session_memory.distribute.agents.claude import DISTRIBUTOR
from session_memory.distribute.arriving import in_words
from session_memory.distribute.context import Why, context
from session_memory.distribute.findings import to_mend
from session_memory.distribute.reading import At
from session_memory.distribute.tree import tree_of


def test_a_file_that_is_left_out_for_its_own_length() -> None:
    """Its own limit is named, not one that others have used up."""
    contract, contents = DISTRIBUTOR.contract, {"CLAUDE.md": b"x" * 4_194_305}
    tree = tree_of(contents, [contract])
    told = context("claude", contract, tree, contents, At(narrow=True))
    (left,) = told.left
    said = "it is over its limit of 4,194,304 bytes for each file"
    assert (left.why, in_words(left.why, left.by), told.sent) == (Why.TOO_LONG, said, ())
    mends = to_mend([told], {"claude": contract}, tree, contents, contents)
    assert f"CLAUDE.md: nothing of it arrives at claude: {said} (shorten it)" in map(str, mends)
