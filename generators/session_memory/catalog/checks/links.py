"""Does every link lead somewhere? Asked on each run, because the files it leads to come and go."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from session_memory.catalog import markdown
from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.document import Document
from session_memory.catalog.find import LARGEST, SUFFIX
from session_memory.catalog.front_matter import split
from session_memory.catalog.passage import normal
from session_memory.catalog.whole import Whole
from session_memory.model import Place


def broken_link(whole: Whole) -> Iterator[Hit]:
    """A link to a file or heading that is not there."""
    for document in whole.documents:
        for line, column, target in document.links:
            problem, hint = _problem(whole.root, document, target)
            if problem:
                yield Hit(Place(document.path, line, column), f"the link to {quoted(target)} {problem}", hint)


def _problem(root: Path, document: Document, target: str) -> tuple[str, str]:
    """(what is wrong, what to do); both empty for a link that leads somewhere."""
    path, _, anchor = unquote(target).partition("#")
    path = path.partition("?")[0]
    if path.startswith("/"):
        return "starts at the root of whoever shows it", f"write it relative to {posixpath.dirname(document.path)}"
    if not path:
        return _anchor_problem(document.content, anchor)
    file = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), path))
    if file.startswith("../") or not (root / file).exists():
        return "leads to no file", "links are relative to the file they stand in"
    return _anchor_problem(_content(root / file), anchor) if file.endswith(SUFFIX) else ("", "")


def _anchor_problem(content: bytes, anchor: str) -> tuple[str, str]:
    text = normal(content)
    parts = split(text)
    body = parts.body if parts else text
    known = markdown.anchors(body) | set(re.findall(r"\b(?:id|name)=[\"']([^\"']+)", body))
    if not anchor or anchor in known:
        return "", ""
    return f"leads to no heading {quoted('#' + anchor)}", f"there are: {', '.join(f'#{one}' for one in sorted(known))}"


def _content(file: Path) -> bytes:
    """What a link leads to, as far as it can have headings."""
    if not file.is_file() or file.stat().st_size > LARGEST:
        return b""
    content = file.read_bytes()
    return content.decode("utf-8", "replace").encode()
