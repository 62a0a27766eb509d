"""A catalog in which everything is wrong at once, made by real commands on real git repositories."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from made import catalog, git, pattern, run, target, write
from steps import ADA, edit, sure

PATTERNS = ("one-thing", "two-things", "three-things")
DIES = """
import os, signal, sys
from session_memory.cli.main import main
replace = os.replace
def last(source, name, **keys):
    if name == "CLAUDE.md":
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, name, **keys)
os.replace = last
main(sys.argv[1:])
"""
"""An apply that is killed before it writes its second file."""

FOREIGN = (
    "<!-- BEGIN session-memory:nobodys-own v1.0.0 sha256:000000000000 -->\nx\n<!-- END session-memory:nobodys-own -->"
)
LONG = "an-owner-whose-name-is-one-very-long-word-that-no-phone-can-show-on-a-line-of-its-own"
HOSTILE = "Sells <script>window.pwned = 1</script> things. 日本語, עברית.\n"


def everything_wrong(root: Path) -> Path:
    """The catalog; each of its repos is called after what is wrong with it."""
    old = pattern("past-review", review_by="2020-01-01", distribution_ready="false", tags="[rare]")
    catalog(root, *PATTERNS, past_review=old)
    write(root / ".gitignore", "targets\nproposals\n.cache\n.session-memory\n")
    git(root, "init", "-q", "-b", "main")
    for name in (
        "edited",
        "contradicted",
        "torn",
        "cracked",
        "trail",
        "halfway",
        "waiting",
        "stale-yes",
        "approved",
        "refused",
    ):
        target(root, name, {"AGENTS.md": "# By hand\n", "CLAUDE.md": "# By hand\n"}, flavors="claude, codex")
    target(root, "branched", {"AGENTS.md": "# By hand\n"}, flavors="codex")
    target(root, "calm", {"AGENTS.md": "# By hand\n"}, flavors="codex")
    target(root, "held", {"AGENTS.md": "# By hand\n"}, flavors="codex")
    target(root, "off", {"AGENTS.md": "# By hand\n"}, flavors="codex", more="enabled: false\n")
    target(root, "nothing", {"AGENTS.md": "# By hand\n"}, flavors="codex", more="bundles: [rare]\n")
    target(root, "gone", {"AGENTS.md": "# By hand\n"}, flavors="claude, codex, grok")
    _committed(root)
    for name in ("edited", "contradicted", "torn", "cracked", "trail", "calm", "held", "gone"):
        _applied(root, name)
    _spoil(root)
    _move_on(root)
    _speak(root)
    _break(root)
    return root


def _committed(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "as it was")


def _applied(root: Path, name: str) -> None:
    for step in (("distribute",), ("approve",), ("apply",)):
        sure(root, step[0], name, *(("--in-place",) if step[0] == "apply" else ()))


def _spoil(root: Path) -> None:
    """The hands of people."""
    targets = root / "targets"
    edit(targets / "edited/AGENTS.md", "Do two-things with care.", "Do two-things <b>our</b> way.")
    edit(targets / "edited/AGENTS.md", "Do one-thing with care.", "Do one-thing our way.")
    edit(targets / "edited/AGENTS.md", "<!-- END session-memory -->", f"{FOREIGN}\n\n<!-- END session-memory -->")
    write(targets / "contradicted/AGENTS.md", "# By hand\n")
    edit(targets / "torn/AGENTS.md", "<!-- END session-memory -->", "")
    sure(root, "remove", "held", "one-thing", "--in-place", "--reason", "it does not fit here")
    edit(targets / "held/AGENTS.md", "Do two-things with care.", "Do two-things our way.")
    said = run(root, "exempt", "held", "two-things", "--reason", "ours is better", "--days", "30", "--owner", ADA)
    assert said.code == 0, said


def _move_on(root: Path) -> None:
    """The catalog changes: one pattern has a new version, one is retired, one has findings."""
    for name in ("waiting", "stale-yes", "approved", "branched", "halfway"):
        sure(root, "distribute", name)
    sure(root, "approve", "stale-yes")
    patterns = root / "catalog/patterns"
    write(patterns / "one-thing.md", pattern("one-thing", version="1.1.0", title="One thing, said better"))
    write(patterns / "three-things.md", pattern("three-things", status="retired"))
    write(patterns / "broken-one.md", "---\nid: broken-one\ntitel: Typo\n---\n\n## Solution\n\n<script>x</script>\n")
    _committed(root)
    for name in ("waiting", "stale-yes", "approved", "branched", "halfway", "edited", "refused"):
        assert run(root, "distribute", name).code in (0, 1, 4)


def _speak(root: Path) -> None:
    """People say yes, and one run is killed halfway."""
    for name in ("approved", "branched", "halfway"):
        sure(root, "approve", name)
    sure(root, "apply", "branched")
    sure(root, "reject", "refused", "--reason", "not now")
    command = [sys.executable, "-c", DIES, "--root", str(root), "apply", "halfway", "--in-place", "--by", ADA]
    subprocess.run(command, capture_output=True, check=False)


def _break(root: Path) -> None:
    """Records are damaged, a checkout is gone, a name is awkward."""
    write(root / "catalog/registry/cracked.json", "{")
    event = next((root / "catalog/audit/trail").iterdir())
    write(event, event.read_bytes().replace(b"applied", b"removed"))
    (root / "targets/gone").rename(root / "targets/elsewhere")
    file = root / "catalog/repos/edited.md"
    text = file.read_text(encoding="utf-8").replace("A target.\n", HOSTILE)
    write(file, text.replace("checkout:", f"owners: [team, {LONG}]\ncheckout:"))
