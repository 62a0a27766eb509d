"""The front matter of other tools' files: strictly where it is YAML, line by line where it only looks like it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from session_memory.catalog.front_matter import opens, plain, split
from session_memory.catalog.importing.rule import Refused
from session_memory.catalog.yaml_tree import Pairs, Scalar, YamlError, parse, walk

PAIR = re.compile(r"(?P<key>[A-Za-z_][\w-]*):(?:[ \t]+(?P<value>.*))?")
ITEM = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
COMMENT = re.compile(r"(?:^|[ \t]+)#.*")

WORDS: dict[str, object] = {"true": True, "false": False, "": None}


@dataclass(frozen=True, slots=True)
class Front:
    """What stands above a text, and the text."""

    keys: dict[str, object]
    body: str
    line: int = 1
    """Line of the file on which the body begins, from 1."""
    notes: tuple[str, ...] = ()


def read(text: str) -> Front:
    """The front matter of `text` and the rest. Raises Refused when it cannot be told what the author meant."""
    parts = split(text)
    if parts is None:
        never_ends = "a first line of `---` opens no front matter and was kept"
        return Front({}, text, notes=(never_ends,) if opens(text) else ())
    body = parts.body.removeprefix("\n")
    try:
        return Front(_strictly(parts.front), body, parts.line + 1)
    except YamlError:
        said = "the front matter is not valid YAML and was read line by line"
        return Front(_line_by_line(parts.front), body, parts.line + 1, (said,))


def _strictly(block: str) -> dict[str, object]:
    tree = parse(block)
    if any(node.shorthand for node in walk(tree)):
        raise YamlError("aliases, anchors and tags are not what their author meant", tree.line, tree.column)
    if not isinstance(tree, Pairs):
        raise Refused("the front matter holds no keys")
    names = [key.text for key, _ in tree.pairs if isinstance(key, Scalar)]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise Refused(f"the front matter gives `{twice[0]}` twice")
    keys: dict[str, object] = plain(tree)
    return keys


def _line_by_line(block: str) -> dict[str, object]:
    keys: dict[str, object] = {}
    last = ""
    for number, line in enumerate(block.split("\n"), start=1):
        pair, item = PAIR.fullmatch(line), ITEM.fullmatch(line)
        if pair and pair["key"] not in keys:
            last = pair["key"]
            keys[last] = _value(pair["value"] or "")
        elif item and last and not isinstance(keys[last], str | bool):
            listed = keys[last]
            keys[last] = [*(listed if isinstance(listed, list) else ()), _value(item["value"])]
        elif COMMENT.sub("", line).strip():
            raise Refused(f"the front matter is not valid YAML, and line {number} is not `key: value` either")
    return keys


def _value(written: str) -> object:
    plain = written.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        return plain[1:-1]
    plain = COMMENT.sub("", plain).strip()
    return WORDS.get(plain, plain.removeprefix("[").removesuffix("]") if plain.startswith("[") else plain)
