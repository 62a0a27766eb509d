"""Patches by git, and the proof that applying them gives what was planned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from session_memory import files, git
from session_memory.errors import SessionMemoryError
from session_memory.model import FileChange

# The two folders that are compared are called a and b, which is what the paths in a patch begin with.
DIFF = (
    "diff",
    "--no-index",
    "--no-prefix",
    "--full-index",
    "--binary",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
)


def make_patch(changes: Sequence[FileChange]) -> bytes:
    """A patch that `git apply` takes, with the full ids of the blobs before and after. Empty for no changes.

    Raises SessionMemoryError when applying it to the files as they were does not give the files as planned: the
    second of the two routes to the same bytes.
    """
    if not changes:
        return b""
    with files.scratch() as folder:
        before = {c.path: c.before for c in changes if c.before is not None}
        after = {c.path: c.after for c in changes if c.after is not None}
        files.scratch_tree(folder / "a", before, frozenset(c.path for c in changes if c.was_executable))
        files.scratch_tree(folder / "b", after, frozenset(c.path for c in changes if c.executable))
        # Exit code 1 means that there are differences.
        patch = b"\n".join(map(_both_sides, git.run(folder, *DIFF, "a", "b", allow=(0, 1)).split(b"\n")))
        _prove(folder / "a", patch, changes)
    return patch


def difference(left: tuple[str, bytes], right: tuple[str, bytes]) -> str:
    """What git says is different between two texts, each given with its name; for reading, not for applying."""
    with files.scratch() as folder:
        for name, text in (left, right):
            files.scratch_tree(folder, {name: text + b"\n"})
        told = git.run(folder, *DIFF, "--text", left[0], right[0], allow=(0, 1))
    lines = told.decode("utf-8", "backslashreplace").split("\n")
    # What stands above is about files, and these are none.
    return "\n".join(lines[next((at for at, line in enumerate(lines) if line.startswith("--- ")), 0) :])


def _both_sides(line: bytes) -> bytes:
    """For a new or deleted file git names one folder twice; a patch names a, then b.

    No line of a file's text begins like this: inside a hunk each starts with a sign.
    """
    if not line.startswith(b"diff --git "):
        return line
    names = line.removeprefix(b"diff --git ")
    middle = len(names) // 2
    left, right = names[:middle], names[middle + 1 :]
    if left != right:
        return line
    at = 1 if left.startswith(b'"') else 0
    sides = (left[:at] + side + left[at + 1 :] for side in (b"a", b"b"))
    return b"diff --git " + b" ".join(sides)


def _prove(folder: Path, patch: bytes, changes: Sequence[FileChange]) -> None:
    git.run(folder, "apply", "--whitespace=nowarn", "-", stdin=patch)
    for change in changes:
        target = folder / change.path
        found = target.read_bytes() if target.exists() else None
        executable = bool(found is not None and target.stat().st_mode & 0o100)
        if found != change.after or executable != (change.executable and change.after is not None):
            raise SessionMemoryError(
                "applying the patch does not give the planned bytes", change.path, "report this; nothing was written"
            )
