"""Attacks on the way into a target, for real on a file system: nothing outside changes, nothing hangs.

Each is carried out by a caller who does no more than ask `unsafe_path`, then `look_inside`, then `replace_inside`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from made import write
from session_memory import files
from session_memory.changes.gate.danger import unsafe_path
from session_memory.errors import ConflictError, DeniedError, SessionMemoryError

OURS = b"ours\n"
SECONDS = 5
HOST = "docs/AGENTS.md"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A target with a host file, and beside it what nobody may touch."""
    write(tmp_path / "outside" / "AGENTS.md", "theirs\n")
    write(tmp_path / "outside" / "hooks" / "post-commit", "#!/bin/sh\n")
    write(tmp_path / "secret.md", "theirs\n")
    write(tmp_path / "target" / ".git" / "config", "[core]\n")
    write(tmp_path / "target" / ".git" / "hooks" / "post-commit", "#!/bin/sh\n")
    write(tmp_path / "target" / HOST, "by hand\n")
    return tmp_path / "target"


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Whatever waits for somebody else is stopped, and has failed."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still at it after {SECONDS} seconds")

    usual = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, usual)


def world(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything below a folder: kind, mode, owner, links, size, bytes, and where links lead."""
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        s = path.lstat()
        lead = str(path.readlink()) if path.is_symlink() else ""
        small = stat.S_ISREG(s.st_mode) and s.st_size < 10_000
        size = s.st_size if stat.S_ISREG(s.st_mode) else 0
        content = path.read_bytes() if small else b""
        name = path.relative_to(folder).as_posix()
        found[name] = (s.st_mode, s.st_uid, s.st_gid, s.st_nlink, size, lead, content)
    return found


def through_the_door(target: Path, path: str) -> None:
    """As it would be done by somebody who knows of no attack."""
    seen = files.look_inside(target, path)
    files.replace_inside(target, path, seen.content if seen else None, OURS)


def attempt(target: Path, path: str) -> None:
    why = unsafe_path(path)
    if why:
        raise DeniedError(why)
    through_the_door(target, path)


SPELLINGS = {
    "parent": "../secret.md",
    "parent from below": "docs/../../secret.md",
    "parent and back": "../target/docs/AGENTS.md",
    "parent at the end": "docs/..",
    "here": "./docs/AGENTS.md",
    "here inside": "docs/./AGENTS.md",
    "nothing": "",
    "nothing inside": "docs//AGENTS.md",
    "a folder's spelling": "docs/",
    "absolute": "/etc/session-memory-attack",
    "absolute twice": "//etc/session-memory-attack",
    "home": "~/AGENTS.md",
    "backslashes": "..\\secret.md",
    "backslash inside": "docs\\..\\..\\secret.md",
    "share of Windows": "\\\\server\\share\\AGENTS.md",
    "drive of Windows": "C:/AGENTS.md",
    "drive without a slash": "C:AGENTS.md",
    "stream of NTFS": "AGENTS.md::$DATA",
    "stream of git's folder": ".git::$INDEX_ALLOCATION/hooks/post-commit",
    "git's folder": ".git/hooks/post-commit",
    "git's folder in capitals": ".GIT/hooks/post-commit",
    "git's folder in both": ".gIt/config",
    "git's folder with a dot": ".git./hooks/post-commit",
    "git's folder with a space": ".git /hooks/post-commit",
    "git's folder with dots and spaces": ".git . ./config",
    "git's folder, short name": "git~1/hooks/post-commit",
    "git's folder, another short name": "GIT~2/config",
    "git's folder below": "docs/.git/config",
    "git's file": ".git",
    "joiner that HFS+ ignores": ".g\u200cit/hooks/post-commit",
    "mark that HFS+ ignores": ".git\u200e/config",
    "byte order mark that HFS+ ignores": "\ufeff.git/config",
    "wide letters": "．ｇｉｔ/config",
    "right to left": "docs/\u202edm.STNEGA",
    "NUL": "docs/AGENTS.md\0.txt",
    "NUL first": "\0/AGENTS.md",
    "line end": "docs/AGENTS.md\n../secret.md",
    "escape": "docs/\x1b[2JAGENTS.md",
    "half a character": "docs/\udcff.md",
    "half a character that is no byte": "docs/\ud800.md",
    "trailing dot": "docs/AGENTS.md.",
    "trailing space": "docs/AGENTS.md ",
    "short name": "docs/AGENTS~1.MD",
    "console": "CON",
    "null device": "docs/NUL.md",
    "null device twice": "docs/nul.tar.md",
    "serial port": "COM1",
    "serial port, raised": "docs/com¹.md",
    "printer": "docs/LPT9/AGENTS.md",
    "accent in two parts": "docs/cafe\u0301.md",
    "name too long": f"docs/{'a' * 256}.md",
    "name too long in bytes": f"docs/{'ä' * 128}.md",
    "path too long": "/".join(["docs"] * 300),
}


@pytest.mark.parametrize("path", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_path_that_is_another_one_somewhere_is_refused(target: Path, path: str) -> None:
    """By its spelling alone; the world around stays as it is, down to modes and owners."""
    before = world(target.parent)
    with pytest.raises(DeniedError) as error:
        attempt(target, path)
    assert world(target.parent) == before
    assert path in str(error.value) or repr(path) in str(error.value) or len(path.encode()) > 255 or not path


@pytest.mark.parametrize("path", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_the_door_alone_leads_nowhere_else(target: Path, path: str) -> None:
    """Even unasked for its spelling, no path gets out of the target."""
    others = {name: seen for name, seen in world(target.parent).items() if not name.startswith("target")}
    with contextlib.suppress(SessionMemoryError, OSError, UnicodeEncodeError):
        through_the_door(target, path)
    after = {name: seen for name, seen in world(target.parent).items() if not name.startswith("target")}
    assert after == others
    assert not Path("/etc/session-memory-attack").exists()


def leaf_link(to: str) -> Callable[[Path], str]:
    def attack(target: Path) -> str:
        (target / "AGENTS.md").symlink_to(to)
        return "AGENTS.md"

    return attack


def parent_link(to: str) -> Callable[[Path], str]:
    def attack(target: Path) -> str:
        (target / ".claude").symlink_to(to)
        return ".claude/rules/x.md"

    return attack


def absolute_link(target: Path) -> str:
    (target / "AGENTS.md").symlink_to(target.parent / "secret.md")
    return "AGENTS.md"


def link_in_the_middle(target: Path) -> str:
    (target / "a").mkdir()
    (target / "a" / "b").symlink_to(target.parent / "outside")
    return "a/b/hooks/post-commit"


def link_through_proc(target: Path) -> str:
    (target / "docs2").symlink_to("/proc/self/cwd")
    return "docs2/AGENTS.md"


def hard_link(target: Path) -> str:
    os.link(target.parent / "secret.md", target / "AGENTS.md")
    return "AGENTS.md"


def read_only(target: Path) -> str:
    write(target / "AGENTS.md", "by hand\n").chmod(0o444)
    return "AGENTS.md"


def fifo(target: Path) -> str:
    os.mkfifo(target / "AGENTS.md")
    return "AGENTS.md"


def fifo_on_the_way(target: Path) -> str:
    os.mkfifo(target / ".claude")
    return ".claude/rules/x.md"


def socket_there(target: Path) -> str:
    here = Path.cwd()
    # The path of a socket may be no longer than about a hundred bytes.
    os.chdir(target)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("AGENTS.md")
    finally:
        os.chdir(here)
    return "AGENTS.md"


def device(target: Path) -> str:
    try:
        os.mknod(target / "AGENTS.md", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    return "AGENTS.md"


def endless_device_on_the_way(target: Path) -> str:
    try:
        os.mknod(target / ".claude", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")
    return ".claude/CLAUDE.md"


def huge(target: Path) -> str:
    write(target / "AGENTS.md", "")
    os.truncate(target / "AGENTS.md", 1 << 40)
    return "AGENTS.md"


def folder_there(target: Path) -> str:
    (target / "AGENTS.md").mkdir()
    return "AGENTS.md"


def file_on_the_way(target: Path) -> str:
    write(target / ".claude", "by hand\n")
    return ".claude/rules/x.md"


def nested(git: str) -> Callable[[Path], str]:
    def attack(target: Path) -> str:
        write(target / "vendor" / "lib" / "AGENTS.md", "theirs\n")
        place = target / "vendor" / "lib" / ".git"
        if git == "folder":
            write(place / "HEAD", "ref: refs/heads/main\n")
        elif git == "file":
            write(place, "gitdir: ../../.git/modules/lib\n")
        else:
            place.symlink_to("nowhere")
        return "vendor/lib/AGENTS.md"

    return attack


def nested_above(target: Path) -> str:
    write(target / "vendor" / ".git" / "HEAD", "ref: refs/heads/main\n")
    return "vendor/deep/er/AGENTS.md"


def case_twin(target: Path) -> str:
    write(target / "agents.md", "by hand\n")
    return "AGENTS.md"


def case_twin_of_one_that_is_there(target: Path) -> str:
    write(target / "agents.md", "by hand\n")
    write(target / "AGENTS.md", "by hand\n")
    return "AGENTS.md"


def case_twin_on_the_way(target: Path) -> str:
    write(target / ".Claude" / "rules" / "x.md", "by hand\n")
    return ".claude/rules/x.md"


def case_twin_beyond_ascii(target: Path) -> str:
    write(target / "STRASSE.md", "by hand\n")
    return "straße.md"


def accent_twin(target: Path) -> str:
    write(target / "cafe\u0301.md", "by hand\n")
    return "caf\u00e9.md"


STANDING: dict[str, Callable[[Path], str]] = {
    "link to a file outside": leaf_link("../secret.md"),
    "link to a file outside, absolute": absolute_link,
    "link to a file inside": leaf_link(HOST),
    "link to a folder outside": leaf_link("../outside"),
    "link that dangles": leaf_link("../not-there.md"),
    "link that dangles inside": leaf_link("not-there.md"),
    "link to itself": leaf_link("AGENTS.md"),
    "link into git": leaf_link(".git/config"),
    "link to a device": leaf_link("/dev/zero"),
    "link to a terminal": leaf_link("/dev/tty"),
    "folder that leads outside": parent_link("../outside"),
    "folder that leads inside": parent_link("docs"),
    "folder that leads to the target": parent_link("."),
    "folder that leads into git": parent_link(".git"),
    "folder that dangles": parent_link("../not-there"),
    "folder that leads to itself": parent_link(".claude"),
    "link in the middle": link_in_the_middle,
    "link through the running process": link_through_proc,
    "hard link": hard_link,
    "read-only": read_only,
    "FIFO": fifo,
    "FIFO on the way": fifo_on_the_way,
    "socket": socket_there,
    "device": device,
    "device on the way": endless_device_on_the_way,
    "a terabyte": huge,
    "folder where the file goes": folder_there,
    "file where the folder goes": file_on_the_way,
    "nested repository": nested("folder"),
    "submodule": nested("file"),
    "nested repository behind a link": nested("link"),
    "nested repository further up": nested_above,
    "case twin": case_twin,
    "case twin of a file that is there": case_twin_of_one_that_is_there,
    "case twin on the way": case_twin_on_the_way,
    "case twin beyond ASCII": case_twin_beyond_ascii,
    "accent twin": accent_twin,
}


@pytest.mark.parametrize("attack", STANDING.values(), ids=STANDING.keys())
def test_what_stands_in_the_target_leads_nowhere(target: Path, attack: Callable[[Path], str]) -> None:
    """Refused, with the path named; neither the target nor anything around it is other than before."""
    path = attack(target)
    before = world(target.parent)
    with pytest.raises((DeniedError, ConflictError)) as error:
        attempt(target, path)
    assert path in str(error.value)
    assert world(target.parent) == before


@pytest.mark.parametrize("after", [OURS, None])
@pytest.mark.parametrize("attack", STANDING.values(), ids=STANDING.keys())
def test_nor_for_who_writes_without_looking(target: Path, attack: Callable[[Path], str], after: bytes | None) -> None:
    """The writing itself refuses, whatever it is told stands there, and deletes no more than it writes."""
    path = attack(target)
    before = world(target.parent)
    for claimed in (b"by hand\n", b"theirs\n", None):
        if (claimed, after) != (None, None):
            with pytest.raises((DeniedError, ConflictError)) as error:
                files.replace_inside(target, path, claimed, after)
            assert path in str(error.value)
    assert world(target.parent) == before


def swap_for_link(target: Path) -> None:
    (target / "docs").rename(target / "was")
    (target / "docs").symlink_to(target.parent / "outside")


def swap_for_folder(target: Path) -> None:
    (target / "docs").rename(target / "was")
    write(target / HOST, "by hand\n")


def move_away(target: Path) -> None:
    (target / "docs").rename(target.parent / "outside" / "docs")


def take_away(target: Path) -> None:
    shutil.rmtree(target / "docs")


def become_a_repository(target: Path) -> None:
    write(target / "docs" / ".git" / "HEAD", "ref: refs/heads/main\n")


def leaf_for_link(target: Path) -> None:
    (target / HOST).unlink()
    (target / HOST).symlink_to(target.parent / "outside" / "AGENTS.md")


def leaf_for_fifo(target: Path) -> None:
    (target / HOST).unlink()
    os.mkfifo(target / HOST)


def save_by_hand(target: Path) -> None:
    write(target / HOST, "by hand, later\n")


def delete_by_hand(target: Path) -> None:
    (target / HOST).unlink()


def make_executable(target: Path) -> None:
    (target / HOST).chmod(0o755)


def second_name(target: Path) -> None:
    os.link(target / HOST, target / "second.md")


def twin_appears(target: Path) -> None:
    write(target / "docs" / "agents.md", "by hand\n")


MEANWHILE = (
    swap_for_link, swap_for_folder, move_away, take_away, become_a_repository, leaf_for_link, leaf_for_fifo,
    save_by_hand, delete_by_hand, make_executable, second_name, twin_appears,
)  # fmt: skip


def beside(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(f"{files.PRIVATE}*")]


@pytest.mark.parametrize("swap", [s for s in MEANWHILE if s not in (swap_for_folder, make_executable)])
def test_what_changes_after_the_look_is_seen(target: Path, swap: Callable[[Path], None]) -> None:
    """Between looking and writing anybody may do anything: it stays as they left it."""
    seen = files.look_inside(target, HOST)
    assert seen is not None
    swap(target)
    after = world(target.parent)
    with pytest.raises((DeniedError, ConflictError), match=HOST):
        files.replace_inside(target, HOST, seen.content, OURS)
    assert world(target.parent) == after


@pytest.mark.parametrize("swap", MEANWHILE)
def test_what_changes_in_the_middle_of_the_writing_is_seen(
    target: Path, monkeypatch: pytest.MonkeyPatch, swap: Callable[[Path], None]
) -> None:
    """When the new text lies ready beside the file, one more look decides, and the way is walked once more."""
    left: list[dict[str, tuple[object, ...]]] = []
    usual = os.fsync

    def flush(handle: int) -> None:
        usual(handle)
        if not left:
            swap(target)
            left.append({name: seen for name, seen in world(target.parent).items() if files.PRIVATE not in name})

    with monkeypatch.context() as patched, pytest.raises((DeniedError, ConflictError), match=HOST):
        patched.setattr(os, "fsync", flush)
        files.replace_inside(target, HOST, b"by hand\n", OURS)
    assert world(target.parent) == left[0]
    assert beside(target.parent) == []


def test_a_folder_that_becomes_a_link_while_it_is_made_is_not_entered(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New folders are entered as carefully as old ones."""
    before = {name: seen for name, seen in world(target.parent).items() if name.startswith("outside")}
    usual = os.mkdir

    def swapped(name: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        usual(name, mode, dir_fd=dir_fd)
        os.rmdir(name, dir_fd=dir_fd)
        os.symlink(target.parent / "outside", name, dir_fd=dir_fd)

    with monkeypatch.context() as patched, pytest.raises(DeniedError, match="link"):
        patched.setattr(os, "mkdir", swapped)
        files.replace_inside(target, "hooks/post-commit", None, OURS)
    assert {name: seen for name, seen in world(target.parent).items() if name.startswith("outside")} == before


def test_there_are_more_than_forty_attacks() -> None:
    """Each is another one."""
    assert len(set(SPELLINGS.values())) + len(STANDING) + 2 * len(MEANWHILE) > 100


@pytest.mark.parametrize("path", [HOST, "AGENTS.md", ".claude/rules/x.md", "docs/notes/é.md"])
def test_an_honest_path_is_written(target: Path, path: str) -> None:
    """And through the same door everybody else goes in."""
    attempt(target, path)
    assert (target / path).read_bytes() == OURS
    assert beside(target) == []
