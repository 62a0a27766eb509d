"""Loading a catalog: what is good comes through, what is wrong is told, and the one does not stop the other."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, REPO, SOLUTION, catalog, codes, found, pattern

from session_memory.catalog.front_matter import plain, split
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.load import load
from session_memory.catalog.shape import adapter, fit
from session_memory.catalog.values import build
from session_memory.catalog.yaml_tree import parse
from session_memory.distribute.flavors import forms, table
from session_memory.model import Evidence, Form, FrontMatter, Hint, Origin, Policy, Provenance, Risk, Scope, Status

FULL = pattern(
    "close-files",
    "distribution_ready: true",
    "polarity: success",
    "risk: read",
    "scope: {repos: [web-shop], domains: [commerce], flavors: [claude], paths: ['src/**']}",
    "evidence:",
    "  - {session: a-1, flavor: claude, repo: web-shop, outcome: success, date: 2026-06-01}",
    "owners: [platform]",
    "tags: [editing]",
    "rendering_hints:",
    "  claude: {form: rule, heading: Files, order: 20, sections: [Solution, Steps], body: null}",
    "created: 2026-06-07",
    "updated: 2026-06-20",
    "review_by: 2026-12-20",
    "provenance: {origin: imported, source: owner/name, commit: abc, license: MIT}",
    status="approved",
    version="1.2.0",
    confidence=1,
    body=f"{SOLUTION}\n## Steps\n\n1. One.\n\n```md\n## No section\n```\n\n## For Codex\n\nShort.\n",
)


def test_a_form_is_the_very_member(tmp_path: Path) -> None:
    """Whoever asks with `is` gets an answer, read from the file and from the cache."""
    files = {"patterns/close-files.md": FULL, "repos/web-shop.md": REPO}
    read = (catalog(tmp_path, files), load(tmp_path, FLAVORS))
    assert [type(one.patterns[0].hint("claude").form) for one in read] == [Form, Form]


def test_every_key_of_a_pattern(tmp_path: Path) -> None:
    """The values are those of the model: tuples, dates and names, not lists and texts."""
    result = catalog(tmp_path, {"patterns/topic/close-files.md": FULL, "repos/web-shop.md": REPO})
    assert result.findings == ()
    (read,) = result.patterns
    assert read.scope == Scope(repos=("web-shop",), domains=("commerce",), flavors=("claude",), paths=("src/**",))
    day = datetime.date(2026, 6, 1)
    assert read.evidence == (Evidence(session="a-1", flavor="claude", repo="web-shop", outcome="success", date=day),)
    assert read.rendering_hints == {
        "claude": Hint(form=Form.RULE, heading="Files", order=20, sections=("Solution", "Steps"))
    }
    assert (read.status, read.risk, read.confidence) == (Status.APPROVED, Risk.READ, 1.0)
    assert read.provenance == Provenance(origin=Origin.IMPORTED, source="owner/name", commit="abc", license="MIT")
    assert read.review_by == datetime.date(2026, 12, 20)
    assert (read.path, len(read.digest)) == ("catalog/patterns/topic/close-files.md", 64)
    assert [section.title for section in read.sections] == ["Solution", "Steps", "For Codex"]
    assert read.sections[1].text == "1. One.\n\n```md\n## No section\n```"


def test_one_bad_pattern_blocks_only_itself(tmp_path: Path) -> None:
    """Its neighbours are there, and its id is named."""
    files = {f"patterns/{name}.md": pattern(name) for name in ("a", "c")} | {"patterns/b.md": pattern("b", status="x")}
    result = catalog(tmp_path, files)
    assert [read.id for read in result.patterns] == ["a", "c"]
    assert result.blocked == ("b",)
    assert codes(result.findings) == ["SM122"]


def test_all_findings_of_all_files_in_one_run(tmp_path: Path) -> None:
    """Text, keys, body and references of every file, sorted by place."""
    bad = pattern("b", "owner: me", "scope: {repos: [nowhere]}", confidence="high", body="Ask @me.\n\n## Step\n")
    broken = "---\nid: [\n---\n\n## Solution\n\nSee [it](it.md), /home/sam/it.\n"
    result = catalog(tmp_path, {"patterns/b.md": bad, "patterns/a.md": broken, "repos/r.md": "---\nname: s\n---\n"})
    assert [str(finding.place) + " " + finding.code for finding in result.findings] == [
        "catalog/patterns/a.md:3:1 SM103",
        "catalog/patterns/a.md:7:10 SM154",
        "catalog/patterns/a.md:7:10 SM155",
        "catalog/patterns/a.md:7:18 SM142",
        "catalog/patterns/b.md:6:13 SM122",
        "catalog/patterns/b.md:7:1 SM120",
        "catalog/patterns/b.md:8:17 SM162",
        "catalog/patterns/b.md:9:1 SM150",
        "catalog/patterns/b.md:11:1 SM151",
        "catalog/patterns/b.md:11:5 SM144",
        "catalog/patterns/b.md:13:1 SM157",
        "catalog/repos/r.md:2:1 SM121",
        "catalog/repos/r.md:2:1 SM130",
        "catalog/repos/r.md:2:7 SM123",
    ]
    assert (result.patterns, result.repos) == ((), ())


def test_a_renamed_file_blocks_both_names(tmp_path: Path) -> None:
    """Neither what is live under the id nor under the file's name may look as if it had been deleted."""
    result = catalog(tmp_path, {"patterns/new-name.md": pattern("old-name")})
    assert result.blocked == ("new-name", "old-name")


