"""What an agent loads in one place of a repository, computed from its contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from session_memory.contract import Contract, Read, Take, Walk, When
from session_memory.distribute.matching import any_matches
from session_memory.distribute.names import elsewhere, matches
from session_memory.distribute.tree import Tree

IMPORT_HOPS = 5
"""How deep any agent that we know follows imports."""


@dataclass(frozen=True, slots=True)
class At:
    """Where an agent works."""

    folder: str = ""
    """In which it starts, relative to the repository's root; empty for the root."""
    file: str = ""
    """On which it works, relative to the root; empty for none."""
    narrow: bool = False
    """Leave out what does not count there at once: rules for other files, imports that wait for a person's yes.
    Placement asks without: it places for whoever works there."""


ROOT = At()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that an agent loads."""

    path: str
    """Canonical."""
    read: Read | None = None
    """By which place of the contract; None for a skill."""
    host: str = ""
    """File whose import brings it; empty when the agent looks there by itself."""


@lru_cache(maxsize=8192)
def taken(contract: Contract, tree: Tree, at: At = ROOT, newest: bool = True) -> tuple[Taken, ...]:
    """The files that the agent loads whole, in its order; one that it loads twice stands there twice.

    `newest=False` leaves out what only newer versions of the agent do.
    """
    found: dict[str, Taken] = {}
    texts: set[str] = set()
    for read in contract.reads:
        if (read.since and not newest) or silencer(read, tree, at):
            continue
        for name in hits(read, tree, at):
            path = tree.canonical(name)
            counts = counts_at(read, tree, path, at) and not (contract.ignored == "skipped" and path in tree.ignored)
            # A link to a file that was sent is another name for it, or another file; placement sees it as the first.
            key = name if read.same_file == "again" and at.narrow else path
            if key in found or not counts or (read.same_text == "skipped" and tree.text(path) in texts):
                continue
            found[key] = Taken(path, read)
            texts.add(tree.text(path))
    files = tuple(found.values())
    return tuple(_with_imports(files, contract, tree, at.folder if at.narrow else "")) if contract.imports else files


@lru_cache(maxsize=8192)
def skills(contract: Contract, tree: Tree, at: At = ROOT) -> tuple[Taken, ...]:
    """The skills that the agent knows of, one for each name."""
    if contract.skills is None:
        return ()
    found: dict[str, Taken] = {}
    for folder in _walk(contract.skills.walk, at):
        for place in contract.skills.folders:
            for name in tree.under(folder, f"{place}/*/SKILL.md"):
                key = name if contract.skills.twins else name.split("/")[-2]
                found.setdefault(key, Taken(tree.canonical(name)))
    return tuple(found.values())


def in_full(contract: Contract, tree: Tree, at: At = ROOT, newest: bool = True) -> tuple[str, ...]:
    """Paths of what is loaded whole at the start: everything but skills, of which agents first see a line."""
    return tuple(file.path for file in taken(contract, tree, at, newest))


def loaded(contract: Contract, tree: Tree, newest: bool = True, at: At = ROOT) -> tuple[str, ...]:
    """Paths of everything that reaches the agent, skills last."""
    return in_full(contract, tree, at, newest) + tuple(skill.path for skill in skills(contract, tree, at))


def loads(contracts: Mapping[str, Contract], tree: Tree) -> Mapping[str, tuple[str, ...]]:
    """Flavor -> the files that it loads whole."""
    return {flavor: in_full(contract, tree) for flavor, contract in contracts.items()}


def keeps_scope(contract: Contract, path: str) -> bool:
    """Whether the agent honours native scope keys in a file at `path`."""
    return any(read.keys and read.keys.globs and matches(read, path) for read in contract.reads)


def settled(contract: Contract, oldest: str) -> bool:
    """Whether every agent version from `oldest` on (empty = any) does what the newest does."""
    return all(_number(read.since) <= _number(oldest) for read in contract.reads)


def folders(read: Read, at: At) -> tuple[str, ...]:
    """The folders in which the agent looks, in its order."""
    walk = _walk(read.walk, at)
    if not read.touched:
        return walk
    below = [folder for folder in (*_parts(at.folder), *_parts(_parent(at.file))) if folder not in walk]
    more = tuple(dict.fromkeys(below))
    return (*reversed(more), *walk) if read.walk in (Walk.UP, Walk.NEAREST) else (*walk, *more)


def names(read: Read, tree: Tree, at: At = ROOT) -> tuple[str, ...]:
    """The names for which the agent looks here, as the repository's own settings have it."""
    setting = read.setting
    if setting is not None and setting.walk is Walk.HERE and at.narrow:
        setting = setting.at(at.folder)
    given = tree.named(setting) if setting else None
    if given is None:
        return read.paths
    return tuple(dict.fromkeys((*given, *read.paths))) if read.setting and read.setting.adds else given


