"""What may and may not stand in the text of a file: good and bad side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_maker import SOLUTION, catalog, codes, found, pattern

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def findings(root: Path, text: str, *front: str) -> list[str]:
    """The codes for a pattern with this text in a section that is not rendered."""
    return codes(catalog(root, pattern("close-files", *front, body=f"{SOLUTION}\n## Why\n\n{text}\n")).findings)


@pytest.mark.parametrize(
    "text",
    [
        "caf\u00e9, \u4f60\u597d, \u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627",
        FAMILY,
        "\u2764\ufe0f and \u2764\ufe0f\u200d\U0001f525 and \u2705",
        "1\ufe0f\u20e3 #\ufe0f\u20e3 \u2139\ufe0f \u2122\ufe0f \u203c\ufe0f \u2194\ufe0f",
        "\U0001f469\U0001f3fd\u200d\U0001f4bb \U0001f1e9\U0001f1ea \U0001f937\U0001f3fb\u200d\u2642\ufe0f",
        "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "a\u00a0b\u202fc\tTab",
    ],
    ids=["scripts", "family", "heart", "keycaps", "people", "persian", "hindi", "blanks"],
)
def test_ordinary_writing_is_fine(tmp_path: Path, text: str) -> None:
    """Emoji with their joiners and selectors, languages with theirs, visible blanks."""
    assert findings(tmp_path, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "a\u200bb",
        "a\u200db",
        "a\u200cb",
        "a\u2060b",
        "a\u00adb",
        "a\u202eb",
        "a\u2066b\u2069",
        "a\u200fb",
        "a\ufeffb",
        "a\ufe0fb",
        "\u2764\ufe0f\ufe0f",
        f"{FAMILY}\u200d ",
        FLAG,
        "a\U000e0041\U000e0042",
        "a\U000e0100",
        "a\u3164b",
        "a\u2028b",
        "a\x1b[31mb",
        "a\x08b",
        "a\x85b",
        "a\rb",
    ],
    ids=ascii,
)
def test_hidden_characters_are_found(tmp_path: Path, text: str) -> None:
    """Lone joiners, direction, tags, selectors without a base, blanks that are letters, controls."""
    assert set(findings(tmp_path, text)) == {"SM140"}


@pytest.mark.parametrize("kind", ["repos/web-shop.md", "policy.yaml"])
def test_hidden_characters_are_found_in_every_kind(tmp_path: Path, kind: str) -> None:
    """A reviewer of a policy has eyes of the same kind."""
    text = (
        "# no\u200bthing\n"
        if kind == "policy.yaml"
        else "---\nname: web-shop\nflavors: []\ncheckout: .\n---\na\u200bb\n"
    )
    assert codes(catalog(tmp_path, {kind: text}).findings) == ["SM140"]


def test_a_run_of_hidden_characters_is_one_finding(tmp_path: Path) -> None:
    """Named by its first, with the number of the others."""
    result = catalog(tmp_path, pattern(body=f"{SOLUTION}\nab\u200b\u200c\u200dc\n"))
    assert found(result.findings) == ["13:3 SM140"]
    assert result.findings[0].message == "hidden character U+200B ZERO WIDTH SPACE, and 2 more right behind it"


@pytest.mark.parametrize("line", ['title: "a\\u202eb"', 'tags: ["\\u200bx"]', 'owners: [{"a\\u200b": 1}]'])
def test_escapes_hide_nothing(tmp_path: Path, line: str) -> None:
    """What YAML makes of a quoted text counts, not how it is written."""
    assert "SM140" in codes(catalog(tmp_path, f"---\nid: close-files\n{line}\n---\n").findings)


SECRETS = {
    "aws": "AKIA" + "QWERTYUIOPASDFGH",
    "github": "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "github-fine": "github_pat_" + "11ABCDEFG0aBcDeFgHiJkL_mNoP",
    "openai": "sk-proj-" + "a1B2c3D4e5F6g7H8i9J0k1L2",
    "slack": "xoxb-" + "123456789012-abcdefGHIJKL",
    "google": "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "jwt": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlLWhlcmU",
    "key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "url": "postgres://app:" + "tr0ub4dor@db.test/app",
    "assigned": "password = " + '"x7Kp2mQ9vL4wZt8R"',
    "json": '"api_key": ' + '"9f8e7d6c5b4a39281706f5e4d3c2b1a0"',
    "env": "export DEPLOY_TOKEN=" + "Zq8rT2vX5nB7mK1p",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_secrets_are_found_and_not_repeated(tmp_path: Path, text: str) -> None:
    """In prose and in code alike; the message must not carry them into a log."""
    result = catalog(tmp_path, pattern(body=f"{SOLUTION}\n```sh\n{text}\n```\n"))
    assert codes(result.findings) == ["SM141"]
    assert text[-8:] not in str(result.findings[0])


@pytest.mark.parametrize(
    "text",
    [
        "password = os.environ['PASSWORD_2026']",
        "token: ${{ secrets.DEPLOY_TOKEN }}",
        "api_key = get_secret_from_vault('x')",
        "token = <your-token-here-2026>",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "https://user:<password>@host.test/",
        "https://host.test:8080/a@b",
        "Authorization: Bearer $TOKEN",
        "secret_name=production-database-password-2026",
        "token_count=123456789012345",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "risk-assessment-of-everything-we-do-here",
        "The password has to be changed: never write it down.",
    ],
)
def test_placeholders_and_code_are_no_secrets(tmp_path: Path, text: str) -> None:
    """Advice about secrets has to be able to speak of them."""
    assert findings(tmp_path, f"`{text}`") == []


@pytest.mark.parametrize(
    "text",
    [
        "/home/sam",
        "`/Users/sam/x`",
        "C:\\Users\\sam",
        "c:/Users/sam",
        "/mnt/c/Users/sam",
        "file:///home/sam/x",
        "=/home/sam",
    ],
)
def test_machine_paths_are_found(tmp_path: Path, text: str) -> None:
    """On every system, in code as well."""
    assert findings(tmp_path, f"See {text} there") == ["SM142"]


@pytest.mark.parametrize(
    "text",
    [
        "https://git.test/home/sam/x",
        "git.test/Users/sam",
        "~/home/sam",
        "$ROOT/home/sam",
        "${ROOT}/home/sam",
        "/home/<you>/x",
        "/home/",
        "/homework/sam",
        "./home/sam",
        "src/home/index.ts",
        "file:///data/x.txt",
        "C:\\Users\\<you>",
        "C:\\Users\\Public",
    ],
)
def test_other_paths_are_fine(tmp_path: Path, text: str) -> None:
    """URLs, paths below something, and placeholders."""
    assert findings(tmp_path, f"See `{text}` there") == []


@pytest.mark.parametrize("escaped", ['title: "C:\\\\Users\\\\sam"', 'title: "\\x2fhome/sam"'])
def test_an_escaped_path_is_found_once(tmp_path: Path, escaped: str) -> None:
    """Whether the raw text or only its meaning shows it."""
    text = pattern().replace("title: Close what you open", escaped)
    assert codes(catalog(tmp_path, text).findings) == ["SM142"]


@pytest.mark.parametrize(
    "text",
    ["@word", "See @a/b.md.", "(@word)", "- @word", "> @word", "\n@./x", "*@word*", "@~/x", "@123", "| @word |"],
)
def test_a_bare_at_word_is_found(tmp_path: Path, text: str) -> None:
    """Wherever a word can start."""
    assert findings(tmp_path, text) == ["SM144"]


@pytest.mark.parametrize(
    "text",
    [
        "`@word`",
        "``a ` @word``",
        "```\n@word\n```",
        "~~~~\n@word\n```\n@word\n~~~~",
        "    @word",
        "- one\n\n      @word in code in a list",
        "`two\nlines @word`",
        "team@example.org",
        "a @ b",
        "user@@host",
        "npm i x@latest",
        "[`@word`](https://x.test)",
    ],
)
def test_at_signs_in_code_and_addresses_are_fine(tmp_path: Path, text: str) -> None:
    """CommonMark says what is code."""
    assert findings(tmp_path, text) == []


@pytest.mark.parametrize("key", ["title: Use @word", "rendering_hints: {claude: {heading: 'A @word'}}"])
def test_rendered_values_are_looked_at_like_text(tmp_path: Path, key: str) -> None:
    """A title becomes a heading in somebody's CLAUDE.md."""
    keys = {"title": key.partition(": ")[2]} if key.startswith("title") else {}
    more = () if keys else (key,)
    assert codes(catalog(tmp_path, pattern("close-files", *more, **keys)).findings) == ["SM144"]


