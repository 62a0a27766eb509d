"""Does a grant cover a change? Each rule by itself, and the narrowest grant covers exactly what it was made for."""

from __future__ import annotations

import datetime
import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from session_memory.changes.gate.grants import Asked, command, covers, narrowest, state, uses_of
from session_memory.changes.record.events import Event, Yes
from session_memory.model import Grant, GrantScope, Risk

TODAY = datetime.date(2026, 11, 21)
DAY = datetime.timedelta(days=1)

ASKED = Asked(
    repo="web-shop",
    domain="commerce",
    pattern="close-files",
    version="1.2.0",
    flavors=("claude", "codex"),
    path="AGENTS.md",
    risk=Risk.WRITE,
)
GRANT = Grant(
    id="a",
    scope=GrantScope(repos=("web-shop",)),
    created=TODAY - 10 * DAY,
    expires_at=TODAY + 10 * DAY,
    by="Ann <ann@example.com>",
    reason="small changes",
)
IMPORT = replace(ASKED, pattern="import", version="1.0.0", flavors=())


def why(asked: Asked = ASKED, **scope: tuple[str, ...]) -> str:
    """Why a grant with this scope does not cover what is asked."""
    return covers(replace(GRANT, scope=GrantScope(**scope)), asked, TODAY, 0)


@pytest.mark.parametrize(
    ("change", "uses", "word", "told"),
    [
        ({}, 0, "good", ""),
        ({"expires_at": TODAY}, 0, "good", ""),
        ({"expires_at": TODAY - DAY}, 0, "expired", "its last day was 2026-11-20"),
        ({"created": TODAY + DAY}, 0, "not yet", "it counts from 2026-11-22 on"),
        ({"revoked": TODAY}, 0, "revoked", "it was revoked on 2026-11-21"),
        ({"revoked": TODAY + DAY}, 0, "revoked", "it was revoked on 2026-11-22"),
        ({"max_uses": 3}, 2, "good", ""),
        ({"max_uses": 3}, 3, "used up", "it was used 3 of 3 times"),
        ({"max_uses": 3}, 4, "used up", "it was used 4 of 3 times"),
        ({"max_uses": 0}, 0, "used up", "it was used 0 of 0 times"),
        ({"revoked": TODAY, "max_uses": 0, "expires_at": TODAY - DAY}, 1, "revoked", "it was revoked on 2026-11-21"),
    ],
)
def test_a_grant_has_an_end(change: dict[str, object], uses: int, word: str, told: str) -> None:
    """The last day still counts, and being revoked counts at once, whatever the date says."""
    grant = replace(GRANT, **change)  # type: ignore[arg-type]
    assert state(grant, TODAY, uses) == word
    assert covers(grant, ASKED, TODAY, uses) == told


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({}, True),
        ({"repos": ("web-shop", "other")}, True),
        ({"repos": ("web",)}, False),
        ({"domains": ("commerce",)}, True),
        ({"domains": ("logistics",)}, False),
        ({"repos": ("web-shop",), "domains": ("logistics",)}, False),
        ({"flavors": ("claude", "codex", "grok")}, True),
        ({"flavors": ("claude",)}, False),
        ({"patterns": ("close-files",)}, True),
        ({"patterns": ("close-file",)}, False),
        ({"patterns": ("other", "close-files@>=1.2.0,<2.0.0")}, True),
        ({"patterns": ("close-files@<1.2.0",)}, False),
        ({"patterns": ("close-files@==1.2.0",)}, True),
        ({"patterns": ("close-files@==1.*",)}, True),
        ({"patterns": ("close-files@~=1.1",)}, True),
        ({"patterns": ("close-files@>1.2.0",)}, False),
        ({"paths": ("AGENTS.md",)}, True),
        ({"paths": ("/*.md",)}, True),
        ({"paths": ("docs/**", "*.md")}, True),
        ({"paths": ("docs/**",)}, False),
    ],
)
def test_every_field_of_a_scope_restricts_unless_it_is_empty(scope: dict[str, tuple[str, ...]], covered: bool) -> None:
    """All fields have to fit, and all flavors that the change serves."""
    told = why(**scope)
    assert (told == "") is covered
    assert covered or told.startswith("it is for the ")


