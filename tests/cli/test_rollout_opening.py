"""`session-memory rollout new`: what cannot be rolled out is told before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleets import fleet, names, progress, roll
from made import Said, write
from session_memory.fleet import kept

BROKEN = "---\nid: beta\nbogus: 1\n---\n"


def nothing_made(root: Path) -> bool:
    return not list(kept.names(root)) and not (root / "proposals").exists()


def by_url(root: Path, *repos: str) -> None:
    """These have no checkout."""
    for name in repos:
        keys = (
            f"name: {name}\ndomain: shops\nflavors: [codex]\nurl: {(root / 'targets' / name).as_uri()}\nbranch: main\n"
        )
        write(root / "catalog" / "repos" / f"{name}.md", f"---\n{keys}---\n\nA target.\n")


def test_files_of_a_repo_without_a_checkout_cannot_be_written(tmp_path: Path) -> None:
    """Refused at once, with all of their names; on branches, and without them, it is possible."""
    root = fleet(tmp_path, names(3))
    by_url(root, *names(3)[1:])
    said = roll(root, "new", "--in-place")
    assert said.code == 2 and "repo-0001, repo-0002" in said.err and "repo-0000" not in said.err
    assert nothing_made(root)
    assert roll(root, "new", "--in-place", "--repo", "repo-0000").code == 0


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """One pattern that is right, and one with findings."""
    root = fleet(tmp_path, names(2), "alpha")
    write(root / "catalog" / "patterns" / "beta.md", BROKEN)
    return root


def test_a_pattern_with_findings_is_refused_when_it_is_asked_for(broken: Path) -> None:
    """Also beside one that is right."""
    said = roll(broken, "new", "--pattern", "alpha", "--pattern", "beta")
    assert said.code == 1 and "beta" in said.err and "make check" in said.err and nothing_made(broken)


@pytest.mark.parametrize("asked", [("--pattern", "alpha"), ()])
def test_a_pattern_with_findings_stops_no_other(broken: Path, asked: tuple[str, ...]) -> None:
    """It is left out, which is told where it might have been meant."""
    said: Said = roll(broken, "new", *asked)
    assert said.code == 0, said
    assert ("left out, since they have findings: beta" in said.err) == (not asked)
    (id,) = kept.names(broken)
    assert "pattern alpha" in progress(broken, id).rollout.pins
