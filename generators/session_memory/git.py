"""The git command, asked in a way that gives the same answer on every machine."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from session_memory.errors import SessionMemoryError

PLAIN = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "XDG_CONFIG_HOME": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
}
"""No setting of this user or machine may reach a patch: colours, prefixes, algorithms, attributes."""

LOCATING = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_NAMESPACE",
)  # fmt: skip
"""Set inside git hooks; they would point every command at the wrong repository."""


def run(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    allow: tuple[int, ...] = (0,),
    plain: bool = True,
    settings: tuple[str, ...] = (),
) -> bytes:
    """Standard output of `git ARGUMENTS` in `folder`. Raises SessionMemoryError for an exit code not in `allow`.

    `plain=False` keeps the user's own configuration: what reaches a remote needs their credentials. `settings` such
    as `core.hooksPath=/dev/null` go before any configuration.
    """
    return ask(folder, *arguments, stdin=stdin, allow=allow, plain=plain, settings=settings).stdout


def ask(
    folder: Path,
    *arguments: str,
    stdin: bytes = b"",
    allow: tuple[int, ...] = (0,),
    plain: bool = True,
    settings: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[bytes]:
    """The same with the exit code, and with what git and a remote said beside."""
    env = {key: value for key, value in os.environ.items() if key not in LOCATING}
    if plain:
        env = {key: value for key, value in env.items() if not key.startswith("GIT_")} | PLAIN
    # A scratch folder inside somebody's repository is still not part of it.
    env["GIT_CEILING_DIRECTORIES"] = str(folder.resolve().parent)
    # Nobody is there to answer in the middle of a run over many repositories.
    env["GIT_TERMINAL_PROMPT"] = "0"
    # An object is what its id says, whatever stands in refs/replace of this one clone.
    env["GIT_NO_REPLACE_OBJECTS"] = "1"
    command = ["git", *(word for setting in settings for word in ("-c", setting)), *arguments]
    try:
        done = subprocess.run(command, cwd=folder, input=stdin, capture_output=True, env=env, check=False)
    except FileNotFoundError as error:
        raise SessionMemoryError("the git command was not found", hint="install git 2.30 or newer") from error
    if done.returncode not in allow:
        said = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
        raise SessionMemoryError(f"git {arguments[0]} failed: {said}", str(folder))
    return done


def is_checkout(folder: Path) -> bool:
    """Whether `folder` is the top of a git work tree."""
    return (folder / ".git").exists()


def is_bare(folder: Path) -> bool:
    """Whether `folder` is a git repository without a work tree."""
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir()


def top_of(folder: Path) -> Path | None:
    """The top of the git work tree that `folder` is in, by its real path; None when it is in none."""
    real = folder.resolve()
    return next((place for place in (real, *real.parents) if is_checkout(place)), None)


def blobs(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Name -> its bytes, for ids of blobs or `REF:PATH` without line feeds, all from one git.

    Raises SessionMemoryError when there is no such blob.
    """
    if not names:
        return {}
    asked = b"".join(os.fsencode(f"{name}\n") for name in names)
    told = run(folder, "cat-file", "--batch", stdin=asked, plain=False)
    found, at = {}, 0
    for name in names:
        header_end = told.index(b"\n", at)
        size = told[at:header_end].rsplit(b" ", 1)[1]
        if not size.isdigit():
            raise SessionMemoryError(f"git has no {name}, but lists it", str(folder), "see what `git fsck` says")
        start = header_end + 1
        found[name] = told[start : start + int(size)]
        at = start + int(size) + 1
    return found


def blob_id(content: bytes, digits: int = 40) -> str:
    """Git's name for these bytes; 40 digits are SHA-1, 64 are SHA-256."""
    digest = hashlib.sha1 if digits == 40 else hashlib.sha256
    return digest(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()
