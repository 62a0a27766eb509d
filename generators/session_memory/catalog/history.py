"""The patterns of git's last commit, as far as they differ from those on disk."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from session_memory import git
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import PATTERN
from session_memory.catalog.read import read

NO_SUCH_COMMIT = 128


def committed(root: Path, documents: Iterable[Document]) -> Mapping[str, Document]:
    """Path of a changed pattern -> how HEAD has it; a pattern that was moved is found by its name.

    Empty where there is no git or no commit yet: nothing is known then that could be compared.
    """
    blobs = _blobs(root)
    by_name = {path.rpartition("/")[2]: path for path in blobs}
    before: dict[str, str] = {}
    for document in documents:
        path = document.path if document.path in blobs else by_name.get(document.path.rpartition("/")[2], "")
        if document.kind is PATTERN and path and blobs[path] != _blob(document.content, len(blobs[path])):
            before[document.path] = blobs[path]
    contents = _contents(root, sorted(set(before.values())))
    return {path: read(Entry(PATTERN, path, contents[blob])) for path, blob in before.items()}


def _blobs(root: Path) -> dict[str, str]:
    """Path -> blob of each pattern in HEAD."""
    if not git.is_checkout(root) or shutil.which("git") is None:
        return {}
    # With the user's own configuration: it may say that a checkout of another user is to be trusted.
    listed = git.run(root, "ls-tree", "-r", "-z", "HEAD", "--", PATTERN.place, allow=(0, NO_SUCH_COMMIT), plain=False)
    rows = (row.partition("\t") for row in listed.decode("utf-8", "surrogateescape").split("\0") if row)
    return {path: meta.split(" ")[2] for meta, _, path in rows}


def _contents(root: Path, blobs: list[str]) -> dict[str, bytes]:
    """Blob -> its bytes, all from one git."""
    if not blobs:
        return {}
    told = git.run(root, "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs).encode(), plain=False)
    contents, at = {}, 0
    for blob in blobs:
        header_end = told.index(b"\n", at)
        size = int(told[at:header_end].split(b" ")[2])
        contents[blob] = told[header_end + 1 : header_end + 1 + size]
        at = header_end + 1 + size + 1
    return contents


def _blob(content: bytes, digits: int) -> str:
    """Git's name for these bytes; 40 digits are SHA-1, 64 are SHA-256."""
    digest = hashlib.sha1 if digits == 40 else hashlib.sha256
    return digest(b"blob %d\0%s" % (len(content), content)).hexdigest()
