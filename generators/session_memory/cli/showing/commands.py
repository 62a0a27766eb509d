"""The commands as their own code describes them, and the make targets of the same name."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from session_memory.cli.main import cli
from session_memory.website.site_model import CommandView, Option

PROGRAM = "session-memory"
TARGET = re.compile(r"^(?P<name>[a-z-]+):.*## (?P<help>.*)$", re.MULTILINE)
"""A target and what it says of itself, as `make help` reads them."""


def commands(makefile: str) -> tuple[CommandView, ...]:
    """Every command in alphabetical order, each group before its own commands. `makefile` is the text of one."""
    targets = {found["name"]: found["help"] for found in TARGET.finditer(makefile)}
    with click.Context(cli, info_name=PROGRAM, resilient_parsing=True) as program:
        return tuple(_below(cli, program, targets))


def _below(group: click.Group, context: click.Context, targets: dict[str, str]) -> Iterator[CommandView]:
    for command in filter(None, (group.get_command(context, name) for name in group.list_commands(context))):
        with click.Context(command, context, command.name, resilient_parsing=True) as inner:
            yield _view(command, inner, targets)
            if isinstance(command, click.Group):
                yield from _below(command, inner, targets)


def _view(command: click.Command, context: click.Context, targets: dict[str, str]) -> CommandView:
    name = context.command_path.removeprefix(f"{PROGRAM} ")
    # What an argument means is told by the text above the options, so it has no row of its own.
    told = [param.get_help_record(context) for param in command.params if isinstance(param, click.Option)]
    return CommandView(
        name=name,
        usage=" ".join([context.command_path, *command.collect_usage_pieces(context)]),
        help=inspect.cleandoc(command.help or ""),
        options=tuple(Option(spelled, help) for spelled, help in filter(None, told)),
        make=f"make {name}" if name in targets else "",
        make_help=targets.get(name, ""),
    )
