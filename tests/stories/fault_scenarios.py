"""What is done while something goes wrong: a catalog and a target made ready, and the command that is disturbed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from faults import Machine

from made import catalog, git, pattern, target, write

BEFORE, NOW, LATER = "2026-11-21T08:00:00Z", "2026-11-21T10:15:00Z", "2026-11-21T11:15:00Z"
BY = ("--by", "Ada <ada@example.com>")
SKILL = "{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}"
HAND = {
    "AGENTS.md": "# Shop\n\nBy hand, with a final newline.\n",
    "CLAUDE.md": "# Claude\r\n\r\nBy hand, without one",
    "src/till.py": "total = 0\n",
}


@dataclass(frozen=True)
class Scenario:
    """A command, and what has to have happened before it."""

    arguments: tuple[str, ...]
    prepare: tuple[Callable[[Machine], None], ...]
    """In this order."""
    scratch: bool = True
    """Whether the calls in our own scratch repository are looked at as well; once is enough."""


def do(*arguments: str, by: bool = True) -> Callable[[Machine], None]:
    """A step that has to succeed."""

    def step(machine: Machine) -> None:
        ran = machine.run(*arguments, *(BY if by else ()), now=BEFORE)
        assert ran.code == 0, (arguments, ran)

    return step


def first(machine: Machine) -> None:
    """Three patterns are in place and committed: blocks in two host files, and a skill in folders of its own."""
    root = catalog(machine.root, "one-thing", "two-things", gone_soon=pattern("gone-soon", rendering_hints=SKILL))
    folder = target(root, "shop", dict(HAND))
    (folder / "CLAUDE.md").chmod(0o600)
    shutil.rmtree(folder / ".git" / "hooks")
    for step in (proposed, do("approve", "shop"), do("apply", "shop", "--in-place"), commit):
        step(machine)


def second(machine: Machine) -> None:
    """One of them changes, one goes, one comes: files are to be rewritten, deleted and made."""
    patterns = machine.root / "catalog" / "patterns"
    body = "## Solution\n\nDo one thing with more care.\n"
    write(patterns / "one-thing.md", pattern("one-thing", version="1.1.0", body=body))
    write(patterns / "gone-soon.md", pattern("gone-soon", status="retired", rendering_hints=SKILL))
    write(patterns / "new-here.md", pattern("new-here", scope='{paths: ["src/**"]}'))
    proposed(machine)


def commit(machine: Machine) -> None:
    """What stands in the target is committed."""
    git(machine.root / "targets" / "shop", "add", "-A")
    git(machine.root / "targets" / "shop", "commit", "-qm", "as it stands")


def merge(machine: Machine) -> None:
    """The branch is merged, as a person does it."""
    folder = machine.root / "targets" / "shop"
    branches = git(folder, "for-each-ref", "--format=%(refname)", "refs/heads/session-memory/").decode().split()
    git(folder, "merge", "-q", "--no-ff", "--no-edit", *branches)


def damaged(machine: Machine) -> None:
    """The registry is lost, but for a piece."""
    write(machine.root / "catalog" / "registry" / "shop.json", "{\n")


proposed = do("distribute", "shop", by=False)
approved = do("approve", "shop")
READY = (first, second, approved)
IN_PLACE = (*READY, do("apply", "shop", "--in-place"))
BRANCH = (*READY, do("apply", "shop"))

SCENARIOS = {
    "apply in place": Scenario(("apply", "shop", "--in-place", *BY), READY),
    "apply on a branch": Scenario(("apply", "shop", *BY), READY),
    "roll back in place": Scenario(("rollback", "shop", *BY), IN_PLACE),
    "roll back a branch": Scenario(("rollback", "shop", *BY), BRANCH),
    "roll back what was merged": Scenario(("rollback", "shop", *BY), (*BRANCH, merge), scratch=False),
    "approve": Scenario(("approve", "shop", *BY), (first, second)),
    "reject": Scenario(("reject", "shop", "--reason", "not now", *BY), (first, second)),
    "rebuild the registry": Scenario(("registry", "rebuild", "shop"), (*IN_PLACE, damaged)),
    "remove in place": Scenario(("remove", "shop", "one-thing", "--in-place", *BY), (*IN_PLACE, proposed)),
    "release": Scenario(("release", "shop", *BY), (*IN_PLACE, do("rollback", "shop"))),
}
