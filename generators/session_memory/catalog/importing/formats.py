"""The formats that can be imported: one row each, and how a file's path tells them apart. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Format:
    """One tool's rule files. Facts as of 2026-11: the flavors' contracts, and the tools' own documentation."""

    name: str
    suffix: str = ".md"
    folder: tuple[str, ...] = ()
    """Folders that follow each other somewhere above the file; folders below them are topics."""
    globs: str = ""
    """Key that narrows a rule to paths."""
    always: str = ""
    """Key that makes a rule apply everywhere, whatever its globs."""
    targets: str = ""
    """Key that lists the tools a rule is for."""
    unless_asked: bool = False
    """Without globs the tool applies a rule only when asked to, or when it thinks that the description fits."""


HOSTS = frozenset({"AGENTS.md", "CLAUDE.md", "GEMINI.md", "copilot-instructions.md"})
"""Files that hold many rules, one under each heading."""

HOST = Format("host file")

FORMATS = (
    Format(
        "Copilot instructions", suffix=".instructions.md", folder=("instructions",), globs="applyTo", unless_asked=True
    ),
    Format("Cursor rule", suffix=".mdc", folder=("rules",), globs="globs", always="alwaysApply", unless_asked=True),
    Format("rulesync rule", folder=(".rulesync", "rules"), globs="globs", always="root", targets="targets"),
    Format("ruler rule", folder=(".ruler",)),
    Format("Claude rule", folder=("rules",), globs="paths"),
)
"""In order: the first that fits. A suffix of its own tells a format wherever the file lies."""

PLAIN = Format("Markdown", globs="paths")
"""What a file is taken for that was named itself and fits no other format."""


def format_of(path: PurePosixPath) -> Format:
    """The format of the file at an absolute path."""
    if path.name in HOSTS:
        return HOST
    return next((row for row in FORMATS if _fits(row, path)), PLAIN)


def is_rule(path: PurePosixPath) -> bool:
    """Whether a file that nobody named itself is a rule: a README is Markdown too."""
    return format_of(path) is not PLAIN


def topics(row: Format, path: PurePosixPath) -> tuple[str, ...]:
    """Names of the folders between the format's own folder and the file."""
    at = _after(row.folder, path.parent.parts)
    return path.parent.parts[at:] if row.folder and at else ()


def base(row: Format, inside: PurePosixPath) -> str:
    """Folder, relative to the repository, that a file's globs and its reach start from; empty for the root.

    A host file speaks for its folder, and so does what lies in a tool's folder such as `.claude`.
    """
    parts = inside.parent.parts
    hidden = next((at for at, part in enumerate(parts) if part.startswith(".")), None)
    if hidden is None and row is not HOST:
        return ""
    return "/".join(parts[:hidden])


def _fits(row: Format, path: PurePosixPath) -> bool:
    if not path.name.endswith(row.suffix):
        return False
    return row.suffix != ".md" or _after(row.folder, path.parent.parts) > 0


def _after(folder: tuple[str, ...], parts: tuple[str, ...]) -> int:
    """Index behind the last place where `folder` stands in `parts`; 0 when it does not."""
    ends = range(len(parts), len(folder) - 1, -1)
    return next((end for end in ends if parts[end - len(folder) : end] == folder), 0)
