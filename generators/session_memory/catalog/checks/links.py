"""Does every link lead somewhere? Asked on each run, because the files it leads to come and go."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from session_memory.catalog import markdown
from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.document import Document
from session_memory.catalog.find import LARGEST
from session_memory.catalog.kinds import MARKDOWN
from session_memory.catalog.sheet import Sheet
from session_memory.catalog.whole import Whole
from session_memory.front import below
from session_memory.model import Place
from session_memory.near import did_you_mean


def broken_anchor(sheet: Sheet) -> Iterator[Hit]:
    """A link to a heading of the same file that is not there."""
    for offset, target in markdown.links(sheet.body.text):
        if target.startswith("#"):
            problem, hint = _no_heading(sheet.body.text, unquote(target[1:]))
            if problem:
                yield Hit(sheet.body.place(offset), f"the link {problem}", hint)


def broken_link(whole: Whole) -> Iterator[Hit]:
    """A link to a file that is not there, or to a heading of it that is not there."""
    for document in whole.documents:
        for line, column, target in document.links:
            problem, hint = _problem(whole.root, document, target)
            if problem:
                yield Hit(Place(document.path, line, column), f"the link to {quoted(target)} {problem}", hint)


def _problem(root: Path, document: Document, target: str) -> tuple[str, str]:
    """(what is wrong, what to do); both empty for a link that leads somewhere."""
    path, _, anchor = unquote(target).partition("#")
    path, folder = path.partition("?")[0], posixpath.dirname(document.path)
    if path.startswith("/"):
        return "starts at the root of whoever shows it", f"write it relative to {folder}"
    file = posixpath.normpath(posixpath.join(folder, path))
    if file.startswith("../") or not (root / file).exists():
        return "leads to no file", "links are relative to the file they stand in"
    return _no_heading(_body(root / file), anchor) if file.endswith(MARKDOWN) else ("", "")


def _no_heading(body: str, anchor: str) -> tuple[str, str]:
    known = markdown.anchors(body) if anchor else frozenset()
    if not anchor or anchor in known:
        return "", ""
    return f"leads to no heading {quoted('#' + anchor)}", did_you_mean(f"#{anchor}", [f"#{one}" for one in known])


def _body(file: Path) -> str:
    """The text below the front matter, if there is any, of what a link leads to."""
    if not file.is_file() or file.stat().st_size > LARGEST:
        return ""
    return below(file.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))
