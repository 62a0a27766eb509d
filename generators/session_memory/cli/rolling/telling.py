"""What a person at the terminal is told of a rollout: while it works, and how far it is then."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from session_memory.cli.rolling.audit import lay_down
from session_memory.cli.rolling.run import Finished
from session_memory.cli.rolling.way_back import FOLDER, prepare
from session_memory.cli.seeing.road import Road
from session_memory.cli.seeing.summary import ATTENTION, CONFLICT, OK
from session_memory.fleet import kept
from session_memory.fleet.page import lines, page
from session_memory.rollout import Came, Phase, Progress, Result, Stage
from session_memory.website.rollouts import next_of

WHERE = (
    "local",
    "pushed: still open at the remote",
    "merged: on a branch that somebody has to merge",
    "not taken back",
)
"""How far what was taken back is really gone."""


def follow(finished: Finished, total: int, word: str) -> None:
    """A bar on a terminal, one line for each repo otherwise."""
    if not sys.stderr.isatty():
        for number, (repo, came) in enumerate(finished, 1):
            click.echo(f"[{number}/{total}] {repo}: {word if came == Came.DONE else came}", err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Drawn after each repo, and not by a thread of its own: workers are forked while it is there.
    with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(word, total=total)
        for _ in finished:
            bar.advance(task)
            bar.refresh()


def end(road: Road, id: str) -> None:
    """The page for people, the way back and the audit set are written anew, and how far it is is told."""
    progress = kept.read_one(road.root, id)
    kept.tell(road.root, id, page(progress))
    ready = prepare(road, progress)
    lay_down(road.root, progress)
    tell(progress)
    if ready:
        click.echo(f"  the way back of {ready} repos is prepared in rollouts/{id}/{FOLDER}/")


def tell(progress: Progress) -> None:
    """How far it is, and what comes next."""
    click.echo("\n".join(lines(progress)))
    then = next_of(progress)
    click.echo(f"  next: {then.words}{f' {then.command}' if then.command else ''}")


def exit_code(progress: Progress) -> int:
    """Of a rollout as it stands."""
    if progress.stage is Stage.STOPPED:
        return CONFLICT
    return ATTENTION if kept.is_open(progress) else OK


def proposed_code(progress: Progress) -> int:
    """Of a step that was proposed: whether a repo of it does not get what it is meant to get."""
    came = {result.came for result in progress.of(progress.step, Phase.PROPOSED).values()}
    return CONFLICT if Came.FAILED in came else ATTENTION if Came.WAITS in came else OK


def split(back: Iterable[Result]) -> Iterator[str]:
    """What is really back, and what a person has to finish."""
    numbers = Counter(_where(result) for result in back)
    yield "taken back: " + ", ".join(f"{numbers[where]} {where}" for where in WHERE if numbers[where])
    for result in back:
        if result.branch or result.why:
            yield f"  {result.repo}: {result.why or f'merge {result.branch}'}"


def _where(result: Result) -> str:
    if not result.is_final:
        return WHERE[3]
    return WHERE[2] if result.branch else WHERE[1] if result.why else WHERE[0]


def back_code(back: Iterable[Result]) -> int:
    """Of taking back."""
    found = tuple(back)
    if any(result.came is Came.FAILED for result in found):
        return CONFLICT
    return ATTENTION if any(result.branch or result.why for result in found) else OK
