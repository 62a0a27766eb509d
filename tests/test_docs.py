"""The documents stay true: what they name is there, and what is there is named."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from session_memory.cli.main import COMMANDS
from session_memory.distribute.flavors import table
from session_memory.distribute.names import matches
from session_memory.model import (
    Ceilings,
    Evidence,
    Exemption,
    Exemptions,
    FrontMatter,
    Grant,
    GrantScope,
    Hint,
    Mark,
    NeverWrite,
    Override,
    Policy,
    Provenance,
    Rate,
    Repo,
    Scope,
    State,
)

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "AGENTS.md",
    *sorted((ROOT / "catalog/guide").glob("*.md")),
]
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
EVERYTHING = "\n".join(TEXTS.values())
MAKEFILES = (ROOT / "Makefile").read_text() + (ROOT / "tests/agents/agents.mk").read_text()


def test_the_flavors_with_native_globs_are_told() -> None:
    """All of them, each with the rule files in which a pattern may come to stand, and its key."""
    homes = (
        (flavor, home.path.format(id="<pattern>"), read.keys.globs)
        for flavor, distributor in sorted(table().items())
        for home in distributor.contract.homes
        for read in distributor.contract.reads
        if read.keys and read.keys.globs and matches(read, home.path)
    )
    rows: dict[tuple[str, str], list[str]] = {}
    for flavor, path, key in homes:
        rows.setdefault((flavor, key), []).append(f"`{path}`")
    told = [f"| `{flavor}` | {', '.join(dict.fromkeys(paths))} | `{key}` |" for (flavor, key), paths in rows.items()]
    guide = TEXTS[ROOT / "catalog/guide/scope.md"]
    assert re.findall(r"^\| `.+` \| `.+<pattern>.+` \| `.+` \|$", guide, re.MULTILINE) == told


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_every_verb_is_told(verb: str) -> None:
    """A command that no document names is a command that nobody finds."""
    assert re.search(rf"(make|session-memory) {verb}\b", EVERYTHING)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_that_is_told_is_there(path: Path) -> None:
    """`make x` is a target, `session-memory x` a verb."""
    code = re.findall(r"`([^`\n]+)`", TEXTS[path]) + re.findall(
        r"^(?:```sh\n)((?:.+\n)+?)```", TEXTS[path], re.MULTILINE
    )
    for target in re.findall(r"\bmake ([a-z][a-z-]*)\b", "\n".join(code)):
        assert re.search(rf"^{target}:", MAKEFILES, re.MULTILINE), f"make {target}"
    for verb in re.findall(r"\bsession-memory ([a-z]+)\b", "\n".join(code)):
        assert verb in COMMANDS, f"session-memory {verb}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    """Links between documents are relative."""
    for target in re.findall(r"\]\(([^)#\s]+)", TEXTS[path]):
        if "://" not in target:
            assert (path.parent / target).exists(), target


NOUNS = [FrontMatter, Scope, Evidence, Hint, Provenance, Repo, Policy, Ceilings, Override, NeverWrite, Rate]
NOUNS += [Grant, GrantScope, Exemption, Exemptions]


@pytest.mark.parametrize("noun", NOUNS)
def test_the_formats_page_names_every_key(noun: type) -> None:
    """Generated schemas serve editors; people read catalog/guide/formats.md."""
    page = TEXTS[ROOT / "catalog/guide/formats.md"]
    for field in dataclasses.fields(noun):
        assert f"`{field.name}`" in page, field.name


def test_the_guide_explains_every_state_that_status_can_show() -> None:
    """And every mark that a state may carry."""
    page = TEXTS[ROOT / "catalog/guide/review-and-apply.md"]
    for word in (*State, *Mark):
        assert f"| `{word}` |" in page


def test_the_version_is_told_once() -> None:
    """pyproject.toml and the package agree, and the changelog knows it."""
    from session_memory import __version__

    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text()
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()
