"""No text may reach past its end: what it leaves open would swallow the marker that follows it. Pure."""

from __future__ import annotations

import re

from session_memory.catalog.importing.prose import blocks

AFTERWARDS = "what follows"

HTML_ENDS = (
    (re.compile(r"\s*<!--"), "-->"),
    (re.compile(r"\s*<\?"), "?>"),
    (re.compile(r"\s*<!\[CDATA\["), "]]>"),
    (re.compile(r"\s*<![A-Za-z]"), ">"),
    (re.compile(r"\s*<script", re.IGNORECASE), "</script>"),
    (re.compile(r"\s*<pre", re.IGNORECASE), "</pre>"),
    (re.compile(r"\s*<style", re.IGNORECASE), "</style>"),
    (re.compile(r"\s*<textarea", re.IGNORECASE), "</textarea>"),
)
"""CommonMark's HTML blocks that go on to the end of the text unless their own end is found."""


def closer(text: str) -> str:
    """The line that `text` lacks at its end so that a paragraph behind it is one; empty when nothing is open."""
    tokens = blocks(f"{text}\n\n{AFTERWARDS}\n")
    last = tokens[-1]
    if last.type == "fence":
        return last.markup
    if last.type == "html_block":
        return next(end for start, end in HTML_ENDS if start.match(last.content))
    return ""
