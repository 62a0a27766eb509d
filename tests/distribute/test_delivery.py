"""Placements in every host situation, for every combination of flavors."""

from __future__ import annotations

from itertools import combinations

import pytest

from session_memory.distribute.delivery import Ask, Kind, places, spots_of, tree_with
from session_memory.distribute.flavors import table
from session_memory.distribute.layout import layout
from session_memory.distribute.reading import loaded
from session_memory.distribute.tree import Tree
from session_memory.model import Form

CONTRACTS = tuple((name, d.contract) for name, d in sorted(table().items()) if name in ("claude", "codex", "grok"))


def tree(*files: str, links: tuple[tuple[str, str], ...] = (), imports: tuple[tuple[str, str], ...] = ()) -> Tree:
    return Tree(frozenset(files), frozenset(links), frozenset(imports))


SITUATIONS = {
    "neither": tree(),
    "only AGENTS.md": tree("AGENTS.md"),
    "only CLAUDE.md": tree("CLAUDE.md"),
    "both": tree("AGENTS.md", "CLAUDE.md"),
    "CLAUDE.md links to AGENTS.md": tree("AGENTS.md", links=(("CLAUDE.md", "AGENTS.md"),)),
    "AGENTS.md links to CLAUDE.md": tree("CLAUDE.md", links=(("AGENTS.md", "CLAUDE.md"),)),
    "CLAUDE.md imports AGENTS.md": tree("AGENTS.md", "CLAUDE.md", imports=(("CLAUDE.md", "AGENTS.md"),)),
    "AGENTS.override.md beside AGENTS.md": tree("AGENTS.md", "AGENTS.override.md"),
    "AGENTS.override.md alone": tree("AGENTS.override.md"),
    "override, both": tree("AGENTS.md", "AGENTS.override.md", "CLAUDE.md"),
    ".claude/CLAUDE.md": tree(".claude/CLAUDE.md"),
    "CLAUDE.local.md": tree("CLAUDE.local.md", "AGENTS.md"),
    "empty CLAUDE.md": Tree(frozenset({"AGENTS.md", "CLAUDE.md"}), blank=frozenset({"CLAUDE.md"})),
}
COMBINATIONS = [flavors for size in (1, 2, 3) for flavors in combinations(("claude", "codex", "grok"), size)]
HINTS: dict[str, tuple[tuple[str, Form], ...]] = {
    "no hints": (),
    "rule for claude": (("claude", Form.RULE),),
    "import for claude": (("claude", Form.IMPORT),),
    "skills": (("claude", Form.SKILL), ("codex", Form.SKILL), ("grok", Form.SKILL)),
}


@pytest.mark.parametrize("hints", HINTS)
@pytest.mark.parametrize("scoped", [False, True], ids=["global", "scoped"])
@pytest.mark.parametrize("flavors", COMBINATIONS, ids="+".join)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_flavor_receives_each_kind_once(
    situation: str, flavors: tuple[str, ...], scoped: bool, hints: str
) -> None:
    """In old and new agent versions, and together with patterns of other kinds in the same repository."""
    before = SITUATIONS[situation]
    kind = Kind(flavors, tuple((f, form) for f, form in HINTS[hints] if f in flavors), scoped)
    everywhere = Kind(("claude", "codex", "grok"))
    ask = Ask(before, tuple(sorted({kind, everywhere})), CONTRACTS)
    made = spots_of(layout(ask))
    assert set(made) == {kind, everywhere}
    after = tree_with(before, made)
    for name, contract in CONTRACTS:
        for newest in (True, False):
            files = loaded(contract, after, newest)
            for placed, spots in made.items():
                if name in placed.wanted:
                    assert sum(spot.path in files for spot in spots) == 1, (name, newest, placed)
        assert set(loaded(contract, after)) & before.files == set(loaded(contract, before)), "hand text came or went"


CHOICES = [
    # situation, flavors, scoped -> files, each with the file that has to import it
    ("neither", "claude", False, {"CLAUDE.md": ""}),
    ("neither", "grok", False, {"AGENTS.md": ""}),
    ("neither", "claude codex grok", False, {"AGENTS.md": "CLAUDE.md"}),
    ("only AGENTS.md", "claude codex grok", False, {"AGENTS.md": "CLAUDE.md"}),
    ("only AGENTS.md", "claude", True, {".claude/rules/{id}.md": ""}),
    ("only CLAUDE.md", "claude codex", False, {"AGENTS.md": "CLAUDE.md"}),
    ("only CLAUDE.md", "claude grok", False, {"CLAUDE.md": ""}),
    ("both", "claude codex", False, {"AGENTS.md": "", "CLAUDE.md": ""}),
    ("both", "claude codex grok", False, {"AGENTS.md": "", ".claude/session-memory.md": "CLAUDE.md"}),
    ("both", "claude codex grok", True, {"AGENTS.md": "", ".claude/rules/session-memory/{id}.md": ""}),
    ("CLAUDE.md links to AGENTS.md", "claude codex grok", False, {"AGENTS.md": ""}),
    ("CLAUDE.md imports AGENTS.md", "claude codex grok", False, {"AGENTS.md": ""}),
    ("AGENTS.override.md beside AGENTS.md", "codex", False, {"AGENTS.override.md": ""}),
    (
        "AGENTS.override.md beside AGENTS.md",
        "claude codex grok",
        False,
        {"AGENTS.override.md": "", "AGENTS.md": "CLAUDE.md"},
    ),
]


