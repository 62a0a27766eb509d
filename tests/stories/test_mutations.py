"""One byte or mode of anything that a yes rests on is changed: nothing is written, whichever byte it is.

That is: of the files that a proposal changes, the proposal's own files, the patterns, what renders them and places
them, and the yes itself, which is a decision or a grant. 10,000 mutations in all, the same ones on every run.

The executable bit counts where git keeps it for somebody: in the target. On our own files it says nothing, for nothing
of ours is ever executed, and there are systems on which every file has it; what they may not become is a link.
"""

from __future__ import annotations

import datetime
import fnmatch
import os
import random
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from made import Said, catalog, pattern, run, write
from session_memory.changes import proposals
from session_memory.changes.patch import make_patch
from session_memory.distribute import render

FAILED, WRONG, STALE, CONFLICT, DENIED = 1, 2, 3, 4, 5
REFUSED = {STALE, CONFLICT, DENIED}
BY = ("--by", "Ada <ada@example.com>")
HAND = b"# Shop\n\nBy hand, and not to be lost.\r\n\n- one\n- two\n"
REPO = """\
---
name: shop
domain: web
flavors: [codex, grok]
checkout: targets/shop
bundles: [care]
delivery: once
budget: {codex: 9000}
---
"""
POLICY = "min_confidence: 0.9\nevidence_bar: {curated: 0}\ndeny_risks: [danger]\n"

Tree = dict[str, tuple[int, bytes]]
TARGET, PROPOSAL = "targets/shop/", "proposals/shop/"
MADE_AGAIN = (".cache/", ".session-memory/", f"{PROPOSAL}proposal.json", f"{PROPOSAL}REVIEW.md",
              f"{PROPOSAL}changes.patch", f"{PROPOSAL}artifacts/")  # fmt: skip
"""What a refusal may write: a proposal that is stale is made anew."""


@dataclass
class World:
    """A proposal that has its yes, everything as it is then, and as it is once that is applied."""

    root: Path
    before: Tree
    applied: Tree

    def refuses(self, codes: set[int] = REFUSED) -> Said:
        """That applying is refused now, by one of these exit codes, and leaves everything else as it stands."""
        there = stands(self.root)
        said = run(self.root, "apply", "shop", "--in-place", *BY)
        now = stands(self.root)
        written = {path for path in {*there, *now} if there.get(path) != now.get(path)}
        assert said.code in codes and (said.err or "not delivered" in said.out), said
        assert not {path for path in written if not path.startswith(MADE_AGAIN)}
        return said

    def refuses_or_means_the_same(self, codes: set[int]) -> bool:
        """Whether it is refused; if not, then exactly what had its yes was written."""
        there = stands(self.root)
        said = run(self.root, "apply", "shop", "--in-place", *BY)
        if said.code != 0:
            self.restore(there)
            self.refuses(codes)
            return True
        assert in_target(stands(self.root)) == in_target(self.applied)
        return False

    def restore(self, tree: Tree | None = None) -> None:
        """Everything as it was before the mutation."""
        tree, now = tree or self.before, stands(self.root)
        for path in now:
            if now[path] != tree.get(path):
                (self.root / path).unlink()
        for path, (mode, content) in tree.items():
            if now.get(path) != (mode, content):
                write(self.root / path, content).chmod(mode)


def stands(root: Path) -> Tree:
    """Every file below the catalog, by path: kind and mode, and bytes."""
    found = {}
    for place, _, names in os.walk(root):
        for name in names:
            path = Path(place, name)
            mode = path.lstat().st_mode
            found[path.relative_to(root).as_posix()] = (mode, path.read_bytes() if stat.S_ISREG(mode) else b"")
    return found


def in_target(tree: Tree) -> Tree:
    return {path: file for path, file in tree.items() if path.startswith(TARGET)}


def a_pattern(id: str, version: str = "1.0.0", **keys: str) -> str:
    return pattern(id, version=version, tags="[care]", scope="{domains: [web]}", **keys)


