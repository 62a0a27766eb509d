"""Three ways out of a hand edit, and targets that cannot be seen for a while, from outside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from drifted import FORMS, by_hand, changed, commit, distributed, house, states
from made import git, pattern, run, served, tree, write


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("moved", [False, True])
def test_ours_comes_back_when_it_is_asked_for_by_name(tmp_path: Path, form: str, moved: bool) -> None:
    """The review shows each line that goes away; applied, the file is as if nobody had edited it."""
    root = house(tmp_path, form)
    file = root / "targets/shop" / FORMS[form][1]
    before = file.read_bytes()
    by_hand(root, "- Then.", "- Then.\n- ```My``` own.", form)
    if moved:
        changed(root, "- First.", "- At first.", version="1.1.0")
    assert run(root, "distribute", "shop").code == 4
    said = run(root, "distribute", "shop", "--ours", "--pattern", "one-thing")
    assert said.code == 0 and "taken back: one-thing" in said.out
    review = (root / "proposals/shop/REVIEW.md").read_text()
    attention = review.split("## Needs your attention")[1].split("\n## ")[0]
    assert f"one-thing in `{FORMS[form][1]}` is {'conflict' if moved else 'edited'}" in attention
    assert "````diff" in attention and "\n-- ```My``` own.\n" in attention
    git(root / "targets/shop", "apply", str(root / "proposals/shop/changes.patch"))
    assert states(root) == {"in-sync"} and (moved or file.read_bytes() == before)


def test_no_other_hand_edit_goes_with_it(tmp_path: Path) -> None:
    """What was not named stays, in the same region."""
    root = house(tmp_path)
    write(root / "catalog/patterns/two-things.md", pattern("two-things"))
    distributed(root)
    by_hand(root, "Do one-thing with care.", "Do it my way.")
    file = by_hand(root, "Do two-things with care.", "Do them my way.")
    distributed(root, "--ours", "--pattern", "two-things")
    assert "Do it my way." in file.read_text() and "Do two-things with care." in file.read_text()


def test_ours_without_a_name_is_wrong_usage(tmp_path: Path) -> None:
    """One word must not be able to take everything back."""
    root = house(tmp_path)
    by_hand(root, "- Then.", "- At last.")
    before = tree(root)
    said = run(root, "distribute", "shop", "--ours")
    assert said.code == 2 and "--pattern" in said.err and tree(root) == before


def cells(root: Path, repo: str = "shop") -> list[dict[str, Any]]:
    """The rows of `status --json`."""
    found: list[dict[str, Any]] = json.loads(run(root, "status", repo, "--json").out)["cells"]
    return found


def test_theirs_is_kept_for_as_long_as_they_are_exempt(tmp_path: Path) -> None:
    """Nobody is needed meanwhile; afterwards the cell says that the exemption ended."""
    root = house(tmp_path)
    file = by_hand(root, "- Then.", "- At last.")
    edited = file.read_bytes()
    reason = ("--reason", "our own way", "--owner", "somebody")
    assert run(root, "exempt", "shop", "one-thing", *reason, "--days", "90").code == 0
    changed(root, "- First.", "- At first.", version="1.1.0")
    assert run(root, "status", "shop").code == 0 and run(root, "diff", "shop").code == 0
    assert "skipped (exempt) one-thing" in run(root, "status", "shop").out
    assert {(c["state"], c["mark"]) for c in cells(root)} == {("skipped", "exempt")}
    assert run(root, "distribute", "shop").code == 0 and file.read_bytes() == edited
    row = "catalog/exemptions/shop.yaml"
    lines = (root / row).read_text().split("\n")
    ended = [line.split("expires")[0] + "expires: 2020-01-01" + line.partition("expires")[2][12:] for line in lines]
    write(root / row, "\n".join(now if "expires" in line else line for line, now in zip(lines, ended, strict=True)))
    (cell,) = cells(root)
    assert cell["state"] == "conflict" and cell["mark"] is None
    assert "its exemption ended on 2020-01-01" in cell["note"]


def test_a_url_that_does_not_answer_is_told_of_as_it_was_seen_last(tmp_path: Path) -> None:
    """By status, with its age; no proposal is made from it."""
    root = house(tmp_path)
    shop = root / "targets/shop"
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "applied")
    git(shop, "config", "uploadpack.allowFilter", "true")
    with served(root / "targets") as url:
        keys = f"name: far\nflavors: [codex]\nurl: {url}/shop\nbranch: main\n"
        write(root / "catalog/repos/far.md", f"---\n{keys}---\n")
        commit(root, "far")
        assert run(root, "status", "far").code == 0
    (seen,) = (root / ".cache/session-memory/mirrors").glob("far-*/session-memory-fetched")
    seen.write_text(f"{float(seen.read_text()) - 3 * 86_400 - 60:.0f}\n")
    for _ in range(2):
        said = run(root, "status", "far")
        assert said.code == 3 and "stale view: seen 3 days ago" in said.out, said
        (cell,) = cells(root, "far")
        assert (cell["state"], cell["mark"]) == ("in-sync", "stale view") and "3 days ago" in cell["note"]
    assert run(root, "distribute", "far").code == 1
    assert "cannot fetch main" in run(root, "diff", "far").err
    assert "stale view" in _site(root, tmp_path)


def _site(root: Path, folder: Path) -> str:
    here = Path(__file__).parent.parent.parent
    (root / "site_templates").symlink_to(here / "site_templates")
    write(root / "catalog/guide/start.md", "# Start\n")
    assert run(root, "site", "--out", str(folder / "out")).code == 0
    return (folder / "out/repos/far/index.md").read_text()


def test_ours_back_and_a_new_text_of_a_neighbour_in_one_file(tmp_path: Path) -> None:
    """What was asked back is nobody's loss, whichever pattern of the file is looked at; it can be approved."""
    root = house(tmp_path)
    write(root / "catalog/patterns/two-things.md", pattern("two-things"))
    distributed(root)
    by_hand(root, "Do one-thing with care.", "Do it my way.")
    write(root / "catalog/patterns/two-things.md", pattern("two-things", version="1.1.0", title="Anew"))
    assert run(root, "distribute", "shop", "--ours", "--pattern", "one-thing", "--pattern", "two-things").code == 0
    assert run(root, "approve", "shop").code == 0
    assert run(root, "apply", "shop", "--in-place").code == 0
    assert states(root) == {"in-sync"}
