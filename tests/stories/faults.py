"""Runs of the program in which one system call fails, or is the last one: with strace, which can do that."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "open", "openat", "openat2", "creat", "write", "pwrite64", "writev", "pwritev", "sendfile", "copy_file_range",
    "fsync", "fdatasync", "sync", "syncfs", "truncate", "ftruncate", "fallocate", "rename", "renameat", "renameat2",
    "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat",
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utimensat", "setxattr",
    "fsetxattr",
)  # fmt: skip
"""Everything that changes a disk. A machine does not have all of them."""
TRACE = ",".join(f"?{name}" for name in CALLS)
HARMLESS = re.compile(
    r"open(at2?)?\((?!.*O_(WRONLY|RDWR|CREAT|TRUNC))"  # reading
    r'|[a-z]+\((?:AT_FDCWD<[^>]*>, )?"/dev/(null|tty)"'
    r"|p?writev?(64)?\(([012]<|\d+<(pipe|socket|/dev/(null|tty)))"  # talking
)
LINE = re.compile(r"([a-z0-9_]+)\(")
RANDOM = re.compile(
    r"(\.session-memory-)[0-9a-f]{16}(?![0-9a-f])|(tmp_(?:obj|pack|idx)_)\w{6}|(commit\.git/t)\w{6}(?=\")"
    r"|(/tmp/(?:session-memory-)?)\w{8}|(pipe:\[)\d+"
)
SCRATCH = "commit.git"
"""Where a commit is made, outside of the target."""
GIT = shutil.which("git") or "git"
WRAPPER = f"""#!/bin/sh
# Stands before git: counts the calls, git's own calls of git included, and has one of them, or all, run under strace.
read -r n < "$FAULTS/count"
n=$((n + 1))
echo $n > "$FAULTS/count"
export GIT_EXEC_PATH="$FAULTS/bin"
[ "$FAULT_GIT" = all ] || [ "$FAULT_GIT" = $n ] || exec {GIT} "$@"
strace -qq -ttt -y -s 0 -o "$FAULTS/git.$n" -e "trace=$FAULT_TRACE" $FAULT_INJECT {GIT} "$@"
code=$?
[ $code = 137 ] || exit $code
[ -z "$FAULT_ALL" ] || kill -9 0
kill -9 $$
"""

KILL, ENOSPC, EIO, KILL_ALL = "kill", "ENOSPC", "EIO", "kill all"
FAULTS = (KILL, ENOSPC, EIO)
FAULTS_IN_GIT = (*FAULTS, KILL_ALL)
"""A killed git alone is an error to the program; with the program killed at the same time nobody tidies up."""


@dataclass(frozen=True)
class Call:
    """A system call that changes something: the how manieth of its name in its process."""

    name: str
    number: int
    text: str
    git: int = 0
    """The how manieth git of the run it is in; 0 is the program itself."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong in a run."""

    call: Call
    kind: str

    @property
    def inject(self) -> str:
        """In strace's words."""
        what = "signal=KILL" if self.kind in (KILL, KILL_ALL) else f"error={self.kind}"
        return f"inject={self.call.name}:{what}:when={self.call.number}"

    @property
    def kills(self) -> bool:
        """Whether the program itself dies of it."""
        return self.kind == KILL_ALL or (self.kind == KILL and not self.call.git)

    @property
    def tidying(self) -> bool:
        """Whether what fails is tidying up."""
        return self.call.name in ("unlink", "unlinkat", "rmdir")

    def __str__(self) -> str:
        return f"{self.kind} at {self.call.name} no. {self.call.number} of git {self.call.git}: {self.call.text}"


@dataclass(frozen=True)
class Ran:
    """What became of a run."""

    code: int
    """Less than nothing for the signal that ended it."""
    said: str


