"""The text of one pattern in one file, as its digest is taken: LF line ends, no markers or stamp around it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from session_memory.changes import region
from session_memory.changes.own_file import unstamped
from session_memory.changes.wanted import IN_REGION, want_of
from session_memory.model import Artifact, Form


def text_in(content: bytes | None, id: str, form: Form) -> bytes:
    """What a file holds of a pattern; nothing when it holds none."""
    if content is None:
        return b""
    if form not in IN_REGION:
        return unstamped(content)
    return next((region.canonical(block.body) for block in region.read(content) if block.id == id), b"")


def text_wanted(content: bytes, form: Form) -> bytes:
    """What a file should hold: `content` is a block's body, or a whole file with its stamp."""
    return region.canonical(content) if form in IN_REGION else unstamped(content)


def text_of(artifact: Artifact) -> bytes:
    """What a file holds once the artifact is in place."""
    return text_wanted(want_of(artifact, ()).content, artifact.form)


def text_with(digest: str, texts: Iterable[bytes]) -> bytes | None:
    """The first of these texts that has that digest, as many digits as a marker records; None when none has.

    That is how a text is found again that was applied earlier: the marker is all the memory that there is.
    """
    return next((text for text in texts if region.short_digest(text) == digest), None)