def test_a_bad_file_is_still_known_by_name(tmp_path: Path) -> None:
    """Who refers to a pattern or repo with a finding gets no finding for that."""
    files = {
        "patterns/a.md": pattern(
            "a", "related: [b]", "scope: {repos: [web-shop], domains: [else]}", status="superseded"
        ),
        "patterns/b.md": "---\nid: [\n---\n",
        "repos/web-shop.md": "---\nname: [\n---\n",
        "repos/other.md": REPO.replace("web-shop", "other").replace("checkout:", "bundles: [fast]\ncheckout:"),
    }
    result = catalog(tmp_path, files)
    assert {finding.place.path for finding in result.findings} == {"catalog/patterns/b.md", "catalog/repos/web-shop.md"}


def test_without_a_policy_the_defaults_hold(tmp_path: Path) -> None:
    """And an empty or commented file says the same."""
    assert catalog(tmp_path, pattern()).policy == Policy()
    result = catalog(tmp_path, {"policy.yaml": "# nothing yet\n"})
    assert (result.policy, result.findings) == (Policy(), ())


def test_a_policy_is_read(tmp_path: Path) -> None:
    """Its keys are those of the model, and what is not said keeps its default."""
    text = "min_confidence: 0.8\nevidence_bar: {session: 3}\n"
    text += "agent_versions: {claude: 2.1.277}\ndeny_risks: [write, danger]\n"
    result = catalog(tmp_path, {"policy.yaml": text})
    assert result.findings == ()
    assert result.policy == Policy(
        min_confidence=0.8,
        evidence_bar={Origin.SESSION: 3},
        agent_versions={"claude": "2.1.277"},
        deny_risks=(Risk.WRITE, Risk.DANGER),
    )


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"policy.yaml": "min_confidence: [\n"}, "SM103"),
        ({"policy.yaml": "min_confidance: 0.8\n"}, "SM120"),
        ({"policy.yaml": "agent_versions: {claude: 2.1}\n"}, "SM122"),
        ({"policy.yaml": "agent_versions: {cloude: 2.1.0}\n"}, "SM164"),
        ({"policy.yaml": "- min_confidence: 0.8\n"}, "SM107"),
        ({"policy.yaml": b"\xff"}, "SM112"),
        ({"policy.yml": "min_confidence: 0.8\n"}, "SM111"),
    ],
)
def test_a_policy_with_a_finding_is_told_at_its_place(tmp_path: Path, files: dict[str, str | bytes], code: str) -> None:
    """Callers look for findings at catalog/policy.yaml before they distribute anything."""
    result = catalog(tmp_path, files)
    assert [(finding.place.path, finding.code) for finding in result.findings] == [("catalog/policy.yaml", code)]


def test_repos_are_read_and_sorted(tmp_path: Path) -> None:
    """Defaults are filled in."""
    keys = "name: Api_2\nflavors: []\nurl: https://git.test/api.git\nbudget: {codex: 100}\nenabled: false\n"
    other = f"---\n{keys}---\nText.\n"
    result = catalog(tmp_path, {"repos/web-shop.md": REPO, "repos/Api_2.md": other})
    assert [(repo.name, repo.domain, repo.enabled) for repo in result.repos] == [
        ("Api_2", "default", False),
        ("web-shop", "commerce", True),
    ]
    assert result.repos[0].budget == {"codex": 100}


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (["checkout: .", "url: https://git.test/a.git"], "5:1 SM130"),
        (["checkout: /srv/a"], "4:11 SM131"),
        (["checkout: C:/a"], "4:11 SM131"),
        (["checkout: ..\\a"], "4:11 SM131"),
        (["url: --upload-pack=evil"], "4:6 SM131"),
        (["url: 'ext::sh -c evil'"], "4:6 SM131"),
        (["url: https://git.test/a.git", "branch: -evil"], "5:9 SM131"),
        (["checkout: ../a", "bundles: [fast]"], "5:11 SM166"),
        (["checkout: ../a", "budget: {cladue: 3}"], "5:10 SM164"),
    ],
)
def test_a_repo_has_one_usable_place_and_known_names(tmp_path: Path, lines: list[str], where: str) -> None:
    """Everything that would quietly keep patterns away, or start a program, is found."""
    text = "\n".join(["---", "name: a", "flavors: [claude]", *lines, "---", ""])
    assert found(catalog(tmp_path, {"repos/a.md": text}).findings) == [where]


@pytest.mark.parametrize("place", [".", "../a", "../../b/c", "examples/a"])
def test_relative_checkouts_are_fine(tmp_path: Path, place: str) -> None:
    """The catalog's own folder, folders in it, and folders beside it."""
    text = f"---\nname: a\nflavors: [claude]\ncheckout: {place}\n---\n"
    assert catalog(tmp_path, {"repos/a.md": text}).findings == ()


def test_what_pydantic_accepts_is_what_is_built() -> None:
    """The values are built without pydantic, so that a cached catalog loads fast; they are the same."""
    parts = split(FULL)
    assert parts is not None
    data, misfits = fit(PATTERN, plain(parse(parts.front)))
    assert misfits == ()
    assert build(FrontMatter, data) == adapter(PATTERN).validate_json(json.dumps(data), strict=True)


def test_our_own_catalog_has_no_findings() -> None:
    """What we ask of others holds here."""
    root = Path(__file__).parents[2]
    assert [str(finding) for finding in load(root, forms(table())).findings] == []
    assert load(root, FLAVORS | {"plain": frozenset(Form)}).blocked == ()
