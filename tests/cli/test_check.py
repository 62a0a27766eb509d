"""`session-memory check`, `explain` and `schema`, as people and programs call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made import catalog, pattern, run, target, write
from session_memory.catalog.checks import TABLE, explain


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one good and two bad patterns."""
    bad = pattern("bad", title="Use @this", ownr="me")
    worse = pattern("worse", related="[goud]")
    write(tmp_path / "catalog/patterns/deep/bad.md", bad)
    return catalog(tmp_path, "good", worse=worse)


def test_findings_as_people_read_them(root: Path) -> None:
    """One line each, sorted; then how many, what is held back, and where to read on."""
    said = run(root, "check")
    assert said.code == 1
    assert said.err == ""
    assert said.out.splitlines() == [
        "catalog/patterns/deep/bad.md:3:8: SM144 `@this` is an import to several agents (put it in backticks)",
        "catalog/patterns/deep/bad.md:9:1: SM120 there is no key `ownr` (did you mean `owners`?)",
        "catalog/patterns/worse.md:9:11: SM161 there is no pattern `goud` (did you mean `good`?)",
        "3 findings in 2 files",
        "not distributed until mended: bad, worse",
        "next: session-memory explain SM120",
    ]


def test_a_good_catalog(tmp_path: Path) -> None:
    """Says what was looked at."""
    said = run(catalog(tmp_path, "good"), "check")
    assert (said.code, said.out) == (0, "no findings in 1 pattern, 0 repos\n")


def test_an_override_that_has_ended_is_told(tmp_path: Path) -> None:
    """It counts no longer, which is no mistake in any file: nothing is red for it."""
    root = catalog(tmp_path, "good")
    target(root, "shop", {})
    row = "{ceiling: files_per_repo, repos: [shop], limit: 9, reason: many, owner: Ada, until: %s}"
    rows = [row % "2020-01-31", (row % "2999-12-31").replace("files_per_repo", "files_per_pattern")]
    write(root / "catalog/policy.yaml", "overrides:\n" + "".join(f"  - {row}\n" for row in rows))
    told = "the override of files_per_repo for shop ended on 2020-01-31 (Ada): take it out or renew it"
    said = run(root, "check")
    assert (said.code, said.err) == (0, f"warning: catalog/policy.yaml: {told}\n")
    assert json.loads(run(root, "check", "--json").out)["warnings"] == [told]
    assert run(root, "check", str(root / "catalog/patterns")).err == ""


def test_findings_as_programs_read_them(root: Path) -> None:
    """Exactly one object on standard output; everything else is on the other."""
    said = run(root, "check", "--json")
    told = json.loads(said.out)
    assert said.code == 1
    assert said.err.startswith("3 findings in 2 files\n")
    assert told["blocked"] == ["bad", "worse"]
    assert told["without_findings"] == {"patterns": 1, "repos": 0}
    assert told["findings"][1] == {
        "code": "SM120",
        "name": "unknown-key",
        "path": "catalog/patterns/deep/bad.md",
        "line": 9,
        "column": 1,
        "message": "there is no key `ownr`",
        "hint": "did you mean `owners`?",
    }


@pytest.mark.parametrize(
    ("paths", "number"),
    [
        (["catalog/patterns/deep"], 2),
        (["catalog/patterns/worse.md"], 1),
        (["."], 3),
        (["catalog/patterns/good.md"], 0),
        (["catalog/patterns/deep", "catalog/patterns/worse.md"], 3),
    ],
)
def test_only_some_paths(root: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str], number: int) -> None:
    """Files and folders, as seen from where the command runs."""
    monkeypatch.chdir(root)
    said = run(root, "check", "--json", *paths)
    assert len(json.loads(said.out)["findings"]) == number
    assert said.code == (1 if number else 0)


def test_a_wrong_path_is_wrong_usage(root: Path) -> None:
    """A path that is not there, or not in the catalog, would otherwise look good."""
    assert run(root, "check", str(root / "nowhere")).code == 2
    assert run(root, "check", str(root.parent)).code == 2
    assert run(root, "check", "--json", "--sarif", "-").code == 2


def test_sarif_for_code_hosts(root: Path) -> None:
    """Every rule with its page, every finding with its rule and place."""
    said = run(root, "check", "--sarif", "-")
    told = json.loads(said.out)
    (only,) = told["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert (told["version"], said.code) == ("2.1.0", 1)
    assert [rule["id"] for rule in rules] == [check.code for check in TABLE]
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in rules)
    result = only["results"][1]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "SM120"
    assert result["message"]["text"] == "there is no key `ownr`. Next: did you mean `owners`?"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "catalog/patterns/deep/bad.md"
    assert place["region"] == {"startLine": 9, "startColumn": 1}


def test_sarif_into_a_file_beside_the_text(root: Path, tmp_path: Path) -> None:
    """Continuous integration wants both; the second run writes the same bytes."""
    file = tmp_path / "out" / "check.sarif"
    assert run(root, "check", "--sarif", str(file)).out.count("\n") == 6
    first = file.read_bytes()
    run(root, "check", "--sarif", str(file))
    assert file.read_bytes() == first
    assert len(json.loads(first)["runs"][0]["results"]) == 3


def test_sarif_that_cannot_be_written_is_told(root: Path) -> None:
    """With the place."""
    said = run(root, "check", "--sarif", str(root / "catalog/patterns/good.md/x"))
    assert said.code == 1
    assert "cannot be written" in said.err


def test_a_finding_explained(root: Path) -> None:
    """The page as it is."""
    assert run(root, "explain", "sm120").out == explain("SM120")


def test_an_unknown_code(root: Path) -> None:
    """Wrong usage, with the nearest code."""
    said = run(root, "explain", "SM12")
    assert said.code == 2
    assert "did you mean" in said.err


def test_schemas_are_written_once(root: Path) -> None:
    """Stale ones are named by --check, which writes nothing."""
    stale = run(root, "schema", "--check")
    assert stale.code == 1
    assert stale.out.endswith("next: session-memory schema\n")
    assert not (root / "catalog/schemas").exists()
    assert run(root, "schema").code == 0
    assert len(list((root / "catalog/schemas").iterdir())) == 5
    assert run(root, "schema", "--check").out == "the schemas are up to date\n"
