"""Names that files use for each other, and values that are nearly right: findings that say what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_maker import REPO, catalog, codes, pattern


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("golbs: ['x']", "SM120", ""),
        ("relatd: [a]", "SM120", "did you mean `related`?"),
        ("scope: {flavours: [claude]}", "SM120", "did you mean `flavors`?"),
        ("evidence: [{sesion: a}]", "SM120", "did you mean `session`?"),
        ("rendering_hints: {claude: {from: block}}", "SM120", "did you mean `form`?"),
        ("risk: wirte", "SM122", "did you mean `write`?"),
        ("risk: Danger", "SM122", "did you mean `danger`?"),
        ("tags: editing", "SM122", "write it as `[one, two]`"),
        ("tags: [Editing]", "SM122", ""),
        ("owners: [7]", "SM122", "put it in quotes"),
        ("distribution_ready: yes", "SM122", "write `true` or `false`, without quotes"),
        ("distribution_ready: 'true'", "SM122", "write `true` or `false`, without quotes"),
        ("created: 2026-13-01", "SM122", ""),
        ("created: 20261121", "SM122", ""),
        ("scope:", "SM122", "give it a value, or leave the key out"),
        ("scope: all", "SM122", "indent its keys below it, or leave it out"),
        ("rendering_hints: {claude: {order: '7'}}", "SM122", "write it without quotes"),
        ("rendering_hints: {claude: {order: -1}}", "SM122", ""),
        ("rendering_hints: {Claude: {order: 1}}", "SM122", ""),
        ("supersedes: [oter]", "SM161", "did you mean `other`?"),
        ("related: [close-files]", "SM161", "take it out"),
        ("conflicts: [oter]", "SM161", "did you mean `other`?"),
        ("scope: {exclude_repos: [webshop]}", "SM162", "did you mean `web-shop`?"),
        ("scope: {domains: [data]}", "SM163", "there are: commerce"),
        ("scope: {flavors: [gork]}", "SM164", "did you mean `grok`?"),
        ("rendering_hints: {codex: {form: import}}", "SM165", "it has: block, skill"),
    ],
)
def test_the_hint_says_what_was_meant(tmp_path: Path, line: str, code: str, hint: str) -> None:
    """One finding with the right advice, at the line of the key."""
    files: dict[str, str | bytes] = {
        "patterns/close-files.md": pattern("close-files", line),
        "patterns/other.md": pattern("other"),
        "repos/web-shop.md": REPO,
    }
    result = catalog(tmp_path, files)
    told = {
        (finding.code, finding.hint)
        for finding in result.findings
        if finding.code not in ("SM121", "SM164") or code == "SM164"
    }
    assert told == {(code, hint)}
    assert {finding.place.line for finding in result.findings} == {7}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"confidence": 1.01}, "SM122"),
        ({"confidence": "true"}, "SM122"),
        ({"version": "1.2"}, "SM122"),
        ({"version": "01.2.3"}, "SM122"),
        ({"version": "v1.2.3"}, "SM122"),
        ({"title": "' '"}, "SM122"),
        ({"status": "Approved"}, "SM122"),
        ({"title": "|\n  two\n  lines"}, "SM127"),
    ],
)
def test_required_values_are_held_to_their_form(tmp_path: Path, change: dict[str, object], code: str) -> None:
    """Nothing is converted or trimmed into shape."""
    assert codes(catalog(tmp_path, pattern(**change)).findings) == [code]


def test_numbers_may_be_whole(tmp_path: Path) -> None:
    """`confidence: 1` is a number from 0 to 1."""
    assert catalog(tmp_path, pattern(confidence=1)).patterns[0].confidence == 1.0


def test_a_message_is_harmless_on_a_terminal(tmp_path: Path) -> None:
    """Control characters of a file do not reach the screen."""
    text = pattern("close-files", '"\\e[31m\\u202e": 1')
    told = [str(finding) for finding in catalog(tmp_path, text).findings]
    assert any("\\x1b[31m\\u202e" in line for line in told)
    assert all(line.isprintable() for line in told)


def test_three_files_of_one_id_are_three_findings(tmp_path: Path) -> None:
    """Each names the others."""
    files: dict[str, str | bytes] = {f"patterns/{folder}/close-files.md": pattern() for folder in "abc"}
    result = catalog(tmp_path, files)
    assert codes(result.findings) == ["SM160"] * 3
    assert "catalog/patterns/b/close-files.md, catalog/patterns/c/close-files.md" in result.findings[0].message
    assert (result.patterns, result.blocked) == ((), ("close-files",))


def test_evidence_may_come_from_elsewhere(tmp_path: Path) -> None:
    """Sessions of agents and repos that are not in the catalog any more still count."""
    line = "evidence: [{session: a, flavor: gone, repo: sold, outcome: failure, date: 2026-01-01}]"
    assert catalog(tmp_path, pattern("close-files", line)).findings == ()
