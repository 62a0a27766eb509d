"""Which technology a rule is for, where its globs say so. Pure."""

from __future__ import annotations

SUFFIXES = {
    "bicep": "bicep",
    "cpp": "cpp",
    "cs": "csharp",
    "css": "css",
    "dart": "dart",
    "ex": "elixir",
    "fs": "fsharp",
    "go": "go",
    "html": "html",
    "java": "java",
    "js": "javascript",
    "kt": "kotlin",
    "md": "markdown",
    "php": "php",
    "pl": "perl",
    "ps1": "powershell",
    "py": "python",
    "rb": "ruby",
    "rs": "rust",
    "scala": "scala",
    "sh": "shell",
    "sol": "solidity",
    "sql": "sql",
    "swift": "swift",
    "tf": "terraform",
    "ts": "typescript",
    "vue": "vue",
}
"""Endings that leave no doubt; the tag is the technology's own name."""


def named_by(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The one technology that `paths` name; empty when they name several or none."""
    endings = (path.rpartition(".")[2].lower() for path in paths if "." in path)
    found = {SUFFIXES[ending] for ending in endings if ending in SUFFIXES}
    return tuple(found) if len(found) == 1 else ()
