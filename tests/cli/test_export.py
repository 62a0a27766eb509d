"""`session-memory export`: what is recorded, for others to read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made import catalog, pattern, run, target, write
from steps import applied, sure


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two patterns, one with an owner, live in one repo and not in the other."""
    root = catalog(tmp_path, "b", a=pattern("a", owners='["@org/a"]'))
    target(root, "shop", {"AGENTS.md": "by hand\n"}, flavors="codex", more='owners: ["@org/shop"]\n')
    target(root, "lab", {"AGENTS.md": "by hand\n"}, flavors="codex")
    applied(root, "shop")
    return root


def test_what_is_live_is_exported(root: Path) -> None:
    """Every repo, those with nothing too; and twice the same."""
    said = run(root, "export")
    assert (said.code, said.err) == (0, "")
    lab, shop = json.loads(said.out)["repos"]
    assert (lab["name"], lab["cells"]) == ("lab", [])
    assert [(row["pattern"], row["path"], row["owners"]) for row in shop["cells"]] == [
        ("a", "AGENTS.md", ["@org/a"]),
        ("b", "AGENTS.md", ["@org/shop"]),
    ]
    assert run(root, "export") == said


def test_holds_and_branches_are_in_it(root: Path) -> None:
    """What was taken out and what waits to be merged."""
    sure(root, "remove", "shop", "b", "--in-place", "--reason", "not here")
    applied(root, "lab", "branch")
    lab, shop = json.loads(run(root, "export", "--format", "json").out)["repos"]
    assert [(row["pattern"], row["path"], row["hold"]) for row in shop["cells"]][1] == ("b", "", True)
    assert all(row["branch"].startswith("session-memory/") for row in lab["cells"]) and len(lab["cells"]) == 2


def test_a_file_is_written_as_it_would_be_printed(root: Path, tmp_path: Path) -> None:
    """Only the repos asked for; the folder is made."""
    printed = run(root, "export", "shop", "--format", "codeowners", "--out", "-")
    said = run(root, "export", "shop", "--format", "codeowners", "--out", str(tmp_path / "out" / "CODEOWNERS"))
    assert (said.code, said.out) == (0, "") and "2 cells of 1 repo" in said.err
    assert (tmp_path / "out" / "CODEOWNERS").read_text() == printed.out
    assert printed.out == "# repo shop\n# a, b\n/AGENTS.md @org/a @org/shop\n"


def test_a_damaged_registry_is_named_and_the_others_go_on(root: Path) -> None:
    """With what comes next; the exit code says that something is missing."""
    write(root / "catalog" / "registry" / "lab.json", "{]")
    said = run(root, "export")
    told = json.loads(said.out)
    assert said.code == 1 and "make rebuild REPO=lab" in said.err and "lab is left out" in said.err
    assert [repo["name"] for repo in told["repos"]] == ["shop"] and list(told["damaged"]) == ["lab"]


def test_what_is_recorded_of_a_repo_without_a_file_is_exported(root: Path) -> None:
    """It stands there, whether the catalog still knows the repo or not."""
    (root / "catalog" / "repos" / "shop.md").unlink()
    _, shop = json.loads(run(root, "export").out)["repos"]
    assert shop["owners"] == [] and len(shop["cells"]) == 2


def test_an_unknown_repo_suggests_the_nearest(root: Path) -> None:
    """Nothing is written then."""
    said = run(root, "export", "shpo")
    assert (said.code, said.out) == (2, "") and "did you mean shop?" in said.err
    assert "there are: lab, shop" in run(root, "export", "zzz").err


def test_a_form_that_there_is_not_is_wrong_usage(root: Path) -> None:
    """Click names those that there are."""
    said = run(root, "export", "--format", "xml")
    assert said.code == 2 and "'json', 'csv', 'codeowners'" in said.err


def test_a_finding_in_the_catalog_is_told(root: Path) -> None:
    """Owners of a pattern that cannot be read are not known, so the answer is not whole."""
    write(root / "catalog" / "patterns" / "a.md", "no front matter\n")
    said = run(root, "export", "shop")
    assert said.code == 1 and "catalog/patterns/a.md:1:1" in said.err and '"b"' in said.out
