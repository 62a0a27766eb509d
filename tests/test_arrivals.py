"""What agents are told, as values: how much of a text arrives, and which files share a row."""

from __future__ import annotations

import pytest

from session_memory.arrivals import Delivered, FileTold, OurText, PatternTold, Times, ToMend, together


def rule(name: str, **more: object) -> FileTold:
    values: dict[str, object] = {"bytes": 10, "size": 10, "hand": 0, "ours": (OurText(name, "1.0.0"),)}
    return FileTold(f".grok/rules/{name}.md", **(values | more))  # type: ignore[arg-type]


def skill(name: str) -> FileTold:
    return FileTold(f".agents/skills/{name}/SKILL.md", 10, 10, 0, (OurText(name, "1.0.0"),), skill=True)


@pytest.mark.parametrize(("arrived", "part"), [(0, 0.0), (100, 0.0), (150, 0.5), (199, 0.99), (200, 1.0), (1_000, 1.0)])
def test_how_much_of_a_text_arrives(arrived: int, part: float) -> None:
    """It stands from byte 100 to byte 200."""
    assert OurText("a", "1.0.0", start=100, end=200).arrives(arrived) == part


def test_an_empty_text_arrives_where_it_stands() -> None:
    """Nothing of nothing is missing."""
    assert (
        OurText("a", "1.0.0", start=5, end=5).arrives(5) == 1 and OurText("a", "1.0.0", start=5, end=5).arrives(4) == 0
    )


def test_neighbours_that_are_wholly_ours_share_a_row() -> None:
    """Not three, not those with something to tell, and nothing changes its place."""
    files = (
        FileTold("AGENTS.md", 5, 5, 5),
        *(rule(name) for name in "abcd"),
        rule("e", hand=3),
        *(rule(name) for name in "fgh"),
        *(skill(name) for name in "abcde"),
    )
    found = together(files)
    assert [file.path for file in found] == [
        "AGENTS.md", ".grok/rules/", ".grok/rules/e.md",
        ".grok/rules/f.md", ".grok/rules/g.md", ".grok/rules/h.md", ".agents/skills/",
    ]  # fmt: skip
    assert [(file.files, file.bytes, len(file.ours)) for file in (found[1], found[-1])] == [(4, 40, 4), (5, 50, 5)]
    assert sum(file.bytes for file in found) == sum(file.bytes for file in files)


def test_what_was_never_put_there_needs_nobody() -> None:
    """That is what the plan is for; what was put there and does not arrive, or a thing to mend, does."""
    absent = PatternTold("a", Times.NEVER, stands=False)
    assert not absent.wrong and PatternTold("a", Times.NEVER).wrong and not PatternTold("a", Times.OUT_OF_SCOPE).wrong
    assert not Delivered().needs_somebody
    assert Delivered(to_mend=(ToMend("A.md", 2, "it is wrong", "mend it", ("claude",)),)).needs_somebody
    assert str(ToMend("A.md", 2, "it is wrong", "mend it", ())) == "A.md:2: it is wrong (mend it)"
