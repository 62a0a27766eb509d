"""`session-memory summary [REPO]...`: catalog, proposals and drift on one page, for where people already are."""

from __future__ import annotations

import sys

import click

from session_memory.cli.house import House
from session_memory.cli.seeing.summary import ATTENTION, OK
from session_memory.cli.telling.in_markdown import in_markdown
from session_memory.cli.telling.overall import overall
from session_memory.cli.telling.posted import post_comment, post_issue

FAIL_ON = ("attention", "error")


@click.command()
@click.argument("repos", nargs=-1, metavar="[REPO]...")
@click.option("--comment", type=click.IntRange(min=1), metavar="NUMBER", help="Keep one comment on that pull request.")
@click.option("--issue", is_flag=True, help="Keep one issue open while there is drift or something is wrong.")
@click.option(
    "--fail-on", type=click.Choice(FAIL_ON), default="attention", show_default=True, help="With error, 3 becomes 0."
)
@click.pass_obj
def summary(house: House, repos: tuple[str, ...], comment: int | None, issue: bool, fail_on: str) -> None:
    """Tell in Markdown what is wrong, has drifted or waits, in the catalog and in all repos or each REPO.

    Nothing is written in the catalog. Comments and issues go through the `gh` command to the repository of this
    folder, or to that of GH_REPO. Exits with the worst of `check`, `distribute --all --check` and `status`.
    """
    whole = overall(house.root, repos)
    text = in_markdown(whole)
    click.echo(text, nl=False)
    if comment is not None:
        click.echo(post_comment(house.root, comment, text), err=True)
    if issue:
        click.echo(post_issue(house.root, text, whole.calm), err=True)
    tolerated = fail_on == "error" and whole.exit_code == ATTENTION
    sys.exit(OK if tolerated else whole.exit_code)
