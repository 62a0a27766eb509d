"""Grants and exemptions as files of the catalog: read as strictly as patterns, in YAML and nothing else."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, REPO, catalog, codes, pattern

from session_memory.catalog.load import load
from session_memory.model import Catalog, Exemption, Exemptions, Grant, GrantScope

GRANT = {
    "id": "small-changes",
    "scope": "{repos: [web-shop], patterns: ['close-files@>=1.0.0,<2.0.0', import]}",
    "expires_at": "2026-12-01",
    "created": "2026-11-21",
    "by": "Ann Example <ann@example.com>",
    "reason": "They are small.",
}
ROW = "{pattern: close-files, reason: Not yet., owner: ann, expires: 2026-12-01}"


def grant(*more: str, **keys: str) -> str:
    """The text of a grant: good unless `keys` or `more` lines make it bad."""
    return "".join(f"{line}\n" for line in (*(f"{key}: {value}" for key, value in (GRANT | keys).items()), *more))


def exemptions(*rows: str, repo: str = "web-shop") -> str:
    """The text of a repo's exemptions."""
    return f"repo: {repo}\nexemptions:\n" + "".join(f"  - {row}\n" for row in rows)


def made(root: Path, files: dict[str, str | bytes]) -> Catalog:
    """A catalog with a pattern, a repo and these files."""
    return catalog(root, {"patterns/close-files.md": pattern(), "repos/web-shop.md": REPO} | files)


def test_every_key_of_a_grant(tmp_path: Path) -> None:
    """The values are those of the model, sorted by id."""
    other = grant("max_uses: 3", "revoked: 2026-11-22", id="a-one", scope="{domains: [commerce], paths: ['*.md']}")
    result = made(tmp_path, {"grants/small-changes.yaml": grant(), "grants/a-one.yaml": other})
    assert result.findings == ()
    first, second = result.grants
    assert first == Grant(
        id="a-one",
        scope=GrantScope(domains=("commerce",), paths=("*.md",)),
        expires_at=datetime.date(2026, 12, 1),
        created=datetime.date(2026, 11, 21),
        by="Ann Example <ann@example.com>",
        reason="They are small.",
        max_uses=3,
        revoked=datetime.date(2026, 11, 22),
    )
    assert second.scope == GrantScope(repos=("web-shop",), patterns=("close-files@>=1.0.0,<2.0.0", "import"))
    assert load(tmp_path, FLAVORS) == result  # from the cache


def test_every_key_of_exemptions(tmp_path: Path) -> None:
    """One file for each repo."""
    result = made(tmp_path, {"exemptions/web-shop.yaml": exemptions(ROW)})
    row = Exemption(pattern="close-files", reason="Not yet.", owner="ann", expires=datetime.date(2026, 12, 1))
    assert result.findings == ()
    assert result.exemptions == (Exemptions(repo="web-shop", exemptions=(row,)),)
    assert load(tmp_path, FLAVORS) == result


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (grant("max_use: 3"), "SM120", "did you mean `max_uses`?"),
        (grant(scope="{repo: [web-shop]}"), "SM120", "did you mean `repos`?"),
        (grant().replace("reason", "# reason"), "SM121", "`reason` is missing"),
        (grant().replace("expires_at", "# expires_at"), "SM121", "`expires_at` is missing"),
        (grant(expires_at="soon"), "SM122", "a date"),
        (grant("max_uses: -1"), "SM122", "at least 0"),
        (grant("max_uses: '3'"), "SM122", "without quotes"),
        (grant(reason="' '"), "SM122", "text that is not blank"),
        (grant(scope="all"), "SM122", "keys with values"),
        (grant(scope="{repos: web-shop}"), "SM122", "write it as `[one, two]`"),
        (grant(id="other"), "SM123", "write `id: small-changes`"),
        (grant(expires_at="2026-11-20"), "SM125", "before `created`"),
        (grant("revoked: 2026-11-20"), "SM125", "`revoked` 2026-11-20"),
        (grant(scope="{paths: ['../x']}"), "SM126", "leads out"),
        (grant(scope="{paths: ['!x']}"), "SM126", "takes files away"),
        (grant(scope="{patterns: ['close-files@']}"), "SM132", "no pattern with a range"),
        (grant(scope="{patterns: ['close-files@>=one']}"), "SM132", "such as `id@>=1.2.0,<2.0.0`"),
        (grant(scope="{patterns: ['close-files@1.0.0']}"), "SM132", "`id@==1.2.0`"),
        (grant(scope="{}"), "SM133", "yes to everything"),
        (grant(scope="{repos: [], paths: []}"), "SM133", "yes to everything"),
        (grant(reason='"see\\u202e"'), "SM140", "U+202E"),
        (grant(reason="api_key=3f9A8b7C6d5E4f3A2b1C"), "SM141", "secret"),
        (grant(reason="see /home/ann/notes"), "SM142", "one machine"),
        (grant("reason: again"), "SM104", "already"),
        (grant(reason="*x"), "SM105", "alias"),
        (grant(scope="{repos: [webshop]}"), "SM162", "did you mean `web-shop`?"),
        (grant(scope="{domains: [comerce]}"), "SM163", "did you mean `commerce`?"),
        (grant(scope="{flavors: [gork]}"), "SM164", "did you mean `grok`?"),
        (grant(scope="{patterns: ['close-file@>=1']}"), "SM161", "did you mean `close-files`?"),
        (grant(expires_at="2027-02-20"), "SM168", "write 2027-02-19 or earlier"),
        ("", "SM121", "missing"),
        ("- a\n", "SM107", "expected keys"),
        ("id: [\n", "SM103", "YAML"),
    ],
)
def test_what_is_wrong_with_a_grant_is_told(tmp_path: Path, text: str, code: str, told: str) -> None:
    """At its own place, so that callers see that the grants cannot be trusted; and the grant does not count."""
    result = made(tmp_path, {"grants/small-changes.yaml": text})
    assert set(codes(result.findings)) == {code}
    assert {finding.place.path for finding in result.findings} == {"catalog/grants/small-changes.yaml"}
    assert any(told in str(finding) for finding in result.findings)
    assert result.grants == ()
    assert [one.id for one in result.patterns] == ["close-files"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (exemptions(ROW.replace("reason", "raeson")), "SM120"),
        (exemptions("{pattern: close-files}"), "SM121"),
        (exemptions(ROW.replace("2026-12-01", "never")), "SM122"),
        ("repo: web-shop\nexemptions: close-files\n", "SM122"),
        (exemptions(ROW, repo="other"), "SM123"),
        (exemptions(ROW, ROW), "SM134"),
        (exemptions(ROW.replace("close-files", "close-file")), "SM161"),
    ],
)
def test_what_is_wrong_with_exemptions_is_told(tmp_path: Path, text: str, code: str) -> None:
    """At their own place; none of the repo's rows counts then."""
    result = made(tmp_path, {"exemptions/web-shop.yaml": text})
    assert code in codes(result.findings)
    assert {finding.place.path for finding in result.findings} == {"catalog/exemptions/web-shop.yaml"}
    assert result.exemptions == ()


