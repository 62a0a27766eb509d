"""`session-memory which FILE:LINE`: whose is a line, for whom is it, and who allowed it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from made import catalog, git, pattern, run, target, write
from steps import ADA, BEN, IN_PLACE, applied, edit, last, sure

HAND = "# Shop\n\nBy hand.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog whose two blocks and a skill were allowed by one person and applied by another."""
    catalog(tmp_path, "alpha", "beta")
    skill = pattern("gamma", rendering_hints="{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}")
    write(tmp_path / "catalog/patterns/gamma.md", skill)
    target(tmp_path, "shop", {"AGENTS.md": HAND})
    applied(tmp_path, "shop", IN_PLACE)
    return tmp_path


def host(root: Path) -> Path:
    return root / "targets/shop/AGENTS.md"


def line_of(file: Path, text: str) -> int:
    """The first line that holds a text, from 1."""
    return next(n for n, line in enumerate(file.read_text().splitlines(), 1) if text in line)


def told(root: Path, place: str) -> dict[str, Any]:
    """The one part that is told of."""
    said = run(root, "which", place, "--json")
    assert said.code == 0, said
    (part,) = json.loads(said.out)["parts"]
    return dict(part)


@pytest.mark.parametrize("text", ["Do alpha", "- Then.", "BEGIN session-memory:alpha", "END session-memory:alpha"])
def test_a_line_of_a_block_and_its_markers(root: Path, text: str) -> None:
    """Pattern, version, lines, for whom; who said yes, by which rule, and who applied which proposal."""
    part = told(root, f"{host(root)}:{line_of(host(root), text)}")
    event = last(root, "shop")
    ends = [line_of(host(root), f"{side} session-memory:alpha") for side in ("BEGIN", "END")]
    (yes,) = part.pop("approvals")
    assert part == {
        "kind": "block",
        "lines": ends,
        "pattern": "alpha",
        "version": "1.0.0",
        "edited": False,
        "known": True,
        "flavors": ["claude", "codex", "grok"],
        "applied": {"at": event.at, "by": ADA, "proposal": event.proposal, "branch": ""},
    }
    assert (yes["by"], yes["rule"], yes["decision"]) == (ADA, event.yes[0].rule, event.yes[0].decision)


def test_for_people(root: Path) -> None:
    """The same in four lines."""
    line = line_of(host(root), "Do beta")
    first, whom, yes, when = run(root, "which", f"{host(root)}:{line}").out.splitlines()
    assert first.startswith(f"AGENTS.md:{line} in shop: beta v1.0.0, block, lines ") and first.endswith(
        "as it was written"
    )
    assert whom == "  for: claude, codex, grok"
    assert yes.startswith("  allowed: 20") and f"by {ADA}, rule " in yes
    assert when.endswith(f"by {ADA}, proposal {last(root, 'shop').proposal[:12]}")


@pytest.mark.parametrize("text", ["# Shop", "By hand."])
def test_a_hand_written_line(root: Path, text: str) -> None:
    """Nobody's but the hand's that wrote it."""
    line = line_of(host(root), text)
    assert run(root, "which", f"{host(root)}:{line}").out == f"AGENTS.md:{line} in shop: hand-written\n"
    assert told(root, f"{host(root)}:{line}")["kind"] == "hand-written"


@pytest.mark.parametrize("text", ["BEGIN session-memory -->", "END session-memory -->"])
def test_the_frame_of_the_region(root: Path, text: str) -> None:
    """Ours, but no pattern's; so is the empty line behind it."""
    line = line_of(host(root), text)
    part = told(root, f"{host(root)}:{line}")
    assert (part["kind"], part["pattern"]) == ("frame", None)
    assert part["lines"] == [line_of(host(root), f"{side} session-memory -->") for side in ("BEGIN", "END")]
    assert "no pattern's text" in run(root, "which", f"{host(root)}:{line}").out


def test_an_edited_line(root: Path) -> None:
    """Its pattern is known, and that it is no longer what was allowed."""
    edit(host(root), "Do alpha with care.", "Do alpha with care.\nAnd look twice.")
    place = f"{host(root)}:{line_of(host(root), 'look twice')}"
    assert (told(root, place)["pattern"], told(root, place)["edited"]) == ("alpha", True)
    assert "edited by hand since" in run(root, "which", place).out


def test_a_skill_is_known_by_its_stamp(root: Path) -> None:
    """A file that is wholly ours, for the agents that read it there."""
    file = root / "targets/shop/.agents/skills/gamma/SKILL.md"
    part = told(root, f"{file}:2")
    assert (part["kind"], part["pattern"], part["flavors"]) == ("file", "gamma", ["codex", "grok"])
    assert part["lines"] == [1, len(file.read_text().splitlines())]
    assert part["applied"]["proposal"] == last(root, "shop").proposal


def test_the_file_alone_lists_everything_of_ours(root: Path) -> None:
    """In its order, with lines; a file without any is hand-written."""
    parts = json.loads(run(root, "which", str(host(root)), "--json").out)["parts"]
    assert [part["pattern"] for part in parts] == ["alpha", "beta"]
    assert parts[0]["lines"][1] < parts[1]["lines"][0]
    plain = write(root / "targets/shop/README.md", "x\n")
    assert run(root, "which", str(plain)).out == "README.md in shop: all of it is hand-written\n"


