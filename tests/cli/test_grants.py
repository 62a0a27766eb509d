"""`session-memory grants`: create, list and revoke, as people type them."""

from __future__ import annotations

import datetime
import json
import shlex
from pathlib import Path

import pytest

from made import catalog, git, run, target, write
from session_memory.catalog.load import load
from session_memory.changes.gate.grants import Asked, command, covers, narrowest
from session_memory.changes.record.events import Event, Yes, append
from session_memory.distribute.flavors import forms, table
from session_memory.model import Risk

BY = ("--by", "Ann Example <ann@example.com>")
SCOPE = ("--repo", "web-shop", "--pattern", "close-files@>=1.0.0,<2.0.0")
WHY = ("--reason", "they are small: #1 of many", *BY)
TODAY = datetime.date.today()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with two patterns and a repo."""
    catalog(tmp_path, "close-files", "read-first")
    target(tmp_path, "web-shop", {"AGENTS.md": "# Ours\n"}, more="domain: commerce\n")
    return tmp_path


def file(root: Path) -> Path:
    return root / "catalog/grants/small.yaml"


def test_a_grant_is_a_file_for_people(root: Path) -> None:
    """Plain YAML with a line that says what it is; `check` has nothing against it."""
    more = ("--flavor", "claude", "--path", "*.md", "--domain", "commerce", "--max-uses", "3")
    said = run(root, "grants", "create", "small", *SCOPE, *more, "--days", "30", *WHY)
    last = TODAY + datetime.timedelta(days=30)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == f"granted until {last} in catalog/grants/small.yaml"
    assert file(root).read_text().splitlines() == [
        "# A yes that needs no further question, within this scope.",
        "id: small",
        "scope:",
        "  repos: [web-shop]",
        "  domains: [commerce]",
        "  flavors: [claude]",
        '  patterns: ["close-files@>=1.0.0,<2.0.0"]',
        '  paths: ["*.md"]',
        f"expires_at: {last}",
        "max_uses: 3",
        f"created: {TODAY}",
        'by: "Ann Example <ann@example.com>"',
        'reason: "they are small: #1 of many"',
    ]
    assert run(root, "check").code == 0


@pytest.mark.parametrize("reason", ['"quoted"', "back\\slash", "true", "~", "a: b # c", "naïve 猫", " blank ", "- x"])
def test_any_reason_is_kept_to_the_letter(root: Path, reason: str) -> None:
    """Whatever YAML makes of such a text."""
    assert run(root, "grants", "create", "small", *SCOPE, "--days", "1", "--reason", reason, *BY).code == 0
    assert load(root, forms(table())).grants[0].reason == reason


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--repo", "webshop", "--days", "1"), "did you mean `web-shop`?"),
        (("--pattern", "close-file@>=1", "--days", "1"), "did you mean `close-files`?"),
        (("--flavor", "gork", "--days", "1"), "did you mean `grok`?"),
        (("--domain", "comerce", "--days", "1"), "did you mean `commerce`?"),
        (("--pattern", "close-files@1.0.0", "--days", "1"), "id@==1.2.0"),
        (("--path", "../x", "--days", "1"), "leads out"),
        (("--days", "1"), "yes to everything"),
        (SCOPE, "give --days N or --expires-at"),
        ((*SCOPE, "--days", "1", "--expires-at", "2099-01-01"), "one of the two"),
        ((*SCOPE, "--days", "91"), "`grant_days` is 90"),
        ((*SCOPE, "--expires-at", "2999-01-01"), "`grant_days` is 90"),
        ((*SCOPE, "--expires-at", "2020-01-01"), "is before `created`"),
        ((*SCOPE, "--days", "1", "--by", "Ann <"), '--by "Name <mail@example.com>"'),
        ((*SCOPE, "--days", "1", "--reason", "token: ghp_" + "a1B2" * 9), "a GitHub token"),
        ((*SCOPE, "--days", "1", "--reason", "\udcff"), "UTF-8"),
    ],
)
def test_what_check_would_find_is_never_written(root: Path, words: tuple[str, ...], told: str) -> None:
    """Each is wrong usage, with advice, and there is no file afterwards."""
    said = run(root, "grants", "create", "small", *WHY, *words)
    assert said.code == 2
    assert told in said.err
    assert not file(root).exists()


@pytest.mark.parametrize("id", ["../small", "Small", "a b", "", "."])
def test_an_id_is_no_path(root: Path, id: str) -> None:
    """Nothing is written anywhere."""
    before = sorted(root.rglob("*.yaml"))
    assert run(root, "grants", "create", id, *SCOPE, "--days", "1", *WHY).code == 2
    assert sorted(root.rglob("*.yaml")) == before


def test_an_id_is_never_used_again(root: Path) -> None:
    """Not that of a revoked grant, nor of one in another folder: its uses would count for both."""
    run(root, "grants", "create", "small", *SCOPE, "--days", "1", *WHY)
    before = file(root).read_bytes()
    assert "there is a grant of that id" in run(root, "grants", "create", "small", *SCOPE, "--days", "2", *WHY).err
    assert file(root).read_bytes() == before
    moved = root / "catalog/grants/old/small.yaml"
    moved.parent.mkdir()
    file(root).rename(moved)
    assert (
        "catalog/grants/old/small.yaml, too" in run(root, "grants", "create", "small", *SCOPE, "--days", "2", *WHY).err
    )


def test_who_grants_is_gits_identity(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one of the catalog's own folder; without any, it has to be said."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    words = ("grants", "create", "small", *SCOPE, "--days", "1", "--reason", "small")
    said = run(root, *words)
    assert (said.code, file(root).exists()) == (2, False)
    assert "git does not know who works here" in said.err
    git(root, "init", "-q")
    git(root, "config", "user.name", "Sam Example")
    git(root, "config", "user.email", "sam@example.com")
    assert run(root, *words).code == 0
    assert 'by: "Sam Example <sam@example.com>"' in file(root).read_text()


def test_the_printed_command_creates_the_grant_that_was_missing(root: Path) -> None:
    """From the question to the answer by copy and paste."""
    asked = Asked("web-shop", "commerce", "close-files", "1.0.0", ("claude", "codex"), "AGENTS.md", Risk.WRITE)
    words = shlex.split(command(narrowest([asked]), 30))
    assert run(root, *words[1:], *BY).code == 0
    (grant,) = load(root, forms(table())).grants
    assert covers(grant, asked, TODAY, 0) == ""


def test_the_list_tells_what_still_counts(root: Path) -> None:
    """State, uses from the audit trail, scope, who and why; for people and for programs."""
    assert run(root, "grants", "list").out == "there are no grants\n"
    keys = "expires_at: 2020-02-01\ncreated: 2020-01-01\nby: Ann\nreason: |\n  two\n  lines\n"
    write(root / "catalog/grants/late.yaml", f"id: late\nscope: {{repos: [web-shop]}}\n{keys}")
    run(root, "grants", "create", "once", *SCOPE, "--days", "1", "--max-uses", "1", *WHY)
    run(root, "grants", "create", "small", *SCOPE, "--days", "1", *WHY)
    for at, grant in enumerate(["once", "small", "small"]):
        yes = (Yes("close-files", "grant", "Ann", grant),)
        append(root, Event(kind="applied", repo="web-shop", at=f"2026-11-2{at}T10:15:00Z", by="Ann", yes=yes))
    said = run(root, "grants", "list")
    assert said.code == 0
    assert said.out.splitlines()[:3] == [
        "expired  late: until 2020-02-01, used 0, for repos web-shop",
        "         Ann: two lines",
        f"used up  once: until {TODAY + datetime.timedelta(days=1)}, used 1 of 1, "
        "for repos web-shop; patterns close-files@>=1.0.0,<2.0.0",
    ]
    told = json.loads(run(root, "grants", "list", "--json").out)
    assert [(one["id"], one["state"], one["uses"]) for one in told["grants"]] == [
        ("late", "expired", 0),
        ("once", "used up", 1),
        ("small", "good", 2),
    ]
    assert told["grants"][1]["scope"]["repos"] == ["web-shop"]


def test_a_grant_that_cannot_be_read_is_told(root: Path) -> None:
    """The others are listed; the command does not look as if all were well."""
    run(root, "grants", "create", "small", *SCOPE, "--days", "1", *WHY)
    write(root / "catalog/grants/bad.yaml", "id: [\n")
    said = run(root, "grants", "list")
    assert said.code == 1
    assert said.err.startswith("catalog/grants/bad.yaml:2:1: SM103")
    assert said.out.startswith("good     small")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["reason: small  # by hand", "reason: |\n  small\n\n# a comment", "max_uses: 3"])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_revoking_adds_one_line(root: Path, end: str, last: str, closed: bool) -> None:
    """Every byte that a person wrote stays, whatever its line ends; a second time nothing is written."""
    keys = f"id: small\nscope: {{repos: [web-shop]}}\nexpires_at: {TODAY}\ncreated: {TODAY}\nby: Ann\n"
    keys += "reason: x\n" if last.startswith("max") else ""
    text = f"# öh\n{keys}{last}{chr(10) if closed else ''}".replace("\n", end).encode()
    write(file(root), text)
    said = run(root, "grants", "revoke", "small")
    assert said.out == "small is revoked, in catalog/grants/small.yaml\n"
    assert file(root).read_bytes() == text + f"{'' if closed else end}revoked: {TODAY}{end}".encode()
    assert load(root, forms(table())).grants[0].revoked == TODAY
    after = file(root).read_bytes()
    said = run(root, "grants", "revoke", "small")
    assert (said.code, said.out) == (0, f"small was revoked on {TODAY} already\n")
    assert file(root).read_bytes() == after


def test_a_file_that_takes_no_line_is_left_as_it_is(root: Path) -> None:
    """With the line that has to be added by hand."""
    keys = f"expires_at: {TODAY}, created: {TODAY}, by: Ann, reason: small"
    write(file(root), f"{{id: small, scope: {{repos: [web-shop]}}, {keys}}}\n")
    before = file(root).read_bytes()
    said = run(root, "grants", "revoke", "small")
    assert said.code == 1
    assert f"revoked: {TODAY}" in said.err
    assert file(root).read_bytes() == before


def test_a_grant_from_tomorrow_can_be_revoked(root: Path) -> None:
    """Somebody on the other side of the world made it just now."""
    tomorrow = TODAY + datetime.timedelta(days=1)
    keys = f"expires_at: {tomorrow}\ncreated: {tomorrow}\nby: Ann\nreason: small\n"
    write(file(root), f"id: small\nscope: {{repos: [web-shop]}}\n{keys}")
    assert run(root, "grants", "revoke", "small").code == 0
    assert run(root, "check").code == 0


def test_revoking_what_there_is_not_names_the_nearest(root: Path) -> None:
    """Or says what is wrong with the file."""
    run(root, "grants", "create", "small", *SCOPE, "--days", "1", *WHY)
    said = run(root, "grants", "revoke", "smal")
    assert (said.code, "did you mean `small`?" in said.err) == (2, True)
    write(root / "catalog/grants/bad.yaml", "id: bad\n")
    said = run(root, "grants", "revoke", "bad")
    assert (said.code, "SM121" in said.err) == (1, True)
