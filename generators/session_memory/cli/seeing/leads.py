"""Files of a target that lead to others: by imports, by settings, by where somebody works."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace

from session_memory.changes.hosts import Wanted
from session_memory.contract import Contract
from session_memory.distribute.host_text import mentioned
from session_memory.distribute.reading import IMPORT_HOPS, At
from session_memory.distribute.tree import named_in_settings
from session_memory.model import Hosts
from session_memory.paths import unsafe_path


def with_named(read: Callable[[Wanted], Hosts], wanted: Wanted, contracts: Iterable[Contract]) -> Hosts:
    """The wanted files, those that the repository's own settings name, and those that all of them import."""
    hosts = with_imports(read, wanted)
    more = _named(wanted, hosts, contracts)
    return hosts if more == wanted else with_imports(read, more)


def with_imports(read: Callable[[Wanted], Hosts], wanted: Wanted) -> Hosts:
    """The wanted files and those that they import: an import may lead through any file of the target."""
    hosts = read(wanted)
    for _ in range(IMPORT_HOPS):
        named = {path for file in hosts.files.values() for path in mentioned(file.content, file.path)}
        unread = tuple(sorted(named - set(hosts.files) - set(hosts.links)))
        more = read(Wanted(unread, ())) if unread else Hosts({})
        # What is not there, or is no text, is nobody's business.
        files = {path: file for path, file in more.files.items() if not file.problem}
        if not files:
            break
        links = {link: path for link, path in more.links.items() if path in files or path in hosts.files}
        hosts = replace(hosts, files={**files, **hosts.files}, links={**links, **hosts.links})
    return hosts


def around(wanted: Wanted, at: At) -> Wanted:
    """The same with the files around a place under their exact names: git lists none that it ignores."""
    deepest = at.folder or posixpath.dirname(at.file)
    steps = deepest.split("/") if deepest else []
    folders = ["/".join(steps[: count + 1]) for count in range(len(steps))]
    names = [f"{folder}/{name}" for folder in folders for name in wanted.anywhere]
    return replace(
        wanted,
        paths=(*wanted.paths, *(name for name in names if "*" not in name)),
        globs=(*wanted.globs, *(name for name in names if "*" in name)),
    )


def _named(wanted: Wanted, hosts: Hosts, contracts: Iterable[Contract]) -> Wanted:
    """The same with the files that the repository's own settings name."""
    contents = {path: file.content for path, file in hosts.files.items()}
    given = {name for _, names in named_in_settings(contents, contracts) for name in names}
    names = sorted(name for name in given if not unsafe_path(name.replace("*", "")))
    return replace(
        wanted,
        paths=(*wanted.paths, *(name for name in names if "*" not in name)),
        globs=(*wanted.globs, *(name for name in names if "*" in name)),
        anywhere=(*wanted.anywhere, *names),
    )
