"""What agents load, counted a second way: straight from the contracts' words, slow and plain, sharing no code with
reading.py, tree.py or layout.py. And every layout there could be, tried one after another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product

from session_memory.contract import Contract, Imports, Keys, Read, Setting, Take, Walk, When
from session_memory.distribute.delivery import Ask, Kind, Spot, offers, reachable
from session_memory.model import Form

Cost = tuple[int, ...]
Layouts = tuple[frozenset[Spot], ...]
"""The spots of each kind, in the order of `Ask.kinds`."""


@dataclass(frozen=True, slots=True)
class Note:
    """A hand-written file."""

    text: bytes
    says: str = "plain"
    """`plain`, `blank`, or when its front matter lets it count: `always`, `matched`, `asked`."""
    imports: tuple[str, ...] = ()
    """Paths relative to the root."""


@dataclass(slots=True)
class World:
    """A repository with hand-written files."""

    notes: dict[str, Note] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    settings: dict[Setting, tuple[str, ...]] = field(default_factory=dict)

    def contents(self) -> dict[str, bytes]:
        return {path: note.text for path, note in self.notes.items()}


@cache
def names(glob: str, path: str) -> bool:
    """Whether a glob of a contract names a path: `*` in a folder, `**/` over any number of them."""
    if "*" not in glob:
        return glob == path
    parts = re.split(r"(\*\*/|\*)", glob)
    tokens = {"**/": "(?:[^/]+/)*", "*": "[^/]*"}
    return re.fullmatch("".join(tokens.get(part, re.escape(part)) for part in parts), path) is not None


@dataclass(frozen=True, slots=True)
class Repo:
    """The world with files and import lines of ours in it."""

    world: World
    ours: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, str]] = frozenset()

    def opened(self) -> dict[str, str]:
        """Every name under which a file can be opened, with the file."""
        files = {path: path for path in (*self.world.notes, *self.ours)}
        return files | {link: to for link, to in self.world.links.items() if to in files}

    def blank(self, path: str) -> bool:
        return path not in self.ours and self.world.notes[path].says == "blank"

    def counts(self, keys: Keys | None, path: str) -> bool:
        if keys is None or path not in self.world.notes:
            return True
        said = self.world.notes[path].says
        when = keys.absent if said in ("plain", "blank") else When(said)
        return when in (When.ALWAYS, When.MATCHED)

    def text(self, path: str) -> bytes:
        # Ours makes any text another one.
        return path.encode() if path in self.ours else self.world.notes[path].text

    def brought(self, path: str) -> list[str]:
        """What import lines in a file bring."""
        by_hand = self.world.notes[path].imports if path in self.world.notes else ()
        targets = {self.world.links.get(to, to) for to in by_hand} | {to for host, to in self.lines if host == path}
        return sorted(targets & {*self.world.notes, *self.ours})


def arriving(repo: Repo, contract: Contract, folder: str = "", newest: bool = True) -> list[str]:
    """The files that an agent loads when it starts in `folder`, one as often as it does."""
    steps = folder.split("/") if folder else []
    chain = ["/".join(steps[:count]) for count in range(len(steps) + 1)]
    opened, found, texts = repo.opened(), {}, set()
    for read in contract.reads:
        if (read.since and not newest) or _silenced(read, repo, opened, chain):
            continue
        for name in _hits(read, repo, opened, chain):
            path = opened[name]
            twin = read.same_text == "skipped" and repo.text(path) in texts
            if path not in found and not twin and repo.counts(read.keys, path):
                found[path] = read
                texts.add(repo.text(path))
    files = list(found)
    if contract.imports:
        seen: set[str] = set()
        files = [p for path, r in found.items() for p in _with_imports(repo, contract.imports, path, r, seen, ())]
    return files + _skills(contract, opened, chain)


def _places(read: Read, chain: list[str]) -> list[str]:
    places = chain if read.touched or read.walk is not Walk.ROOT else chain[:1]
    return places[::-1] if read.walk in (Walk.UP, Walk.NEAREST) else places


def _in(folder: str, glob: str, opened: Mapping[str, str]) -> list[str]:
    whole = f"{folder}/{glob}" if folder else glob
    return sorted(name for name in opened if names(whole, name))


def _silenced(read: Read, repo: Repo, opened: Mapping[str, str], chain: list[str]) -> bool:
    hits = (name for place in _places(read, chain) for glob in read.unless for name in _in(place, glob, opened))
    return any(not repo.blank(opened[name]) for name in hits)


def _hits(read: Read, repo: Repo, opened: Mapping[str, str], chain: list[str]) -> list[str]:
    wanted = read.paths
    if read.setting and (given := repo.world.settings.get(read.setting)):
        wanted = (*given, *read.paths) if read.setting.adds else given
    places = _places(read, chain)
    grid = {(place, glob): _in(place, glob, opened) for place in places for glob in wanted}
    if read.take is Take.FIRST_NAME:
        by_name = ([name for place in places for name in grid[place, glob]] for glob in wanted)
        return next(filter(None, by_name), [])
    if read.order == "names":
        return [name for glob in wanted for place in places for name in grid[place, glob]]
    by_place = [[name for glob in wanted for name in grid[place, glob]] for place in places]
    if read.take is Take.FIRST:
        by_place = [some[:1] for some in by_place]
    if read.walk is Walk.NEAREST:
        by_place = list(filter(None, by_place))[:1]
    every = [name for some in by_place for name in some]
    return sorted(every) if read.order == "paths" else every


def _with_imports(
    repo: Repo, kind: Imports, path: str, read: Read, seen: set[str], above: tuple[str, ...]
) -> Iterator[str]:
    if path in above or (not kind.in_place and path in seen):
        return
    seen.add(path)
    yield path
    if read.imports and len(above) < kind.hops:
        for target in repo.brought(path):
            yield from _with_imports(repo, kind, target, read, seen, (*above, path))


def _skills(contract: Contract, opened: Mapping[str, str], chain: list[str]) -> list[str]:
    if contract.skills is None:
        return []
    places = {Walk.ROOT: chain[:1], Walk.HERE: chain[:1], Walk.DOWN: chain}.get(contract.skills.walk, chain[::-1])
    found: dict[str, str] = {}
    for place in places:
        for folder in contract.skills.folders:
            for name in _in(place, f"{folder}/*/SKILL.md", opened):
                found.setdefault(name if contract.skills.twins else name.split("/")[-2], opened[name])
    return list(found.values())


@dataclass(slots=True)
class Judge:
    """Who receives what in which layout."""

    ask: Ask
    world: World
    loaded: dict[tuple[object, ...], Counter[str]] = field(default_factory=dict)
    verdicts: dict[tuple[object, ...], tuple[int, ...] | None] = field(default_factory=dict)

    def count(self, contract: Contract, repo: Repo, folder: str, newest: bool) -> Counter[str]:
        key = (id(contract), repo.ours, repo.lines, folder, newest)
        if key not in self.loaded:
            self.loaded[key] = Counter(arriving(repo, contract, folder, newest))
        return self.loaded[key]

    def served(self, layout: Layouts, strictly: bool = True) -> int | None:
        """How many (flavor, kind) arrive exactly once; None when the layout is wrong for anybody.

        `strictly` through one file, wherever the agent works: that is what a proposal can tell.
        """
        total = 0
        for flavor, contract in self.ask.contracts:
            verdict = self._verdict(flavor, contract, layout)
            if verdict is None or (strictly and max(verdict, default=0) > 1):
                return None
            total += sum(map(bool, verdict))
        return total

    def _verdict(self, flavor: str, contract: Contract, layout: Layouts) -> tuple[int, ...] | None:
        relevant = tuple(frozenset(s for s in spots if self._concerns(contract, s)) for spots in layout)
        nested = tuple(any(spot.folder for spot in spots) for spots in layout)
        key = (flavor, relevant, nested)
        if key not in self.verdicts:
            self.verdicts[key] = self._judged(flavor, contract, relevant, nested)
        return self.verdicts[key]

    def _concerns(self, contract: Contract, spot: Spot) -> bool:
        return _concerns(contract, spot, frozenset(self.world.links.items()), frozenset(self.ask.tree.settings))

    def _judged(
        self, flavor: str, contract: Contract, layout: Layouts, nested: tuple[bool, ...]
    ) -> tuple[int, ...] | None:
        ways: list[set[tuple[str, ...]]] = [set() for _ in layout]
        versions = self.ask.versions(flavor) if any(read.since for read in contract.reads) else (True,)
        for newest, place in product(versions, self._places()):
            now = self.count(contract, _after(self.world, layout), place, newest)
            before, today = self._before(contract, place, newest)
            gained = (set(now) - set(before) - set(today)) & set(self.world.notes)
            if place in self._promised() and (set(before) - set(now) or (newest and gained)):
                return None
            for at, (kind, found, deep) in enumerate(zip(self.ask.kinds, ways, nested, strict=True)):
                paths = sorted({_path(spot, at) for spot in layout[at]})
                through = tuple(path for path in paths for _ in range(now[path]))
                if flavor not in kind.wanted or (place == "" != kind.folder and deep and not through):
                    continue
                if place in ("", kind.folder):
                    found.add(through)
                elif len(through) != 1:
                    alone = tuple(spots if n == at else frozenset() for n, spots in enumerate(layout))
                    by_itself = self.count(contract, _after(self.world, alone), place, newest)
                    if len(through) != sum(by_itself[path] for path in paths):
                        return None
        if any(len({len(through) for through in found} | {0, 1}) > 2 for found in ways):
            return None
        if any(() in found and len(found) > 1 for found in ways):
            return None
        return tuple(len(found - {()}) for found in ways)

    def _before(self, contract: Contract, place: str, newest: bool) -> tuple[Counter[str], Counter[str]]:
        """What it loads without anything of ours, and what with the import lines that stand today."""
        repos = (Repo(self.world), Repo(self.world, lines=self.ask.bridged))
        without, today = (self.count(contract, repo, place, newest) for repo in repos)
        return without, today

    def _places(self) -> set[str]:
        by_hand = {re.sub(r"(^|/)(\..*|[^/]*)$", "", path) for path in (*self.world.notes, *self.world.links)}
        return {*self._promised(), *by_hand}

    def _promised(self) -> set[str]:
        return {"", *(kind.folder for kind in self.ask.kinds)}

    def _hidden(self, contract: Contract, after: Repo) -> bool:
        """Whether it loses something that is written by hand below the top."""
        places = self._places() - self._promised()
        return any(set(self._before(contract, p, True)[0]) - set(self.count(contract, after, p, True)) for p in places)

    def cost(self, layout: Layouts) -> Cost:
        """Of a right layout for one kind, in the order that layout.py documents."""
        (kind,), (spots,) = self.ask.kinds, layout
        after = _after(self.world, layout)
        losses, unserved = [], 0
        for flavor in kind.wanted:
            now = self.count(self.ask.contract(flavor), after, kind.folder, True)
            through = [spot for spot in spots if now[_path(spot, 0)]]
            if through:
                losses.append(min(self._loss(kind, flavor, spot) for spot in through))
            else:
                unserved += 1
        asked, missed, worded, nested, far = (
            (sum(column) for column in zip(*losses, strict=True)) if losses else [0] * 5
        )
        paths = {path for spot in spots for path in (spot.path, spot.bridge) if path}
        touched = sum(1000 if "{" in path else 1 for path in paths)
        copies, new = len({spot.path for spot in spots}), len(paths - set(self.world.notes))
        dropped = sum(
            bool(set(self._before(c, "", True)[1]) - set(self.count(c, after, "", True))) for _, c in self.ask.contracts
        )
        harmed, below = self._harmed(after), sum(self._hidden(c, after) for _, c in self.ask.contracts)
        theirs = [self.count(c, after, kind.folder, True) for name, c in self.ask.contracts if name not in kind.wanted]
        stray = sum(any(now[_path(spot, 0)] for spot in spots) for now in theirs)
        return unserved, dropped, asked, below, stray, missed, worded, nested, harmed, touched, copies, new, far

    def _loss(self, kind: Kind, flavor: str, spot: Spot) -> tuple[int, int, int, int, int]:
        hinted = dict(kind.forms).get(flavor)
        asked = spot.form is Form.SKILL and hinted is not Form.SKILL
        contract = self.ask.contract(flavor)
        keyed = [r for r in contract.reads if r.keys and r.keys.globs]
        anywhere = [(r, glob) for r in keyed for glob in r.paths]
        deep = [f"**/{glob}" for r, glob in anywhere if r.touched or r.walk is not Walk.ROOT]
        native = not kind.scoped or any(names(g, spot.path) for g in (*(glob for _, glob in anywhere), *deep))
        own = reachable(self.ask, kind, flavor)
        far = own.index(spot) if spot in own else len(own)
        in_folder = not native and bool(spot.folder)
        return asked, hinted not in (None, spot.form), not (native or in_folder), in_folder, far

    def _harmed(self, after: Repo) -> int:
        before = Repo(self.world)
        return sum(
            bool(set(self.count(c, before, "", True)) - set(self.count(c, after, "", True))) for _, c in self.ask.others
        )

    def layouts(self) -> Iterator[Layouts]:
        """All that could be: for each kind any spots that anybody is offered, no more than there are flavors."""
        choices = []
        for kind in self.ask.kinds:
            every = sorted({spot for flavor in kind.wanted for spot in offers(self.ask, kind, flavor)})
            sizes = range(len(kind.wanted) + 1)
            sets = (frozenset(some) for size in sizes for some in combinations(every, size))
            choices.append([some for some in sets if not _repeats(some)])
        yield from product(*choices)


def _repeats(spots: frozenset[Spot]) -> bool:
    """One with and one without an import line for the same file is the one with it."""
    bridged = {spot.path for spot in spots if spot.bridge}
    return any(not spot.bridge and spot.path in bridged for spot in spots)


def _path(spot: Spot, kind: int) -> str:
    """Where a pattern of that kind goes: those of other kinds have other names."""
    return spot.path.replace("{id}", f"pattern-{kind}")


def _after(world: World, layout: Layouts) -> Repo:
    spots = [(_path(spot, at), spot.bridge) for at, some in enumerate(layout) for spot in some]
    files = {file for both in spots for file in both if file}
    return Repo(world, frozenset(files), frozenset((host, path) for path, host in spots if host))


@cache
def _concerns(
    contract: Contract, spot: Spot, links: frozenset[tuple[str, str]], settings: frozenset[tuple[Setting, object]]
) -> bool:
    """Whether this agent could notice that the spot was taken. One that follows imports could notice any."""
    if contract.imports or any(r.setting and any(r.setting == s for s, _ in settings) for r in contract.reads):
        return True
    folders = contract.skills.folders if contract.skills else ()
    globs = {glob for r in contract.reads for glob in (*r.paths, *r.unless)} | {f"{f}/*/SKILL.md" for f in folders}
    paths = {spot.path, spot.bridge} | {link for link, to in links if to in (spot.path, spot.bridge)}
    return any(names(glob, path) or names(f"**/{glob}", path) for glob in globs for path in paths)
