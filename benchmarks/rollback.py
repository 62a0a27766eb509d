"""`make bench-rollback`: a rollout to 1,000 repositories, and all of it taken back, byte for byte.

Run as `python -m benchmarks.rollback [NUMBER]`.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.workload import pattern

NUMBER = 1_000
MOST = 60.0
"""Seconds that taking back may take."""
FLAVORS = ("claude", "codex", "grok")
ADA = "Ada <ada@example.com>"
COMMAND = [sys.executable, "-m", "session_memory"]


def main(number: int) -> None:
    """Print a row for each command; exit 1 when a file is not what it was, or it took too long."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        make(root, number)
        before = standing(root)
        asked = ["new", "--pattern", "pattern-0000", "--in-place", "--steps", "100"]
        print(f"{number:,} repositories, one pattern, {len(FLAVORS)} flavors, {os.cpu_count()} workers")
        print(f"{'':>10}{'wall s':>9}{'CPU s':>9}")
        timed(root, "propose", asked)
        id = next((root / "rollouts").iterdir()).name
        timed(root, "approve", ["approve", id])
        timed(root, "apply", ["apply", id])
        if standing(root) == before:
            sys.exit("nothing was written, so nothing is measured")
        timed(root, "evaluate", ["promote", id])
        seconds = timed(root, "rollback", ["rollback", id])
        after = standing(root)
    wrong = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
    if wrong:
        sys.exit(f"{len(wrong)} of {len(before):,} files and folders are not as they were, such as {wrong[0]}")
    print(f"{len(before):,} files and folders are as they were, bytes and modes")
    if seconds > MOST * number / NUMBER:
        sys.exit(f"taking back took {seconds:.1f} s; {MOST * number / NUMBER:.1f} s were to be enough")


def make(root: Path, number: int) -> None:
    """A catalog, and a checkout for each repository: a third of them has no host file yet."""
    for path in (patterns := root / "catalog" / "patterns", repos := root / "catalog" / "repos"):
        path.mkdir(parents=True)
    (patterns / "pattern-0000.md").write_text(pattern(0, random.Random(7), 20), encoding="utf-8")
    limits = f"units_per_run: {number}, files_per_run: {4 * number}, files_per_pattern: {4 * number}"
    (root / "catalog" / "policy.yaml").write_text(f"ceilings: {{{limits}}}\n", encoding="utf-8")
    template = root / "template"
    template.mkdir()
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", "--template="], cwd=template, check=True)
    for n in range(number):
        target = root / "targets" / f"repo-{n:04}"
        shutil.copytree(template, target)
        if n % 3:
            (target / "AGENTS.md").write_bytes(f"# Repository {n}\r\n\r\nSay hello first.\r\n".encode())
            (target / "AGENTS.md").chmod(0o640)
        keys = f"name: repo-{n:04}\ndomain: domain-{n % 7}\nflavors: [{', '.join(FLAVORS)}]"
        text = f"---\n{keys}\ncheckout: targets/repo-{n:04}\n---\n"
        (repos / f"repo-{n:04}.md").write_text(text, encoding="utf-8")
    shutil.rmtree(template)


def standing(root: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and folder of the targets but git's own -> mode and bytes."""
    found: dict[str, tuple[int, bytes]] = {}
    for place, folders, names in os.walk(root / "targets"):
        folders[:] = [name for name in folders if name != ".git"]
        for path in (Path(place) / name for name in (*folders, *names)):
            content = path.read_bytes() if path.is_file() else b""
            found[path.relative_to(root).as_posix()] = path.stat().st_mode, content
    return found


def timed(root: Path, what: str, arguments: Sequence[str]) -> float:
    """Run a command of the rollout, print what it took, and give its seconds."""
    before, began = cpu(), time.perf_counter()
    done = subprocess.run([*COMMAND, "rollout", *arguments, "--by", ADA], cwd=root, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    print(f"{what:>10}{seconds:>9.1f}{cpu() - before:>9.1f}", flush=True)
    if done.returncode:
        sys.exit(f"{what} came to {done.returncode}: {done.stderr.decode()[-500:]}{done.stdout.decode()[-500:]}")
    return seconds


def cpu() -> float:
    """Seconds of all processes that have ended, user and system."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)
