"""No text may reach past its end: what it leaves open would swallow the marker that follows it. Pure."""

from __future__ import annotations

import re

from session_memory.catalog import markdown

ENDS = (
    (re.compile(r"\s*(?P<fence>`{3,}|~{3,})"), ""),
    (re.compile(r"\s*<!--"), "-->"),
    (re.compile(r"\s*<\?"), "?>"),
    (re.compile(r"\s*<!\[CDATA\["), "]]>"),
    (re.compile(r"\s*<![A-Za-z]"), ">"),
    (re.compile(r"\s*<script", re.IGNORECASE), "</script>"),
    (re.compile(r"\s*<pre", re.IGNORECASE), "</pre>"),
    (re.compile(r"\s*<style", re.IGNORECASE), "</style>"),
    (re.compile(r"\s*<textarea", re.IGNORECASE), "</textarea>"),
)
"""What goes on to the end of the text by CommonMark, and the line that ends it; a fence ends as it begins."""


def closer(text: str) -> str:
    """The line that `text` lacks at its end so that what is put behind it is seen; empty when nothing is open."""
    opened = markdown.left_open(text)
    if opened is None:
        return ""
    line = text.split("\n")[opened.line]
    start, end = next((found, end) for pattern, end in ENDS if (found := pattern.match(line)))
    return end or start["fence"]
