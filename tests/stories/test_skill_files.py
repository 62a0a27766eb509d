"""A skill with files of its own: from the catalog into a repository, edited there, brought up to date, taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from made import catalog, git, pattern, run, target, tree, write
from steps import step, sure

SKILL = ".agents/skills/one-thing"
SCRIPT, NOTES = f"{SKILL}/scripts/count.txt", f"{SKILL}/references/notes.md"
FIRST = b'lsof -p "$1" |\r\n  wc -l\n'
"""No line end of it is changed on the way, and none is added."""
MODES = ["branch", "in-place"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog, committed, whose one pattern travels with two files, and a repository with a skill of its own."""
    made = catalog(tmp_path / "catalog-repo", one_thing=text())
    beside(made, "scripts/count.txt", FIRST)
    beside(made, "references/notes.md", b"# Notes\n\nSockets count, too.")
    write(made / ".gitignore", "targets\n.cache\n.session-memory\n")
    git(made, "init", "-q", "-b", "main")
    git(made, "config", "user.name", "Somebody")
    git(made, "config", "user.email", "somebody@example.com")
    theirs: dict[str, str | bytes] = {f"{SKILL}/scripts/mine.sh": "mine\n", ".agents/skills/theirs/SKILL.md": "x\n"}
    target(made, "shop", theirs, flavors="codex")
    commit(made)
    return made


@pytest.fixture
def shop(root: Path) -> Path:
    """The repository."""
    return root / "targets/shop"


def text(version: str = "1.0.0", **keys: Any) -> str:
    """The pattern."""
    return pattern("one-thing", version=version, rendering_hints="{codex: {form: skill}}", **keys)


def beside(root: Path, path: str, content: bytes, mode: int = 0o644) -> None:
    """A file that travels with the pattern."""
    write(root / "catalog/patterns/one-thing" / path, content).chmod(mode)


def commit(folder: Path) -> None:
    """Everything in there, committed."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a state")


def applied(root: Path, mode: str = "in-place") -> None:
    """Proposed, approved, applied, and on the main line of the repository."""
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", *(["--in-place"] if mode == "in-place" else []))
    merge(root, mode)


def merge(root: Path, mode: str) -> None:
    """What a person does next."""
    shop = root / "targets/shop"
    if mode == "branch":
        (name,) = git(shop, "branch", "--format=%(refname:short)", "--no-merged").decode().split()
        git(shop, "merge", "-q", "--no-edit", name)
    else:
        commit(shop)


def cells(root: Path) -> dict[str, tuple[str, str]]:
    """Pattern -> state and note, as status tells them."""
    found = json.loads(run(root, "status", "shop", "--json").out)["cells"]
    return {cell["pattern"]: (cell["state"], cell["note"]) for cell in found}


def state(root: Path) -> str:
    """The state of the one pattern."""
    return cells(root)["one-thing"][0]


@pytest.mark.parametrize("mode", MODES)
def test_the_files_travel_with_their_skill_and_leave_with_it(root: Path, shop: Path, mode: str) -> None:
    """Applied they are in sync, byte for byte; rolled back, the repository is as it was, hand-written files too."""
    before = tree(shop)
    applied(root, mode)
    now = tree(shop)
    assert now[SCRIPT] == FIRST and now[NOTES] == b"# Notes\n\nSockets count, too."
    assert set(now) - set(before) == {SCRIPT, NOTES, f"{SKILL}/SKILL.md"}
    assert before.items() <= now.items() and state(root) == "in-sync"
    assert run(root, "status", "shop").code == 0
    sure(root, "rollback", "shop", "--reason", "no")
    merge(root, mode)
    assert tree(shop) == before and not (shop / SKILL / "references").exists()


def test_the_review_shows_each_byte_and_digest(root: Path) -> None:
    """The text is in the patch, the digests are in REVIEW.md and proposal.json, the files are among the artifacts."""
    sure(root, "distribute", "shop")
    folder = root / "proposals/shop"
    rows = {row["path"]: row for row in json.loads((folder / "proposal.json").read_text())["files"]}
    assert set(rows) == {SCRIPT, NOTES, f"{SKILL}/SKILL.md"}
    assert f"SHA-256 `{rows[SCRIPT]['result']['sha256']}`" in (folder / "REVIEW.md").read_text()
    assert "+# Notes" in (folder / "changes.patch").read_text()
    assert (folder / "artifacts/codex" / SCRIPT).read_bytes() == FIRST
    skill = (folder / "artifacts/codex" / SKILL / "SKILL.md").read_text()
    assert '  "session-memory/scripts/count.txt": "sha256:' in skill


def test_another_byte_beside_it_is_another_proposal(root: Path) -> None:
    """An approval of the first one is no approval of the second."""
    sure(root, "distribute", "shop")
    sure(root, "approve", "shop")
    beside(root, "scripts/count.txt", FIRST + b"# and more\n")
    write(root / "catalog/patterns/one-thing.md", text("1.0.1"))
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 3 and "the pattern one-thing changed" in said.err


@pytest.mark.parametrize("mode", MODES)
def test_a_new_version_adds_changes_and_takes_away(root: Path, shop: Path, mode: str) -> None:
    """One file is new, one changed, one gone; rolled back, the first version stands there to the byte."""
    applied(root, mode)
    first = tree(shop)
    beside(root, "scripts/count.txt", b"ls /proc/$1/fd | wc -l\n")
    beside(root, "assets/table.csv", b"a,b\n")
    (root / "catalog/patterns/one-thing/references/notes.md").unlink()
    write(root / "catalog/patterns/one-thing.md", text("1.1.0"))
    assert state(root) == "outdated"
    applied(root, mode)
    now = tree(shop)
    assert NOTES not in now and now[f"{SKILL}/assets/table.csv"] == b"a,b\n" and b"/proc/" in now[SCRIPT]
    assert state(root) == "in-sync"
    sure(root, "rollback", "shop", "--reason", "no")
    merge(root, mode)
    assert tree(shop) == first


def test_a_hand_edit_beside_the_skill_is_never_lost(root: Path, shop: Path) -> None:
    """It is told with its file, kept when the pattern moves on, and goes only when a person asks for it by name."""
    applied(root)
    write(shop / SCRIPT, b"mine, all mine\n")
    assert state(root) == "edited"
    said = run(root, "diff", "shop").out
    assert "scripts/count.txt" in said
    beside(root, "scripts/count.txt", b"ls\n")
    write(root / "catalog/patterns/one-thing.md", text("1.1.0"))
    assert state(root) == "conflict"
    before = tree(shop)
    run(root, "distribute", "shop")
    assert step(root, "apply", "shop", "--in-place").code != 0 or tree(shop) == before
    assert step(root, "rollback", "shop", "--reason", "no").code == 4 and tree(shop) == before
    assert step(root, "remove", "shop", "one-thing", "--in-place", "--reason", "no").code == 4 and tree(shop) == before
    sure(root, "distribute", "shop", "--ours", "--pattern", "one-thing")
    review = (root / "proposals/shop/REVIEW.md").read_text()
    assert "-mine, all mine" in review.split("## What changes")[0]
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")
    assert (shop / SCRIPT).read_bytes() == b"ls\n" and state(root) == "in-sync"


def test_a_file_that_is_gone_comes_back(root: Path, shop: Path) -> None:
    """The skill's own text is not touched for it."""
    applied(root)
    (shop / NOTES).unlink()
    told = cells(root)["one-thing"]
    assert told[0] == "missing" and NOTES in told[1]
    applied(root)
    assert (shop / NOTES).exists() and state(root) == "in-sync"


