"""Checks of how front matter is written, before anybody asks what it says."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.catalog.checks.check import Hit, quoted
from session_memory.catalog.front_matter import opens
from session_memory.catalog.sheet import Sheet
from session_memory.catalog.yaml_tree import Items, Node, Pairs, Scalar, YamlError, parse
from session_memory.model import Place

ADVICE = {
    "tab character": "indent with spaces, not with tabs",
    "cannot start any token": "put the value in quotes; indent with spaces, not with tabs",
    "scanning an alias": "put a glob or any other value that starts with `*` in quotes",
    "mapping values are not allowed": "put a value that holds a colon in quotes",
    "block mapping": "check the indentation of this line and the one before",
    "flow sequence": "close the list with `]`",
    "flow mapping": "close the braces with `}`",
    "quoted scalar": "close the quotes",
}
"""Part of the parser's message -> what most often mends it. The first that fits is given."""


def missing_front_matter(sheet: Sheet) -> Iterator[Hit]:
    """A file that does not begin with front matter."""
    if not sheet.kind.plain and not opens(sheet.source.text):
        yield Hit(Place(sheet.path), "no front matter", "the first line has to be `---`, and the keys follow it")


def unclosed_front_matter(sheet: Sheet) -> Iterator[Hit]:
    """Front matter without an end."""
    if sheet.parts is None and opens(sheet.source.text):
        yield Hit(Place(sheet.path), "the front matter has no end", "put a line `---` behind the last key")


def yaml_syntax(sheet: Sheet) -> Iterator[Hit]:
    """Front matter that is not YAML."""
    try:
        parse(sheet.parts.front if sheet.parts else "")
    except YamlError as error:
        hint = next((advice for part, advice in ADVICE.items() if part in error.message), "")
        yield Hit(Place(sheet.path, error.line, error.column), f"YAML: {error.message}", hint)


def not_keys_and_values(sheet: Sheet) -> Iterator[Hit]:
    """Front matter that is a list or a single value."""
    if isinstance(sheet.root, Scalar | Items) and not sheet.root.shorthand.startswith("*"):
        yield _hit(sheet, sheet.root, "expected keys with values", "one `key: value` on each line")


def duplicate_key(sheet: Sheet) -> Iterator[Hit]:
    """A key that stands twice in one mapping: YAML parsers silently take one of them."""
    for mapping in sheet.nodes:
        first: dict[str, Node] = {}
        for key, _ in mapping.pairs if isinstance(mapping, Pairs) else ():
            if isinstance(key, Scalar) and first.setdefault(key.text, key) is not key:
                line = first[key.text].line
                yield _hit(sheet, key, f"the key {quoted(key.text)} stands in line {line} already", "keep one of them")


def key_is_not_text(sheet: Sheet) -> Iterator[Hit]:
    """A list or mapping as a key."""
    for mapping in sheet.nodes:
        for key, _ in mapping.pairs if isinstance(mapping, Pairs) else ():
            if not isinstance(key, Scalar):
                hint = "put a text that starts with `[` or `{` in quotes"
                yield _hit(sheet, key, "a key has to be text", hint)


def yaml_shorthand(sheet: Sheet) -> Iterator[Hit]:
    """Aliases, anchors, tags and merge keys: short to write, long to expand, and hard to review."""
    for node in sheet.nodes:
        if node.shorthand:
            yield _hit(sheet, node, f"{quoted(node.shorthand)} is an alias, anchor or tag", "write the value out")
        for key, _ in node.pairs if isinstance(node, Pairs) else ():
            if isinstance(key, Scalar) and key.text == "<<" and not key.quote:
                yield _hit(sheet, key, "`<<` merges other keys into these", "write the keys out")


def _hit(sheet: Sheet, node: Node, message: str, hint: str) -> Hit:
    return Hit(Place(sheet.path, node.line, node.column), message, hint)
