"""What an agent sends, taken apart into the files of which it is made. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """One file as it stands, or should stand, in what an agent sends."""

    path: str
    """Relative to the repository's root."""
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """How an agent marks where a file begins and ends."""

    pattern: str
    """Regular expression over lines with the group `text`, and `path` for an agent that names the file."""
    from_top: bool = False
    """Whether a relative path is seen from the top of the repository; otherwise from where the agent starts."""

    def pieces(self, text: str, checkout: str, folder: str) -> Sequence[tuple[int, Piece]]:
        """(where it begins, file) for each file of the repository that stands in the text."""
        base = posixpath.join(checkout, "" if self.from_top else folder)
        found = []
        for match in re.finditer(self.pattern, text, re.DOTALL | re.MULTILINE):
            path = posixpath.relpath(posixpath.join(base, match.groupdict().get("path", "")), checkout)
            if not path.startswith(".."):
                found.append((match.start(), Piece("" if path == "." else path, match["text"])))
        return found


def pieces(frames: Sequence[Frame], text: str, checkout: str, folder: str) -> tuple[Piece, ...]:
    """The files of the repository in the order in which they stand in the text.

    `checkout` is the real path of the repository as the agent saw it, `folder` that below it in which it started.
    """
    found = [pair for frame in frames for pair in frame.pieces(text, checkout, folder)]
    return tuple(piece for _, piece in sorted(found, key=lambda pair: pair[0]))


def cut_like(one: Piece, expected: Sequence[Piece], joint: str) -> tuple[Piece, ...]:
    """The text of an agent that does not say where a file begins, cut where the expected texts would end."""
    found, text = [], one.text
    expected = [file for file in expected if file.text.strip()]
    for file in expected[:-1]:
        found.append(Piece(file.path, text[: len(file.text)]))
        text = text[len(file.text) + len(joint) :]
    return (*found, Piece(expected[-1].path if expected else "", text))
