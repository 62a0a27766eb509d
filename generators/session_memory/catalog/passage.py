"""A stretch of text of a file, and where each of its characters stands in that file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from session_memory.model import Place


@dataclass(frozen=True, slots=True)
class Passage:
    """Text with LF line ends that starts at a line and column of a file, both from 1."""

    path: str
    text: str
    line: int = 1
    column: int = 1
    flat: bool = False
    """Quotes, escapes or folding stand between it and the file, so that only its start is known."""

    def place(self, offset: int) -> Place:
        """Where the character at `offset` stands."""
        if self.flat:
            return Place(self.path, self.line, self.column)
        starts = _line_starts(self.text)
        down = bisect_right(starts, offset) - 1
        column = offset - starts[down] + (1 if down else self.column)
        return Place(self.path, self.line + down, column)


@lru_cache(maxsize=4)
def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]


def normal(content: bytes) -> str:
    """The text of a file that is UTF-8: without byte order mark, line ends LF."""
    return content.decode("utf-8-sig").replace("\r\n", "\n")
