"""Any order of steps, by people and by the program, killed anywhere: what comes of it is what the small model says.

After every step: the exit code, every byte and mode of the target, no file too many, and what status tells. What is
called twice comes to nothing the second time. The model is one_repo.py, and dying.py is the kill.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from dying import dying
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from one_repo import Key, OneRepo
from one_repo_files import ALPHA, BETA, GAMMA, HOST, OTHER, PATH, RULE, File, Host, Pattern

from made import GIT, git, pattern, run, target, tree, write

PROGRAMS, PARTS = 2_000, 8
STEPS = 12

BY = ("--by", "Ada <ada@example.com>")
HANDS = {
    "lines": b"# Shop\n\nBy hand.\n",
    "open": b"# Shop",
    "windows": b"# Shop\r\nBy hand.\r\n",
    "empty": b"",
    "none": None,
}
IDS = st.sampled_from([ALPHA, BETA, GAMMA])
PLACES = st.sampled_from(["in-place", "in-place", "branch"])

Verb = Callable[[OneRepo], int]
VERBS: dict[str, tuple[tuple[str, ...], Verb, int]] = {
    "propose": (("distribute", "shop"), OneRepo.distribute, 45),
    "approve": (("approve", "shop", *BY), OneRepo.approve, 8),
    "reject": (("reject", "shop", "--reason", "no", *BY), OneRepo.reject, 16),
    "apply": (("apply", "shop", "--in-place", *BY), lambda repo: repo.apply("in-place"), 85),
    "apply on a branch": (("apply", "shop", *BY), lambda repo: repo.apply("branch"), 120),
    "roll back": (("rollback", "shop", *BY), OneRepo.rollback, 70),
    "remove": (("remove", "shop", ALPHA, "--in-place", *BY), lambda repo: repo.remove(ALPHA, "in-place"), 40),
    "release": (("release", "shop", *BY), OneRepo.release, 20),
}
"""Arguments, what the model does, and about how many changes to the disk the program makes."""
HAPPENED, SAID = "catalog/audit/shop/[0-9]*.json", "proposals/shop/decisions/[0-9a-f]*.json"
LEFT = ".session-memory-"
"""What a killed run leaves beside a file, until the next one finishes what was begun."""
TWICE = ("propose", "approve", "apply", "apply on a branch", "remove")


def text(one: Pattern) -> str:
    """A pattern's file."""
    keys = {"version": one.version, "status": "approved" if one.live else "retired"}
    if one.id == GAMMA:
        keys |= {"scope": "{flavors: [grok]}", "risk": "read"}
    return pattern(one.id, body=f"## Problem\n\nIt was so.\n\n## Solution\n\n{one.words}\n", **keys)


def first(id: str) -> Pattern:
    return Pattern(id, 0, f"Do {id} with care.")


def template(home: Path, hand: str) -> Path:
    """A catalog and a target, made once for each of HANDS."""
    root = home / hand
    if not root.exists():
        for id in (ALPHA, BETA, GAMMA):
            write(root / "catalog/patterns" / f"{id}.md", text(first(id)))
        found = HANDS[hand]
        folder = target(root, "shop", {} if found is None else {HOST: found}, flavors="codex, grok")
        git(folder, "config", "user.name", "Ben")
        git(folder, "config", "user.email", "ben@example.com")
        shutil.rmtree(folder / ".git/hooks", ignore_errors=True)
        run(root, "status")
    return root


