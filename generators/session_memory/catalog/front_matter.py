"""Front matter: where it ends, and what its keys and values are as plain data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from session_memory.catalog.yaml_tree import Items, Node, Pairs, Scalar

if TYPE_CHECKING:
    from frontmatter.default_handlers import YAMLHandler

FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)

CONSTANTS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    spelled: value
    for word, value in (("true", True), ("false", False))
    for spelled in (word, word.title(), word.upper())
}
WHOLE = re.compile(r"[-+]?[0-9]{1,18}")
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,2})?")
"""Longer numbers are text: no key needs them."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A file cut in two."""

    front: str
    """YAML; its first line is the file's first, which holds only the rest of the opening fence."""
    body: str
    """Begins right behind the closing fence, with the line end."""
    line: int
    """Line of the closing fence, from 1."""


def opens(text: str) -> bool:
    """Whether the first line is a fence of front matter."""
    return FENCE.match(text) is not None


@lru_cache(maxsize=4)
def split(text: str) -> Parts | None:
    """The two parts of a file; None when it has no front matter or does not close it."""
    handler = _handler()
    if not handler.detect(text):
        return None
    try:
        front, body = handler.split(text)
    except ValueError:
        return None
    return Parts(front, body, text.count("\n", 0, len(text) - len(body)) + 1)


def plain(node: Node) -> Any:
    """What a tree means: dicts, lists, text, numbers, true, false and None.

    Resolved by YAML 1.2's core schema, as editors do it: `no` and dates are text. An alias is None and a doubled
    key counts once; both are findings, and the data of a file with such findings is not used.
    """
    if isinstance(node, Pairs):
        return {key.text: plain(value) for key, value in reversed(node.pairs) if isinstance(key, Scalar)}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text if node.quote else _scalar(node.text)


def find(root: Node, keys: tuple[str | int, ...]) -> tuple[Node, Node]:
    """(key, value) at the end of a path of keys and list positions; both the same for an item of a list.

    Where the path leaves the tree, both are the last node that was reached.
    """
    at = (root, root)
    for key in keys:
        below = _below(at[1], key)
        if below is None:
            return (at[1], at[1])
        at = below
    return at


def _below(node: Node, key: str | int) -> tuple[Node, Node] | None:
    if isinstance(node, Items) and isinstance(key, int) and key < len(node.items):
        return (node.items[key], node.items[key])
    if isinstance(node, Pairs):
        return next((pair for pair in node.pairs if isinstance(pair[0], Scalar) and pair[0].text == key), None)
    return None


def _scalar(text: str) -> Any:
    if text in CONSTANTS:
        return CONSTANTS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


@cache
def _handler() -> YAMLHandler:
    from frontmatter.default_handlers import YAMLHandler

    # Its own pattern takes blank lines behind a fence into it, and positions would be lost.
    return YAMLHandler(fm_boundary=FENCE)