@pytest.mark.parametrize("kind", ["other bytes", "a link", "a folder"])
def test_what_is_not_ours_is_in_the_way_and_stays(root: Path, shop: Path, kind: str) -> None:
    """Nothing of the skill is written then."""
    (shop / SCRIPT).parent.mkdir(parents=True, exist_ok=True)
    if kind == "a link":
        (shop / SCRIPT).symlink_to("mine.sh")
    else:
        write(shop / SCRIPT if kind == "other bytes" else shop / SCRIPT / "inside", "theirs\n")
    before = tree(shop)
    assert run(root, "distribute", "shop").code == 4
    told = cells(root)["one-thing"]
    assert told[0] == "foreign" and SCRIPT in told[1]
    assert step(root, "apply", "shop", "--in-place").code != 0 or tree(shop) == before
    assert tree(shop) == before


@pytest.mark.parametrize("mode", MODES)
def test_removed_with_all_that_travels_with_it(root: Path, shop: Path, mode: str) -> None:
    """By hand for one pattern, and by the next proposal when the pattern is retired."""
    before = tree(shop)
    applied(root, mode)
    sure(root, "remove", "shop", "one-thing", "--reason", "no", *(["--in-place"] if mode == "in-place" else []))
    merge(root, mode)
    assert tree(shop) == before
    sure(root, "release", "shop", "one-thing")
    applied(root, mode)
    write(root / "catalog/patterns/one-thing.md", text("1.0.1", status="retired"))
    applied(root, mode)
    assert tree(shop) == before


def test_a_program_is_danger_whatever_its_pattern_says(root: Path, shop: Path) -> None:
    """The check tells the author; said openly, policy denies it; where policy lets it, the gate does not."""
    beside(root, "scripts/count.txt", FIRST, 0o755)
    said = run(root, "check")
    assert said.code == 1 and "SM185" in said.out + said.err
    write(root / "catalog/patterns/one-thing.md", text("1.1.0", risk="danger"))
    sure(root, "check")
    assert "policy denies the risk danger" in run(root, "distribute", "shop").out
    write(root / "catalog/policy.yaml", "deny_risks: []\n")
    sure(root, "distribute", "shop")
    said = step(root, "approve", "shop")
    assert said.code == 5 and "danger-text" in said.err


