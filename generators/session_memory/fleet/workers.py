"""Many units of work shared by several processes; each is done once, whoever is killed when.

A unit is claimed by a kernel lock on a folder of its own, and it is done when its result is there: the result comes by
an atomic rename, so a unit whose worker dies is free at once and not done. Workers go over all units twice: first they
pass by what somebody else is at, then they wait for it, so that what a dead worker left is done by the others.
"""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from session_memory import files
from session_memory.errors import BusyError, SessionMemoryError
from session_memory.fleet.words import few

WENT_WRONG = 1
LINE = 500
"""Bytes of a line: a pipe takes 512 at once on every system, so that lines of several workers never mix."""


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do. Units are names of folders."""

    units: Sequence[str]
    """In the order in which they are begun."""
    claims: Path
    """Folder for the locks."""
    is_done: Callable[[str], bool]
    do: Callable[[str], str]
    """Does one unit and writes its result; says what came of it in a word. Whatever it raises ends its worker."""
    is_over: Callable[[], bool] = lambda: False
    """Asked before each unit: whether somebody wants nothing more to be begun."""


def done(work: Work, workers: int) -> Iterator[tuple[str, str]]:
    """Do all that is not done; (unit, what came of it) as they are finished.

    Raises SessionMemoryError when a worker died and left something; what the others did is done.
    """
    if workers <= 1 or len(work.units) <= 1:
        yield from _share(work)
        return
    children, told = _children(work, workers)
    last_words = []
    with os.fdopen(told, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            unit, _, word = line.rstrip("\n").partition(" ")
            if unit:
                yield unit, word
            else:
                last_words.append(word)
    died = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    left = [unit for unit in work.units if not work.is_done(unit)] if any(died) else []
    if left:
        what = f"{sum(map(bool, died))} of {len(died)} workers ended early; {len(left)} are not done: {few(left)}"
        why = "; ".join(dict.fromkeys(last_words))
        raise SessionMemoryError(f"{what}{f'. {why}' if why else ''}", hint="run it again: it goes on where it stopped")


def _children(work: Work, workers: int) -> tuple[list[int], int]:
    """The processes, and the end of the pipe at which they tell what is done."""
    read, write = os.pipe()
    parent, children = os.getpid(), []
    for _ in range(min(workers, len(work.units))):
        child = os.fork()
        if child == 0:
            os.close(read)
            _worker(work, write, parent)
        children.append(child)
    os.close(write)
    return children, read


def _worker(work: Work, told: int, parent: int) -> None:
    """One process: it ends with its share, or when nobody waits for it any more."""
    code = WENT_WRONG
    try:
        for unit, word in _share(work, lambda: os.getppid() != parent):
            os.write(told, f"{unit} {word}\n".encode())
        code = 0
    except BrokenPipeError:
        pass
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(told, f" {where(error)}".encode()[:LINE] + b"\n")
    finally:
        # Whatever went wrong, nothing of the parent runs twice.
        os._exit(code)


def _share(work: Work, is_over: Callable[[], bool] = lambda: False) -> Iterator[tuple[str, str]]:
    """What one process does of it."""
    for waits in (False, True):
        for unit in work.units:
            if is_over() or work.is_over():
                return
            with contextlib.suppress(BusyError), files.claimed(work.claims / unit, waits):
                if not work.is_done(unit):
                    yield unit, work.do(unit)


def where(error: BaseException) -> str:
    """What went wrong, and where in the program, in one line."""
    steps = traceback.extract_tb(error.__traceback__)
    place = f"{Path(steps[-1].filename).name}:{steps[-1].lineno}: " if steps else ""
    return " ".join(f"{place}{type(error).__name__}: {error}".split())
