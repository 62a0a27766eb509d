"""Host situations that nobody would think of, the same ones on every machine."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from session_memory.contract import Contract, Keys, Read, Setting, When
from session_memory.distribute.delivery import Ask, Kind, blocked_for
from session_memory.distribute.flavors import table
from session_memory.distribute.tree import tree_of
from session_memory.model import Form

from .counted import Note, World, names

CONTRACTS: Mapping[str, Contract] = {
    flavor: distributor.contract for flavor, distributor in sorted(table().items()) if flavor != "plain"
}
HOMES = frozenset(home.path for contract in CONTRACTS.values() for home in contract.homes)
FOLDERS = ("src", "src/app")


def situation(seed: int, most_kinds: int = 1) -> tuple[Ask, World]:
    """A repository, its flavors, and what is to be placed there."""
    rng = Random(seed)
    flavors = sorted(rng.sample(sorted(CONTRACTS), rng.choice((1, 2, 3, 3, 4, 4))))
    world = _world(rng, flavors)
    own = tuple((flavor, CONTRACTS[flavor]) for flavor in flavors)
    rest = [pair for pair in CONTRACTS.items() if pair[0] not in flavors]
    bridged = {("CLAUDE.md", "AGENTS.md")} if rng.random() < 0.05 and "CLAUDE.md" in world.notes else set()
    ask = Ask(
        tree=tree_of(world.contents(), CONTRACTS.values(), links=world.links, known=HOMES),
        kinds=(),
        contracts=own,
        blocked=frozenset(rng.sample(sorted(world.notes), 1) if world.notes and rng.random() < 0.1 else ()),
        settled=frozenset(flavor for flavor in flavors if rng.random() < 0.3),
        bridged=frozenset(bridged),
        others=tuple(sorted(rng.sample(rest, 3))),
    )
    open_to = [flavor for flavor, contract in own if not blocked_for(ask, contract)]
    kinds = {_kind(rng, open_to) for _ in range(rng.randint(2, most_kinds) if most_kinds > 1 else 1)}
    return replace(ask, kinds=tuple(sorted(kind for kind in kinds if kind.wanted))), world


def _kind(rng: Random, flavors: Sequence[str]) -> Kind:
    wanted = tuple(flavor for flavor in flavors if rng.random() < 0.8) or tuple(flavors)
    hinted = [(flavor, rng.choice(_forms(flavor))) for flavor in wanted if rng.random() < 0.15]
    scoped = rng.random() < 0.5
    return Kind(wanted, tuple(hinted), scoped, rng.choice(("", *FOLDERS)) if scoped else "")


def _forms(flavor: str) -> list[Form]:
    return sorted({home.form for home in CONTRACTS[flavor].homes})


def _world(rng: Random, flavors: Sequence[str]) -> World:
    world = World()
    chances = {path: 0.02 for flavor in CONTRACTS for path in _named(flavor)}
    chances |= {path: 0.25 for flavor in flavors for path in _named(flavor)}
    likely = {path: chance for path, chance in chances.items() if chance > 0.1}
    chances |= {f"{folder}/{path}": chance / 4 for folder in FOLDERS for path, chance in likely.items()}
    everything = sorted(chances)
    there = _without_clashes(path for path in everything if rng.random() < chances[path])
    for setting in sorted({r.setting for f in flavors for r in CONTRACTS[f].reads if r.setting}, key=str):
        if rng.random() < 0.3:
            _settle(rng, world, setting)
    for path in there:
        _write(rng, world, path, everything)
    for path in _without_clashes([*there, *rng.sample(everything, min(3, len(everything)))]):
        # Front matter for one agent means something else to another; those links are left out.
        targets = [target for target, note in sorted(world.notes.items()) if note.says in ("plain", "blank")]
        if path not in world.notes and targets:
            world.links[path] = rng.choice(targets)
    return world


def _named(flavor: str) -> Iterator[str]:
    """Every file that its contract names, and one for each of its globs, here and one folder down."""
    contract = CONTRACTS[flavor]
    for path in [path for r in contract.reads for path in (*r.paths, *r.unless)]:
        yield path.replace("**/", "").replace("*", "hand")
        if "**/" in path:
            yield path.replace("**/", "deep/").replace("*", "hand")
    yield from (home.path for home in contract.homes if "{" not in home.path)
    yield from (f"{folder}/hand/SKILL.md" for folder in (contract.skills.folders if contract.skills else ()))


def _without_clashes(paths: Iterable[str]) -> list[str]:
    """A name is a file or a folder, not both."""
    found = sorted(set(paths))
    return [path for path in found if not any(other.startswith(f"{path}/") for other in found)]


def _write(rng: Random, world: World, path: str, everything: Sequence[str]) -> None:
    if rng.random() < 0.1:
        world.notes[path] = Note(rng.choice((b"", b"<!-- nothing yet -->\n", b"---\nowner: me\n---\n")), "blank")
        return
    says, head = _says(rng, path)
    targets = [rng.choice((*everything, "AGENTS.md", "CLAUDE.md"))] if rng.random() < 0.15 else []
    imports = tuple(target for target in targets if target != path)
    lines = "".join(f"\n@{posixpath.relpath(target, posixpath.dirname(path) or '.')}\n" for target in imports)
    body = "The same words.\n" if rng.random() < 0.08 else f"What {path} says.\n"
    world.notes[path] = Note(f"{head}{body}{lines}".encode(), says, imports)


def _says(rng: Random, path: str) -> tuple[str, str]:
    """When a rule counts, with its front matter; the same for every agent that reads it as one."""
    keys = {read.keys for contract in CONTRACTS.values() for read in contract.reads if read.keys and _may(read, path)}
    if len(keys) != 1 or rng.random() < 0.4:
        return "plain", ""
    (key,) = keys
    heads = {When.ALWAYS.value: _head(key, When.ALWAYS), When.MATCHED.value: _head(key, When.MATCHED)}
    heads[When.ASKED.value] = _head(key, When.ASKED)
    told = [when for when, head in heads.items() if head]
    if not told:
        return "plain", ""
    said = rng.choice(told)
    return said, f"---\n{heads[said]}\n---\n"


def _may(read: Read, path: str) -> bool:
    return any(names(glob, path) or names(f"**/{glob}", path) for glob in read.paths)


def _head(keys: Keys, when: When) -> str:
    mode = next((f"{keys.mode}: {json.dumps(value)}" for value, means in keys.modes if means is when), "")
    if when is When.MATCHED and keys.globs:
        return f'{mode}\n{keys.globs}: ["src/**"]' if keys.globs_type == "list" else f'{mode}\n{keys.globs}: "src/**"'
    return mode


def _settle(rng: Random, world: World, setting: Setting) -> None:
    """The repository's own settings name other files than usual."""
    possible = ("NOTES.md", "AGENTS.md", "CLAUDE.md", "docs/AGENTS.md", "CONVENTIONS.md")
    given = tuple(rng.sample(possible, rng.randint(1, 2)))
    value: object = list(given)
    for key in reversed(setting.key.split(".")):
        value = {key: value}
    # JSON is YAML.
    world.notes[setting.file] = Note(json.dumps(value).encode())
    world.settings[setting] = given
    if rng.random() < 0.7:
        world.notes.setdefault("NOTES.md", Note(b"Notes.\n"))
