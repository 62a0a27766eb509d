"""How text leaves for a page: as text, whatever is in it. Pure."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup

MARKUP = '!"#$&*<=>@[\\]^_`{|}~\n\t'
"""Whatever could start markup in HTML or Markdown, or be changed by the engine: it turns tabs into spaces."""

ENTITIES = str.maketrans({character: f"&#{ord(character)};" for character in MARKUP})


def escape(value: object) -> Markup:
    """`value` as text that no engine can read markup into: in HTML, in an attribute, or in a line of Markdown."""
    return value if isinstance(value, Markup) else Markup(str(value).translate(ENTITIES))


def one_line(html: str) -> str:
    """The same HTML on one line, so that no engine looks for Markdown between its lines."""
    return html.strip("\n").replace("\n", "&#10;").replace("\t", "&#9;")


def visible(text: str) -> str:
    """The same text with every character that does not show, or changes the direction of others, named instead."""
    return "".join(f"<U+{ord(c):04X}>" if _hidden(c) else c for c in text)


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Cs") and character not in "\n\t"
