"""Checks of names: is there what a file speaks of?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.checks.pattern_keys import RESERVED
from session_memory.catalog.document import Document
from session_memory.catalog.kinds import EXEMPTIONS, GRANT, KINDS, PATTERN, POLICY, REPO
from session_memory.catalog.sheet import Key, texts
from session_memory.catalog.whole import Whole
from session_memory.model import Form, Place
from session_memory.near import SURE, did_you_mean, nearest

ALL_FORMS = frozenset(Form)

SECTIONS = frozenset({"Problem", "Solution", "Steps", "Why", "Counter-examples"})
"""Titles that have a meaning in every pattern (the pattern format)."""


def duplicate_id(whole: Whole) -> Iterator[Hit]:
    """Two files with one id or name, wherever they lie."""
    for kind in (kind for kind in KINDS if kind.key):
        files: defaultdict[str, list[Document]] = defaultdict(list)
        for document in whole.of(kind):
            for name in document.names:
                files[name].append(document)
        for name, sharing in files.items():
            for document in sharing if len(sharing) > 1 else ():
                others = ", ".join(other.path for other in sharing if other is not document)
                message = f"{quoted(name)} is the {kind.key} of {others}, too"
                yield Hit(document.place(kind.key), message, "rename one of them: a name is never used twice")


def unknown_pattern(whole: Whole) -> Iterator[Hit]:
    """A reference to a pattern that there is not, or to itself."""
    for document in whole.of(PATTERN):
        for key in ("supersedes", "related", "conflicts"):
            for path, name in texts(document.data, key):
                if name in document.names:
                    yield Hit(document.place(*path), f"the pattern names itself in `{key}`", "take it out")
                elif name not in whole.patterns:
                    yield _unknown(document, path, name, "pattern", whole.patterns)
    for document in whole.of(GRANT):
        for path, name in texts(document.data, "scope", "patterns"):
            id = name.partition("@")[0]
            if id not in whole.patterns and id not in RESERVED:
                yield _unknown(document, path, id, "pattern", whole.patterns)
    for document in whole.of(EXEMPTIONS):
        yield from _of_unknown(document, ("exemptions", None, "pattern"), "pattern", whole.patterns)
    for document in whole.of(POLICY):
        yield from _of_unknown(document, ("overrides", None, "patterns"), "pattern", whole.patterns)


def unknown_repo(whole: Whole) -> Iterator[Hit]:
    """A scope with a repo that there is not, or exemptions or an override for one."""
    for document in (*whole.of(PATTERN), *whole.of(GRANT), *whole.of(EXEMPTIONS), *whole.of(POLICY)):
        for keys in (("scope", "repos"), ("scope", "exclude_repos"), ("repo",), ("overrides", None, "repos")):
            yield from _of_unknown(document, keys, "repo", whole.repos)


def unknown_domain(whole: Whole) -> Iterator[Hit]:
    """A scope with a domain that no repo has."""
    for document in (*whole.of(PATTERN), *whole.of(GRANT)) if whole.readable(REPO) else ():
        yield from _of_unknown(document, ("scope", "domains"), "domain", whole.domains)


def unknown_tag(whole: Whole) -> Iterator[Hit]:
    """A bundle that no pattern belongs to."""
    for document in whole.of(REPO) if whole.readable(PATTERN) else ():
        yield from _of_unknown(document, ("bundles",), "pattern with the tag", whole.tags)


def unknown_flavor(whole: Whole) -> Iterator[Hit]:
    """A flavor that there is not: in a scope, as the key of a hint, for a repo, in the policy."""
    for document in whole.documents:
        if document.kind is not POLICY:
            yield from _of_unknown(document, ("scope", "flavors"), "flavor", whole.flavors)
            yield from _of_unknown(document, ("flavors",), "flavor", whole.flavors)
        for key in ("rendering_hints", "budget", "agent_versions"):
            named = document.data.get(key)
            for name in named if isinstance(named, dict) else ():
                if name not in whole.flavors:
                    hit = _unknown(document, (key, name), name, "flavor", whole.flavors)
                    yield hit._replace(place=document.place_of_key(key, name))


def unknown_form(whole: Whole) -> Iterator[Hit]:
    """A hint that asks a flavor for a form that it does not have."""
    for document in whole.of(PATTERN):
        for path, form in texts(document.data, "rendering_hints", None, "form"):
            flavor = str(path[1])
            forms = whole.flavors.get(flavor, ALL_FORMS)
            if form in ALL_FORMS - forms:
                message = f"{flavor} has no form {quoted(form)}"
                yield Hit(document.place(*path), message, f"it has: {', '.join(sorted(forms))}")


def misspelled_section(whole: Whole) -> Iterator[Hit]:
    """A section whose title is nearly one that has a meaning: it would be left out without a word."""
    titles = SECTIONS | {f"For {flavor.title()}" for flavor in whole.flavors}
    known = {title.casefold() for title in titles}
    for document in whole.of(PATTERN):
        wanted = {title.casefold() for _, title in texts(document.data, "rendering_hints", None, "sections")}
        for section in document.sections:
            if section.title.casefold() not in known and section.title.casefold() not in wanted:
                near = nearest(section.title, titles, SURE)
                message = f"the section {quoted(section.title)} has no meaning"
                if near:
                    yield Hit(Place(document.path, section.line), message, f"did you mean `{near}`?")


def no_successor(whole: Whole) -> Iterator[Hit]:
    """A superseded pattern that no other one says it supersedes."""
    for document in whole.of(PATTERN) if whole.readable(PATTERN) else ():
        if document.data.get("status") == "superseded" and whole.superseded.isdisjoint(document.names):
            hint = f"write `supersedes: [{document.stem}]` into its successor, or retire it"
            yield Hit(document.place("status"), "no pattern says that it supersedes this one", hint)


def _of_unknown(document: Document, keys: tuple[Key | None, ...], what: str, known: Collection[str]) -> Iterator[Hit]:
    for path, name in texts(document.data, *keys):
        if name not in known:
            yield _unknown(document, path, name, what, known)


def _unknown(document: Document, path: tuple[Key, ...], name: str, what: str, known: Collection[str]) -> Hit:
    return Hit(document.place(*path), f"there is no {what} {quoted(name)}", did_you_mean(name, known))
