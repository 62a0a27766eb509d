"""A change as one commit on a branch of the target's git; its working tree, index and HEAD are not touched.

The commit is made in a scratch repository that borrows the target's objects, so that a kill leaves nothing in the
target. Then the new objects are copied over, each wholly or not at all, and at last the branch is pointed at them.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from session_memory import files, git
from session_memory.changes.git_hosts import EXECUTABLE
from session_memory.changes.write.at_commit import ORDINARY, Base, commit_of, look, trailers_of
from session_memory.errors import ConflictError, SessionMemoryError
from session_memory.model import FileChange

MADE = "refs/heads/made"
"""The branch in the scratch repository."""
OURS = (
    "core.hooksPath=/dev/null",
    "core.fsync=all",
    # No log of our branch: it would outlive the branch where a run is killed in between.
    "core.logAllRefUpdates=false",
)
"""How a ref of the target is written, whatever the user's own configuration says."""
DIGEST = "Proposal-Digest"
"""The trailer that tells whose commit it is."""


def commit(base: Base, changes: Sequence[FileChange], message: str, ident: str, when: int, scratch: Path) -> str:
    """One commit on top of `base.commit` that makes `changes`; its id. The same input has the same id.

    `ident` is `Name <mail>` or a name alone, `when` seconds since the epoch, `scratch` a folder of ours where nothing
    stays. No branch leads to the commit yet. Raises ConflictError when a file at the base is not as the change
    expects it.
    """
    now = look(base, [change.path for change in changes])
    for change in changes:
        file = now[change.path]
        if (file and file[0]) != change.before:
            raise ConflictError(f"it is not as expected at {base.ref} ({base.commit[:12]})", change.path)
    # Git wants a place for a mail address even where there is none.
    author = ident if ident.endswith(">") else f"{ident} <>"
    stream = b"".join(_stream(base, changes, now, message, f"{author} {when} +0000"))
    objects = _path(base, "objects")
    with _borrowing(base, objects, scratch) as repository:
        # Loose objects and no pack: those are what can be copied one by one.
        git.run(repository, "fast-import", "--quiet", stdin=stream, settings=("fastimport.unpackLimit=1000000000",))
        for made in _loose(repository / "objects"):
            files.add(objects / made.parent.name / made.name, made.read_bytes())
        return commit_of(repository, MADE)


def _loose(objects: Path) -> list[Path]:
    """Every object that was made. Raises SessionMemoryError when git could not write them all one by one."""
    if list(objects.glob("pack/*.pack")):
        # It keeps the pack then, and does not say so by its exit code.
        raise SessionMemoryError("git could not write the objects of the commit", str(objects), "is the disk full?")
    # A process that was killed leaves others.
    return [path for path in sorted(objects.glob("??/*")) if re.fullmatch("[0-9a-f]{38}|[0-9a-f]{62}", path.name)]


@contextlib.contextmanager
def _borrowing(base: Base, objects: Path, scratch: Path) -> Iterator[Path]:
    """An empty repository below `scratch` that sees the target's objects; gone afterwards."""
    repository = scratch / "commit.git"
    files.remove_tree(scratch)
    form = os.fsdecode(git.run(base.top, "rev-parse", "--show-object-format", plain=False)).strip()
    files.scratch_tree(scratch, {})
    try:
        git.run(scratch, "init", "--quiet", "--bare", "--template=", f"--object-format={form}", repository.name)
        files.scratch_tree(repository / "objects" / "info", {"alternates": os.fsencode(f"{objects}\n")})
        yield repository
    finally:
        files.remove_tree(scratch)


def tip(base: Base, branch: str) -> str:
    """The commit of a branch; empty when there is no such branch."""
    return commit_of(base.top, f"refs/heads/{branch}")


def point(base: Base, branch: str, new: str, old: str = "") -> None:
    """Make the branch hold `new`, provided it holds `old` now; empty means that there is no such branch.

    Nothing to do where it holds `new` already. Raises ConflictError when it holds anything else, or stands in a
    working tree. The caller holds the lock of the target.
    """
    if tip(base, branch) != new:
        _expect(base, branch, old)
        _sweep(base, branch, new, old)
        _update(base, branch, f"refs/heads/{branch}", new, old or "0" * len(new))
    files.flush(_path(base, f"refs/heads/{branch}"), _path(base, "refs/heads"))


