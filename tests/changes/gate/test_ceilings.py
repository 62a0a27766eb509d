"""Ceilings: of one change, of a run over many repos, and another limit for some repos until a day."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from session_memory.changes import region
from session_memory.changes.gate.ceilings import NOTHING_YET, Limits, Run, exceeded, files_of, lifted, too_many
from session_memory.changes.own_file import stamp
from session_memory.model import Action, Block, Ceilings, FileChange, Form, Item, Override, Plan, Policy, State

TODAY = datetime.date(2026, 11, 21)
DAY = datetime.timedelta(days=1)
HAND = b"by hand\n" * 10
OURS = region.put(HAND, [Block(id="a", version="1.0.0", body=b"ours\n" * 10)]) or b""


def change(path: str = "AGENTS.md", before: bytes | None = HAND, after: bytes | None = OURS) -> FileChange:
    return FileChange(path, before, after)


def plan(*paths: str, repo: str = "shop", pattern: str = "a", changes: tuple[FileChange, ...] = ()) -> Plan:
    """A pattern added to each of these files."""
    item = Item("", pattern, Form.BLOCK, State.PROPOSED, Action.ADD, after="1.0.0")
    items = tuple(replace(item, path=path) for path in paths or ("AGENTS.md",))
    return Plan(repo=repo, items=items, changes=changes or tuple(change(item.path) for item in items))


def limits(*overrides: Override, today: datetime.date = TODAY, **ceilings: float) -> Limits:
    return Limits(Policy(ceilings=Ceilings(**ceilings), overrides=overrides), today)  # type: ignore[arg-type]


def override(ceiling: str = "files_per_repo", limit: float = 400, **more: object) -> Override:
    usual = {"repos": ("shop",), "reason": "many packages", "owner": "Ada", "until": TODAY}
    return Override(ceiling=ceiling, limit=limit, **(usual | more))  # type: ignore[arg-type]


EARLIER = Run(frozenset({"till", "depot"}), 7, {"a": 5})


@pytest.mark.parametrize(
    ("ceiling", "most", "told"),
    [
        ("units_per_run", 3, "3 repos in one run, ceiling units_per_run is 2"),
        ("files_per_run", 9, "9 files in one run, ceiling files_per_run is 8"),
        ("files_per_repo", 2, "2 files in one repo, ceiling files_per_repo is 1"),
        ("files_per_pattern", 7, "a in 7 files, ceiling files_per_pattern is 6"),
    ],
)
def test_what_is_counted_over_a_run(ceiling: str, most: int, told: str) -> None:
    """Exactly at the ceiling it passes, one less and it does not; what earlier repos had counts, but for their own."""
    two = plan("AGENTS.md", "CLAUDE.md")
    policy = Policy(ceilings=replace(Ceilings(), **{ceiling: most}))
    assert exceeded(two, Limits(policy, TODAY), EARLIER) == ()
    policy = Policy(ceilings=replace(Ceilings(), **{ceiling: most - 1}))
    assert exceeded(two, Limits(policy, TODAY), EARLIER) == (told,)


def test_a_repo_that_the_run_was_at_before_is_no_other_one() -> None:
    """A run that was stopped and begun again does not count it twice."""
    assert exceeded(plan(repo="till"), limits(units_per_run=2), EARLIER) == ()


def test_a_run_is_carried_on_from_repo_to_repo() -> None:
    """In which order is the same; a repo without a changed file was not written to."""
    one, two = plan("AGENTS.md"), plan("AGENTS.md", "CLAUDE.md", repo="till", pattern="b")
    rows = [(p.repo, len(p.changes), files_of(p)) for p in (one, two)]
    there, back = NOTHING_YET, NOTHING_YET
    for row in rows:
        there = there.plus(*row)
    for row in reversed(rows):
        back = back.plus(*row)
    assert there == back == Run(frozenset({"shop", "till"}), 3, {"a": 1, "b": 2})
    assert there.plus("depot", 0, {}) == there


def test_the_files_beside_a_skill_count_for_its_pattern() -> None:
    """Each of them is a file in which it is changed."""
    skill = ".claude/skills/a/SKILL.md"
    item = Item(skill, "a", Form.SKILL, State.PROPOSED, Action.ADD)
    text = FileChange(skill, None, stamp("---\nname: a\n---\n\nDo it.\n", "a", "1.0.0"))
    script = FileChange(".claude/skills/a/run.txt", None, b"x", skill=skill)
    assert files_of(Plan("shop", items=(item,), changes=(text, script))) == {"a": 2}


def test_a_share_of_a_file() -> None:
    """Over it only where somebody wrote something else, and where it grows."""
    half = limits(share_of_file=0.5)
    (told,) = exceeded(plan(), half)
    assert "of AGENTS.md would be ours, ceiling share_of_file is 0.5" in told
    assert exceeded(plan(), limits()) == () == exceeded(plan(), limits(share_of_file=0.9))
    ours_alone = region.put(None, [Block(id="a", version="1.0.0", body=b"ours\n" * 10)])
    rule = stamp("Do it.\n", "a", "1.0.0")
    more = region.put(HAND, [Block(id=id, version="1.0.0", body=b"ours\n" * 10) for id in ("a", "b")])
    for before, after in ((None, ours_alone), (b"\n", b"\n" + (ours_alone or b"")), (None, rule), (more, OURS)):
        assert exceeded(plan(changes=(change(before=before, after=after),)), half) == ()


def test_nothing_to_write_is_never_too_much() -> None:
    """Not even where nothing is allowed."""
    assert exceeded(Plan("shop"), limits(units_per_run=0, files_per_run=0), EARLIER) == ()


def test_another_limit_here_is_told() -> None:
    """With its day, its reason and its owner; when it is passed, and when something passes because of it."""
    two = plan("AGENTS.md", "CLAUDE.md")
    here = "here until 2026-11-21, because many packages (Ada)"
    higher = limits(override(limit=2), files_per_repo=1)
    assert exceeded(two, higher) == ()
    assert lifted(two, higher) == (f"2 files in one repo, ceiling files_per_repo is 2 {here}",)
    assert lifted(plan(), higher) == ()
    assert exceeded(two, limits(override(limit=1))) == (f"2 files in one repo, ceiling files_per_repo is 1 {here}",)


@pytest.mark.parametrize(
    "other",
    [override(repos=("till",)), override("files_per_run"), override("files_per_pattern", patterns=("b",))],
    ids=["another repo", "another ceiling", "another pattern"],
)
def test_another_limit_elsewhere_changes_nothing(other: Override) -> None:
    """It is for what it names."""
    one = limits(other, files_per_repo=1, files_per_pattern=1)
    assert len(exceeded(plan("AGENTS.md", "CLAUDE.md"), one)) == 2
    assert lifted(plan("AGENTS.md", "CLAUDE.md"), one) == ()


def test_another_limit_for_one_pattern() -> None:
    """Others keep the ceiling."""
    one = limits(override("files_per_pattern", 2, patterns=("a",)), files_per_pattern=1)
    assert exceeded(plan("AGENTS.md", "CLAUDE.md"), one) == ()
    assert len(exceeded(plan("AGENTS.md", "CLAUDE.md", pattern="b"), one)) == 1


def test_another_limit_ends() -> None:
    """Its last day counts, the day after does not, and the answer says what there was."""
    two = plan("AGENTS.md", "CLAUDE.md")
    assert exceeded(two, limits(override(), files_per_repo=1, today=TODAY)) == ()
    (told,) = exceeded(two, limits(override(), files_per_repo=1, today=TODAY + DAY))
    assert told.endswith("ceiling files_per_repo is 1 (what it was in place of that ended on 2026-11-21)")


def test_too_many_repos_are_told_before_a_run_begins() -> None:
    """One that the ceiling is higher for does not help the others."""
    usual = limits(override("units_per_run", 3), units_per_run=2)
    assert too_many(["a", "b"], usual) == ""
    assert too_many(["a", "b", "shop"], usual) == "3 repos in one run, ceiling units_per_run is 2"
    assert too_many(["a"] * 3, usual) == ""
    assert too_many([], limits(units_per_run=0)) == ""