def test_the_mode_travels_too(root: Path, shop: Path) -> None:
    """A person who applies the patch gets an executable file; one that is not any more is another version."""
    beside(root, "scripts/count.txt", FIRST, 0o755)
    write(root / "catalog/patterns/one-thing.md", text("1.1.0", risk="danger"))
    write(root / "catalog/policy.yaml", "deny_risks: []\n")
    sure(root, "distribute", "shop")
    git(shop, "apply", str(root / "proposals/shop/changes.patch"))
    assert (shop / SCRIPT).stat().st_mode & 0o100 and state(root) == "in-sync"
    commit(shop)
    beside(root, "scripts/count.txt", FIRST)
    write(root / "catalog/patterns/one-thing.md", text("1.1.1"))
    for mode in MODES:
        sure(root, "distribute", "shop")
        step(root, "approve", "shop")
        sure(root, "apply", "shop", *(["--in-place"] if mode == "in-place" else []))
        if mode == "branch":
            (name,) = git(shop, "branch", "--format=%(refname:short)", "--no-merged").decode().split()
            assert git(shop, "ls-tree", name, SCRIPT).startswith(b"100644")
            sure(root, "rollback", "shop", "--reason", "no")
            sure(root, "release", "shop", "one-thing")
    assert not (shop / SCRIPT).stat().st_mode & 0o100 and state(root) == "in-sync"
    sure(root, "rollback", "shop", "--reason", "no")
    assert (shop / SCRIPT).stat().st_mode & 0o100 and (shop / SCRIPT).read_bytes() == FIRST


def test_a_changed_file_asks_for_a_new_version(root: Path) -> None:
    """The text of the pattern is the same, what agents get is not."""
    beside(root, "scripts/count.txt", b"ls\n")
    said = run(root, "check")
    assert said.code == 1 and "SM170" in said.out + said.err
    write(root / "catalog/patterns/one-thing.md", text("1.0.1"))
    sure(root, "check")


def test_where_it_is_no_skill_the_files_stay_behind(root: Path, shop: Path) -> None:
    """The proposal says so."""
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", version="1.0.1"))
    sure(root, "distribute", "shop")
    assert "the files beside it stay behind" in (root / "proposals/shop/REVIEW.md").read_text()
    applied(root)
    assert not (shop / SCRIPT).exists() and (shop / "AGENTS.md").exists()


@pytest.mark.parametrize("mode", MODES)
def test_line_ends_of_the_repository_are_no_edit(root: Path, shop: Path, mode: str) -> None:
    """Git stores and checks out what we wrote with others; the next version is written all the same."""
    write(shop / ".gitattributes", "* text=auto\n")
    commit(shop)
    applied(root, mode)
    git(shop, "add", "--renormalize", ".")
    commit(shop)
    (shop / SCRIPT).unlink()
    git(shop, "checkout", "--", SCRIPT)
    assert (shop / SCRIPT).read_bytes() == FIRST.replace(b"\r\n", b"\n") and state(root) == "in-sync"
    beside(root, "scripts/count.txt", b"ls\n")
    write(root / "catalog/patterns/one-thing.md", text("1.1.0"))
    applied(root, mode)
    assert (shop / SCRIPT).read_bytes() == b"ls\n" and state(root) == "in-sync"


@pytest.mark.parametrize("way", ["file to folder", "folder to file"])
def test_a_file_that_becomes_a_folder_is_told(root: Path, shop: Path, way: str) -> None:
    """And the other way round; with the way out, which leads there."""
    folder = root / "catalog/patterns/one-thing/assets"
    names = ["assets", "assets/a.txt"] if way == "file to folder" else ["assets/a.txt", "assets"]
    beside(root, names[0], b"one\n")
    commit(root)
    applied(root)
    shutil.rmtree(folder) if folder.is_dir() else folder.unlink()
    beside(root, names[1], b"two\n")
    write(root / "catalog/patterns/one-thing.md", text("1.1.0"))
    before = tree(shop)
    assert run(root, "distribute", "shop").code == 4 and tree(shop) == before
    told = cells(root)["one-thing"]
    assert told[0] == "foreign" and f"{SKILL}/assets" in told[1] and "release it" in told[1]
    sure(root, "remove", "shop", "one-thing", "--in-place", "--reason", "renamed")
    commit(shop)
    sure(root, "release", "shop", "one-thing")
    applied(root)
    assert (shop / SKILL / names[1]).read_bytes() == b"two\n" and state(root) == "in-sync"


@pytest.mark.parametrize("mode", MODES)
def test_their_file_where_a_folder_would_be_is_told(root: Path, shop: Path, mode: str) -> None:
    """When it is proposed, not when it is applied."""
    write(shop / SKILL / "references", "theirs\n")
    commit(shop)
    before = tree(shop)
    assert run(root, "distribute", "shop").code == 4
    told = cells(root)["one-thing"]
    assert told[0] == "foreign" and f"below {SKILL}/references, which is a file; move that" in told[1]
    step(root, "approve", "shop")
    said = step(root, "apply", "shop", *(["--in-place"] if mode == "in-place" else []))
    assert "Errno" not in said.err and tree(shop) == before
