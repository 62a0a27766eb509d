"""What a person should mend, so that agents read what was written for them. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from session_memory.contract import Contract, Imports
from session_memory.distribute.context import Context, Why
from session_memory.distribute.host_text import CODE, IMPORT
from session_memory.distribute.reading import loaded
from session_memory.distribute.tree import Tree
from session_memory.model import Form

FOR_AGENTS = ("AGENTS.md", "CLAUDE.md")

WORD = re.compile(r"[A-Za-z0-9_.-]+\Z")
"""What somebody means as a word: `@pytest.fixture`, `@Override`; a path has a slash or names a file that is there."""

NO_FILE = "no file that can be read"


@dataclass(frozen=True, slots=True, order=True)
class Mend:
    """One thing to mend in a repository."""

    path: str
    line: int
    """From 1; 0 for the whole file."""
    words: str
    hint: str
    flavors: tuple[str, ...]
    """Agents that are concerned, sorted."""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.words.format(agents=' and '.join(self.flavors))} ({self.hint})"


def to_mend(
    contexts: Iterable[Context],
    contracts: Mapping[str, Contract],
    tree: Tree,
    contents: Mapping[str, bytes],
    hand: Mapping[str, bytes],
) -> tuple[Mend, ...]:
    """What is wrong for these agents; `hand` has what is written by hand in each file, the only ones told of."""
    found: dict[tuple[str, int, str, str], list[str]] = {}
    for context in contexts:
        for path, line, words, hint in _of(context, contracts[context.flavor], tree, contents, hand):
            found.setdefault((path, line, words, hint), []).append(context.flavor)
    return tuple(sorted(Mend(*what, tuple(sorted(flavors))) for what, flavors in found.items()))


def _of(
    context: Context, contract: Contract, tree: Tree, contents: Mapping[str, bytes], hand: Mapping[str, bytes]
) -> Iterator[tuple[str, int, str, str]]:
    known = frozenset(file.path for file in context.sent)
    for left in context.left:
        if left.why is Why.HIDDEN and _only_imports(hand.get(left.path, b""), left.path, known):
            continue  # Nothing is missed, and importing it from the other file would make a circle.
        if left.path in hand or left.why is Why.UNREADABLE:
            yield from _left_out(left.path, left.why, left.by, tree.canonical(left.by) in contents)
    for file in context.sent:
        if file.path not in hand:
            continue
        if file.lost:
            words = f"{{agents}} receives all but the last {file.lost:,} of its {file.size:,} bytes"
            yield file.path, 0, words, "shorten it, or move what only some work needs to a file below or a skill"
        if contract.imports is not None:
            for line, word in stray_imports(contents.get(file.path, b""), file.path, contract.imports, contents):
                words = f"`@{word}` is taken for an import by {{agents}}"
                yield file.path, line, words, "put it in backticks, or name a file that is there"
    if hand and not known & hand.keys():
        words = "{agents} receives nothing of what is written by hand here"
        yield min(hand, key=_likely), 0, words, _way_in(contract, tree, contents)


def _likely(path: str) -> tuple[bool, int, str]:
    """Low for the file in which somebody most likely wrote for agents."""
    return posixpath.basename(path) not in FOR_AGENTS, path.count("/"), path


def _way_in(contract: Contract, tree: Tree, contents: Mapping[str, bytes]) -> str:
    """What to do for an agent that receives nothing: write where it looks, or make it look."""
    blocks = (home for home in contract.homes if home.form is Form.BLOCK and not home.only_existing)
    first = next((home.path for home in blocks if not home.bridge), "")
    if first and tree.canonical(first) in loaded(contract, tree.plus([tree.canonical(first)], ())):
        if tree.canonical(first) in tree.files - contents.keys():
            return f"{first} is what it reads, and {NO_FILE}: put one in its place"
        return f"{first} is what it reads: write there, or import from there"
    return contract.mend or f"write it in a file that {contract.product} reads here"


def _only_imports(text: bytes, path: str, known: frozenset[str]) -> bool:
    """Whether the text has nothing but imports of files that are `known` to the agent."""
    words = text.decode("utf-8-sig", "replace").split()
    folder = posixpath.dirname(path)
    return bool(words) and all(
        word.startswith("@") and posixpath.normpath(posixpath.join(folder, word[1:])) in known for word in words
    )


def _left_out(path: str, why: Why, by: str, a_file: bool) -> Iterator[tuple[str, int, str, str]]:
    """`a_file`: whether what is the reason is a file that can be read."""
    if why is Why.HIDDEN and by:
        words = f"{{agents}} does not read it, because {by} is there"
        mend = f"import it from {by}, or bring both together"
        yield path, 0, words, mend if a_file else f"{by} is {NO_FILE}: take it away, or put one in its place"
    elif why is Why.IGNORED:
        yield path, 0, "git ignores it, and so does {agents}", "take it out of .gitignore, if it is for everybody"
    elif why is Why.TOO_LONG and by:
        yield path, 0, f"nothing of it arrives at {{agents}}: it is over {by}", "shorten it"
    elif why is Why.TOO_LONG:
        yield path, 0, "nothing of it arrives at {agents}: the limit is used up before", "shorten what comes before it"
    elif why is Why.UNREADABLE:
        yield path, 0, f"{{agents}} cannot read it: {by}", "mend the file or take it away"


def stray_imports(
    content: bytes, path: str, imports: Imports, contents: Mapping[str, bytes]
) -> Iterator[tuple[int, str]]:
    """Words after an at sign that this agent takes for imports and that lead nowhere: (line from 1, word)."""
    text = CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), content.decode("utf-8", "replace"))
    for found in IMPORT.finditer(text):
        word = found[1].rstrip(".,;:!?)")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), word))
        if re.match(imports.first, word) and WORD.match(word) and target not in contents:
            yield text.count("\n", 0, found.start()) + 1, word