class Machine(RuleBasedStateMachine):
    """One repo, by its real files and by the model."""

    home: ClassVar[Path]
    root: Path | None = None

    @initialize(hand=st.sampled_from(sorted(HANDS)))
    def begin(self, hand: str) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=self.home))
        self.root = Path(shutil.copytree(template(self.home, hand), self.folder / "house"))
        self.target = self.root / "targets/shop"
        found = HANDS[hand]
        files: dict[str, File] = {} if found is None else {HOST: Host(found)}
        self.model = OneRepo(files, {id: first(id) for id in (ALPHA, BETA, GAMMA)}, head=dict(files))
        self.line_end = "\r\n" if hand == "windows" else "\n"
        self.names: dict[Key, str] = {}
        self.number = 0
        self.git_made_folders = False
        self.moved = True

    def teardown(self) -> None:
        if self.root:
            shutil.rmtree(self.folder)

    # What the program does

    @rule(only=st.sampled_from(["", "", ALPHA, GAMMA]))
    def propose(self, only: str) -> None:
        """Everything, or one pattern."""
        option = ("--pattern", only) if only else ()
        self.runs(("distribute", "shop", *option), lambda repo: repo.distribute((only, False)))

    @rule(id=IDS)
    def ask_back(self, id: str) -> None:
        """Our text in place of a hand edit."""
        self.runs(("distribute", "shop", "--ours", "--pattern", id), lambda repo: repo.distribute((id, True)))

    @rule(about=st.sampled_from(["", "", ALPHA, BETA]))
    def approve(self, about: str) -> None:
        """All of it, or one pattern of it."""
        option = ("--pattern", about) if about else ()
        self.runs(("approve", "shop", *option, *BY), lambda repo: repo.approve(frozenset(option[1:])))

    @rule()
    def reject(self) -> None:
        self.does("reject")

    @rule(place=PLACES)
    def apply(self, place: str) -> None:
        self.does("apply" if place == "in-place" else "apply on a branch")

    @rule(place=PLACES, merge=st.sampled_from([True, True, False]))
    def ship(self, place: str, merge: bool) -> None:
        """The whole way, as it goes on most days."""
        for verb in ("propose", "approve", "apply" if place == "in-place" else "apply on a branch"):
            self.does(verb)
        if merge:
            self.merge()

    @rule(merge=st.booleans())
    def roll_back(self, merge: bool) -> None:
        self.does("roll back")
        if merge:
            self.merge()

    @rule(id=IDS, place=PLACES)
    def remove(self, id: str, place: str) -> None:
        """What stands there, or may come."""
        option = ("--in-place",) if place == "in-place" else ()
        if self.may_stand(id):
            self.runs(("remove", "shop", id, *option, *BY), lambda repo: repo.remove(id, place), twice=True)

    @rule(id=st.sampled_from(["", "", ALPHA, GAMMA]))
    def release(self, id: str) -> None:
        self.runs(("release", "shop", *([id] if id else []), *BY), lambda repo: repo.release(id))

    @rule(id=IDS)
    def exempt(self, id: str) -> None:
        if id in self.model.catalog:
            words = ("exempt", "shop", id, "--reason", "ours is better", "--days", "9", "--owner", "Ada")
            self.runs(words, lambda repo: repo.spare(id))

    @precondition(lambda self: self.model.exempt)
    @rule()
    def end_exemption(self) -> None:
        id = min(self.model.exempt)
        self.runs(("exempt", "shop", id, "--end"), lambda repo: repo.spare_no_more(id))

    @precondition(lambda self: not self.model.begun)
    @rule(verb=st.sampled_from(sorted(VERBS)), share=st.integers(0, 99), again=st.booleans())
    def is_killed(self, verb: str, share: int, again: bool) -> None:
        """At any of its changes to the disk, and perhaps called again at once."""
        if verb == "remove" and not self.may_stand(ALPHA):
            return
        arguments, method, changes = VERBS[verb]
        self.moved = True
        said_before = self.count(SAID)
        with dying(changes * share // 100) as life:
            said = run(self.root, *arguments)
        if not life.over:
            assert said.code == method(self.model), said
            self.find_branches()
            return
        self.take_stock(verb, decided=self.count(SAID) > said_before)
        if self.model.begun is None:
            # What lies in proposals/ may be half of one.
            self.does("propose")
        if again:
            self.does(verb)

    # What people do

    @rule(top=st.booleans())
    def write_outside(self, top: bool) -> None:
        """A line above or below what is ours; a file where there is none."""
        file, note = self.model.files.get(HOST), self.note()
        if not isinstance(file, Host):
            self.writes(HOST, Host(note))
        elif top:
            self.writes(HOST, replace(file, hand=note + (file.hand or b"")))
        elif file.blocks:
            self.writes(HOST, replace(file, below=file.below + note))
        else:
            between = b"" if (file.hand or b"\n").endswith(b"\n") else self.line_end.encode()
            self.writes(HOST, replace(file, hand=(file.hand or b"") + between + note))

    @rule(id=IDS)
    def write_inside(self, id: str) -> None:
        """Into a text of ours."""
        block = self.model.standing(id)
        if block:
            self.rewords(id, f"{block.words} By hand {self.next()}.")

    @rule(id=IDS)
    def take_edit_back(self, id: str) -> None:
        block = self.model.standing(id)
        if block and block.edited:
            self.rewords(id, block.ours)

    @rule(path=st.sampled_from([HOST, RULE]))
    def delete(self, path: str) -> None:
        if path in self.model.files:
            self.writes(path, None)

    @precondition(lambda self: OTHER not in self.model.files)
    @rule()
    def add_another(self) -> None:
        """A host file in which nothing of ours has to be."""
        self.writes(OTHER, Host(self.note()))

    @rule(path=st.sampled_from([HOST, RULE]), mode=st.sampled_from([0o644, 0o755, 0o600, 0o444]))
    def change_mode(self, path: str, mode: int) -> None:
        if path in self.model.files:
            self.writes(path, replace(self.model.files[path], mode=mode))

    @precondition(lambda self: not self.model.clean)
    @rule()
    def commit(self) -> None:
        git(self.target, "add", "-A")
        git(self.target, "commit", "-qm", "by hand")
        self.model.commit_all()
        self.moved = True

    @precondition(lambda self: not self.model.clean)
    @rule()
    def discard(self) -> None:
        """What is not committed."""
        before = dict(self.model.files)
        self.model.discard()
        for path in {*before, *self.model.files}:
            if before.get(path) != self.model.files.get(path):
                self.writes(path, self.model.files.get(path))

    @rule(id=IDS)
    def new_version(self, id: str) -> None:
        """Of a pattern, be it retired or deleted."""
        number = self.next()
        self.catalogs(Pattern(id, number, f"Do {id} with care, {number}."))

    @rule(id=IDS)
    def retire_or_revive(self, id: str) -> None:
        if id in self.model.catalog:
            self.catalogs(replace(self.model.catalog[id], live=not self.model.catalog[id].live))

    @rule(id=IDS)
    def delete_pattern(self, id: str) -> None:
        if id in self.model.catalog and id not in self.model.exempt:
            del self.model.catalog[id]
            self.pattern(id).unlink()
            self.moved = True

    @rule(id=IDS)
    def take_edit_over(self, id: str) -> None:
        """The catalog says what somebody wrote into our text."""
        block = self.model.standing(id)
        if block and block.edited and id in self.model.catalog:
            self.catalogs(Pattern(id, self.next(), block.words))

    # How it is compared

    @invariant()
    def the_target_is_as_the_model_says(self) -> None:
        """Every byte and mode, written by hand or not; no other file, no empty folder, nothing left over."""
        if not self.root or not self.moved:
            return
        found = {path: file for path, file in self.stands().items() if not self.model.begun or LEFT not in path}
        assert found == {path: (file.mode, file.content) for path, file in self.model.files.items()}
        if not self.model.begun and not self.git_made_folders:
            assert {folder for folder, _, _ in self.walk()} == {
                self.target, *(parent for path in self.model.files for parent in (self.target / path).parents[:-1]
                               if self.target in parent.parents)
            }  # fmt: skip

    @invariant()
    def status_tells_what_the_model_says(self) -> None:
        """State, mark and exit code."""
        if not self.root or not self.moved:
            return
        self.moved = False
        said = run(self.root, "status", "shop", "--json")
        expected, calm = self.model.states(), self.model.calm
        if self.model.waits:
            # On a branch, or not wanted: it does not matter which of the two is told.
            return
        told: dict[str, set[tuple[str, str | None]]] = {}
        for cell in json.loads(said.out)["cells"]:
            id, mark = cell["pattern"], cell["mark"]
            state = "absent" if cell["state"] in ("missing", "proposed") else cell["state"]
            if mark == "waits":
                # On hold, and stands as long as a branch is not merged.
                assert id in self.model.held and any(event.branch for event in self.model.events)
                mark, calm = expected[id][1], 3
            told.setdefault(id, set()).add((state, mark))
        assert told == {id: {state} for id, state in expected.items()}
        assert said.code == calm, said

    def does(self, verb: str) -> None:
        arguments, method, _ = VERBS[verb]
        self.runs(arguments, method, twice=verb in TWICE)

    def runs(self, arguments: tuple[str, ...], verb: Verb, twice: bool = False) -> None:
        """By the program and by the model; what is done `twice` comes to nothing the second time."""
        code = verb(self.model)
        said = run(self.root, *arguments)
        assert said.code == code, (arguments, code, said)
        self.moved = True
        self.find_branches()
        if twice and code == 0:
            before = tree(self.root)
            assert (run(self.root, *arguments).code, tree(self.root)) == (verb(self.model), before)

    def take_stock(self, verb: str, decided: bool) -> None:
        """After a kill: each file is as it was or as it was to be; what was begun is left to be finished."""
        done = self.model.fork()
        VERBS[verb][1](done)
        found = {path: file for path, file in self.stands().items() if LEFT not in path}
        for path in {*self.model.files, *done.files, *found}:
            sides = [repo.files.get(path) for repo in (self.model, done)]
            whole = [side for side in sides if found.get(path) == (side and (side.mode, side.content))]
            assert whole, (path, found.get(path))
            self.model.write(path, whole[0])
        new = done.events[len(self.model.events) :]
        begun = (self.root / ".session-memory/repos/shop/journal.json").exists()
        if new and self.count(HAPPENED) > len(self.model.events):
            self.model = done
            self.model.begun, self.model.told = (new[-1], True) if begun else (None, False)
        elif begun:
            self.model.begun = new[-1]
        elif decided:
            self.model = done
        for key in set(self.model.branches) - set(done.branches):
            # To drop a branch that was never merged is the first thing in taking it back, and changes nothing else.
            if self.names[key] not in self.heads():
                del self.model.branches[key]
        self.find_branches()

    def find_branches(self) -> None:
        """Which of our branches are there, and which name each has."""
        there = self.heads()
        new = there - set(self.names.values())
        for key in set(self.model.branches) - set(self.names):
            assert len(new) == 1, new
            self.names[key] = new.pop()
        assert not new, new
        self.names = {key: name for key, name in self.names.items() if name in there}
        assert set(self.names) == set(self.model.branches)

    def heads(self) -> set[str]:
        return {path.name for path in (self.target / ".git/refs/heads/session-memory").glob("*")}

    def merge(self) -> None:
        """What waits on a branch, where git can just move forward."""
        for key, branch in self.model.branches.items():
            if not branch.merged and branch.base == self.model.commit and self.model.clean:
                git(self.target, "merge", "-q", "--ff-only", f"session-memory/{self.names[key]}")
                self.model.merge(key)
                self.git_made_folders = True
                return

    def walk(self) -> list[tuple[Path, list[str], list[str]]]:
        """The target, without git's own."""
        found = [(Path(place), folders, names) for place, folders, names in os.walk(self.target)]
        return [(place, folders, names) for place, folders, names in found if ".git" not in place.parts]

    def stands(self) -> dict[str, tuple[int, bytes]]:
        paths = [place / name for place, _, names in self.walk() for name in names]
        return {p.relative_to(self.target).as_posix(): (p.stat().st_mode & 0o777, p.read_bytes()) for p in paths}

    def count(self, paths: str) -> int:
        return len(list(self.root.glob(paths))) if self.root else 0

    def writes(self, path: str, file: File | None) -> None:
        """As an editor does; who deletes the last file of a folder deletes the folder."""
        self.moved = True
        self.model.write(path, file)
        full = self.target / path
        full.unlink(missing_ok=True)
        if file is not None:
            write(full, file.content).chmod(file.mode)
            return
        for folder in full.parents:
            if folder == self.target or not folder.exists() or any(folder.iterdir()):
                return
            folder.rmdir()

    def rewords(self, id: str, words: str) -> None:
        file = self.model.files[PATH[id]]
        texts = tuple(replace(block, words=words) if block.id == id else block for block in file.blocks)
        self.writes(PATH[id], replace(file, blocks=texts))

    def catalogs(self, one: Pattern) -> None:
        self.moved = True
        self.model.catalog[one.id] = one
        write(self.pattern(one.id), text(one))

    def pattern(self, id: str) -> Path:
        assert self.root
        return self.root / "catalog/patterns" / f"{id}.md"

    def may_stand(self, id: str) -> bool:
        return id in self.model.catalog or self.model.standing(id) is not None

    def next(self) -> int:
        self.number += 1
        return self.number

    def note(self) -> bytes:
        return f"Note {self.next()}.{self.line_end}".encode()


@pytest.mark.parametrize("part", range(PARTS))
def test_any_order_of_steps(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """2,000 programs in all, the same ones on every run."""
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    # A kill is not a loss of power: what was written is there.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    # Where a run that dies leaves what it had aside.
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    story = type("Story", (Machine,), {"home": tmp_path})
    often = settings(
        max_examples=PROGRAMS // PARTS,
        stateful_step_count=STEPS,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(part)(story), settings=often)
