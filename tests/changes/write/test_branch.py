"""A change as one commit on a branch: in every kind of repository, and nothing else of the target touched."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from made import git, served, write
from session_memory.changes.write.at_commit import Base, base_of, look, trailers_of
from session_memory.changes.write.branch import commit, drop, ours, point, tip
from session_memory.errors import ConflictError, DeniedError, SessionMemoryError, UsageError
from session_memory.model import FileChange

NAME = "session-memory/0123456789ab"
DIGEST = "0123456789ab" * 5 + "cdef"
MESSAGE = f"Advice for agents\n\nTwo patterns.\n\nPattern-Id: a\nPattern-Id: b\nProposal-Digest: {DIGEST}\n"
FILES = {"CLAUDE.md": b"by hand\n", "docs/old.md": b"old\n", "run.sh": b"#!/bin/sh\n"}
CHANGES = (
    FileChange("CLAUDE.md", b"by hand\n", b"by hand\nours\n"),
    FileChange("docs/old.md", b"old\n", None),
    FileChange('neu/ä "b\\c".md', None, b"without a final newline \xff\r\n\0"),
    FileChange("run.sh", b"#!/bin/sh\n", b"#!/bin/sh\ntrue\n"),
    FileChange("tool.sh", None, b"#!/bin/sh\n", executable=True),
)


def repository(folder: Path, inside: str = "", *, form: str = "sha1") -> Path:
    """A checkout that has FILES, in its sub-folder `inside`."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main", f"--object-format={form}")
    for path, content in FILES.items():
        write(folder / inside / path, content)
    (folder / inside / "run.sh").chmod(0o755)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "as it was")
    return folder


def checkout(tmp: Path) -> Path:
    return repository(tmp / "target")


def sub_folder(tmp: Path) -> Path:
    return repository(tmp / "target", "examples/web-shop/") / "examples" / "web-shop"


def linked_worktree(tmp: Path) -> Path:
    git(repository(tmp / "main"), "worktree", "add", "-q", "-b", "side", str(tmp / "side"))
    return tmp / "side"


def submodule(tmp: Path) -> Path:
    inner, outer = repository(tmp / "inner"), repository(tmp / "outer")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "part")
    return outer / "part"


def sha256(tmp: Path) -> Path:
    return repository(tmp / "target", form="sha256")


def detached(tmp: Path) -> Path:
    git(repository(tmp / "target"), "checkout", "-q", "--detach")
    return tmp / "target"


def packed(tmp: Path) -> Path:
    git(repository(tmp / "target"), "gc", "-q")
    return tmp / "target"


def borrowing(tmp: Path) -> Path:
    repository(tmp / "lender")
    git(tmp, "clone", "-q", "--shared", str(tmp / "lender"), "target")
    return tmp / "target"


def bare_mirror(tmp: Path) -> Path:
    git(repository(tmp / "origin"), "commit", "-q", "--allow-empty", "-m", "one more, for a shallow fetch to leave out")
    git(tmp / "origin", "config", "uploadpack.allowFilter", "true")
    git(tmp, "init", "-q", "--bare", "mirror.git")
    git(tmp / "mirror.git", "remote", "add", "origin", f"file://{tmp}/origin")
    fetch = ("fetch", "-q", "--depth=1", "--filter=blob:none", "--no-tags", "origin", "HEAD")
    git(tmp / "mirror.git", *fetch)
    return tmp / "mirror.git"


KINDS = [checkout, sub_folder, linked_worktree, submodule, sha256, detached, packed, borrowing, bare_mirror]


@pytest.fixture(params=KINDS, ids=lambda make: make.__name__)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A target's folder in a repository of each kind."""
    make: Callable[[Path], Path] = request.param
    return make(tmp_path)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A target that is an ordinary checkout."""
    return checkout(tmp_path)


def made(base: Base, scratch: Path, changes: tuple[FileChange, ...] = CHANGES) -> str:
    return commit(base, changes, MESSAGE, "Ada <ada@example.com>", 1_700_000_000, scratch)


def surroundings(folder: Path) -> dict[str, object]:
    """Everything of a repository that a branch must not touch; times of the working tree's files included."""
    if (folder / "FETCH_HEAD").exists():
        return {"head": (folder / "HEAD").read_bytes(), "fetched": (folder / "FETCH_HEAD").read_bytes()}
    top = Path(os.fsdecode(git(folder, "rev-parse", "--show-toplevel")).strip())
    private = top / os.fsdecode(git(top, "rev-parse", "--git-dir")).strip()
    kept = [p for p in sorted(top.rglob("*")) if ".git" not in p.relative_to(top).parts]
    return {
        "status": git(top, "status", "--porcelain"),
        "index": (private / "index").read_bytes(),
        "head": (private / "HEAD").read_bytes(),
        "files": {p: (p.lstat().st_mtime_ns, p.lstat().st_mode) for p in kept},
    }