class Machine:
    """Runs the program on the catalog at `root`; `folder` is for its own things."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "run"
        self.own = folder / "own"
        self.scratch = folder / "tmp"
        (self.own / "bin").mkdir(parents=True)
        self.scratch.mkdir()
        (self.own / "bin" / "git").write_text(WRAPPER, encoding="ascii")
        (self.own / "bin" / "git").chmod(0o755)
        command = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        self._zygote = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def close(self) -> None:
        """No more runs."""
        self._zygote.communicate()

    def run(self, *arguments: str, now: str, strace: tuple[str, ...] = (), env: Mapping[str, str] | None = None) -> Ran:
        """One run."""
        asked = {
            "arguments": ["--root", str(self.root), *arguments],
            "now": now,
            "said": str(self.own / "said"),
            "strace": strace,
            "env": {"TMPDIR": str(self.scratch)} | dict(env or {}),
        }
        assert self._zygote.stdin is not None and self._zygote.stdout is not None
        self._zygote.stdin.write(json.dumps(asked) + "\n")
        self._zygote.stdin.flush()
        code = self._zygote.stdout.readline()
        return Ran(int(code), (self.own / "said").read_text(encoding="utf-8"))

    def record(self, *arguments: str, now: str) -> tuple[Ran, list[str], dict[int, list[str]]]:
        """A run that nothing happens to: the lines of its own trace, and those of each git that it called."""
        for old in self.own.glob("git.*"):
            old.unlink()
        ran = self.run(*arguments, now=now, strace=self._strace(), env=self._env("all"))
        found = {int(path.suffix[1:]): _lines(path) for path in self.own.glob("git.*")}
        return ran, _lines(self.own / "trace"), dict(sorted(found.items()))

    def disturbed(self, *arguments: str, now: str, fault: Fault) -> Ran:
        """A run with one fault. Fails when the fault did not hit the call that it was meant for."""
        if fault.call.git:
            ran = self.run(*arguments, now=now, env=self._env(str(fault.call.git), fault))
            lines = _lines(self.own / f"git.{fault.call.git}")
        else:
            ran = self.run(*arguments, now=now, strace=self._strace("-e", fault.inject))
            lines = _lines(self.own / "trace")
        mark = "= ?" if fault.kind in (KILL, KILL_ALL) else "(INJECTED)"
        hit = [told(line) for line in lines if line.endswith(mark)]
        assert fault.call.text in hit, (str(fault), hit, ran)
        return ran

    def timeline(self) -> list[str]:
        """What the run that was recorded last did, and its gits in the target, in the order in which it happened."""
        paths = [self.own / "trace", *self.own.glob("git.*")]
        traces = [(path.name, path.read_text(encoding="utf-8", errors="replace")) for path in paths]
        there = [trace for name, trace in traces if name == "trace" or SCRATCH not in trace]
        lines = (line for trace in there for line in trace.splitlines())
        return [line.partition(" ")[2] for line in sorted(lines, key=lambda line: float(line.partition(" ")[0]))]

    def _strace(self, *more: str) -> tuple[str, ...]:
        return ("strace", "-ttt", "-y", "-s", "0", "-o", str(self.own / "trace"), "-e", f"trace={TRACE}", *more)

    def _env(self, which: str, fault: Fault | None = None) -> dict[str, str]:
        (self.own / "count").write_text("0\n", encoding="ascii")
        return {
            "PATH": f"{self.own / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "FAULTS": str(self.own),
            "FAULT_GIT": which,
            "FAULT_TRACE": TRACE,
            "FAULT_INJECT": f"-e {fault.inject}" if fault else "",
            "FAULT_ALL": "yes" if fault and fault.kind == KILL_ALL else "",
        }


def calls(lines: list[str], git: int = 0) -> Iterator[Call]:
    """The calls of a trace that change something."""
    seen: Counter[str] = Counter()
    for line in lines:
        match = LINE.match(line)
        if match is not None:
            seen[match[1]] += 1
            if not HARMLESS.match(line):
                yield Call(match[1], seen[match[1]], told(line), git)


def told(line: str) -> str:
    """A call without what differs from run to run: random names, its result, what is written."""
    return RANDOM.sub(lambda m: f"{m[m.lastindex or 0]}*", re.sub(r'\) += .*|""\.\.\., \d+.*', "", line))


def faults(own: list[str], gits: Mapping[int, list[str]]) -> list[Fault]:
    """Each fault at each call."""
    found = [Fault(call, kind) for call in calls(own) for kind in FAULTS]
    for number, lines in gits.items():
        found += [Fault(call, kind) for call in calls(lines, number) for kind in FAULTS_IN_GIT]
    return found


def _lines(path: Path) -> list[str]:
    """The lines of a trace; each begins with the moment, which is of no account here."""
    return [line.partition(" ")[2] for line in path.read_text(encoding="utf-8", errors="replace").splitlines()]