def drop(base: Base, branch: str, old: str) -> None:
    """Delete the branch, provided it still holds `old`. Raises ConflictError, as `point` does.

    Git itself would lock all packed refs for it, and a run that is killed then would leave that lock to the target's
    people. So a file that is the whole branch is deleted here, under git's lock for that one branch.
    """
    if tip(base, branch):
        _expect(base, branch, old)
    file, heads = _path(base, f"refs/heads/{branch}"), _path(base, "refs/heads")
    if heads.is_dir() and not _path(base, f"logs/refs/heads/{branch}").exists():
        files.remove_locked(file, f"{old}\n".encode(), up_to=heads)
    if tip(base, branch):
        _update(base, branch, "-d", f"refs/heads/{branch}", old)
    files.flush(_path(base, f"refs/heads/{branch}"), _path(base, "refs/heads"))


def ours(base: Base, branch: str, digest: str, made: Collection[str] = ()) -> bool:
    """Whether the branch ends in our one commit for the proposal with that digest, and nobody's came after it.

    `made` are the commits that the audit trail knows for it, if any: an amended one has our words, but is somebody's.
    """
    found = tip(base, branch)
    if not found or made:
        return found in made
    header = git.run(base.top, "cat-file", "commit", found, plain=False).partition(b"\n\n")[0]
    parents = [line for line in header.split(b"\n") if line.startswith(b"parent ")]
    return len(parents) == 1 and trailers_of(base, found).get(DIGEST) == (digest,)


def _stream(
    base: Base, changes: Sequence[FileChange], now: Mapping[str, tuple[bytes, bool] | None], message: str, by: str
) -> Iterator[bytes]:
    """The commit in the language of `git fast-import`."""
    told = message.encode()
    yield f"commit {MADE}\ncommitter {by}\ndata {len(told)}\n".encode() + told + f"\nfrom {base.commit}\n".encode()
    for change in sorted(changes, key=lambda change: change.path):
        path, file = _quoted(base.inside + change.path), now[change.path]
        if change.after is None:
            yield b"D %s\n" % path
            continue
        executable = change.executable if change.mode_changes or not file else file[1]
        mode = (EXECUTABLE if executable else ORDINARY).encode()
        yield b"M %s inline %s\ndata %d\n%s\n" % (mode, path, len(change.after), change.after)


def _quoted(path: str) -> bytes:
    raw = os.fsencode(path).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % raw


def _expect(base: Base, branch: str, old: str) -> None:
    found = tip(base, branch)
    if found != old:
        stands = f"is at {found[:12]}" if found else "is gone"
        hint = "look at its commits; rename or delete the branch when they are not needed"
        raise ConflictError(f"the branch {branch} {stands}, where nobody but us should write", str(base.top), hint)
    if not old:
        return
    listing = os.fsdecode(git.run(base.top, "worktree", "list", "--porcelain", plain=False))
    if f"branch refs/heads/{branch}" in listing.splitlines():
        raise ConflictError(f"the branch {branch} is checked out", str(base.top), "check out another one there")


def _sweep(base: Base, branch: str, new: str, old: str) -> None:
    """Remove the lock that a run of ours left when it was killed while it wrote `new`.

    Only our run would write that commit to that ref, all of it or as far as it came; or make an empty lock for a
    branch of ours that is not there. Any other one is held by a git that is at work, such as one that packs refs, and
    git says so.
    """
    lock = _path(base, f"refs/heads/{branch}.lock")
    with contextlib.suppress(FileNotFoundError):
        held = lock.read_bytes()
        if f"{new}\n".encode().startswith(held) and not (old and held == b""):
            files.remove(lock)


def _update(base: Base, branch: str, *arguments: str) -> None:
    git.run(base.top, "update-ref", "--no-deref", *arguments, plain=False, settings=OURS)


def _path(base: Base, name: str) -> Path:
    """Where git keeps something of its own: for a linked worktree that is not below its top."""
    return base.top / os.fsdecode(git.run(base.top, "rev-parse", "--git-path", name, plain=False)).rstrip("\n")
