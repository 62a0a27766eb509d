"""Real host files there and back: applied and rolled back, every byte, mode and link is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_files import host_files, variants
from made import catalog, git, pattern, run, target, write
from region_examples import HOSTS as SMALL
from steps import ADA, BRANCH, IN_PLACE, applied, dirty, last, lie, merge, refs, step, sure

SKILLS = "{claude: {form: skill}, codex: {form: skill}, grok: {form: skill}}"
PATTERNS = {
    "read_before_edit": pattern("read-before-edit"),
    "only_for_tests": pattern("only-for-tests", scope='{paths: ["tests/**"]}'),
    "as_a_skill": pattern("as-a-skill", rendering_hints=SKILLS),
}
REAL = host_files()
OURS = {
    f"{name}, {variant}": content
    for name in ("one line", "a closed fence", "front matter", "empty")
    for variant, content in variants(SMALL[name]).items()
    if name != "empty" or not content.strip()
}
MODES = (0o644, 0o755, 0o600)
ROOM = 30_000
"""Longer host files leave Codex no room for our patterns; those are for the other two agents."""

FORMS = ("AGENTS.md", "CLAUDE.md", "AGENTS.md with a link to it")


def house(root: Path, form: str, content: bytes, mode: int) -> Path:
    """A catalog with one target that has this one host file."""
    name = form.split()[0]
    flavors = "claude, grok" if len(content) > ROOM else "claude, codex, grok"
    folder = target(catalog(root, **PATTERNS), "shop", {"README.md": "read me\n"}, flavors=flavors)
    write(folder / name, content).chmod(mode)
    if form != name:
        (folder / "CLAUDE.md").symlink_to(name)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "by hand")
    git(folder, "tag", "before")
    return folder


def refused(root: Path, folder: Path) -> bool:
    """Whether the host file is one that nobody may write to: then nothing is applied, and nothing changes."""
    before = lie(folder)
    said = run(root, "distribute", "shop")
    if said.code == 0:
        return False
    assert said.code == 4 and "opens here, is never closed" in said.out, said
    step(root, "approve", "shop")
    step(root, "apply", "shop", "--in-place")
    there = {path: what for path, what in lie(folder).items() if not path.startswith((".claude", ".agents", ".grok"))}
    assert there == {path: what for path, what in before.items() if path in there} and set(before) <= set(there)
    return True


def there_and_back(root: Path, folder: Path) -> None:
    """In place, on a branch that is never merged, and on one that is merged before it is rolled back."""
    before, branches = lie(folder), refs(folder)
    for mode in (IN_PLACE, BRANCH):
        event = applied(root, "shop", mode)
        assert event.mode == mode and event.by == ADA
        assert (lie(folder) != before) == (mode == IN_PLACE)
        sure(root, "rollback", "shop")
        assert lie(folder) == before and dirty(folder) == "" and refs(folder) == branches
        sure(root, "release", "shop")
    merge(folder, applied(root, "shop", BRANCH).branch)
    assert run(root, "status", "shop").code == 0 and lie(folder) != before
    sure(root, "rollback", "shop")
    merge(folder, last(root, "shop").branch)
    assert git(folder, "diff", "--stat", "before", "main") == b"" and dirty(folder) == ""
    # The mode that git does not know of is the one that git itself gave the file when it was merged.
    assert {path: (mode & 0o100, text) for path, (mode, text) in lie(folder).items()} == {
        path: (mode & 0o100, text) for path, (mode, text) in before.items()
    }


@pytest.mark.corpus
@pytest.mark.skipif(not REAL, reason="the corpus of real host files does not lie beside the project")
@pytest.mark.parametrize("name", REAL)
def test_a_real_host_file_comes_back(tmp_path: Path, name: str) -> None:
    """As AGENTS.md, as CLAUDE.md or with a link, and with each mode, in turn: every byte, mode and link."""
    number = list(REAL).index(name)
    folder = house(tmp_path, FORMS[number % 3], REAL[name], MODES[number // 3 % 3])
    if not refused(tmp_path, folder):
        there_and_back(tmp_path, folder)


@pytest.mark.parametrize("name", OURS)
def test_a_small_host_file_comes_back(tmp_path: Path, name: str) -> None:
    """Any line end, start and end that an editor could have left."""
    number = list(OURS).index(name)
    folder = house(tmp_path, FORMS[number % 3], OURS[name], MODES[number // 3 % 3])
    if not refused(tmp_path, folder):
        there_and_back(tmp_path, folder)


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
@pytest.mark.parametrize("flavor", ["claude", "codex", "grok"])
def test_where_nothing_was_nothing_is_left(tmp_path: Path, flavor: str, mode: str) -> None:
    """What we made is gone, with every folder that was made for it; a folder of their own stays, empty as it was."""
    folder = target(catalog(tmp_path, **PATTERNS), "shop", {}, flavors=flavor)
    (folder / ".claude").mkdir()
    before = lie(folder)
    assert len(applied(tmp_path, "shop", mode).files) >= 2
    sure(tmp_path, "rollback", "shop")
    assert lie(folder) == before and dirty(folder) == ""
