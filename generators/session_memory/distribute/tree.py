"""The instruction files of a repository, as far as reading them is concerned. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any

from session_memory.contract import Contract, Imports, Keys, Setting, Walk, When
from session_memory.distribute.host_text import imported, in_order, is_blank, named_by
from session_memory.distribute.keys import Applies, read
from session_memory.distribute.names import matches
from session_memory.globs import fits


@dataclass(frozen=True, slots=True)
class Tree:
    """What is there, and what is in it that decides who reads what."""

    files: frozenset[str]
    """Canonical paths of the files that exist."""
    links: frozenset[tuple[str, str]] = frozenset()
    """(path of a symlink, canonical path it leads to)."""
    imports: frozenset[tuple[str, str]] = frozenset()
    """(file, file that it imports), both canonical: imports that every agent follows that knows any."""
    some_imports: frozenset[tuple[Imports, str, str]] = frozenset()
    """Imports that only some agents see, each with those agents' rules."""
    order: frozenset[tuple[tuple[str, str], int]] = frozenset()
    """((file, file that it imports), place among its imports)."""
    blank: frozenset[str] = frozenset()
    """Those of `files` that hold nothing but white space, comments and front matter."""
    rules: frozenset[tuple[Keys, str, Applies]] = frozenset()
    """Rule files that do not always count."""
    settings: frozenset[tuple[Setting, tuple[str, ...]]] = frozenset()
    """Names of instruction files that the repository's own settings give; those of a folder below as `Setting.at`."""
    ignored: frozenset[str] = frozenset()
    """Those of `files` that git ignores."""
    texts: frozenset[tuple[str, str]] = frozenset()
    """(file, digest of its text): files whose text stands in another file too."""

    def canonical(self, path: str) -> str:
        """`path`, or where it leads to when it is a link."""
        return str(_lookup(self.links).get(path, path))

    def has(self, path: str) -> bool:
        """Whether there is a file or a link to one at `path`."""
        return self.canonical(path) in self.files

    def says_something(self, path: str) -> bool:
        """Whether there is a file at `path` with text in it: an empty CLAUDE.md silences nothing."""
        return self.has(path) and self.canonical(path) not in self.blank

    def under(self, folder: str, glob: str) -> tuple[str, ...]:
        """The paths below `folder` that `glob` names, sorted; links under their own name."""
        whole = f"{folder}/{glob}" if folder else glob
        if "*" not in glob:
            return (whole,) if self.has(whole) else ()
        return tuple(name for name in _names(self.files, self.links) if fits(whole, name))

    def applies(self, keys: Keys, path: str) -> Applies:
        """When the rule at `path` counts for an agent with these keys."""
        return _rules(self.rules).get((keys, path), Applies(When.ALWAYS))

    def named(self, setting: Setting) -> tuple[str, ...] | None:
        """The names that the repository's settings give; None when they give none."""
        return _lookup(self.settings).get(setting)

    def text(self, path: str) -> str:
        """The same for two files with the same text, and only for them."""
        return str(_lookup(self.texts).get(path, path))

    def place(self, host: str, target: str) -> int:
        """For sorting what a file imports as it stands there; what we add comes last."""
        found = _lookup(self.order).get((host, target))
        return len(self.order) if found is None else int(found)

    def names(self) -> tuple[str, ...]:
        """Every path under which something can be opened, sorted; links under their own name."""
        return _names(self.files, self.links)

    def shape(self, folder: str) -> tuple[object, ...]:
        """The same for two folders in which, and above which, agents find the same: names, and all that is special."""
        here = _marks(self).get(folder, frozenset())
        return (*self.shape(folder.rpartition("/")[0]), here) if folder else (here,)

    def plus(self, files: Iterable[str], imports: Iterable[tuple[str, str]]) -> Tree:
        """The same tree with more in these files, which need not be there yet, and with more imports."""
        more = frozenset(files)
        return replace(
            self,
            files=self.files | more,
            imports=self.imports | frozenset(imports),
            blank=self.blank - more,
            # Of two files with the same text, the one that gets more has another one.
            texts=frozenset(pair for pair in self.texts if pair[0] not in more) if self.texts else self.texts,
        )


def working_folder(path: str) -> str:
    """Where those work for whom a file is: `a` for a/AGENTS.md and for a/.claude/rules/x.md."""
    return "/".join(takewhile(lambda step: not step.startswith("."), path.split("/")[:-1]))


