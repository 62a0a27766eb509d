"""What travels with a pattern is on its page and in its document."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from small_site import SMALL, TEMPLATES, page, view

from session_memory.model import Attachment
from session_memory.website.render import render

AWKWARD = Attachment("references/<b>名.txt", b"x" * 1234)
MODEL = replace(
    SMALL, patterns=(*SMALL.patterns, view("omega", attachments=(AWKWARD, Attachment("run", b"#!/bin/sh\n"))))
)


def test_the_page_lists_them_with_size_and_digest() -> None:
    """Whatever their names; a program is called one."""
    shown = page(MODEL, "p/omega/")
    assert "references/&#60;b&#62;名.txt" in shown and "1,234 bytes" in shown
    assert hashlib.sha256(AWKWARD.content).hexdigest()[:12] in shown and "<code>run</code> (a program)" in shown
    assert "Files that travel with it" not in page(SMALL, "p/alpha/")


def test_the_document_has_the_whole_digest() -> None:
    """For programs, with path, size and mode."""
    made = render(MODEL, TEMPLATES)
    rows = json.loads(made.files["p/omega/index.json"])["attachments"]
    assert rows[0] == {
        "path": AWKWARD.path,
        "bytes": 1234,
        "sha256": hashlib.sha256(AWKWARD.content).hexdigest(),
        "executable": False,
    }
