"""What one agent is told in one place of a repository: every file in its order, every byte attributed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from session_memory.contract import Contract, Limit, Over, Read
from session_memory.distribute.listed import listed
from session_memory.distribute.names import matches
from session_memory.distribute.reading import At, Taken, counts_at, folders, hits, silencer, skills, taken
from session_memory.distribute.shown import shown
from session_memory.distribute.tree import Tree
from session_memory.globs import fits

BYTES_PER_TOKEN = 4
"""A rule of thumb for English and code; tokens are an estimate everywhere."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that reaches the agent."""

    path: str
    """Canonical."""
    text: str
    """What arrives of it."""
    size: int
    """Bytes of the file."""
    lost: int = 0
    """Bytes at its end that a limit took."""
    host: str = ""
    """File whose import brings it; empty when the agent looks there by itself."""
    inside: bool = False
    """Its text arrives within that of `host`, where the import stands."""
    skill: bool = False
    """The agent sees name and description, and the rest when it wants to."""
    limit: Limit | None = None
    """That took these bytes; of two the one that took the last of them."""
    shared: bool = False
    """That limit is for all files together."""
    own: int | None = None
    """Bytes of its own, where texts of other files arrive within its text; None where none do."""

    @property
    def cut_by(self) -> str:
        """The limit that took bytes, in words; empty when none did."""
        if self.limit is None:
            return ""
        which = "all files together" if self.shared else "each file"
        return f"its limit of {self.limit.amount:,} {self.limit.unit} for {which}"

    @property
    def bytes(self) -> int:
        """Bytes that arrive."""
        return len(self.text.encode("utf-8", "replace"))

    @property
    def alone(self) -> int:
        """Bytes that arrive of this file, those of files that are imported in place not counted."""
        return self.bytes if self.own is None else min(self.own, self.bytes)