def litter(folder: Path) -> list[Path]:
    """What is in a git folder and is not git's."""
    common = folder / os.fsdecode(git(folder, "rev-parse", "--git-common-dir")).strip()
    return [p for p in common.rglob("*") if "session-memory-" in p.name or p.name.endswith((".lock", ".pid"))]


def test_one_commit_holds_the_change_and_nothing_else_moves(target: Path, tmp_path: Path) -> None:
    """Bytes, modes, parent, message; `git fsck` is content, and the working tree is as it was."""
    before = surroundings(target)
    base = base_of(target)
    new = made(base, tmp_path / "scratch")
    point(base, NAME, new)
    there = {c.path: (c.after, c.path.endswith(".sh")) if c.after is not None else None for c in CHANGES}
    assert look(Base(base.top, base.inside, new, NAME), there) == there
    listed = git(base.top, "diff-tree", "-r", "--no-renames", "--name-status", "-z", base.commit, new).split(b"\0")[:-1]
    assert [p.decode() for p in listed[1::2]] == [base.inside + c.path for c in CHANGES]
    assert [s.decode() for s in listed[::2]] == ["M", "D", "A", "M", "A"]
    assert git(base.top, "log", "-1", "--format=%P|%an <%ae> %at|%cn <%ce> %ct|%B", new).decode().rstrip() == (
        f"{base.commit}|Ada <ada@example.com> 1700000000|Ada <ada@example.com> 1700000000|{MESSAGE.rstrip()}"
    )
    assert surroundings(target) == before
    assert litter(base.top) == []
    assert b"error" not in git(base.top, "fsck", "--strict", "--no-dangling")


def test_the_same_input_has_the_same_id(target: Path, tmp_path: Path) -> None:
    """A run after a crash finds what the first one made, whatever that left in its scratch folder."""
    base = base_of(target)
    first = made(base, tmp_path / "scratch")
    assert made(base, tmp_path / "scratch") == first
    point(base, NAME, first)
    assert made(base, tmp_path / "other") == first
    assert made(base, tmp_path / "scratch", CHANGES[:1]) != first


def test_it_is_ours_until_somebody_commits_on_top(plain: Path, tmp_path: Path) -> None:
    """One commit with our trailer at the tip, for the very proposal that is asked about."""
    base = base_of(plain)
    assert not ours(base, NAME, DIGEST)
    point(base, NAME, new := made(base, tmp_path / "scratch"))
    assert ours(base, NAME, DIGEST)
    assert not ours(base, NAME, "0" * 64)
    assert trailers_of(base, new) == {"Pattern-Id": ("a", "b"), "Proposal-Digest": (DIGEST,)}
    more = git(plain, "commit-tree", "-p", new, "-m", "a person's", f"{new}^{{tree}}").decode().strip()
    point(base, NAME, more, old=new)
    assert not ours(base, NAME, DIGEST)


def test_a_branch_moves_only_from_where_it_is_expected(plain: Path, tmp_path: Path) -> None:
    """Whatever else it holds is somebody's."""
    base = base_of(plain)
    new = made(base, tmp_path / "scratch")
    with pytest.raises(ConflictError):
        point(base, NAME, new, old=base.commit)
    git(plain, "branch", NAME)
    for expected in ("", new[::-1]):
        with pytest.raises(ConflictError):
            point(base, NAME, new, old=expected)
    assert tip(base, NAME) == base.commit
    point(base, NAME, new, old=base.commit)
    point(base, NAME, new, old=base.commit)
    assert tip(base, NAME) == new
    with pytest.raises(ConflictError):
        drop(base, NAME, base.commit)
    drop(base, NAME, new)
    drop(base, NAME, new)
    assert tip(base, NAME) == ""


