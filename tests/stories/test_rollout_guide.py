"""The story of catalog/guide/rollouts.md, lived through: its commands are run, and they say what the page shows.

`python tests/stories/test_rollout_guide.py` writes into the page what they say now.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(PROJECT / "tests"))

from fleets import fleet  # noqa: E402
from made import GIT, git, pattern, write  # noqa: E402
from steps import ADA, applied, edit  # noqa: E402

PAGE = PROJECT / "catalog" / "guide" / "rollouts.md"
DOMAINS = {
    "shop": ("web-shop", "mobile-app", "checkout", "search"),
    "office": ("payroll", "reports", "calendar", "invoices"),
}
CRITICAL = "payroll"
ID = "read-before-edit"
SCENE = re.compile(r"^```sh\n(?P<command>make .+)\n```\n\n```text\n(?P<said>(?:.*\n)*?)```$", re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NOT_SHOWN = re.compile(r"^(\[\d+/\d+\] |make: )")
"""What a terminal shows as a bar, and what make adds."""
VARYING = (
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:]+Z"), "TIME"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{12,64}\b"), "DIGEST"),
    (re.compile(rf"(?<={ID}-)[0-9a-f]{{6}}"), "DIGEST"),
)


def text(version: str, how: str) -> str:
    return pattern(ID, version=version, body=f"## Problem\n\nIt was stale.\n\n## Solution\n\n{how}\n")


def house(root: Path) -> Path:
    """Eight repos with the pattern as it was, and the pattern as it is now."""
    repos = [(domain, repo) for domain, some in DOMAINS.items() for repo in some]
    fleet(root, [repo for _, repo in repos], ID)
    path = root / "catalog" / "patterns" / f"{ID}.md"
    write(path, text("1.0.0", "Read a file before you edit it."))
    for domain, repo in repos:
        keys = f"name: {repo}\ndomain: {domain}\nflavors: [claude, codex]\ncheckout: targets/{repo}\n"
        critical = "critical: true\n" if repo == CRITICAL else ""
        write(root / "catalog" / "repos" / f"{repo}.md", f"---\n{keys}{critical}---\n\nA target.\n")
        applied(root, repo)
        git(root / "targets" / repo, "add", "-A")
        git(root / "targets" / repo, "commit", "-q", "-m", "as the team likes it")
    write(path, text("1.1.0", "Read a file again before you edit it, whole."))
    # As after the first run of make: set up, and nothing to install.
    write(root / "pyproject.toml", "")
    write(root / ".venv" / ".run", "")
    return root


def somebody_edits(root: Path) -> None:
    edit(root / "targets" / "search" / "AGENTS.md", "Read a file before you edit it.", "Read a file if you like.")


def it_is_mended(root: Path) -> None:
    edit(root / "targets" / "search" / "AGENTS.md", "Read a file if you like.", "Read a file before you edit it.")


BEFORE: dict[str, Callable[[Path], None]] = {"One repo with a hand edit": somebody_edits, "Mended": it_is_mended}
"""What happens at the beginning of a chapter."""


def scenes(page: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Each command with what it says, and the chapter that it is the first one of."""
    told = ""
    for scene in SCENE.finditer(page):
        chapter = HEADING.findall(page[: scene.start()])[-1]
        yield (chapter if chapter != told else ""), scene
        told = chapter


def said(root: Path, command: str) -> str:
    """What a person sees of a `make` command."""
    tool = f"TOOL={sys.executable} -m session_memory"
    done = subprocess.run(
        ["make", "--no-print-directory", "-f", str(PROJECT / "Makefile"), tool, f"BY={ADA}", *_words(command)[1:]],
        cwd=root,
        # A make that calls the tests would make this one tell that it is another's.
        env={name: value for name, value in (os.environ | GIT).items() if name not in ("MAKELEVEL", "MAKEFLAGS")},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    return "".join(f"{line}\n" for line in lines if not NOT_SHOWN.match(line))


def _words(command: str) -> list[str]:
    return [word.replace('"', "") for word in re.findall(r'(?:[^\s"]|"[^"]*")+', command)]


def lived(page: str, root: Path) -> Iterator[tuple[re.Match[str], str]]:
    """The whole story: each scene of the page, with what its command really says."""
    house(root)
    for chapter, scene in scenes(page):
        BEFORE.get(chapter, lambda _: None)(root)
        yield scene, said(root, scene["command"])


def steady(text: str) -> str:
    """What is the same each time."""
    for what, word in VARYING:
        text = what.sub(word, text)
    return text


def test_the_story_of_the_guide_is_true(tmp_path: Path) -> None:
    """Command by command; only times and digests are others."""
    told = [(scene, really) for scene, really in lived(PAGE.read_text(encoding="utf-8"), tmp_path / "house")]
    assert len(told) > 10
    for scene, really in told:
        assert steady(really) == steady(scene["said"]), scene["command"]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        page = PAGE.read_text(encoding="utf-8")
        told = [f"```sh\n{scene['command']}\n```\n\n```text\n{really}```" for scene, really in lived(page, Path(place))]
        PAGE.write_text(SCENE.sub(lambda _: told.pop(0), page), encoding="utf-8")
