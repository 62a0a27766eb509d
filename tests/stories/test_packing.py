"""More patterns than an agent takes: what stays in full, where the rest goes, and that nothing is cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from made import catalog, git, pattern, run, target, write
from steps import sure

CODEX = 32_768
LINES = [f"- Step {line} of what an agent has to do there, told in a whole sentence." for line in range(58)]


def text(number: int, **keys: Any) -> str:
    """A pattern of 60 lines."""
    body = "\n".join(["## Solution", "", "Do this.", "", "## Steps", "", *LINES])
    return pattern(f"pattern-{number:03}", body=f"{body}\n", **keys)


def hand(size: int, end: str = "\n") -> bytes:
    line = "What a person wrote for the agents of this repository."
    return (f"{line}{end}" * (size // len(line + end) + 1)).encode()[: size - len(end)] + end.encode()


def make(root: Path, patterns: int, files: dict[str, str | bytes], flavors: str, more: str = "") -> Path:
    """A catalog with as many patterns, and its one target."""
    made = catalog(root, **{f"pattern_{number:03}": text(number) for number in range(patterns)})
    target(made, "shop", files, flavors=flavors, more=more)
    return made


def asked(root: Path) -> dict[str, Any]:
    """The proposal as it is saved."""
    return json.loads((root / "proposals/shop/proposal.json").read_text())  # type: ignore[no-any-return]


def forms(root: Path, flavor: str) -> dict[str, int]:
    """How many patterns reach a flavor in which form."""
    found: dict[str, int] = {}
    for item in asked(root)["items"]:
        if flavor in item["serves"]:
            found[item["form"]] = found.get(item["form"], 0) + 1
    return found


def applied(root: Path) -> None:
    for arguments in (["distribute", "shop"], ["approve", "shop"], ["apply", "shop", "--in-place"]):
        sure(root, *arguments)
    git(root / "targets/shop", "add", "-A")
    git(root / "targets/shop", "commit", "-q", "-m", "as proposed")


def settled(root: Path) -> None:
    """A second run has nothing to propose."""
    assert "everything is in place" in run(root, "distribute", "shop").out
    assert run(root, "status", "shop").code == 0


def test_a_hundred_patterns_of_sixty_lines(tmp_path: Path) -> None:
    """Codex gets as many in full as fit beside 12 KB by hand, and the rest as skills; Claude Code gets all in full."""
    root = make(tmp_path, 100, {"AGENTS.md": hand(12_000)}, "claude, codex, grok")
    # All of it in one file of Claude Code is more than a team usually allows.
    write(root / "catalog/policy.yaml", "ceilings: {bytes_per_file: 1000000}\n")
    applied(root)
    shop = root / "targets/shop"
    whole = len((shop / "AGENTS.md").read_bytes())
    assert whole <= CODEX < whole + len(text(0).encode())
    skills = sorted(path.parent.name for path in shop.glob(".agents/skills/*/SKILL.md"))
    inside = (shop / "AGENTS.md").read_text().count("\n- Step 57 ")
    assert inside >= 4 and len(skills) == 100 - inside
    imported = (shop / ".claude/session-memory.md").read_text()
    assert imported.count("\n- Step 57 ") == len(skills)
    settled(root)


def test_it_is_told_what_moved_and_why(tmp_path: Path) -> None:
    """In the terminal, in REVIEW.md, and in proposal.json."""
    root = make(tmp_path, 12, {"AGENTS.md": hand(12_000)}, "codex")
    said = run(root, "distribute", "shop")
    document, review = asked(root), (root / "proposals/shop/REVIEW.md").read_text()
    moved = [row["pattern"] for row in document["moved"]]
    assert f"moved to fit: {len(moved)} for codex, because codex takes 32,768 bytes" in said.out
    assert document["overruns"] == [] and len(moved) == forms(root, "codex")["skill"]
    (line,) = [line for line in review.splitlines() if line.startswith("- from `AGENTS.md`")]
    assert "`.agents/skills/<pattern>/SKILL.md`" in line and all(id in line for id in moved)
    reasons = {d["pattern"]: d["reason"] for d in document["deliveries"]}
    assert all("moved to fit" in reasons[id] for id in moved)


def test_what_counts_more_stays(tmp_path: Path) -> None:
    """Order first, then confidence, where all else is alike."""
    root = make(tmp_path, 10, {"AGENTS.md": hand(25_000)}, "codex")
    write(root / "catalog/patterns/pattern-007.md", text(7, rendering_hints="{codex: {order: 1}}"))
    run(root, "distribute", "shop")
    kept = {row["pattern"] for row in asked(root)["items"] if row["form"] == "block"}
    assert "pattern-007" in kept and len(kept) < 10


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_the_limit_holds_to_the_byte(tmp_path: Path, end: str) -> None:
    """Markers and line ends are counted as they will stand there; a nested file of the chain, too."""
    files: dict[str, str | bytes] = {"AGENTS.md": hand(9_000, end), "api/AGENTS.md": hand(6_000, end)}
    root = make(tmp_path, 8, files, "codex")
    applied(root)
    shop = root / "targets/shop"
    chain = sum(len((shop / path).read_bytes()) for path in files)
    assert chain <= CODEX < chain + 5_000
    settled(root)


def test_a_budget_may_be_tighter(tmp_path: Path) -> None:
    """For an agent that would take more: and once it is wider, what moved comes back."""
    root = make(tmp_path, 6, {"CLAUDE.md": hand(3_000)}, "claude", "budget: {claude: 12000}\n")
    applied(root)
    shop = root / "targets/shop"
    assert len((shop / "CLAUDE.md").read_bytes()) <= 12_000
    assert len(list(shop.glob(".claude/skills/*/SKILL.md"))) >= 3
    settled(root)
    file = root / "catalog/repos/shop.md"
    write(file, file.read_text().replace("12000", "120000"))
    applied(root)
    assert not list(shop.glob(".claude/skills/*/SKILL.md"))
    assert (shop / "CLAUDE.md").read_text().count("\n- Step 57 ") == 6
    settled(root)


def test_of_two_limits_the_tighter_is_the_reason(tmp_path: Path) -> None:
    """Where the agent's own would be passed as well as the repo's budget, the budget is what moves the patterns."""
    root = make(tmp_path, 12, {"AGENTS.md": hand(3_000)}, "codex", "budget: {codex: 20000}\n")
    said = run(root, "distribute", "shop").out
    assert "because the repo's budget for codex is 20,000 bytes" in said and "codex takes 32,768" not in said
    review = (root / "proposals/shop/REVIEW.md").read_text()
    assert "the repo's budget for codex is 20,000 bytes" in review and "32,768 bytes, and" not in review


def test_text_by_hand_that_is_too_long_by_itself(tmp_path: Path) -> None:
    """Nothing of ours comes on top; a person is told of the file and its bytes."""
    root = make(tmp_path, 3, {"AGENTS.md": hand(40_000)}, "codex")
    said = run(root, "distribute", "shop")
    assert said.code == 0 and "40,000" in said.out and "too long by itself" in said.out
    assert forms(root, "codex") == {"skill": 3}
    applied(root)
    assert (root / "targets/shop/AGENTS.md").read_bytes() == hand(40_000)
    settled(root)


def test_an_agent_that_knows_no_skills_gets_a_line_for_each(tmp_path: Path) -> None:
    """Which names the file with the text; it is edited, counted and taken back as any block."""
    before = hand(3_000)
    root = make(tmp_path, 6, {"AGENTS.md": before}, "jules", "budget: {jules: 12000}\n")
    applied(root)
    shop = root / "targets/shop"
    now = (shop / "AGENTS.md").read_text()
    skills = sorted(shop.glob(".agents/skills/*/SKILL.md"))
    assert len(now) <= 12_000 and skills
    assert all(f"`{path.relative_to(shop).as_posix()}`" in now for path in skills)
    settled(root)
    line = next(line for line in now.splitlines() if "SKILL.md" in line)
    write(shop / "AGENTS.md", now.replace(line, line + " And more."))
    assert "edited" in run(root, "status", "shop").out
    write(shop / "AGENTS.md", now)
    sure(root, "rollback", "shop")
