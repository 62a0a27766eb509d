"""`session-memory log`: what happened and who decided it, newest first."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from made import catalog, run, target
from session_memory.changes.gate.decisions import Decision, Said, record
from session_memory.changes.record.events import Event, Yes, append

ADA, BEN = "Ada <ada@example.com>", "Ben <ben@example.com>"
PROPOSAL = "cebda0a4b120" + "0" * 52
APPLIED = Event(
    kind="applied",
    repo="shop",
    at="2026-11-21T10:15:00Z",
    by=ADA,
    proposal=PROPOSAL,
    mode="branch",
    branch="session-memory/cebda0a4b120",
    patterns=("alpha", "beta"),
    yes=(Yes("alpha", "approved-once", BEN, "x"), Yes("beta", "approved-once", BEN, "x")),
)
APPROVED = Decision(
    said=Said.APPROVED, repo="shop", proposal=PROPOSAL, by=BEN, at="2026-11-21T10:14:00Z", rule="write-needs-yes"
)
BACK = Event(
    kind="rolled-back",
    repo="shop",
    at="2026-11-22T08:00:00Z",
    by=ADA,
    proposal=PROPOSAL,
    mode="in-place",
    patterns=("alpha", "beta"),
    reason="too long",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog in whose repo `shop` something was approved, applied and taken back, and something in `other`."""
    catalog(tmp_path, "alpha")
    target(tmp_path, "shop", {"AGENTS.md": "x\n"})
    record(tmp_path, APPROVED)
    first = append(tmp_path, APPLIED)
    append(tmp_path, replace(BACK, parents=(first,)))
    append(tmp_path, Event(kind="removed", repo="other", at="2026-11-21T20:00:00Z", by=BEN, patterns=("gamma",)))
    return tmp_path


def test_one_line_each_newest_first(root: Path) -> None:
    """When, where, what, who, by which rule, and what about."""
    assert run(root, "log").out.splitlines() == [
        f"2026-11-22T08:00:00Z  shop  rolled-back cebda0a4b120 by {ADA}: alpha, beta; too long",
        f"2026-11-21T20:00:00Z  other  removed by {BEN}: gamma",
        f"2026-11-21T10:15:00Z  shop  applied cebda0a4b120 on session-memory/cebda0a4b120 by {ADA} "
        "(rule approved-once): alpha, beta",
        f"2026-11-21T10:14:00Z  shop  approved cebda0a4b120 by {BEN} (rule write-needs-yes): alpha, beta",
    ]


def test_in_the_same_second_what_came_later_is_newer(root: Path) -> None:
    """A yes comes before what it allows, and a parent before its child."""
    later = replace(APPLIED, at=BACK.at, kind="requested", yes=(), parents=(), url="https://forge.example.com/7")
    append(root, later)
    record(root, replace(APPROVED, at=BACK.at))
    said = [line.split("  ")[2].split(" ")[0] for line in run(root, "log", "shop").out.splitlines()]
    assert said[0] in ("requested", "rolled-back") and said[1] in ("requested", "rolled-back")
    assert said[2:] == ["approved", "applied", "approved"]
    assert "; https://forge.example.com/7" in run(root, "log").out


def test_only_one_repo_or_one_pattern(root: Path) -> None:
    """A yes to a whole proposal is about each pattern in it."""
    assert "other" not in run(root, "log", "shop").out
    assert len(run(root, "log", "--pattern", "beta").out.splitlines()) == 3
    assert len(run(root, "log", "--pattern", "gamma").out.splitlines()) == 1
    assert run(root, "log", "shop", "--pattern", "gamma").out == "nothing happened yet\n"


def test_a_repo_that_is_no_longer_registered_has_a_past(root: Path) -> None:
    """`other` has no file in the catalog; what never was there is a mistake."""
    assert "gamma" in run(root, "log", "other").out
    said = run(root, "log", "shpo")
    assert said.code == 2 and "did you mean shop?" in said.err


def test_a_yes_to_what_waits_is_about_its_patterns(root: Path) -> None:
    """Also when nothing of it was applied yet; of a proposal that is gone only the yes is left."""
    for file in (root / "catalog/audit/shop").glob("*.json"):
        file.unlink()
    run(root, "distribute", "shop")
    run(root, "approve", "shop", "--by", BEN)
    newest, oldest = run(root, "log", "shop").out.splitlines()
    assert newest.endswith(": alpha") and oldest.endswith(": all of it")


def test_for_programs(root: Path) -> None:
    """The same as one object."""
    told = json.loads(run(root, "log", "shop", "--json").out)
    assert [one["what"] for one in told["log"]] == ["rolled-back", "applied", "approved"]
    assert told["damaged"] == []
    assert told["log"][1] | {"id": ""} == {
        "at": APPLIED.at,
        "repo": "shop",
        "what": "applied",
        "by": ADA,
        "proposal": PROPOSAL,
        "patterns": ["alpha", "beta"],
        "where": "session-memory/cebda0a4b120",
        "rules": ["approved-once"],
        "grants": [],
        "reason": "",
        "url": "",
        "id": "",
    }


@pytest.mark.parametrize("what", ["event", "decision"])
def test_a_damaged_file_is_named(root: Path, what: str) -> None:
    """What else is known is told, and the exit code is 1."""
    folder = root / ("catalog/audit/shop" if what == "event" else "proposals/shop/decisions")
    file = min(folder.iterdir())
    file.write_bytes(file.read_bytes().replace(b"Ben", b"Eve"))
    said = run(root, "log")
    assert said.code == 1
    assert said.err.startswith(f"damaged: {file.relative_to(root).as_posix()}: ")
    assert ("removed" in said.out, "approved" in said.out.replace("approved-once", "")) == (True, what == "event")
    assert [file.name in path for path in json.loads(run(root, "log", "--json").out)["damaged"]] == [True]


def test_nothing_yet(tmp_path: Path) -> None:
    """A catalog that was never applied."""
    assert run(catalog(tmp_path, "alpha"), "log").out == "nothing happened yet\n"