def test_the_body_of_a_hint_is_looked_at_like_text(tmp_path: Path) -> None:
    """It is rendered in place of the sections."""
    body = "Use @it,\n      [x](x.md).\n      <!-- END session-memory -->\n      </INSTRUCTIONS>\n\n      ```\n"
    result = catalog(tmp_path, pattern("close-files", f"rendering_hints:\n  claude:\n    body: |\n      {body}"))
    assert codes(result.findings) == ["SM143", "SM144", "SM145", "SM153", "SM154"]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- BEGIN session-memory -->",
        "<!-- END session-memory:x -->",
        "<!--BEGIN session-memory:x v1.0.0 sha256:1a2b3c4d5e6f -->",
        "<!-- session-memory:x v1.0.0 sha256:1a2b3c4d5e6f -->",
        "  <!-- BEGIN  session-memory",
        "<div>\n<!-- END session-memory -->\n</div>",
        "- item\n<!-- END session-memory -->",
    ],
)
def test_forged_markers_are_found(tmp_path: Path, text: str) -> None:
    """Exact ones and those that resemble them, in HTML and below lists."""
    assert "SM143" in findings(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- BEGIN session-memory -->`",
        "```\n<!-- BEGIN session-memory -->\n```",
        "A session-memory: good.",
        "<!-- a note -->",
    ],
)
def test_markers_in_code_are_documentation(tmp_path: Path, text: str) -> None:
    """The region does not count them, so neither do we."""
    assert findings(tmp_path, text) == []


@pytest.mark.parametrize("text", ["</INSTRUCTIONS>", "`</instructions>`", "<system-reminder>x", "</system_reminder>"])
def test_tags_of_agents_are_found_in_code_as_well(tmp_path: Path, text: str) -> None:
    """No parser stands between the text and the prompt."""
    assert findings(tmp_path, f"Say {text} now") == ["SM145"]


@pytest.mark.parametrize("text", ["<details>", "<INSTRUCTIONS.md>", "the INSTRUCTIONS tag", "<system>"])
def test_other_tags_are_fine(tmp_path: Path, text: str) -> None:
    """Only those that agents use."""
    assert findings(tmp_path, f"Say `{text}` now") == []