@lru_cache(maxsize=16)
def _marks(tree: Tree) -> Mapping[str, frozenset[object]]:
    """Working folder -> what is in it; what is special stands under its whole path, and is like nothing else."""
    special = tree.blank | tree.ignored | {path for _, path, _ in tree.rules} | {name for name, _ in tree.links}
    special |= {host for host, _ in tree.imports} | {host for _, host, _ in tree.some_imports}
    marks: dict[str, set[object]] = {}
    for name in tree.names():
        folder = working_folder(name)
        below = (name[len(folder) :], tree.text(name) if tree.text(name) != name else "")
        marks.setdefault(folder, set()).add(name if special & {name, tree.canonical(name)} else below)
    return {folder: frozenset(here) for folder, here in marks.items()}


@lru_cache(maxsize=1024)
def _lookup(pairs: frozenset[tuple[Any, Any]]) -> Mapping[Any, Any]:
    return dict(pairs)


@lru_cache(maxsize=1024)
def _rules(rules: frozenset[tuple[Keys, str, Applies]]) -> Mapping[tuple[Keys, str], Applies]:
    return {(keys, path): applies for keys, path, applies in rules}


@lru_cache(maxsize=1024)
def _names(files: frozenset[str], links: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    """Every path under which something can be opened, sorted."""
    return tuple(sorted(files | {link for link, target in links if target in files}))


def tree_of(
    contents: Mapping[str, bytes],
    contracts: Iterable[Contract],
    unreadable: Iterable[str] = (),
    links: Mapping[str, str] | None = None,
    ignored: frozenset[str] = frozenset(),
    known: frozenset[str] = frozenset(),
) -> Tree:
    """What these agents make of files with these contents; `known` are files that may come to be there.

    `unreadable` files are there, and nobody knows what is in them.
    """
    contracts, links = tuple(contracts), dict(links or {})
    files = frozenset(contents) | frozenset(unreadable)
    return Tree(
        files=files,
        links=frozenset(links.items()),
        **_imports(contents, contracts, links, files | known),
        blank=frozenset(path for path, content in contents.items() if is_blank(content)),
        rules=frozenset(_scoped(contents, contracts, links)),
        settings=frozenset(named_in_settings(contents, contracts)),
        ignored=ignored & files,
        texts=_twins(contents),
    )


def _imports(
    contents: Mapping[str, bytes], contracts: Iterable[Contract], links: Mapping[str, str], files: frozenset[str]
) -> dict[str, Any]:
    """What every agent with imports follows, and what only some do."""
    kinds = [contract.imports for contract in contracts if contract.imports]
    # A line may name a file that is not there yet, and bring it in as soon as it is.
    known = files | frozenset(links)
    found = {
        kind: {(path, links.get(to, to)) for path, text in contents.items() for to in imported(text, path, known, kind)}
        for kind in dict.fromkeys(kinds)
    }
    shared = frozenset(set.intersection(*found.values())) if found else frozenset()
    rest = {(kind, *pair) for kind, pairs in found.items() for pair in pairs - shared}
    hosts = {host for pairs in found.values() for host, _ in pairs}
    places = {(host, links.get(to, to)): n for host in hosts for n, to in enumerate(in_order(contents[host], host))}
    pairs = frozenset().union(*found.values())
    order = frozenset((pair, n) for pair, n in places.items() if pair in pairs)
    return {"imports": shared, "some_imports": frozenset(rest), "order": order}


def _scoped(
    contents: Mapping[str, bytes], contracts: Iterable[Contract], links: Mapping[str, str]
) -> Iterator[tuple[Keys, str, Applies]]:
    """The rules that do not always count."""
    names = {**{path: path for path in contents}, **links}
    reads = {(r.keys, r) for contract in contracts for r in contract.reads if r.keys is not None}
    for keys, place in reads:
        for name, path in names.items():
            if keys is not None and path in contents and matches(place, name):
                applies = read(keys, contents[path].decode("utf-8", "replace"))
                if applies.when is not When.ALWAYS:
                    yield keys, path, applies


def named_in_settings(
    contents: Mapping[str, bytes], contracts: Iterable[Contract]
) -> Iterator[tuple[Setting, tuple[str, ...]]]:
    """The names of instruction files that the repository's own settings give: see `Tree.settings`."""
    for setting in {r.setting for contract in contracts for r in contract.reads if r.setting is not None}:
        below = [path for path in contents if path.endswith(f"/{setting.file}")] if setting.walk is Walk.HERE else []
        for path in (setting.file, *below):
            content = contents.get(path)
            if content and (names := named_by(content, setting)):
                yield setting.at(path[: -len(setting.file)].rstrip("/")), names


def _twins(contents: Mapping[str, bytes]) -> frozenset[tuple[str, str]]:
    digests = {path: hashlib.sha256(content.strip()).hexdigest() for path, content in contents.items()}
    often = {digest for digest, times in Counter(digests.values()).items() if times > 1}
    return frozenset((path, digest) for path, digest in digests.items() if digest in often)
