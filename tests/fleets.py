"""Many small targets, made cheaply, and the steps of a rollout as people take them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from made import Said, catalog, git, pattern, run, write
from session_memory.changes.record.events import trail
from session_memory.fleet import kept
from session_memory.rollout import Gate, Progress, Verdict
from steps import ADA

SIGNED = ("new", "approve", "apply", "promote", "pause", "resume", "abort", "rollback", "release")
"""Verbs of a rollout that write down who called them."""
HOST = "# About this repository\n\nRun `make test` before you push.\n"
"""What somebody wrote by hand."""
OLD, NEW = "1.0.0", "1.1.0"


def names(number: int) -> list[str]:
    """So many names of repos."""
    return [f"repo-{n:04}" for n in range(number)]


def fleet(root: Path, repos: Iterable[str], *patterns: str, flavors: str = "claude, codex") -> Path:
    """A catalog of patterns, and a checkout of its own for each repo: copies of one, which is a commit old."""
    catalog(root, *(patterns or ("alpha",)))
    template = root / "template"
    write(template / "AGENTS.md", HOST)
    git(template, "init", "-q", "-b", "main", "--template=")
    git(template, "add", "-A")
    git(template, "commit", "-q", "-m", "as it was")
    for name in repos:
        shutil.copytree(template, root / "targets" / name)
        register(root, name, flavors=flavors)
    shutil.rmtree(template)
    return root


def register(root: Path, name: str, more: str = "", flavors: str = "claude, codex") -> None:
    """Write the file of a repo in the catalog; a domain for each third of them."""
    domain = ("shops", "mills", "barns")[int(name[-4:]) % 3] if name[-4:].isdigit() else "shops"
    keys = f"name: {name}\ndomain: {domain}\nflavors: [{flavors}]\ncheckout: targets/{name}\n{more}"
    write(root / "catalog" / "repos" / f"{name}.md", f"---\n{keys}---\n\nA target.\n")


def changed(root: Path, id: str = "alpha", version: str = NEW) -> None:
    """A pattern says something new."""
    body = f"## Problem\n\nIt went wrong.\n\n## Solution\n\nDo {id} as of {version}.\n"
    write(root / "catalog" / "patterns" / f"{id}.md", pattern(id, body=body, version=version))


def roll(root: Path, verb: str, *arguments: str, by: str = ADA) -> Said:
    """One command of a rollout, signed by somebody when it asks who."""
    return run(root, "rollout", verb, *arguments, *(("--by", by) if verb in SIGNED else ()))


def rolled(root: Path, verb: str, *arguments: str, by: str = ADA) -> str:
    """The same for a step that has to succeed: what it said."""
    said = roll(root, verb, *arguments, by=by)
    assert said.code == 0, (verb, arguments, said)
    return said.out


def begun(root: Path, *arguments: str, code: int = 0) -> str:
    """A rollout is begun with the canary's proposals; its id. `code` when not all of them could be made."""
    said = roll(root, "new", *arguments)
    assert said.code == code, said
    return re.findall(r"^\S+(?=: )", said.out, re.MULTILINE)[0]


def stepped(root: Path, id: str) -> None:
    """One step: read, approved, applied, and found right."""
    rolled(root, "approve", id)
    rolled(root, "apply", id)


def all_the_way(root: Path, *arguments: str) -> str:
    """A rollout from its beginning to its end; its id."""
    id = begun(root, *arguments)
    for _ in progress(root, id).rollout.steps:
        stepped(root, id)
        rolled(root, "promote", id)
    return id


def progress(root: Path, id: str) -> Progress:
    """How far it has come."""
    return kept.read_one(root, id)


def gate(root: Path, id: str, name: str) -> Gate:
    """One gate of the current step's report."""
    report = progress(root, id).report
    assert report is not None
    return next(gate for gate in report[1].gates if gate.name == name)


def not_passing(root: Path, id: str) -> dict[str, Verdict]:
    """The gates of the current step's report that do not pass."""
    report = progress(root, id).report
    assert report is not None
    return {gate.name: gate.verdict for gate in report[1].gates if gate.verdict is not Verdict.PASS}


def applied_events(root: Path, repo: str) -> int:
    """How often something was applied to it."""
    return sum(event.kind == "applied" for _, event in trail(root, repo))


def left_over(folder: Path) -> Iterator[Path]:
    """What a killed run left and no later one tidied."""
    yield from (p for p in folder.rglob("*") if p.name.startswith(".session-memory-") or p.suffix == ".lock")
