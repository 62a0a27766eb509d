"""How text leaves for a page: as text, whatever is in it. Pure."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup

MARKUP = '!"#$&*<=>@[\\]^_`{|}~\n\t'
"""Whatever could start markup in HTML or Markdown, or be changed by the engine: it turns tabs into spaces."""

JOINERS = re.compile(
    "((?<=[\u0620-\u0dff])[\u200c\u200d](?=[\u0620-\u0dff])"
    "|(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d(?=[\u2600-\u27bf\U0001f000-\U0001faff]))"
)
"""From Arabic to Sinhala letters are spelled with them, and many a picture is several in one."""

ENTITIES = str.maketrans({character: f"&#{ord(character)};" for character in MARKUP})


def escape(value: object) -> Markup:
    """`value` as text that no engine can read markup into: in HTML, in an attribute, or in a line of Markdown."""
    return value if isinstance(value, Markup) else Markup(str(value).translate(ENTITIES))


def one_line(html: str) -> str:
    """The same HTML on one line, so that no engine looks for Markdown between its lines."""
    return html.strip("\n").replace("\n", "&#10;").replace("\t", "&#9;")


def visible(text: str) -> str:
    """The same text with every character that does not show, or changes the direction of others, named instead."""
    # Nearly every text has none of them, which is told a hundred times faster than which one it is.
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(f"<U+{ord(c):04X}>" if _hidden(c) else c for c in text)


def readable(text: str) -> str:
    """The same for prose, which keeps the joiners inside emoji and inside scripts that are spelled with them."""
    parts = JOINERS.split(text)
    return "".join(part if at % 2 else visible(part) for at, part in enumerate(parts))


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs") and character not in "\n\t"
