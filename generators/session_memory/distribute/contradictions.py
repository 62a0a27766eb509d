"""What in a contract cannot be: told when it is loaded, with its field, before anybody relies on it. Pure.

Whoever describes an agent for the first time gets some of these wrong; each message says what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from session_memory.contract import Contract, Fact, Home, Keys, Limit, Read, Take, Walk, When
from session_memory.distribute.names import elsewhere, is_skill, matches
from session_memory.distribute.typed import misfits
from session_memory.globs import fits
from session_memory.model import KEBAB, Form

VERSION = re.compile(r"\d+(\.\d+)*")
SETTINGS = (".json", ".jsonc", ".yml", ".yaml")
PERSONAL = ("~/", "/")


def contradictions(flavor: Any, contract: Any) -> Iterator[str]:
    """`field: what is wrong` for each; none for a contract that can be relied on.

    Takes anything: a stranger's distributor may hold whatever its author put there.
    """
    if not isinstance(flavor, str) or not re.fullmatch(KEBAB, flavor):
        yield f"flavor: {flavor!r} is no name in kebab case, such as my-agent"
    wrong = list(misfits(contract, Contract, "contract"))
    yield from wrong
    if not wrong:
        yield from _contract(contract)
        yield from _facts(contract, "contract")
        yield from _paths(contract)
        yield from _order(contract.reads)
        for at, read in enumerate(contract.reads):
            yield from _read(read, f"contract.reads[{at}]")
        for at, home in enumerate(contract.homes):
            yield from _home(home, contract, f"contract.homes[{at}]")


def _contract(contract: Contract) -> Iterator[str]:
    for name in ("product", "holds_for", "reads", "homes"):
        if not getattr(contract, name):
            yield f"contract.{name}: is empty"
    for form in dict.fromkeys(home.form for home in contract.homes):
        if all(home.only_existing for home in contract.homes if home.form is form):
            yield f"contract.homes: every home of the form {form} is only_existing, so none can be made"
    for place, amount in _amounts(contract):
        if amount <= 0:
            yield f"{place}: {amount} is not positive"
    if contract.imports and not _compiles(contract.imports.first):
        yield f"contract.imports.first: {contract.imports.first!r} is no regular expression"
    if contract.skills and not contract.skills.folders:
        yield "contract.skills.folders: is empty"


def _amounts(contract: Contract) -> Iterator[tuple[str, int]]:
    limits: dict[str, Limit | None] = {f"contract.reads[{at}].limit": r.limit for at, r in enumerate(contract.reads)}
    for place, limit in (limits | {"contract.chain": contract.chain}).items():
        if limit:
            yield f"{place}.amount", limit.amount
    if contract.imports:
        yield "contract.imports.hops", contract.imports.hops
    if contract.skills and contract.skills.listed is not None:
        yield "contract.skills.listed", contract.skills.listed


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except re.error:
        return False
    return True


def _facts(value: object, where: str) -> Iterator[str]:
    """A fact without a source, wherever it stands."""
    if isinstance(value, Fact):
        if not value.source.strip():
            yield f"{where}.source: is empty; say where the fact is from"
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _facts(one, f"{where}[{at}]") if not isinstance(one, str) else ()
    elif is_dataclass(value):
        for field in fields(value):
            yield from _facts(getattr(value, field.name), f"{where}.{field.name}")


def _paths(contract: Contract) -> Iterator[str]:
    for place, path in _named(contract):
        if not path or path.startswith(("/", "~")) or "\\" in path or {"..", ".", ""} & set(path.split("/")):
            yield f"{place}: {path!r} is not relative to the repository's root, such as .agent/rules/*.md"
    for at, path in enumerate(contract.personal):
        if not path.startswith(PERSONAL):
            yield f"contract.personal[{at}]: {path!r} does not begin with ~/: it is not in a person's home folder"


def _named(contract: Contract) -> Iterator[tuple[str, str]]:
    """Every path that is relative to the root, with its field."""
    lists: dict[str, tuple[str, ...]] = {"contract.signs": contract.signs}
    for at, read in enumerate(contract.reads):
        lists |= {f"contract.reads[{at}].paths": read.paths, f"contract.reads[{at}].unless": read.unless}
        if read.setting:
            yield f"contract.reads[{at}].setting.file", read.setting.file
    if contract.skills:
        lists["contract.skills.folders"] = contract.skills.folders
    for place, paths in lists.items():
        yield from ((f"{place}[{at}]", path) for at, path in enumerate(paths))
    for at, home in enumerate(contract.homes):
        yield f"contract.homes[{at}].path", home.path
        if home.bridge:
            yield f"contract.homes[{at}].bridge", home.bridge


def _order(reads: tuple[Read, ...]) -> Iterator[str]:
    """A file that has its place in the order already, and so can never have the other one."""
    places = [
        (f"contract.reads[{at}].paths[{n}]", r, path) for at, r in enumerate(reads) for n, path in enumerate(r.paths)
    ]
    for at, (place, read, path) in enumerate(places):
        earlier = (p for p, first, glob in places[:at] if fits(glob, path) and _always_before(first, read))
        for before in earlier:
            yield f"{place}: {path} has its place in the order by {before} already"
            break


def _always_before(first: Read, then: Read) -> bool:
    """Whether the agent looks by `first` whenever and wherever it looks by `then`: they are no alternatives."""
    everywhere = (first.walk, first.touched) == (then.walk, then.touched)
    wider = not (then.touched or then.walk is not Walk.ROOT) and first.walk is not Walk.NEAREST
    # A folder further down may hold what silences the first, and not the other.
    silent = set(first.unless) <= set(then.unless) and (everywhere or not first.unless)
    return (
        (everywhere or wider) and silent and first.since in ("", then.since) and first.setting in (None, then.setting)
    )


def _read(read: Read, where: str) -> Iterator[str]:
    if not read.paths and not read.setting:
        yield f"{where}.paths: is empty, and no setting gives any"
    if read.setting and not read.setting.file.endswith(SETTINGS):
        yield f"{where}.setting.file: {read.setting.file} is neither JSON nor YAML by its suffix"
    if read.setting and not all(read.setting.key.split(".")):
        yield f"{where}.setting.key: {read.setting.key!r} names no key"
    if read.since and not VERSION.fullmatch(read.since):
        yield f"{where}.since: {read.since!r} is no version such as 2.1.277"
    for at, path in enumerate(read.unless):
        if any(fits(path, own) for own in read.paths):
            yield f"{where}.unless[{at}]: {path} would silence itself"
    if read.keys:
        yield from _keys(read.keys, f"{where}.keys")


def _keys(keys: Keys, where: str) -> Iterator[str]:
    yield from _globs(keys, where)
    yield from _modes(keys, where)
    named = [key for key in (keys.globs, keys.mode, keys.title) if key]
    if not named and keys.absent is When.ALWAYS:
        yield f"{where}: names no key at all; leave it out"
    for key in dict.fromkeys(key for key in named if named.count(key) > 1):
        yield f"{where}: the key {key} has two meanings"


def _globs(keys: Keys, where: str) -> Iterator[str]:
    for name, value in (("globs_type", keys.globs_type), ("dialect", keys.dialect)):
        if keys.globs and not value:
            yield f"{where}.{name}: is missing, though {keys.globs} holds globs"
        elif value and not keys.globs:
            yield f"{where}.{name}: is {value}, though no key holds globs"


def _modes(keys: Keys, where: str) -> Iterator[str]:
    if bool(keys.mode) != bool(keys.modes):
        yield f"{where}.modes: a key for the mode and its values need each other"
    for at, (value, when) in enumerate(keys.modes):
        if when is When.MATCHED and not keys.globs:
            yield f"{where}.modes[{at}]: {value} means matched, though no key holds globs"
        if any(value == other and type(value) is type(other) for other, _ in keys.modes[:at]):
            yield f"{where}.modes[{at}]: {value} has a meaning already"
    if keys.absent is When.MATCHED:
        yield f"{where}.absent: a rule without globs cannot be matched"


def _home(home: Home, contract: Contract, where: str) -> Iterator[str]:
    twins = [at for at, other in enumerate(contract.homes) if (other.path, other.form, other.bridge) == _same(home)]
    if where != f"contract.homes[{twins[0]}]":
        yield f"{where}: is contract.homes[{twins[0]}] again"
    yield from _placeholder(home, where)
    yield from _loaded(home, contract, where)
    if home.nested and not any(elsewhere(r) and (r.setting or matches(r, home.path)) for r in contract.reads):
        yield f"{where}.nested: the agent looks for {home.path} at the top only"


def _same(home: Home) -> tuple[str, Form, str]:
    return home.path, home.form, home.bridge


def _placeholder(home: Home, where: str) -> Iterator[str]:
    if re.search("[{}]", home.path.replace("{id}", "")):
        yield f"{where}.path: {home.path} has braces that are not {{id}}"
    if home.form is Form.BLOCK and "{id}" in home.path:
        yield f"{where}.path: {home.path} holds {{id}}, and all patterns share a block's file"
    if home.form is Form.RULE and "{id}" not in home.path:
        yield f"{where}.path: {home.path} has no {{id}}, and each rule has a file of its own"


def _loaded(home: Home, contract: Contract, where: str) -> Iterator[str]:
    """A home that the agent would not read."""
    path = home.path.replace("{id}", "id")
    if home.form is Form.SKILL:
        if not (is_skill(contract, path) and "/{id}/SKILL.md" in home.path):
            yield f"{where}.path: {home.path} is not {{id}}/SKILL.md in a folder of contract.skills.folders"
    elif home.bridge:
        if contract.imports is None:
            yield f"{where}.bridge: the agent knows no imports (contract.imports)"
        if not any(_looks(read, home.bridge) for read in contract.reads):
            yield f"{where}.bridge: no place of contract.reads loads {home.bridge}"
    elif not (there := [read for read in contract.reads if _looks(read, path)]):
        yield f"{where}.path: no place of contract.reads loads {home.path}"
    elif home.form is Form.RULE and all(read.take is Take.FIRST for read in there):
        yield f"{where}.path: of many files such as {home.path} the agent takes the first only"
    elif home.form is Form.RULE and all(read.keys and not _can_say_always(read.keys) for read in there):
        yield f"{where}.path: by the keys of its place no rule can say that it counts always"


def _can_say_always(keys: Keys) -> bool:
    return bool(keys.globs) or keys.absent is When.ALWAYS or any(when is When.ALWAYS for _, when in keys.modes)


def _looks(read: Read, path: str) -> bool:
    """Whether the agent finds `path` from the top, or could be told to by its settings."""
    return read.setting is not None or any(fits(glob, path) for glob in read.paths)
