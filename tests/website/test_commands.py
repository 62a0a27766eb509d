"""The command line's page, made from the program's own code."""

from __future__ import annotations

import dataclasses
import re

import pytest
from click.testing import CliRunner
from small_site import PROJECT, SMALL, TEMPLATES, as_html, page, see

from session_memory.cli.main import COMMANDS, EXIT_CODES, cli
from session_memory.cli.showing.commands import commands
from session_memory.website.render import render
from session_memory.website.site_model import CommandView

MAKEFILE = (PROJECT / "Makefile").read_text(encoding="utf-8")
EVERY = commands(MAKEFILE)
MODEL = dataclasses.replace(SMALL, commands=EVERY, exit_codes=EXIT_CODES)


def test_every_verb_is_there_and_every_verb_below_it() -> None:
    """Each group before its own commands."""
    names = [command.name for command in EVERY]
    assert {name for name in names if " " not in name} == set(COMMANDS)
    assert names[names.index("grants") :][:4] == ["grants", "grants create", "grants list", "grants revoke"]
    assert "registry rebuild" in names


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.name)
def test_the_page_tells_what_help_tells(command: CommandView) -> None:
    """The same usage, text and options, as far as line ends do not matter."""
    output = CliRunner().invoke(cli, [*command.name.split(), "--help"], prog_name="session-memory").output
    said = " ".join(output.split())
    assert f"Usage: {command.usage}" in said
    assert " ".join(command.help.split()) in said
    for option in command.options:
        assert " ".join(f"{option.spelled} {option.help}".split()) in said
    rows = re.findall(r"^  (--(?!help)[a-z-]+)", output, re.MULTILINE)
    assert [option.spelled.split()[0] for option in command.options] == rows


def test_make_targets_are_those_of_the_makefile() -> None:
    """With what the Makefile says of them; a command without one has none."""
    found = {command.name: command for command in EVERY}
    assert found["distribute"].make == "make distribute"
    assert "REPO=name-or-path" in found["distribute"].make_help
    assert found["which"].make == found["grants create"].make == ""
    assert all(not command.make for command in commands(""))


def test_the_page_has_every_command_option_and_exit_code() -> None:
    """And each command in the list leads to its own place."""
    html = as_html(page(MODEL, "guide/cli/"))
    seen = see(html)
    places = {attributes.get("id") for tag, attributes in seen.tags if tag == "h2"}
    for command in EVERY:
        assert command.usage in seen.text
        assert all(option.spelled in seen.text for option in command.options)
        assert command.name.replace(" ", "-") in places
    assert {href for tag, attributes in seen.tags if (href := attributes.get("href") or "").startswith("#")} >= {
        f"#{command.name.replace(' ', '-')}" for command in EVERY
    }
    assert all(f"{code}" in seen.text and means in seen.text for code, means in EXIT_CODES.items())


def test_the_page_has_a_twin_with_the_same_places() -> None:
    """The search looks through it, and leads to its headings."""
    tree = render(MODEL, TEMPLATES)
    heads = re.compile(r"^## (.+)$", re.MULTILINE)
    twin, own = tree.twins["guide/cli/index.md"].decode(), tree.pages["guide/cli/index.md"].decode()
    assert heads.findall(twin) == heads.findall(own)
    assert "../guide/cli/" in tree.pages["guide/index.md"].decode()


def test_exit_codes_are_told_by_help_as_well() -> None:
    """One list, in both places."""
    said = " ".join(CliRunner().invoke(cli, ["--help"]).output.split())
    for code, means in EXIT_CODES.items():
        assert f"{code} {means}" in said
