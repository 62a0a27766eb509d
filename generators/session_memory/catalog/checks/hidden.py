"""Characters that a reviewer cannot see, but that an agent reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from session_memory.catalog.checks.check import Hit
from session_memory.catalog.sheet import Sheet

HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls other than tab and line feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, direction, invisible operators
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags and the variation selectors that can carry whole messages
    "]+"
)
"""Unicode's controls and default-ignorable characters, and the blanks that are letters."""

ZERO_WIDTH_JOINER = "\u200d"
ZERO_WIDTH_NON_JOINER = "\u200c"
PRESENTATION = "\ufe0e\ufe0f"
"""Text or emoji look of the character before."""

JOINING = re.compile("[\u0620-\u0dff]")
"""Scripts from Arabic to Sinhala, which are spelled with joiners."""


def hidden_character(sheet: Sheet) -> Iterator[Hit]:
    """Controls, zero-width and bidirectional characters, other than in emoji and in scripts that need them."""
    for passage in (sheet.source, *(one for one in sheet.escaped if not one.text.isascii())):
        for found in HIDDEN.finditer(passage.text):
            bad = [at for at in range(*found.span()) if not _ordinary(passage.text, at)]
            if bad:
                more = f", and {len(bad) - 1} more right behind it" if len(bad) > 1 else ""
                hint = "delete it; an editor that shows invisible characters helps"
                yield Hit(passage.place(bad[0]), f"hidden character {_named(passage.text[bad[0]])}{more}", hint)


def _ordinary(text: str, at: int) -> bool:
    """Whether the character has to be there for the text to look as it does."""
    before, character, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
    if character in PRESENTATION:
        return _takes_presentation(before)
    if character in (ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER) and JOINING.match(before) and JOINING.match(after):
        return True
    return character == ZERO_WIDTH_JOINER and (before in PRESENTATION or _pictures(before)) and _pictures(after)


def _takes_presentation(character: str) -> bool:
    # Keycaps (digits, # and *), arrows, some punctuation and one letter are among the bases of emoji.
    symbol = character != "" and unicodedata.category(character) in ("Nd", "Pd", "Po", "Sm")
    return symbol or _pictures(character) or character == "\u2139"


def _pictures(character: str) -> bool:
    # Newer emoji than Python's own tables know are in the planes of pictures, too.
    return character != "" and (unicodedata.category(character) in ("So", "Sk") or 0x1F000 <= ord(character) <= 0x1FFFF)


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control')}"