def test_a_version_that_nobody_knows_is_in_no_range() -> None:
    """Only a grant for every version covers it."""
    unknown = replace(ASKED, version="")
    assert why(unknown, patterns=("close-files@>=0",)) != ""
    assert why(unknown, patterns=("close-files",)) == ""


def test_what_is_dangerous_is_never_covered() -> None:
    """Neither a dangerous text nor a dangerous place, not by a grant for everything."""
    assert "dangerous" in why(replace(ASKED, risk=Risk.DANGER))
    assert "runs when a file is opened" in why(replace(ASKED, dangers=("runs when a file is opened",)))
    assert "hand edit" in why(replace(ASKED, takes_back=True))


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({"flavors": ("claude",)}, True),
        ({"patterns": ("import",)}, True),
        ({"patterns": ("close-files", "import"), "paths": ("AGENTS.md",)}, True),
        ({"patterns": ("close-files",)}, False),
        ({"paths": ("CLAUDE.md",)}, False),
    ],
)
def test_import_lines_are_named_or_come_with_every_pattern(scope: dict[str, tuple[str, ...]], covered: bool) -> None:
    """Their block is no pattern, so a grant for one pattern says nothing about it."""
    assert (why(IMPORT, **scope) == "") is covered


PATHS = st.text("ab/[]{}*?!# .`\\-~@é", min_size=1, max_size=12).map(lambda text: f"x{text}.md")
ITEMS = st.builds(
    Asked,
    repo=st.sampled_from(["web-shop", "Other.Repo"]),
    domain=st.just("commerce"),
    pattern=st.sampled_from(["close-files", "read-first", "import"]),
    version=st.sampled_from(["1.2.0", "2.0.0", ""]),
    flavors=st.lists(st.sampled_from(["claude", "codex", "grok"]), unique=True, max_size=2).map(tuple),
    path=PATHS.filter(lambda path: "//" not in path and "/." not in path),
    risk=st.sampled_from([Risk.READ, Risk.WRITE]),
)


@given(st.lists(ITEMS, min_size=1, max_size=4))
def test_the_narrowest_scope_covers_what_it_was_made_for(asked: list[Asked]) -> None:
    """And its words come through a shell as they are."""
    scope = narrowest(asked)
    assert {why(one, **vars(scope)) for one in asked} == {""}
    words = shlex.split(command(scope, 30))
    assert words[:3] == ["session-memory", "grants", "create"]
    for option, values in (("--pattern", scope.patterns), ("--path", scope.paths)):
        assert tuple(words[at + 1] for at, word in enumerate(words) if word == option) == values


@pytest.mark.parametrize(
    "other",
    [{"repo": "b"}, {"pattern": "b"}, {"version": "1.2.1"}, {"flavors": ("grok",)}, {"path": "docs/AGENTS.md"}],
)
def test_the_narrowest_scope_covers_nothing_else(other: dict[str, object]) -> None:
    """Another repo, pattern, version, flavor or file."""
    asked = replace(ASKED, **other)  # type: ignore[arg-type]
    assert why(asked, **vars(narrowest([ASKED]))) != ""


def test_the_command_can_be_pasted() -> None:
    """With a name that says what it is about."""
    assert command(narrowest([ASKED, IMPORT]), 30) == (
        "session-memory grants create web-shop-close-files --repo web-shop --flavor claude --flavor codex "
        "--pattern close-files@==1.2.0 --pattern import --path /AGENTS.md --days 30 --reason WHY"
    )
    assert " web-shop-2-patterns " in command(narrowest([ASKED, replace(ASKED, pattern="b")]), 7)


def test_a_use_is_one_change_that_was_applied() -> None:
    """However many patterns it had; a change that was taken back gives no use back, and takes none."""
    yes = (Yes("x", "grant", "Ann", "a"), Yes("y", "grant", "Ann", "a"), Yes("z", "read-by-policy", "", ""))
    event = Event(kind="applied", repo="web-shop", at="2026-11-21T10:15:00Z", by="Ann", yes=yes)
    uses = uses_of([event, replace(event, repo="other"), replace(event, kind="rolled-back")])
    assert (uses["a"], uses["b"]) == (2, 0)
