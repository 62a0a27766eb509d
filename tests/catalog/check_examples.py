"""The examples in the pages about checks, as catalogs on disk. `title="HEAD:..."` is how git has a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from catalog_maker import FLAVORS, commit
from markdown_it import MarkdownIt

from session_memory.catalog.load import load
from session_memory.model import Finding

COMMITTED = "HEAD:"


@dataclass(frozen=True)
class Fence:
    """A code block of a page."""

    section: str
    language: str
    title: str
    content: str


def fences(page: str) -> list[Fence]:
    """Every fenced block, with the section it stands in."""
    found, section = [], ""
    tokens = MarkdownIt("commonmark").parse(page)
    for at, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            section = tokens[at + 1].content
        if token.type == "fence":
            title = re.search(r'title="([^"]*)"', token.info)
            found.append(Fence(section, token.info.split(" ")[0], title[1] if title else "", token.content))
    return found


def files_of(page: str, section: str) -> list[Fence]:
    """The files of the example in one section."""
    return [fence for fence in fences(page) if fence.section == section and fence.title]


def told_of(page: str) -> str:
    """What the page says that `check` tells of the bad example."""
    return next(fence.content.rstrip("\n") for fence in fences(page) if fence.section == "Bad" and not fence.title)


def findings_of(root: Path, files: Iterable[Fence]) -> tuple[Finding, ...]:
    """The findings of a catalog that consists of these files."""
    (root / "catalog" / "patterns").mkdir(parents=True)
    old = [file for file in files if file.title.startswith(COMMITTED)]
    for file in old:
        put(root, file)
    if old:
        commit(root)
    for file in files:
        if file not in old:
            put(root, file)
    return load(root, FLAVORS).findings


def put(root: Path, file: Fence) -> None:
    """Write one file; language `symlink` means a link, `latin-1` another encoding, `times-9` its text nine times."""
    path = root / file.title.removeprefix(COMMITTED)
    times = int(file.language.removeprefix("times-")) if file.language.startswith("times-") else 1
    path.parent.mkdir(parents=True, exist_ok=True)
    if file.language == "symlink":
        path.symlink_to(file.content.strip())
    else:
        path.write_bytes(times * file.content.encode("latin-1" if file.language == "latin-1" else "utf-8"))
