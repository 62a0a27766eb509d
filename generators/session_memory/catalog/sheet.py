"""A file of the catalog under its reader's eyes: everything the checks of one file ask about, found when asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from session_memory.catalog import front_matter, markdown
from session_memory.catalog.kinds import ATTACHMENT, PATTERN, Kind
from session_memory.catalog.passage import Passage, normal
from session_memory.catalog.shape import Misfit, fit
from session_memory.catalog.yaml_tree import Node, Pairs, Scalar, YamlError, parse, walk
from session_memory.model import Form, Place, Section
from session_memory.sections import reaching

Key = str | int


@dataclass(frozen=True)
class Sheet:
    """One file, which is UTF-8."""

    kind: Kind
    path: str
    content: bytes

    @cached_property
    def source(self) -> Passage:
        """The whole text."""
        return Passage(self.path, normal(self.content))

    @cached_property
    def parts(self) -> front_matter.Parts | None:
        """Front matter and body; None when the one cannot be told from the other."""
        text = self.source.text
        return front_matter.Parts(text, "", 1) if self.kind.plain else front_matter.split(text)

    @cached_property
    def root(self) -> Node | None:
        """The tree of the front matter; None when it cannot be parsed."""
        try:
            return parse(self.parts.front) if self.parts else None
        except YamlError:
            return None

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Everything in that tree, in the order of the file."""
        return tuple(walk(self.root)) if self.root else ()

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The front matter as plain data; empty when there is none."""
        return front_matter.plain(self.root) if isinstance(self.root, Pairs) else {}

    @cached_property
    def fit(self) -> tuple[Mapping[str, Any], tuple[Misfit, ...]]:
        """The data in the form of its kind, and where it does not have that form."""
        return fit(self.kind, self.data)

    @cached_property
    def body(self) -> Passage:
        """The text below the front matter."""
        return Passage(self.path, self.parts.body, self.parts.line, 4) if self.parts else Passage(self.path, "")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The body's sections."""
        return markdown.sections(self.body.text, self.body.line)

    @cached_property
    def rendered(self) -> frozenset[str]:
        """Titles in lower case of the sections that some agent may get."""
        return frozenset(section.title.casefold() for section in rendered(self.data, self.sections))

    @cached_property
    def prose(self) -> tuple[Passage, ...]:
        """All text that reaches agents or readers: a pattern's body and the values that are rendered, an attachment."""
        if self.kind is ATTACHMENT:
            return (self.source,)
        keys = [("title",), ("rendering_hints", None, "heading"), ("rendering_hints", None, "body")]
        values = (found for key in keys for found in texts(self.data, *key))
        flat = (self._flat(self.node(*key), text) for key, text in values)
        return (self.body, *flat) if self.kind is PATTERN else ()

    @cached_property
    def escaped(self) -> tuple[Passage, ...]:
        """The values whose escapes hide from the raw text what they hold."""
        if self.parts is None or "\\" not in self.parts.front:
            return ()
        scalars = (node for node in self.nodes if isinstance(node, Scalar) and node.quote == '"')
        return tuple(self._flat(node, node.text) for node in scalars)

    def texts(self, *keys: Key | None) -> Iterator[tuple[tuple[Key, ...], str]]:
        """See `texts`."""
        return texts(self.data, *keys)

    def node(self, *keys: Key) -> Node:
        """The value at the end of a path of keys, or the last one on the way."""
        return front_matter.find(self._tree, keys)[1]

    def place(self, *keys: Key) -> Place:
        """Where the value at the end of a path of keys stands."""
        node = self.node(*keys)
        return Place(self.path, node.line, node.column)

    def place_of_key(self, *keys: Key) -> Place:
        """Where the last of these keys stands."""
        node = front_matter.find(self._tree, keys)[0]
        return Place(self.path, node.line, node.column)

    @property
    def _tree(self) -> Node:
        return self.root or Pairs(line=1, column=1, pairs=())

    def _flat(self, node: Node, text: str) -> Passage:
        return Passage(self.path, text, node.line, node.column, flat=True)


def rendered(data: Any, sections: Iterable[Section]) -> tuple[Section, ...]:
    """Those sections of a pattern with these keys that some agent may get."""
    named = [title for _, title in texts(data, "rendering_hints", None, "sections")]
    skill = any(form == Form.SKILL for _, form in texts(data, "rendering_hints", None, "form"))
    return reaching(sections, named, skill)


def texts(data: Any, *keys: Key | None) -> Iterator[tuple[tuple[Key, ...], str]]:
    """(path, text) of each text at the end of a path of keys, or in the list there. None stands for every key, or item.

    What has another type than it should is passed over: it is a finding of its own.
    """
    if keys and isinstance(data, dict):
        first, *rest = keys
        for key in data if first is None else (first,) if first in data else ():
            yield from (((key, *path), text) for path, text in texts(data[key], *rest))
    elif keys and keys[0] is None and isinstance(data, list):
        for at, item in enumerate(data):
            yield from (((at, *path), text) for path, text in texts(item, *keys[1:]))
    elif not keys and isinstance(data, str):
        yield (), data
    elif not keys and isinstance(data, list):
        yield from (((at,), item) for at, item in enumerate(data) if isinstance(item, str))