def silencer(read: Read, tree: Tree, at: At) -> str:
    """The file because of which the agent does not look here at all; empty when it does."""
    places = folders(read, at) if read.unless else ()
    there = (hit for folder in places for name in read.unless for hit in tree.under(folder, name))
    return next(filter(tree.says_something, there), "")


def hits(read: Read, tree: Tree, at: At) -> list[str]:
    """The files that the agent finds here, under the names by which it finds them."""
    wanted, places = names(read, tree, at), folders(read, at)
    if read.take is Take.FIRST_NAME or read.order == "names":
        each = ([hit for folder in places for hit in tree.under(folder, name)] for name in wanted)
        by_name = list(filter(None, each))
        return [hit for some in (by_name[:1] if read.take is Take.FIRST_NAME else by_name) for hit in some]
    found: list[str] = []
    for folder in places:
        here = [hit for name in wanted for hit in tree.under(folder, name)]
        found += here[:1] if read.take is Take.FIRST else here
        if found and read.walk is Walk.NEAREST:
            break
    return sorted(found) if read.order == "paths" else found


def counts_at(read: Read, tree: Tree, path: str, at: At) -> bool:
    """Whether a rule counts there by its front matter."""
    if read.keys is None:
        return True
    applies = tree.applies(read.keys, path)
    if applies.when is When.MATCHED and at.narrow:
        return any_matches(applies.globs, at.file)
    return applies.when in (When.ALWAYS, When.MATCHED)


def _walk(walk: Walk, at: At) -> tuple[str, ...]:
    if walk is Walk.ROOT:
        return ("",)
    if walk is Walk.HERE:
        return (at.folder if at.narrow else "",)
    down = _parts(at.folder)
    return down if walk is Walk.DOWN else down[::-1]


def _parts(folder: str) -> tuple[str, ...]:
    """The top, a, a/b and a/b/c of a/b/c."""
    steps = folder.split("/") if folder else []
    return tuple("/".join(steps[:count]) for count in range(len(steps) + 1))


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")) if version else ()


def _with_imports(files: tuple[Taken, ...], contract: Contract, tree: Tree, start: str) -> Iterator[Taken]:
    """Each file followed by what it imports, depth first."""
    imports = contract.imports
    if imports is None:
        return
    pairs = tree.imports | {(host, to) for kind, host, to in tree.some_imports if kind is imports}
    leads: dict[str, list[str]] = {}
    for host, target in sorted(pairs, key=lambda pair: (pair[0], tree.place(*pair), pair[1])):
        if target in tree.files and not (imports.below and start and not target.startswith(f"{start}/")):
            leads.setdefault(host, []).append(target)
    seen: set[str] = set()

    def visit(file: Taken, hops: int, above: tuple[str, ...]) -> Iterator[Taken]:
        # What comes in place of a word comes wherever the word stands; what comes behind comes once.
        if file.path in (above if imports.in_place else seen):
            return
        seen.add(file.path)
        yield file
        live = hops < imports.hops and (file.read is None or file.read.imports)
        for target in leads.get(file.path, ()) if live else ():
            yield from visit(Taken(target, file.read, file.path), hops + 1, (*above, file.path))

    for file in files:
        yield from visit(file, 0, ())


def interesting(contracts: Iterable[Contract]) -> tuple[tuple[str, ...], ...]:
    """What has to be known of a repository to answer for these agents: exact paths, globs, homes, names anywhere."""
    contracts = tuple(contracts)
    reads = [read for contract in contracts for read in contract.reads]
    every = {path for read in reads for path in read.paths} | {r.setting.file for r in reads if r.setting}
    homes = {home.path for contract in contracts for home in contract.homes}
    kinds = [contract.skills for contract in contracts if contract.skills]
    every |= {f"{folder}/*/SKILL.md" for kind in kinds for folder in kind.folders}
    exact = {path for path in every | homes if "*" not in path and "{" not in path}
    globs = {path for path in every if "*" in path}
    anywhere = {path for read in reads if elsewhere(read) for path in read.paths}
    anywhere |= {r.setting.file for r in reads if r.setting and r.setting.walk is Walk.HERE}
    anywhere |= {f"{f}/*/SKILL.md" for kind in kinds if kind.walk is not Walk.ROOT for f in kind.folders}
    return tuple(sorted(exact)), tuple(sorted(globs)), tuple(sorted(homes)), tuple(sorted(anywhere))
