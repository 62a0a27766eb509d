"""The files of one repo's target in plain values: what is written by hand, what is ours, and the bytes of both.

The forms on disk, written down once more: nothing of it is shared with what it judges. Three patterns: `alpha` and
`beta` are blocks of AGENTS.md, `gamma` has a file of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

ALPHA, BETA, GAMMA = "alpha", "beta", "gamma"
HOST, RULE, OTHER = "AGENTS.md", ".grok/rules/gamma.md", "CLAUDE.md"
PATHS = (HOST, RULE, OTHER)
PATH = {ALPHA: HOST, BETA: HOST, GAMMA: RULE}


@dataclass(frozen=True)
class Pattern:
    """A pattern as the catalog has it."""

    id: str
    number: int
    words: str
    live: bool = True

    @property
    def version(self) -> str:
        return f"1.0.{self.number}"

    @property
    def block(self) -> Block:
        return Block(self.id, self.version, self.words, self.words)


@dataclass(frozen=True)
class Block:
    """A text of ours as it stands in a file."""

    id: str
    version: str
    ours: str
    """The words that were written last."""
    words: str
    """The words that stand there."""

    @property
    def edited(self) -> bool:
        return self.ours != self.words


@dataclass(frozen=True)
class Host:
    """AGENTS.md: what is written by hand, and the region after it."""

    hand: bytes | None
    below: bytes = b""
    """Written by hand below the region."""
    end: bytes = b"\n"
    """How the lines of the region end."""
    blocks: tuple[Block, ...] = ()
    mode: int = 0o644

    @property
    def content(self) -> bytes:
        if not self.blocks:
            return self.hand or b""
        region = self.end.join(self._lines())
        if self.hand is None:
            return region + b"\n" + self.below
        if self.hand == b"":
            return region + self.end * 2 + self.below
        if self.hand.endswith(b"\n"):
            return self.hand + self.end + region + self.end + self.below
        return self.hand + self.end * 2 + region + (self.end + self.below if self.below else b"")

    @property
    def by_hand(self) -> bytes | None:
        """What is left without the region; None when that is nothing at all."""
        if not self.blocks or not self.below:
            return self.hand
        if self.hand is None:
            return self.below
        glue = 2 if self.hand and not self.hand.endswith(b"\n") else 1
        return self.hand + self.end * glue + self.below

    def _lines(self) -> Iterable[bytes]:
        yield from (b"<!-- BEGIN session-memory -->", b"")
        for block in self.blocks:
            marker = f"<!-- BEGIN session-memory:{block.id} v{block.version} sha256:{digest(block.ours, block.id)} -->"
            yield from (marker.encode(), b"", f"## About {block.id}".encode(), b"", block.words.encode(), b"")
            yield from (f"<!-- END session-memory:{block.id} -->".encode(), b"")
        yield b"<!-- END session-memory -->"


@dataclass(frozen=True)
class Own:
    """The file that is wholly gamma's."""

    blocks: tuple[Block, ...]
    mode: int = 0o644

    @property
    def content(self) -> bytes:
        (block,) = self.blocks
        stamp = f"<!-- session-memory:{block.id} v{block.version} sha256:{digest(block.ours, block.id)} -->"
        return f"{stamp}\n\n# About {block.id}\n\n{block.words}\n".encode()


File = Host | Own
Files = Mapping[str, File]


def digest(words: str, id: str) -> str:
    level = "#" if id == GAMMA else "##"
    return hashlib.sha256(f"{level} About {id}\n\n{words}".encode()).hexdigest()[:12]


def with_blocks(path: str, file: File | None, blocks: tuple[Block, ...]) -> File | None:
    """The file with exactly these texts of ours; None when nothing is left."""
    if path == RULE:
        return Own(blocks, file.mode if file else 0o644) if blocks else None
    assert not isinstance(file, Own)
    if not blocks:
        return None if file is None or file.by_hand is None else Host(file.by_hand, mode=file.mode)
    if file is None:
        return Host(None, blocks=blocks)
    if file.blocks:
        return replace(file, blocks=blocks)
    return replace(file, blocks=blocks, end=b"\r\n" if b"\r\n" in (file.hand or b"") else b"\n")


def content(file: File | None) -> bytes | None:
    return file.content if file else None


def blocks(file: File | None) -> tuple[Block, ...]:
    return file.blocks if file else ()


def locked(file: File | None) -> bool:
    """Whether somebody made it read-only."""
    return file is not None and not file.mode & 0o200


def executable(file: File | None) -> bool:
    return file is not None and bool(file.mode & 0o100)


def same(one: File | None, other: File | None) -> bool:
    """As git sees it."""
    return content(one) == content(other) and executable(one) == executable(other)


def put_into(files: Files, changes: Files | Mapping[str, File | None]) -> dict[str, File]:
    return {path: file for path, file in {**files, **changes}.items() if file is not None}


def restored(path: str, now: File | None, before: File | None, after: File | None) -> File | str | None:
    """The file with the change from `before` to `after` taken back; 'conflict' where somebody edited what is ours."""
    if content(now) == content(after):
        return before
    if content(now) == content(before):
        return now
    if path == RULE or now is None:
        return "conflict"
    was, should, stands = ({block.id: block for block in blocks(file)} for file in (before, after, now))
    changed = [id for id in {**was, **should} if said(was.get(id)) != said(should.get(id))]
    if any(said(stands.get(id)) not in (said(should.get(id)), said(was.get(id))) for id in changed):
        return "conflict"
    order = [id for id in stands if id not in changed or id in was]
    for place, id in enumerate(was):
        if id in changed and id not in order:
            above = [other for other in list(was)[:place] if other in order]
            order.insert(order.index(above[-1]) + 1 if above else 0, id)
    return with_blocks(path, now, tuple(was[id] if id in changed else stands[id] for id in order))


def said(block: Block | None) -> tuple[str, str] | None:
    return (block.version, block.words) if block else None


def marks(file: File | None) -> set[tuple[str, str, str]]:
    """What our markers say, whatever stands between them."""
    return {(block.id, block.version, block.ours) for block in blocks(file)}