def world(root: Path, monkeypatch: pytest.MonkeyPatch, *, again: bool = False, grant: bool = False) -> World:
    """Two blocks in AGENTS.md, for the first time or `again`, and a rule with a file of its own that only informs."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    # Each mutation of the same file asks for the same patch once more.
    monkeypatch.setattr(proposals, "make_patch", lru_cache(make_patch))
    rule = pattern("gamma", tags="[care]", scope="{domains: [web], flavors: [grok]}", risk="read")
    catalog(root, alpha=a_pattern("alpha"), beta=a_pattern("beta"), gamma=rule)
    write(root / "catalog/repos/shop.md", REPO)
    write(root / "catalog/policy.yaml", POLICY)
    write(root / TARGET / "AGENTS.md", HAND)
    if again:
        assert [run(root, *words).code for words in STEPS] == [0, 0, 0]
        write(root / "catalog/patterns/alpha.md", a_pattern("alpha", "1.1.0", title="Anew"))
        write(root / "catalog/patterns/beta.md", a_pattern("beta", status="retired"))
    if grant:
        write(root / "catalog/grants/shop-care.yaml", grant_of())
    assert [run(root, *words).code for words in STEPS[: 1 if grant else 2]] == [0] * (1 if grant else 2)
    before = stands(root)
    assert run(root, *STEPS[2]).code == 0
    made = World(root, before, stands(root))
    made.restore()
    return made


STEPS = (("distribute", "shop"), ("approve", "shop", *BY), ("apply", "shop", "--in-place", *BY))


def grant_of() -> str:
    today = datetime.date.today()
    scope = "{repos: [shop], flavors: [codex, grok], patterns: [alpha, beta], paths: [/AGENTS.md]}"
    days = f"created: {today}\nexpires_at: {today}\n"
    return f"id: shop-care\nscope: {scope}\n{days}by: Ada <ada@example.com>\nreason: they are reviewed\n"


def flipped(content: bytes, number: int, seed: str) -> Iterator[bytes]:
    """`number` times the content with one bit turned over: in every byte first, as far as that goes, then anywhere."""
    chance = random.Random(seed)
    every = [(at, chance.randrange(8)) for at in chance.sample(range(len(content)), len(content))]
    rest = sorted({(at, bit) for at in range(len(content)) for bit in range(8)} - set(every))
    places = every + chance.sample(rest, len(rest))
    assert len(places) >= number
    for at, bit in places[:number]:
        yield content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


def every_one(made: World, path: str, number: int, codes: set[int] = REFUSED) -> None:
    """Each of `number` mutations of a file is refused."""
    for content in flipped(made.before[path][1], number, path):
        write(made.root / path, content)
        made.refuses(codes)
        made.restore()


NUMBERS = {
    "target": {"first": 400, "again": 900},
    "proposal": {"proposal.json": 2700, "REVIEW.md": 1500, "changes.patch": 900,
                 "artifacts/codex/AGENTS.md": 400, "artifacts/grok/.grok/rules/gamma.md": 200},
    "pattern": {"alpha": 600, "beta": 400, "gamma": 400},
    "decision": {"content": 700, "name": 50},
    "meaning": {"catalog/repos/shop.md": 300, "catalog/policy.yaml": 100, "catalog/grants/shop-care.yaml": 400},
    "renderer": {"text": 50},
}  # fmt: skip


def test_there_are_ten_thousand() -> None:
    """In all groups together."""
    assert sum(number for group in NUMBERS.values() for number in group.values()) == 10_000


@pytest.mark.parametrize("name", NUMBERS["target"])
def test_a_byte_of_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """By hand or ours: stale, or a conflict where it was ours."""
    made = world(tmp_path, monkeypatch, again=name == "again")
    every_one(made, f"{TARGET}AGENTS.md", NUMBERS["target"][name])


@pytest.mark.parametrize("name", NUMBERS["proposal"])
def test_a_byte_of_the_proposal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In any of its files: it is no longer what was reviewed, and is made anew."""
    made = world(tmp_path, monkeypatch)
    every_one(made, f"{PROPOSAL}{name}", NUMBERS["proposal"][name], {STALE})


@pytest.mark.parametrize("name", NUMBERS["pattern"])
def test_a_byte_of_a_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In its text or above: stale, even where it is no longer a pattern."""
    made = world(tmp_path, monkeypatch)
    every_one(made, f"catalog/patterns/{name}.md", NUMBERS["pattern"][name], {STALE})


def test_a_byte_of_a_decision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name holds the digest of what it says, so nothing of it can be changed."""
    made = world(tmp_path, monkeypatch)
    every_one(made, decision_of(made), NUMBERS["decision"]["content"], {DENIED})


def test_a_byte_of_the_name_of_a_decision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under another name it is none."""
    made = world(tmp_path, monkeypatch)
    path = tmp_path / decision_of(made)
    names = (name for name in flipped(path.name.encode(), 300, "name") if name.isascii() and not {*name} & {*b"\0/"})
    for name, _ in zip(names, range(NUMBERS["decision"]["name"]), strict=False):
        path.rename(path.with_name(name.decode()))
        made.refuses({DENIED})
        made.restore()


@pytest.mark.parametrize("path", NUMBERS["meaning"])
def test_a_byte_of_what_says_where_and_whether(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """The repo's file, the policy, a grant: what still says the same leads to the very same bytes, the rest nowhere."""
    made = world(tmp_path, monkeypatch, grant="grants" in path)
    refused, content = 0, made.before[path][1]
    for changed in flipped(content, len(content) * 8, path):
        write(tmp_path / path, changed)
        if made.refuses_or_means_the_same(REFUSED | {FAILED, WRONG}):
            refused += 1
        elif "grants" in path:
            assert covers(changed), changed
        made.restore()
        if refused == NUMBERS["meaning"][path]:
            return
    raise AssertionError(f"only {refused} were refused")


