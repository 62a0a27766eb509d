"""Front matter of rule files: written from a contract's keys, and read by them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from session_memory.contract import Contract, Keys, When
from session_memory.distribute.names import matches
from session_memory.front import front
from session_memory.model import Scope

COMMA = re.compile(r",(?![^{}]*\})")
"""Between globs; one within braces belongs to a glob."""
EVERYTHING = ("**", "**/*", "/**", "*")


@dataclass(frozen=True, slots=True)
class Applies:
    """When a rule counts, as its front matter says."""

    when: When
    globs: tuple[str, ...] = ()
    """In the language of .gitignore; empty unless `when` is MATCHED."""


def keys_at(contract: Contract, path: str) -> Keys | None:
    """The keys that the agent reads in a file at `path`; None where it reads none."""
    return next((read.keys for read in contract.reads if read.keys and matches(read, path)), None)


def written(keys: Keys | None, scope: Scope, title: str) -> str:
    """The front matter for a rule with that scope and title; empty when the agent needs none."""
    if keys is None:
        return ""
    rows = [f"{keys.title}: {json.dumps(title, ensure_ascii=False)}"] if keys.title else []
    narrowed = bool(scope.paths and keys.globs)
    wanted = When.MATCHED if narrowed else When.ALWAYS
    mode = next((value for value, when in keys.modes if when is wanted), None)
    if mode is not None:
        rows.append(f"{keys.mode}: {mode if isinstance(mode, str) else json.dumps(mode)}")
    if narrowed:
        rows.append(_globs(keys, _translated(keys, scope.paths)))
    elif mode is None and keys.absent is not When.ALWAYS:
        rows.append(_globs(keys, ("**",)))
    return "---\n" + "\n".join(rows) + "\n---\n\n" if rows else ""


def read(keys: Keys, text: str) -> Applies:
    """When a file with this text counts. What cannot be read counts as absent, as agents have it."""
    values = _values(text)
    mode = values.get(keys.mode) if keys.mode else None
    globs = tuple(_anchored(keys, glob) for glob in _listed(values.get(keys.globs))) if keys.globs else ()
    for value, when in keys.modes:
        # One that waits for globs and has none says no more than none.
        if mode == value and type(mode) is type(value) and (globs or when is not When.MATCHED):
            return Applies(when, globs if when is When.MATCHED else ())
    if globs:
        return Applies(When.ALWAYS) if all(g in EVERYTHING for g in globs) else Applies(When.MATCHED, globs)
    return Applies(keys.absent)


def _globs(keys: Keys, globs: Iterable[str]) -> str:
    # JSON strings are YAML strings, and a quoted glob cannot be mistaken for an alias.
    if keys.globs_type == "list":
        return f"{keys.globs}:\n" + "\n".join(f"  - {json.dumps(glob)}" for glob in globs)
    joined = ",".join(globs)
    return f"{keys.globs}: {joined if keys.globs_type == 'bare' else json.dumps(joined)}"


def _translated(keys: Keys, paths: Iterable[str]) -> tuple[str, ...]:
    """Globs of .gitignore in the agent's language: there a name without a slash is for every folder."""
    return tuple(paths) if keys.dialect == "gitignore" else tuple(_glob(path) for path in paths)


def _glob(path: str) -> str:
    inner = path.rstrip("/")
    anchored = inner.removeprefix("/") if "/" in inner else f"**/{inner}"
    return f"{anchored}/**" if path.endswith("/") else anchored


def _anchored(keys: Keys, glob: str) -> str:
    """A glob of the agent's in the language of .gitignore: there one without a slash is for every folder."""
    return glob if keys.dialect == "gitignore" or "/" in glob or glob in EVERYTHING else f"/{glob}"


def _values(text: str) -> Mapping[str, object]:
    import yaml

    head = front(text)
    try:
        found = yaml.safe_load(head)
    except yaml.YAMLError:
        # A bare glob such as `*.ts` is no YAML, and agents whose own reader takes it are used to it.
        found = {key.strip(): _alone(value) for key, colon, value in map(_parted, head.splitlines()) if colon}
    return found if isinstance(found, dict) else {}


def _alone(value: str) -> object:
    import yaml

    try:
        return yaml.safe_load(value)
    except yaml.YAMLError:
        return value.strip()


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _listed(value: object) -> tuple[str, ...]:
    given = COMMA.split(value) if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(str(glob).strip() for glob in given if str(glob).strip())