def test_a_branch_that_is_checked_out_stays(plain: Path, tmp_path: Path) -> None:
    """Moving it would make every file there look changed."""
    base = base_of(plain)
    point(base, NAME, new := made(base, tmp_path / "scratch"))
    git(plain, "worktree", "add", "-q", str(tmp_path / "looking"), NAME)
    with pytest.raises(ConflictError, match="checked out"):
        drop(base, NAME, new)
    with pytest.raises(ConflictError, match="checked out"):
        point(base, NAME, base.commit, old=new)
    assert tip(base, NAME) == new


def test_a_commit_that_was_amended_is_somebodys(plain: Path, tmp_path: Path) -> None:
    """It still has one parent and our words: the commit that the audit trail knows is what tells."""
    base = base_of(plain)
    new = made(base, tmp_path / "scratch")
    point(base, NAME, new)
    assert ours(base, NAME, DIGEST, {new}) and not ours(base, NAME, DIGEST, {base.commit})
    amended = git(plain, "commit-tree", "-p", base.commit, "-m", MESSAGE, f"{base.commit}^{{tree}}").decode().strip()
    point(base, NAME, amended, old=new)
    assert ours(base, NAME, DIGEST) and not ours(base, NAME, DIGEST, {new})


@pytest.mark.parametrize(("held", "there"), [("", True), ("0" * 40 + "\n", True), ("0" * 40 + "\n", False)])
def test_a_lock_that_may_be_held_by_a_git_at_work_stays(plain: Path, tmp_path: Path, held: str, there: bool) -> None:
    """Such as one that packs refs: the error is git's own, names the file, and the branch is as it was."""
    base = base_of(plain)
    old = base.commit if there else ""
    if there:
        point(base, NAME, old)
    lock = write(plain / ".git" / "refs" / "heads" / f"{NAME}.lock", held)
    with pytest.raises(SessionMemoryError, match=f"{NAME}.lock"):
        point(base, NAME, made(base, tmp_path / "scratch"), old)
    assert lock.exists() and tip(base, NAME) == old
    if there:
        with pytest.raises(OSError, match=f"{NAME}.lock"):
            drop(base, NAME, old)
        assert lock.exists() and tip(base, NAME) == old


@pytest.mark.parametrize("written", [0, 40, 41])
def test_a_killed_run_is_cleaned_up_after(plain: Path, tmp_path: Path, written: int) -> None:
    """A lock of our own ref, with as much of the commit as was written; and the half of an object."""
    base = base_of(plain)
    value = made(base_of(shutil.copytree(plain, tmp_path / "copy")), tmp_path / "scratch")
    lock = write(plain / ".git" / "refs" / "heads" / f"{NAME}.lock", f"{value}\n"[:written])
    blob = git(plain, "hash-object", "--stdin", stdin=b"by hand\nours\n").decode().strip()
    folder = plain / ".git" / "objects" / blob[:2]
    killed = made_half(folder, blob)
    point(base, NAME, made(base, tmp_path / "scratch"))
    assert not lock.exists() and not killed.exists()
    assert litter(plain) == []


def made_half(folder: Path, blob: str) -> Path:
    """What a kill between writing and renaming leaves: found out by failing there."""
    before = os.rename, os.replace
    seen: list[Path] = []

    def stop(*_: object, **__: object) -> None:
        seen.extend(p for p in folder.iterdir() if p.name.startswith(".session-memory-"))
        raise KeyboardInterrupt

    from session_memory import files

    patch = pytest.MonkeyPatch()
    try:
        patch.setattr(os, "rename", stop)
        patch.setattr(os, "replace", stop)
        patch.setattr(Path, "rename", stop)
        with pytest.raises(KeyboardInterrupt):
            files.add(folder / blob[2:], b"half")
    finally:
        patch.undo()
    assert (os.rename, os.replace) == before
    return write(seen[0], b"half")


def test_objects_are_read_only_and_as_open_as_the_repository(plain: Path, tmp_path: Path) -> None:
    """A repository that a group shares stays one."""
    (plain / ".git" / "objects").chmod(0o2775)
    there = set((plain / ".git" / "objects").glob("??/*"))
    made(base_of(plain), tmp_path / "scratch")
    new = set((plain / ".git" / "objects").glob("??/*")) - there
    assert len(new) >= 6
    assert {stat.S_IMODE(p.stat().st_mode) for p in new} == {0o444}
    fresh = {p.parent for p in new} - {p.parent for p in there}
    assert {stat.S_IMODE(p.stat().st_mode) for p in fresh} == {0o2775}


