"""YAML text as a tree with positions. Nothing is resolved or expanded, so that aliases cannot blow it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

DEEPEST = 20
"""Levels of nesting. The deepest that any kind of file needs is four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Something that stands at a line and column of the file, both from 1."""

    line: int
    column: int
    shorthand: str = ""
    """The anchor or tag in front of it, as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar(Node):
    """A single value."""

    text: str
    """Without quotes, escapes undone."""
    quote: str = ""
    """One of `'`, `"`, `|` and `>`; empty for a plain one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Node):
    """A list."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs(Node):
    """Keys and their values in the order of the file, doubled keys included."""

    pairs: tuple[tuple[Node, Node], ...]


class YamlError(Exception):
    """The text is not YAML that we read; `line` and `column` are from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


@lru_cache(maxsize=4)
def parse(text: str) -> Node:
    """The tree of a text that holds one YAML document; an empty one is a mapping without keys.

    Raises YamlError.
    """
    import yaml

    try:
        return _build(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.reader.ReaderError as error:
        # Without a mark, and counting bytes; where it stands is told by the check for hidden characters.
        raise YamlError(f"the character U+{error.character:04X} is not allowed in YAML", 1, 1) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlError(said, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1) from error


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, keys included, in the order of the file."""
    yield node
    below: tuple[Node, ...] = ()
    if isinstance(node, Items):
        below = node.items
    elif isinstance(node, Pairs):
        below = tuple(part for pair in node.pairs for part in pair)
    for part in below:
        yield from walk(part)


def _build(events: Iterator[Any]) -> Node:
    """Put the parser's events together without recursion."""
    opened: list[tuple[Any, list[Node]]] = [(None, [])]
    for event in events:
        name = type(event).__name__
        if name == "DocumentStartEvent" and event.explicit:
            raise _error("a second document starts here", event)
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            opened.append((event, []))
            if len(opened) > DEEPEST + 1:
                raise _error(f"nested deeper than {DEEPEST} levels", event)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            start, children = opened.pop()
            opened[-1][1].append(_collection(start, children))
        elif name in ("ScalarEvent", "AliasEvent"):
            opened[-1][1].append(_leaf(event))
    nodes = opened[0][1]
    return nodes[0] if nodes else Pairs(line=1, column=1, pairs=())


def _collection(start: Any, children: list[Node]) -> Node:
    known = _spot(start)
    if type(start).__name__ == "SequenceStartEvent":
        return Items(**known, items=tuple(children))
    return Pairs(**known, pairs=tuple(zip(children[::2], children[1::2], strict=True)))


def _leaf(event: Any) -> Node:
    if type(event).__name__ == "AliasEvent":
        return Scalar(**_spot(event) | {"shorthand": f"*{event.anchor}"}, text="")
    return Scalar(**_spot(event), text=event.value, quote=event.style or "")


def _spot(event: Any) -> dict[str, Any]:
    anchor = f"&{event.anchor}" if event.anchor else ""
    tag = str(event.tag) if getattr(event, "tag", None) else ""
    mark = event.start_mark
    return {"line": mark.line + 1, "column": mark.column + 1, "shorthand": anchor or tag}


def _error(message: str, event: Any) -> YamlError:
    return YamlError(message, event.start_mark.line + 1, event.start_mark.column + 1)
