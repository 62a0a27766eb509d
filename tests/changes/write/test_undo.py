"""Taking one change of a file back, whatever else was written there since."""

from __future__ import annotations

import pytest

from session_memory.changes import region
from session_memory.changes.write.undo import restored
from session_memory.errors import ConflictError
from session_memory.model import Block

HAND = b"# Ours\n"


def host(*blocks: tuple[str, str], hand: bytes = HAND) -> bytes:
    return region.put(hand, [Block(id, "1.0.0", text.encode(), order=n) for n, (id, text) in enumerate(blocks)]) or b""


A, B, C = ("a", "Text a."), ("b", "Text b."), ("c", "Text c.")
NEW_B = ("b", "New text b.")


@pytest.mark.parametrize(
    ("before", "after", "now", "expected"),
    [
        ((), (A,), (A,), ()),
        ((), (A,), (A, B), (B,)),
        ((A,), (A, B), (A, B, C), (A, C)),
        ((A, B, C), (A, C), (A, C), (A, B, C)),
        ((A, B), (B,), (B, C), (A, B, C)),
        ((A, B), (A, NEW_B), (NEW_B, C), (B, C)),
    ],
)
@pytest.mark.parametrize("hand", [HAND, b"# Ours\n\nAnd more.\n"])
def test_only_what_this_change_did_goes_back(
    before: tuple[tuple[str, str], ...],
    after: tuple[tuple[str, str], ...],
    now: tuple[tuple[str, str], ...],
    expected: tuple[tuple[str, str], ...],
    hand: bytes,
) -> None:
    """What other changes and people wrote meanwhile stays."""
    found = restored("AGENTS.md", host(*now, hand=hand), host(*before), host(*after))
    assert found == host(*expected, hand=hand)


def test_what_somebody_made_of_it_is_in_the_way() -> None:
    """Edited, it is left as it is."""
    with pytest.raises(ConflictError, match="a in it was edited"):
        restored("AGENTS.md", host(("a", "By hand."), hand=b"# Else\n"), HAND, host(A))


@pytest.mark.parametrize("now", [(), (B,)])
def test_what_somebody_took_out_already_is_nothing_to_take_back(now: tuple[tuple[str, str], ...]) -> None:
    """The file stays as it is."""
    stands = host(*now, hand=b"# Else\n")
    assert restored("AGENTS.md", stands, HAND, host(A)) == stands
