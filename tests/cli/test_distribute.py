"""`session-memory distribute REPO`: what a person at the terminal is told, and what a program gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made import catalog, pattern, run, target, write
from session_memory.cli.seeing.folded import few, in_room
from steps import step, sure

AS_SKILL = "{codex: {form: skill}}"


def test_many_pending_files_of_one_kind_share_a_line(tmp_path: Path) -> None:
    """New, changed and removed ones each; host files are named one by one, and a program gets every path."""
    ids = [f"pattern-{number:02}" for number in range(30)]
    for id in ids:
        write(tmp_path / f"catalog/patterns/{id}.md", pattern(id, rendering_hints=AS_SKILL))
    catalog(tmp_path, "in-the-region")
    target(tmp_path, "shop", {"AGENTS.md": "# Shop\n"}, flavors="codex")
    said = sure(tmp_path, "distribute", "shop").splitlines()
    first = ".agents/skills/pattern-00/SKILL.md"
    size = sum(path.stat().st_size for path in tmp_path.glob("proposals/shop/artifacts/codex/.agents/skills/*/*"))
    pending = [line for line in said if "pending" in line]
    assert pending[0] == f"  pending: 30 skills in .agents/skills, {-(-size // 1_000)} KB (first: {first})"
    assert pending[1].startswith("  pending: AGENTS.md 7 bytes -> ") and len(said) <= 6
    assert len(json.loads(run(tmp_path, "distribute", "shop", "--json").out)["repos"][0]["files"]) == 31
    for words in (["approve", "shop"], ["apply", "shop", "--in-place"]):
        sure(tmp_path, *words)
    for id in ids[:10]:
        (tmp_path / f"catalog/patterns/{id}.md").unlink()
    for id in ids[10:15]:
        write(tmp_path / f"catalog/patterns/{id}.md", pattern(id, version="1.1.0", rendering_hints=AS_SKILL))
    said = sure(tmp_path, "distribute", "shop").splitlines()
    assert [line.split(",")[0] for line in said if "pending" in line] == [
        "  pending: 10 removed skills in .agents/skills",
        "  pending: 5 changed skills in .agents/skills",
    ]


def test_a_repo_takes_about_twenty_lines(tmp_path: Path) -> None:
    """However much is skipped or refused, for however many reasons; nothing of it is kept from programs."""
    for number in range(11, 56):
        write(tmp_path / f"catalog/patterns/low-{number}.md", pattern(f"low-{number}", confidence=f"0.{number}"))
    catalog(tmp_path, "one-thing")
    target(tmp_path, "shop", {"AGENTS.md": "# Shop\n", "CLAUDE.md/a": ""}, flavors="claude, codex")
    said = run(tmp_path, "distribute", "shop", "--json")
    (row,) = json.loads(said.out)["repos"]
    assert len(row["skipped"]) == 45
    lines = run(tmp_path, "distribute", "shop").out.splitlines()
    assert len(lines) <= 21
    assert any(line.startswith("  skipped: and ") and line.endswith(" more, which --json names") for line in lines)


def test_what_there_is_room_for() -> None:
    """Each kind keeps its first line; one line is never replaced by a line that tells of one."""
    assert list(in_room([("a", "12"), ("b", "3")], room=3)) == ["  a: 1", "  a: 2", "  b: 3"]
    assert list(in_room([("a", "12345"), ("b", "3")], room=4)) == [
        "  a: 1", "  a: 2", "  a: and 3 more, which --json names", "  b: 3",
    ]  # fmt: skip
    assert list(in_room([("a", "123"), ("b", "456")], room=1)) == [
        "  a: 1", "  a: and 2 more, which --json names", "  b: 4", "  b: and 2 more, which --json names",
    ]  # fmt: skip
    assert list(in_room([("a", "12"), ("b", "")], room=1)) == ["  a: 1", "  a: 2"]
    assert (few("ab"), few("abcdef")) == ("a, b", "a, b, c, d, e and 1 more")


def test_a_pattern_that_is_held_back_by_findings(tmp_path: Path) -> None:
    """It is told, whether it stands there or not; it is not said that everything is in place."""
    catalog(tmp_path, "one-thing", "two-things")
    target(tmp_path, "shop", {"AGENTS.md": "# Shop\n"}, flavors="codex")
    for words in (["distribute", "shop"], ["approve", "shop"], ["apply", "shop", "--in-place"]):
        sure(tmp_path, *words)
    assert "shop: everything is in place" in sure(tmp_path, "distribute", "shop")
    for id in ("two-things", "three-things"):
        write(tmp_path / f"catalog/patterns/{id}.md", pattern(id, confidence="high"))
    said = run(tmp_path, "distribute", "shop")
    assert said.code == 1 and "shop: everything else is in place, nothing to propose" in said.out
    assert (
        "  held back: two-things: its file has findings, which make check names; what stands here is left" in said.out
    )
    assert (
        "  held back: three-things: its file has findings, which make check names; whether it is for this repo"
        in said.out
    )
    (row,) = json.loads(run(tmp_path, "distribute", "shop", "--json").out)["repos"]
    assert row["held_back"] == {"here": ["two-things"], "elsewhere": ["three-things"]}
    told = run(tmp_path, "delivered", "shop").out
    assert "held back: two-things: its file has findings" in told and "three-things" in told
    answer = json.loads(run(tmp_path, "delivered", "shop", "--json").out)
    assert answer["held_back"] == row["held_back"]


@pytest.mark.parametrize("ref", [(), ("--ref", "HEAD")])
@pytest.mark.parametrize("file", [".agents", ".agents/skills", ".agents/skills/one-thing"])
def test_a_file_in_place_of_a_folder_above_a_skill(tmp_path: Path, file: str, ref: tuple[str, ...]) -> None:
    """It is told in the plan, not only when somebody applies it, and nothing is proposed there."""
    catalog(tmp_path, one_thing=pattern("one-thing", rendering_hints=AS_SKILL), two_things=pattern("two-things"))
    target(tmp_path, "shop", {"AGENTS.md": "# Shop\n", file: "By hand.\n"}, flavors="codex")
    said = run(tmp_path, "distribute", "shop", *ref)
    (row,) = json.loads(run(tmp_path, "distribute", "shop", "--json", *ref).out)["repos"]
    assert not any(path.startswith(".agents") for path in row["files"])
    if file.endswith("one-thing"):
        assert said.code == 4 and f"below {file}, which is a file; move that" in said.out
        assert [one["pattern"] for one in row["left_alone"]] == ["one-thing"]
    sure(tmp_path, "approve", "shop")
    applied = step(tmp_path, "apply", "shop", *([] if ref else ["--in-place"]))
    assert applied.code == (3 if file.endswith("one-thing") else 0) and "shop: applied" in applied.out
