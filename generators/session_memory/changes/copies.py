"""What lies in a saved proposal looks like files of ours, and is a copy of them for reviewers. Pure."""

from __future__ import annotations

DOCUMENT = "proposal.json"
"""Beside the folder of its artifacts."""


def document_above(path: str) -> str:
    """The document of the proposal that the file at `path` belongs to if there is one; empty for any other place."""
    folder, artifacts, _ = path.partition("/artifacts/")
    return f"{folder}/{DOCUMENT}" if artifacts else ""