def covers(grant: bytes) -> bool:
    """Whether, read by itself, it still says yes: what is about its reason, and what widens it."""
    told = yaml.safe_load(grant)
    today, scope = datetime.date.today(), told["scope"]
    path = [glob for glob in scope.get("paths", ["*"]) if fnmatch.fnmatch("AGENTS.md", glob.lstrip("/"))]
    named = {"alpha", "beta"} <= set(scope.get("patterns", ["alpha", "beta"])) and {"shop"} <= set(scope["repos"])
    now = told["created"] <= today <= told["expires_at"]
    return bool(path) and named and {"codex", "grok"} <= set(scope["flavors"]) and now


def test_another_renderer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it writes differently, or only says that it does."""
    made = world(tmp_path, monkeypatch)
    body, chance = render.body, random.Random("renderer")
    for _ in range(NUMBERS["renderer"]["text"]):
        at = chance.random()
        with monkeypatch.context() as patch:
            patch.setattr(render, "body", lambda *given, at=at: turned(body(*given), at))
            made.refuses({STALE})
        made.restore()
    for module, name, value in (
        (proposals, "RENDERER", proposals.RENDERER + 1),
        (proposals, "FORMAT", proposals.FORMAT + 1),
        (render, "DEFAULT", ("Steps",)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            made.refuses(REFUSED | {FAILED})
        made.restore()


def turned(text: str, at: float) -> str:
    """The text with one letter of it in the other case."""
    letters = [place for place, letter in enumerate(text) if letter.isalpha()]
    place = letters[int(at * len(letters))]
    return text[:place] + text[place].swapcase() + text[place + 1 :]


def decision_of(made: World) -> str:
    return next(path for path in made.before if path.startswith(f"{PROPOSAL}decisions/"))


def test_the_executable_bit_of_the_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a part of what is reviewed; who may read and write is not, and is kept."""
    made = world(tmp_path, monkeypatch)
    host = tmp_path / TARGET / "AGENTS.md"
    for mode in (0o755, 0o744, 0o700):
        host.chmod(mode)
        made.refuses({STALE})
        made.restore()
    host.chmod(0o444)
    made.refuses({DENIED})
    made.restore()
    host.chmod(0o600)
    assert run(tmp_path, *STEPS[2]).code == 0
    assert stat.S_IMODE(host.stat().st_mode) == 0o600


def test_a_link_in_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even when it leads to the very same bytes."""
    made = world(tmp_path, monkeypatch)
    aside = tmp_path.parent / f"{tmp_path.name}-aside"
    files = [path for path in made.before if path.startswith((TARGET, PROPOSAL, "catalog/patterns/"))]
    assert len(files) == 10
    for path in files:
        write(aside, made.before[path][1])
        (tmp_path / path).unlink()
        (tmp_path / path).symlink_to(aside)
        made.refuses(REFUSED | {FAILED})
        made.restore()
        assert aside.read_bytes() == made.before[path][1]


def test_a_file_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target's, the proposal's, a pattern's, the decision's."""
    made = world(tmp_path, monkeypatch)
    files = [path for path in made.before if path.startswith((TARGET, PROPOSAL, "catalog/patterns/"))]
    for path in files:
        (tmp_path / path).unlink()
        made.refuses()
        made.restore()


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("catalog/policy.yaml", POLICY + "# nothing more\n"),
        ("catalog/policy.yaml", POLICY.replace("0.9", " 0.90")),
        ("catalog/repos/shop.md", REPO + "\nA shop.\n"),
        ("catalog/patterns/delta.md", pattern("delta", scope="{repos: [], exclude_repos: [shop]}")),
        (f"{TARGET}README.md", "# No business of ours\n"),
        (f"{PROPOSAL}notes.txt", "seen\n"),
    ],
)
def test_what_is_no_input_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, change: str
) -> None:
    """The yes holds, and the very same bytes are written."""
    made = world(tmp_path, monkeypatch)
    write(tmp_path / path, change)
    assert run(tmp_path, *STEPS[2]).code == 0
    written = in_target(stands(tmp_path))
    assert {name: file for name, file in written.items() if name != path} == in_target(made.applied)


def test_after_all_that_it_still_applies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Putting everything back is enough: nothing was used up by what was refused."""
    made = world(tmp_path, monkeypatch)
    every_one(made, f"{TARGET}AGENTS.md", 5)
    every_one(made, decision_of(made), 5)
    assert run(tmp_path, *STEPS[2]).code == 0
    assert in_target(stands(tmp_path)) == in_target(made.applied)