def test_the_yes_is_that_of_the_proposal_that_put_it_there(root: Path) -> None:
    """A later one changed another block of the same file."""
    first = last(root, "shop")
    better = pattern("beta", version="1.1.0", body="## Problem\n\nWrong.\n\n## Solution\n\nDo beta better.\n")
    write(root / "catalog/patterns/beta.md", better)
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop", by=BEN)
    sure(root, "apply", "shop", "--in-place")
    alpha, beta = (told(root, f"{host(root)}:{line_of(host(root), text)}") for text in ("Do alpha", "Do beta"))
    assert (alpha["applied"]["proposal"], alpha["approvals"][0]["by"]) == (first.proposal, ADA)
    assert (beta["applied"]["proposal"], beta["approvals"][0]["by"]) == (last(root, "shop").proposal, BEN)


def test_what_was_applied_by_hand_has_no_yes(root: Path) -> None:
    """The registry does not know it."""
    (root / "catalog/registry/shop.json").unlink()
    part = told(root, f"{host(root)}:{line_of(host(root), 'Do alpha')}")
    assert (part["known"], part["flavors"], part["applied"], part["approvals"]) == (
        True, ["claude", "codex", "grok"], None, [],
    )  # fmt: skip
    assert "not by this program" in run(root, "which", f"{host(root)}:{line_of(host(root), 'Do alpha')}").out


def test_text_of_another_catalog(root: Path) -> None:
    """It looks like ours, and is said not to be."""
    edit(host(root), "session-memory:beta", "session-memory:theirs")
    place = f"{host(root)}:{line_of(host(root), 'Do beta')}"
    assert told(root, place)["known"] is False
    assert "not a pattern of this catalog" in run(root, "which", place).out


def test_through_a_link_and_from_a_folder_below(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path relative to where one stands; a link is the file that it leads to."""
    below = root / "targets/shop/docs"
    below.mkdir()
    (below / "link.md").symlink_to("../AGENTS.md")
    monkeypatch.chdir(below)
    line = line_of(host(root), "Do alpha")
    for place in ("link.md", "../AGENTS.md"):
        assert run(root, "which", f"{place}:{line}").out.startswith(f"AGENTS.md:{line} in shop: alpha ")


def test_an_unregistered_checkout(root: Path) -> None:
    """Found by its git; a checkout inside another is the one that counts."""
    inner = target(root, "inner", {"AGENTS.md": HAND})
    (root / "catalog/repos/inner.md").unlink()
    inner = inner.rename(root / "targets/shop/inner")
    for command in (("distribute",), ("approve",), ("apply", "--in-place")):
        sure(root, command[0], str(inner), *command[1:])
    place = f"{inner}/AGENTS.md:{line_of(inner / 'AGENTS.md', 'Do alpha')}"
    assert run(root, "which", place).out.startswith("AGENTS.md:")
    assert (json.loads(run(root, "which", place, "--json").out)["repo"], told(root, place)["pattern"]) == (
        "inner",
        "alpha",
    )
    assert told(root, place)["approvals"]


def test_a_target_in_a_folder_of_a_repository(root: Path) -> None:
    """The registered folder is the repo, not the top of its git."""
    folder = target(root, "mono", {"apps/web/AGENTS.md": HAND})
    write(root / "catalog/repos/mono.md", "---\nname: mono\nflavors: [codex]\ncheckout: targets/mono/apps/web\n---\n")
    assert run(root, "which", f"{folder}/apps/web/AGENTS.md:1").out == "AGENTS.md:1 in mono: hand-written\n"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("AGENTS.md:0", "it has 34 lines"),
        ("AGENTS.md:35", "it has 34 lines"),
        ("NOPE.md:1", "there is no such file"),
        ("docs", "there is no such file"),
    ],
)
def test_what_is_not_there(root: Path, place: str, said: str) -> None:
    """A line, a file; a folder is none."""
    write(host(root), host(root).read_text() + "last")
    (root / "targets/shop/docs").mkdir()
    found = run(root, "which", f"{host(root).parent}/{place}")
    assert (found.code, said in found.err) == (2, True)


def test_a_file_whose_name_ends_like_a_line(root: Path) -> None:
    """What exists is meant."""
    odd = write(root / "targets/shop/notes:12", "x\n")
    assert run(root, "which", str(odd)).out == "notes:12 in shop: all of it is hand-written\n"
    assert run(root, "which", f"{odd}:1").out == "notes:12:1 in shop: hand-written\n"


def test_a_file_in_no_checkout(root: Path) -> None:
    """There is nobody to ask about it."""
    stray = write(root / "stray.md", "x\n")
    found = run(root, "which", f"{stray}:1")
    assert (found.code, "in no git checkout" in found.err) == (2, True)


def test_a_broken_region(root: Path) -> None:
    """Nobody can say whose a line is, and where it is broken is told."""
    edit(host(root), "<!-- END session-memory:beta -->", "")
    found = run(root, "which", f"{host(root)}:1")
    assert found.code == 4 and found.err.startswith("error: AGENTS.md:")


def test_a_damaged_trail_is_an_error(root: Path) -> None:
    """An answer that cannot be trusted is none."""
    (event,) = (root / "catalog/audit/shop").iterdir()
    event.write_bytes(event.read_bytes().replace(b"ada@", b"eve@"))
    found = run(root, "which", f"{host(root)}:{line_of(host(root), 'Do alpha')}")
    assert (found.code, event.name in found.err) == (1, True)


def test_git_is_asked_where_the_file_is(root: Path) -> None:
    """A worktree of the target is a checkout of its own."""
    folder = root / "targets/shop"
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "with ours")
    git(folder, "worktree", "add", "-q", str(root / "second"))
    said = run(root, "which", f"{root}/second/AGENTS.md:1")
    assert said.out == "AGENTS.md:1 in second: hand-written\n"