def test_exemptions_for_a_repo_that_there_is_not(tmp_path: Path) -> None:
    """Whoever was meant would not be spared."""
    result = made(tmp_path, {"exemptions/webshop.yaml": exemptions(ROW, repo="webshop")})
    assert [finding.hint for finding in result.findings] == ["did you mean `web-shop`?"]
    assert codes(result.findings) == ["SM162"]


@pytest.mark.parametrize("name", ["grants/small-changes.yml", "grants/small-changes.YAML", "exemptions/web-shop.yml"])
def test_a_file_of_the_wrong_name_is_told(tmp_path: Path, name: str) -> None:
    """Nobody may believe that a rule is in force, or taken back, by a file that nothing reads."""
    result = made(tmp_path, {name: grant()})
    assert codes(result.findings) == ["SM111"]
    assert result.findings[0].place.path == f"catalog/{name}"


def test_a_link_is_no_grant(tmp_path: Path) -> None:
    """It is told, and not followed."""
    made(tmp_path, {"elsewhere.yaml": grant()})
    (tmp_path / "catalog/grants").mkdir()
    (tmp_path / "catalog/grants/small-changes.yaml").symlink_to("../elsewhere.yaml")
    result = load(tmp_path, FLAVORS)
    assert codes(result.findings) == ["SM110"]
    assert result.grants == ()


def test_two_grants_of_one_id(tmp_path: Path) -> None:
    """Uses are counted by the id."""
    result = made(tmp_path, {"grants/small-changes.yaml": grant(), "grants/old/small-changes.yaml": grant()})
    assert codes(result.findings) == ["SM160", "SM160"]


def test_the_policy_says_how_long_a_grant_may_last(tmp_path: Path) -> None:
    """To the day, and whatever is in the cache."""
    files: dict[str, str | bytes] = {"grants/small-changes.yaml": grant()}
    assert made(tmp_path, files | {"policy.yaml": "grant_days: 10\n"}).findings == ()
    assert codes(made(tmp_path, files | {"policy.yaml": "grant_days: 9\n"}).findings) == ["SM168"]


def test_a_file_is_named_by_the_key_of_its_own_kind(tmp_path: Path) -> None:
    """An id or a name in exemptions is an unknown key, and does not name the file."""
    result = made(tmp_path, {"exemptions/web-shop.yaml": f"name: x\nid: y\n{exemptions(ROW)}"})
    assert codes(result.findings) == ["SM120", "SM120"]