@pytest.mark.parametrize(("situation", "flavors", "scoped", "expected"), CHOICES)
def test_the_choice_is_the_one_a_person_would_make(
    situation: str, flavors: str, scoped: bool, expected: dict[str, str]
) -> None:
    """Native scope kept where it can be, then fewest files, fewest copies, a favourite home where it is free."""
    kind = Kind(tuple(flavors.split()), (), scoped)
    own = tuple((flavor, contract) for flavor, contract in CONTRACTS if flavor in kind.wanted)
    made = spots_of(layout(Ask(SITUATIONS[situation], (kind,), own)))
    assert {spot.path: spot.bridge for spot in made[kind]} == expected


def test_a_new_claude_file_is_never_put_beside_an_agents_file_without_importing_it() -> None:
    """It would silence AGENTS.md for Claude Code."""
    for flavors in COMBINATIONS:
        kind = Kind(flavors)
        spots = layout(Ask(SITUATIONS["only AGENTS.md"], (kind,), CONTRACTS))[kind].spots
        assert all(spot.path != "CLAUDE.md" for spot in spots)
        assert all(spot.path == "AGENTS.md" for spot in spots if spot.bridge == "CLAUDE.md")


def test_a_pattern_for_one_flavor_stays_away_from_the_others_where_it_can() -> None:
    """Codex's own pattern goes where Grok and Claude do not look, if there is such a place."""
    for_claude, for_all = Kind(("claude",)), Kind(("claude", "codex", "grok"))
    ask = Ask(SITUATIONS["both"], tuple(sorted((for_claude, for_all))), CONTRACTS)
    made = spots_of(layout(ask))
    after = tree_with(ask.tree, made)
    grok = loaded(dict(CONTRACTS)["grok"], after)
    assert not any(spot.path in grok for spot in made[for_claude])


def test_what_is_for_one_flavor_stays_away_from_a_flavor_that_receives_nothing() -> None:
    """Else the only pattern of a repo would go elsewhere as soon as another one for the other flavor comes."""
    kind = Kind(("grok",))
    made = layout(Ask(SITUATIONS["only AGENTS.md"], (kind,), CONTRACTS))
    assert [spot.path for spot in made[kind].spots] == [".grok/rules/{id}.md"]


def test_a_team_on_new_agents_needs_no_import_line() -> None:
    """Where every version in use reads AGENTS.md by itself, it is left alone."""
    kind = Kind(("claude", "codex"))
    ask = Ask(SITUATIONS["only AGENTS.md"], (kind,), CONTRACTS, settled=frozenset({"claude", "codex", "grok"}))
    assert [(spot.path, spot.bridge) for spot in layout(ask)[kind].spots] == [("AGENTS.md", "")]


def test_a_blocked_file_is_never_written() -> None:
    """Neither as a home nor as the host of an import line."""
    kind = Kind(("claude", "grok"))
    ask = Ask(SITUATIONS["only AGENTS.md"], (kind,), CONTRACTS, blocked=frozenset({"AGENTS.md", "CLAUDE.md"}))
    for spot in layout(ask)[kind].spots:
        assert not {spot.path, spot.bridge} & {"AGENTS.md", "CLAUDE.md"}


def test_every_flavor_by_itself_when_a_repo_asks_for_it() -> None:
    """`delivery: every-flavor` gives each flavor its own copy, read twice or not."""
    kind = Kind(("claude", "codex", "grok"))
    made = spots_of(layout(Ask(SITUATIONS["neither"], (kind,), CONTRACTS, every_flavor=True)))
    assert {spot.path for spot in made[kind]} == {"CLAUDE.md", "AGENTS.md", ".grok/rules/{id}.md"}


def test_a_choice_says_what_is_wrong_with_the_next_cheaper_one() -> None:
    """For the person who reviews it: file, agent, and what would happen."""
    kind = Kind(("claude", "codex", "grok"))
    ask = Ask(SITUATIONS["neither"], (kind,), CONTRACTS)
    assert layout(ask)[kind].instead == "with just `AGENTS.md`, claude in older versions would not get it"
    settled = Ask(SITUATIONS["neither"], (kind,), CONTRACTS, settled=frozenset({"claude"}))
    assert layout(settled)[kind].instead == "", "nothing would have been cheaper"


def test_of_folders_with_the_same_text_one_stands_for_all() -> None:
    """One that says what the top says, or has another text, is another case: some agents skip a text that they have."""
    files = ["AGENTS.md", *(f"{folder}/AGENTS.md" for folder in "abcdef")]
    digests = dict(zip(files, ["one", "two", "two", "two", "one", "one", ""], strict=True))
    texts = frozenset((path, digest) for path, digest in digests.items() if digest)
    assert places(Ask(Tree(frozenset(files), texts=texts), (Kind(("grok",)),), CONTRACTS)) == ("", "a", "d", "f")