HOSTILE = """
[core]
    autocrlf = true
    hooksPath = {hooks}
    logAllRefUpdates = always
    quotePath = true
    compression = 0
[commit]
    gpgSign = true
[user]
    useConfigOnly = true
[i18n]
    commitEncoding = latin1
[trailer]
    separators = "#"
[transfer]
    unpackLimit = 1
    fsckObjects = true
[init]
    defaultObjectFormat = sha256
    templateDir = {hooks}
[gpg]
    program = false
"""


@pytest.mark.parametrize("where", ["of the user", "of the repository"])
def test_no_configuration_changes_a_byte(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Line ends, signatures, encodings, attributes: the commit has the same id, and no hook runs."""
    base = base_of(plain)
    expected = made(base, tmp_path / "scratch")
    hooks = tmp_path / "hooks"
    for hook in ("reference-transaction", "pre-commit", "post-commit", "commit-msg", "post-checkout"):
        write(hooks / hook, f"#!/bin/sh\ntouch {tmp_path}/ran-{hook}\nexit 1\n").chmod(0o755)
    told = write(tmp_path / "config", HOSTILE.format(hooks=hooks))
    if where == "of the user":
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(told))
        monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    else:
        git(plain, "config", "include.path", str(told))
        write(plain / ".git" / "info" / "attributes", "* text eol=crlf filter=none ident\n")
    again = base_of(plain)
    assert made(again, tmp_path / "scratch") == expected
    point(again, NAME, expected)
    assert ours(again, NAME, DIGEST)
    drop(again, NAME, expected)
    assert not list(tmp_path.glob("ran-*"))
    assert not (plain / ".git" / "logs" / "refs" / "heads" / NAME).exists()


def test_what_replaces_an_object_in_one_clone_is_not_seen(plain: Path, tmp_path: Path) -> None:
    """refs/replace is a view of one clone; a commit is made of what is really there."""
    base = base_of(plain)
    expected = made(base, tmp_path / "scratch")
    blob = git(plain, "rev-parse", "HEAD:CLAUDE.md").decode().strip()
    other = git(plain, "hash-object", "-w", "--stdin", stdin=b"another\n").decode().strip()
    git(plain, "replace", blob, other)
    assert look(base, ["CLAUDE.md"]) == {"CLAUDE.md": (b"by hand\n", False)}
    assert made(base, tmp_path / "scratch") == expected


def test_a_file_that_is_not_as_expected_is_left(plain: Path, tmp_path: Path) -> None:
    """The proposal was made for other bytes; no commit, no object."""
    before = sorted((plain / ".git").rglob("*"))
    for change in (
        FileChange("CLAUDE.md", b"something else\n", b"x"),
        FileChange("CLAUDE.md", None, b"x"),
        FileChange("CLAUDE.md", b"something else\n", None),
        FileChange("not-there.md", b"gone\n", b"x"),
    ):
        with pytest.raises(ConflictError, match="not as expected"):
            made(base_of(plain), tmp_path / "scratch", (change,))
    assert sorted((plain / ".git").rglob("*")) == before


def odd(tmp: Path) -> Base:
    """A repository with everything at which no file may be written."""
    folder = repository(tmp / "odd")
    (folder / "link").symlink_to("CLAUDE.md")
    (folder / "docs-link").symlink_to("docs")
    (folder / "dangling").symlink_to("/nowhere")
    repository(folder / "nested")
    git(folder, "-c", "advice.addEmbeddedRepo=false", "add", "-A")
    git(folder, "commit", "-q", "-m", "odd")
    return base_of(folder)


@pytest.mark.parametrize(
    "path",
    ["link", "docs-link", "dangling", "docs-link/old.md", "link/x", "nested", "nested/CLAUDE.md", "docs", "run.sh/x"],
)
def test_no_link_or_nested_repository_is_written_through(tmp_path: Path, path: str) -> None:
    """As a leaf and on the way; a folder is not replaced by a file, nor a file by a folder."""
    base = odd(tmp_path)
    with pytest.raises(DeniedError, match=path.split("/")[0]):
        look(base, [path])
    with pytest.raises(DeniedError):
        made(base, tmp_path / "scratch", (FileChange(path, None, b"x"),))


@pytest.mark.parametrize("path", ["*.md", "docs/*", "CLAUDE.??", ":/CLAUDE.md", ":(icase)claude.md", "claude.md"])
def test_a_path_means_itself(plain: Path, path: str) -> None:
    """No pattern, no magic of git's."""
    assert look(base_of(plain), [path]) == {path: None}


def test_a_ref_can_be_the_base(plain: Path, tmp_path: Path) -> None:
    """A branch, a tag, an id; what is no ref is told."""
    git(plain, "tag", "-a", "-m", "t", "first")
    write(plain / "CLAUDE.md", b"later\n")
    git(plain, "commit", "-q", "-am", "later")
    base = base_of(plain, "first")
    assert look(base, ["CLAUDE.md", "none"]) == {"CLAUDE.md": (b"by hand\n", False), "none": None}
    assert base.commit == git(plain, "rev-parse", "HEAD^").decode().strip()
    for ref in ("nowhere", "--all", "-h"):
        with pytest.raises(UsageError, match="no commit"):
            base_of(plain, ref)


def test_without_a_commit_there_is_no_branch(tmp_path: Path) -> None:
    """In no git, or before the first commit, the files can still be written in place."""
    for folder in (tmp_path / "no-git", tmp_path / "unborn"):
        folder.mkdir()
    git(tmp_path / "unborn", "init", "-q")
    for folder in (tmp_path / "no-git", tmp_path / "unborn"):
        with pytest.raises(UsageError, match="--in-place"):
            base_of(folder)


def test_a_repository_that_git_refuses_is_an_error(plain: Path) -> None:
    """A damaged one is not taken for one without commits."""
    write(plain / ".git" / "config", "[core\n")
    with pytest.raises(SessionMemoryError) as raised:
        base_of(plain)
    assert not isinstance(raised.value, UsageError)


def test_many_files_in_one_commit(plain: Path, tmp_path: Path) -> None:
    """More than git would keep loose by itself."""
    many = tuple(FileChange(f"rules/{n % 20}/{n}.md", None, b"%d\n" % n) for n in range(800))
    base = base_of(plain)
    new = made(base, tmp_path / "scratch", many)
    seen = look(Base(base.top, base.inside, new, "new"), [c.path for c in many])
    assert {path: file and file[0] for path, file in seen.items()} == {c.path: c.after for c in many}


def test_objects_that_git_could_not_write_are_an_error(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk is full: git then keeps a pack, with exit code 0. Nothing of it reaches the target."""
    base = base_of(plain)
    whole = subprocess.run(["git", "--exec-path"], capture_output=True, check=True, text=True).stdout.strip()
    (tmp_path / "git").mkdir()
    for program in Path(whole).iterdir():
        (tmp_path / "git" / program.name).symlink_to(program)
    (tmp_path / "git" / "git").unlink(missing_ok=True)
    fails = f'#!/bin/sh\ncase "$1" in unpack-objects) exit 1;; esac\nexec {shutil.which("git")} "$@"\n'
    write(tmp_path / "git" / "git", fails).chmod(0o755)
    write(tmp_path / "bin" / "git", f'#!/bin/sh\nexec {whole}/git --exec-path={tmp_path}/git "$@"\n').chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    before = sorted((plain / ".git").rglob("*"))
    with pytest.raises(SessionMemoryError, match="could not write"):
        made(base, tmp_path / "scratch")
    assert sorted((plain / ".git").rglob("*")) == before


def test_a_mirror_over_the_wire(tmp_path: Path) -> None:
    """Shallow and without blobs, from a git server: the branch is made, and the mirror can still be fetched into."""
    repository(tmp_path / "served" / "origin")
    git(tmp_path / "served" / "origin", "config", "uploadpack.allowFilter", "true")
    with served(tmp_path / "served") as url:
        git(tmp_path, "init", "-q", "--bare", "mirror.git")
        mirror = tmp_path / "mirror.git"
        git(mirror, "remote", "add", "origin", f"{url}/origin")
        fetch = ("fetch", "-q", "--depth=1", "--filter=blob:none", "--no-tags", "origin", "HEAD")
        git(mirror, *fetch)
        base = base_of(mirror)
        assert base.ref == "FETCH_HEAD"
        point(base, NAME, new := made(base, tmp_path / "scratch"))
        write(tmp_path / "served" / "origin" / "CLAUDE.md", "later\n")
        git(tmp_path / "served" / "origin", "commit", "-q", "-am", "later")
        git(mirror, *fetch)
        assert tip(base, NAME) == new and base_of(mirror).commit != base.commit