class Why(StrEnum):
    """Why a file does not reach the agent that could."""

    HIDDEN = "hidden"
    """Another file takes its place or silences it."""
    SCOPE = "out of scope"
    """It is for other files, or for when it is asked for."""
    BELOW = "below"
    """It comes once a file in its folder is worked on."""
    ELSEWHERE = "elsewhere"
    """It is in a folder in which the agent does not look from here."""
    IGNORED = "ignored"
    """Git ignores it, and so does this agent."""
    SAME = "same text"
    """Another file with the same text was sent already."""
    TOO_LONG = "too long"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Left:
    """A file that does not reach the agent here."""

    path: str
    why: Why
    by: str = ""
    """The file, the globs, the problem or the file's own limit that is the reason."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that one agent is told in one place."""

    flavor: str
    at: At
    sent: tuple[Sent, ...]
    """In its order; skills last."""
    left: tuple[Left, ...]
    limit: int | None = None
    """Bytes that all of it together may have, if anybody knows."""

    @property
    def lost(self) -> int:
        """Bytes that limits took."""
        return sum(file.lost for file in self.sent)

    @property
    def whole(self) -> tuple[Sent, ...]:
        """What is put before the model at once."""
        return tuple(file for file in self.sent if not file.skill)

    @property
    def bytes(self) -> int:
        """Bytes before the model at once."""
        return sum(file.bytes for file in self.whole if not file.inside)

    @property
    def tokens(self) -> int:
        """About how many tokens these are."""
        return -(-self.bytes // BYTES_PER_TOKEN)


def context(
    flavor: str,
    contract: Contract,
    tree: Tree,
    contents: Mapping[str, bytes],
    at: At,
    problems: Mapping[str, str] | None = None,
    newest: bool = True,
) -> Context:
    """What the agent is told. `contents` are those of the tree's files, but of those with `problems`."""
    problems = {**_garbled(contract, contents), **(problems or {})}
    # An import may name a link.
    contents = {link: contents[path] for link, path in tree.links if path in contents} | dict(contents)
    files = tuple(
        _sent(contract, file, contents) for file in taken(contract, tree, at, newest) if file.path not in problems
    )
    files += tuple(_skill(path, contents) for path in _listed(contract, tree, contents, at, problems))
    fitting = _fitting(contract, files)
    sent = tuple(file for file in fitting if not _gone(file))
    here = {file.path for file in sent}
    left = [_too_long(file) for file in fitting if _gone(file) and file.path not in here]
    left += _left(contract, tree, at, problems, here | {file.path for file in left})
    return Context(flavor, at, sent, tuple(sorted(left, key=lambda file: file.path)), _limit(contract))


def _sent(contract: Contract, file: Taken, contents: Mapping[str, bytes]) -> Sent:
    of_it = shown(contract, file.read or contract.reads[0], file.path, contents)
    inside = bool(file.host) and contract.imports is not None and contract.imports.in_place
    size = len(contents.get(file.path, b""))
    return Sent(file.path, of_it.text, size, of_it.lost, file.host, inside, limit=of_it.limit, own=of_it.own)


def _garbled(contract: Contract, contents: Mapping[str, bytes]) -> Mapping[str, str]:
    """Files that this agent does not take for text."""
    if contract.not_utf8 == "read":
        return {}
    return {path: "it is not UTF-8" for path, content in contents.items() if not _is_utf8(content)}


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _listed(
    contract: Contract, tree: Tree, contents: Mapping[str, bytes], at: At, problems: Mapping[str, str]
) -> Iterator[str]:
    """The skills that the agent knows of and does not leave out."""
    kind = contract.skills
    for file in skills(contract, tree, at) if kind else ():
        # What is not there yet is ours, and has a description.
        left_out = kind and file.path in contents and listed(kind, file.path, contents[file.path]) is None
        if file.path not in problems and not left_out:
            yield file.path


def _skill(path: str, contents: Mapping[str, bytes]) -> Sent:
    content = contents.get(path, b"")
    return Sent(path, content.decode("utf-8", "replace"), len(content), skill=True)


def _gone(file: Sent) -> bool:
    """Whether a limit took the whole file."""
    return bool(file.size) and file.lost >= file.size


def _too_long(file: Sent) -> Left:
    """What a limit took whole; that for all files together needs no telling."""
    return Left(file.path, Why.TOO_LONG, "" if file.shared else file.cut_by)


def _limit(contract: Contract) -> int | None:
    chain = contract.chain
    return chain.amount if chain is not None and chain.over is not Over.ADVICE else None


def _fitting(contract: Contract, files: tuple[Sent, ...]) -> tuple[Sent, ...]:
    """The files with what the limit for all of them together leaves."""
    room = _limit(contract)
    if room is None:
        return files
    found = []
    for file in files:
        raw = file.text.encode("utf-8", "replace")
        kept = raw if file.skill or file.inside else raw[:room]
        room -= 0 if file.skill or file.inside else len(kept)
        if len(kept) < len(raw):
            text, lost = kept.decode("utf-8", "ignore"), file.lost + len(raw) - len(kept)
            file = replace(file, text=text, lost=lost, limit=contract.chain, shared=True)
        found.append(file)
    return tuple(found)


def _left(contract: Contract, tree: Tree, at: At, problems: Mapping[str, str], here: set[str]) -> list[Left]:
    """The files that this agent could read, and why it does not; one reason for each."""
    found: dict[str, Left] = {}
    for read in contract.reads:
        for name in sorted({*tree.names(), *problems}):
            path = tree.canonical(name)
            if path not in here and matches(read, name):
                reason = _why(contract, read, tree, at, name, problems)
                # A reason that a person can mend is told before one that lies in the place.
                if reason is not None and (path not in found or RANK.index(reason.why) < RANK.index(found[path].why)):
                    found[path] = reason
    return list(found.values())


RANK = (Why.UNREADABLE, Why.HIDDEN, Why.IGNORED, Why.SAME, Why.TOO_LONG, Why.SCOPE, Why.BELOW, Why.ELSEWHERE)


def _why(contract: Contract, read: Read, tree: Tree, at: At, name: str, problems: Mapping[str, str]) -> Left | None:
    """Why this place of the contract does not bring the file; None when it does."""
    path = tree.canonical(name)
    if path in problems:
        return Left(path, Why.UNREADABLE, problems[path])
    if contract.ignored == "skipped" and path in tree.ignored:
        return Left(path, Why.IGNORED)
    if not any(
        fits(f"{folder}/{glob}" if folder else glob, name) for folder in folders(read, at) for glob in read.paths
    ):
        below = read.touched and f"{_parent(name)}/".startswith(f"{at.folder}/" if at.folder else "")
        return Left(path, Why.BELOW if below else Why.ELSEWHERE)
    if silent := silencer(read, tree, at):
        return Left(path, Why.HIDDEN, silent)
    taken_here = hits(read, tree, at)
    if name not in taken_here:
        return Left(path, Why.HIDDEN, min(taken_here, key=lambda hit: (_parent(hit) != _parent(name), hit), default=""))
    if not counts_at(read, tree, path, at):
        applies = tree.applies(read.keys, path) if read.keys else None
        return Left(path, Why.SCOPE, ", ".join(applies.globs) or applies.when.value if applies else "")
    return Left(path, Why.SAME) if read.same_text == "skipped" else None


def _parent(path: str) -> str:
    return path.rpartition("/")[0]
