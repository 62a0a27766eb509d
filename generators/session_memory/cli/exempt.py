"""`session-memory exempt REPO PATTERN`: leave what stands there as it is, for a reason and until a day."""

from __future__ import annotations

import datetime
from dataclasses import replace

import click

from session_memory import files
from session_memory.catalog.document import Document
from session_memory.catalog.front_matter import find
from session_memory.catalog.kinds import EXEMPTIONS
from session_memory.catalog.passage import normal
from session_memory.catalog.values import build
from session_memory.catalog.yaml_tree import Items, parse
from session_memory.cli.house import House
from session_memory.cli.writing.identity import identity
from session_memory.cli.writing.rule_files import DAY, DAYS, appended, last_day, same_but, sound, there, value
from session_memory.errors import SessionMemoryError, UsageError
from session_memory.model import Exemption, Exemptions

HEADER = b"# What is left as it is in this repo. A row counts until its day is over.\n"


@click.command()
@click.argument("repo")
@click.argument("pattern")
@click.option("--reason", help="Why the repo is spared.")
@click.option("--days", type=DAYS, help="For how many days.")
@click.option("--until", type=DAY, help="The last day on which it counts, in place of --days.")
@click.option("--owner", help="Whom to ask about it; git's own name if not given.")
@click.option("--end", is_flag=True, help="End an exemption that there is, today.")
@click.pass_obj
def exempt(
    house: House,
    repo: str,
    pattern: str,
    reason: str | None,
    days: int | None,
    until: datetime.datetime | None,
    owner: str | None,
    end: bool,
) -> None:
    """Spare REPO the PATTERN: whatever stands there of it is left alone. Adds a row to catalog/exemptions/REPO.yaml."""
    document = there(house.root, EXEMPTIONS, repo)
    if end:
        if reason or days or until or owner:
            raise UsageError("--end takes nothing else", hint=f"session-memory exempt {repo} {pattern} --end")
        click.echo(_end(house, document, repo, pattern))
        return
    if not reason:
        raise UsageError("no reason is given", hint="--reason TEXT, for whoever finds it later")
    expires = last_day(datetime.date.today(), days, until, "--until")
    if expires < datetime.date.today():
        raise UsageError(f"{expires} is over", hint="give a day to come")
    row = Exemption(pattern=pattern, reason=reason, owner=owner or identity(house.root, None), expires=expires)
    path = _add(house, document, repo, row)
    click.echo(f"{repo} is exempt from {pattern} until {expires}, in {path}")
    click.echo(f"next: commit it; to end it: session-memory exempt {repo} {pattern} --end")


def _add(house: House, document: Document | None, repo: str, row: Exemption) -> str:
    """Write the row; returns the file's path."""
    path = f"{EXEMPTIONS.place}/{repo}.yaml"
    fresh = appended(HEADER, [f"repo: {value(repo)}", "exemptions:", *_lines(row, "  ")])
    # By itself first: whatever is wrong with it is then what was asked for, not the file that it comes to.
    sound(house.root, EXEMPTIONS, path, fresh)
    if document is None:
        files.write(house.root / path, fresh)
        return path
    before = build(Exemptions, document.data)
    _refuse_second(document, before, row)
    lines = _lines_for(document, row)
    content = appended(document.content, lines)
    _keep(house, document, content, replace(before, exemptions=(*before.exemptions, row)), "\n".join(["", *lines]))
    return document.path


def _refuse_second(document: Document, before: Exemptions, row: Exemption) -> None:
    for at, old in enumerate(before.exemptions):
        if old.pattern == row.pattern:
            place = document.place("exemptions", at, "expires")
            hint = f"write {row.expires} there, if that is what you want"
            raise SessionMemoryError(f"there is a row for {row.pattern} already, until {old.expires}", str(place), hint)


def _end(house: House, document: Document | None, repo: str, pattern: str) -> str:
    """Let the row's last day be yesterday: it tells those who come later that there was one, and why."""
    before = build(Exemptions, document.data) if document else Exemptions(repo=repo)
    at = next((at for at, row in enumerate(before.exemptions) if row.pattern == pattern), None)
    if document is None or at is None:
        raise UsageError(f"{repo} is not exempt from {pattern!r}", hint=f"see {EXEMPTIONS.place}/{repo}.yaml")
    row, today = before.exemptions[at], datetime.date.today()
    if row.expires < today:
        return f"it ended on {row.expires} already"
    ended = replace(row, expires=today - datetime.timedelta(days=1))
    place = document.place("exemptions", at, "expires")
    lines = document.content.split(b"\n")
    text = lines[place.line - 1].decode()
    head, tail = text[: place.column - 1], text[place.column - 1 :]
    lines[place.line - 1] = (head + tail.replace(str(row.expires), str(ended.expires), 1)).encode()
    rows = (*before.exemptions[:at], ended, *before.exemptions[at + 1 :])
    _keep(house, document, b"\n".join(lines), replace(before, exemptions=rows), f"expires: {ended.expires}")
    return f"{repo} is exempt from {pattern} no longer, by {document.path}\nnext: make distribute REPO={repo}"


def _keep(house: House, document: Document, content: bytes, meant: Exemptions, by_hand: str) -> None:
    """Write `content`, provided it says what is meant."""
    after = same_but(house.root, document, content)
    if after is None or build(Exemptions, after.data) != meant:
        hint = f"the file is as it was; write this by hand: {by_hand}"
        raise SessionMemoryError("the file is written so that it cannot be changed line by line", document.path, hint)
    files.write(house.root / document.path, content)


def _lines_for(document: Document, row: Exemption) -> list[str]:
    """The row as it continues the list of the file; with the list's key when there is none yet."""
    node = find(parse(normal(document.content)), ("exemptions",))[1]
    if isinstance(node, Items):
        return _lines(row, " " * (node.column - 1))
    return ["exemptions:", *_lines(row, "  ")]


def _lines(row: Exemption, indent: str) -> list[str]:
    keys = [("pattern", row.pattern), ("reason", row.reason), ("owner", row.owner)]
    said = [*(f"{key}: {value(text)}" for key, text in keys), f"expires: {row.expires}"]
    return [f"{indent}{'- ' if at == 0 else '  '}{line}" for at, line in enumerate(said)]
