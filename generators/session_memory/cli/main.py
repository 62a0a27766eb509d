"""The command line. Thin: each command is a module of its own, loaded when it is called."""

from __future__ import annotations

import gc
import importlib
import json
import sys

import click

from session_memory import __version__
from session_memory.cli.house import House, find_root
from session_memory.errors import SessionMemoryError
from session_memory.near import nearest

COMMANDS = {
    "adopt": "session_memory.cli.adopt:adopt",
    "apply": "session_memory.cli.apply:apply",
    "approve": "session_memory.cli.approve:approve",
    "at": "session_memory.cli.at:at",
    "check": "session_memory.cli.check:check",
    "delivered": "session_memory.cli.delivered:delivered",
    "diff": "session_memory.cli.diff:diff",
    "distribute": "session_memory.cli.distribute:distribute",
    "exempt": "session_memory.cli.exempt:exempt",
    "explain": "session_memory.cli.explain:explain",
    "export": "session_memory.cli.export:export",
    "fleet": "session_memory.cli.fleet:fleet",
    "grants": "session_memory.cli.grants:grants",
    "import": "session_memory.cli.import_:import_command",
    "log": "session_memory.cli.log:log",
    "pr": "session_memory.cli.pr:pr",
    "receipts": "session_memory.cli.receipts:receipts",
    "registry": "session_memory.cli.registry:registry",
    "reject": "session_memory.cli.reject:reject",
    "release": "session_memory.cli.release:release",
    "remove": "session_memory.cli.remove:remove",
    "rollback": "session_memory.cli.rollback:rollback",
    "rollout": "session_memory.cli.rollout:rollout",
    "schema": "session_memory.cli.schema:schema",
    "site": "session_memory.cli.site:site",
    "status": "session_memory.cli.status:status",
    "summary": "session_memory.cli.summary:summary",
    "upstream": "session_memory.cli.upstream:upstream",
    "which": "session_memory.cli.which:which",
}

EXIT_CODES = {
    0: "done, nothing needs attention",
    1: "error",
    2: "wrong usage",
    3: "attention: changes pending or drift",
    4: "conflict or malformed host file",
    5: "denied or not approved",
    6: "busy",
}
TOLD = "Exit codes: " + "; ".join(f"{code} {means}" for code, means in EXIT_CODES.items()) + "."


class Lazy(click.Group):
    """Imports a command's module when the command is wanted, so that `--version` starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None for a verb that there is not."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own, with the nearest verb named for one that there is not."""
        near = nearest(args[0], COMMANDS) if args and args[0] not in COMMANDS else ""
        if near:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near!r}?")
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, epilog=TOLD, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--root", metavar="FOLDER", help="The folder that holds catalog/; the nearest one upwards if not given.")
@click.version_option(__version__, message="session-memory %(version)s")
@click.pass_context
def cli(ctx: click.Context, root: str | None) -> None:
    """Reviewed solution patterns, distributed to coding agents as reviewable proposals."""
    if ctx.resilient_parsing:
        return
    try:
        ctx.obj = House(find_root(root))
    except SessionMemoryError:
        # Help is told everywhere.
        if not {"--help", "-h"} & set(sys.argv):
            raise


def main(arguments: list[str] | None = None) -> None:
    """Run one command; the one place that turns errors into exit codes."""
    # A run makes many small values and keeps them: looking for garbage in between finds none and costs a tenth.
    gc.set_threshold(200_000)
    try:
        cli.main(args=arguments, prog_name="session-memory", standalone_mode=True)
    except SessionMemoryError as error:
        click.echo(f"error: {error}", err=True)
        if "--json" in (arguments or sys.argv):
            told = {"message": error.message, "where": error.where, "hint": error.hint}
            click.echo(json.dumps({"error": told, "exit": error.exit_code}, indent=2))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # Somebody's `| head` has seen enough.
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{error.strerror or error}\n  next: mend that and run again", err=True)
        sys.exit(1)
