"""What ought to become of one repo: the small model that the program is compared with.

It knows the promises, and nothing of the program. `gamma` only informs, so it needs nobody's yes.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from one_repo_files import (
    ALPHA,
    BETA,
    GAMMA,
    HOST,
    PATH,
    PATHS,
    RULE,
    Block,
    File,
    Files,
    Host,
    Pattern,
    blocks,
    content,
    executable,
    locked,
    marks,
    put_into,
    restored,
    said,
    same,
    with_blocks,
)  # fmt: skip

OK, FAILED, WRONG, ATTENTION, CONFLICT, DENIED = range(6)


@dataclass(frozen=True)
class Item:
    """How one pattern stands, and what is to be done about it."""

    state: str
    action: str
    before: str
    after: str


Asked = tuple[str, bool]
"""The one pattern that was asked for, or none; and whether our text is to come back."""
ALL: Asked = ("", False)
Key = tuple[object, ...]
"""What tells one proposal from another."""


@dataclass(frozen=True)
class Plan:
    """What a proposal says."""

    asked: Asked
    items: Mapping[str, Item]
    after: Files
    """Every file as it would be."""
    changed: tuple[str, ...]
    key: Key

    @property
    def pending(self) -> frozenset[str]:
        return frozenset(id for id, item in self.items.items() if item.action != "keep")

    @property
    def left(self) -> frozenset[tuple[str, str]]:
        """Hand edits that stay."""
        kept = {(id, item.state) for id, item in self.items.items() if item.action == "keep"}
        return frozenset((id, state) for id, state in kept if state in ("edited", "conflict"))

    @property
    def is_something(self) -> bool:
        """Whether there is anything to propose or to tell."""
        return bool(self.changed) or any(self.items[id].after for id, _ in self.left)


@dataclass(frozen=True)
class Event:
    """What was done to the target."""

    kind: str
    place: str
    before: Mapping[str, File | None]
    after: Mapping[str, File | None]
    patterns: frozenset[str]
    key: Key = ()
    undoes: int = -1
    branch: Key | None = None


@dataclass(frozen=True)
class Branch:
    """A branch of ours."""

    base: int
    files: Files
    merged: bool = False


@dataclass
class OneRepo:
    """Everything that is to be known. Each method does what the command should do, and tells its exit code."""

    files: dict[str, File]
    catalog: dict[str, Pattern]
    head: dict[str, File] = field(default_factory=dict)
    commit: int = 0
    held: set[str] = field(default_factory=set)
    exempt: dict[str, bool] = field(default_factory=dict)
    """Pattern -> whether its exemption still counts."""
    saved: Plan | None = None
    approvals: dict[Key, list[frozenset[str]]] = field(default_factory=dict)
    """Patterns that each yes is about; none for all."""
    rejected: set[Key] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    branches: dict[Key, Branch] = field(default_factory=dict)
    begun: Event | None = None
    """What a killed run had begun."""
    told: bool = False
    """A killed run had only its journal left to close."""

    def fork(self) -> OneRepo:
        return copy.deepcopy(self)

    # What is proposed

    def plan(self, asked: Asked = ALL) -> Plan:
        only, ours = asked
        items = {id: item for id in (ALPHA, BETA, GAMMA) if only in ("", id) and (item := self._item(id, ours))}
        now, after = self.files, put_into(self.files, {path: self._with(path, items) for path in (HOST, RULE)})
        changed = tuple(path for path in (HOST, RULE) if content(now.get(path)) != content(after.get(path)))
        key = (
            asked, tuple(items.items()), frozenset(self._wanted()), frozenset(self._skipped().items()),
            tuple((p, executable(now.get(p)), content(now.get(p)), content(after.get(p))) for p in changed),
            tuple(len(file.by_hand or b"") if isinstance(file := now.get(path), Host) else 0 for path in PATHS),
            tuple(len(content(after.get(path)) or b"") for path in PATHS),
        )  # fmt: skip
        return Plan(asked, items, after, changed, key)

    def _item(self, id: str, ours: bool) -> Item | None:
        stands, pattern = self.standing(id), self.catalog.get(id)
        want = pattern.block if pattern and pattern in self._wanted() else None
        before, after = stands.version if stands else "", want.version if want else ""
        if stands is None:
            return Item("absent", "add", before, after) if want else None
        if want is None:
            if id in self.aside:
                return Item("skipped", "keep", before, after)
            return Item("edited", "keep", before, after) if stands.edited else Item("orphaned", "remove", before, after)
        if stands.words == want.words != stands.ours:
            return Item("adopted", "change", before, after)
        if stands.edited:
            state = "edited" if stands.ours == want.words else "conflict"
            return Item(state, "change" if ours else "keep", before, after)
        same = (stands.words, before) == (want.words, after)
        return Item("in-sync", "keep", before, after) if same else Item("outdated", "change", before, after)

    def _with(self, path: str, items: Mapping[str, Item]) -> File | None:
        """The file with the items done: what is wanted comes first, what merely stays comes last."""
        file = self.files.get(path)
        here = {id: item.action for id, item in items.items() if PATH[id] == path}
        if set(here.values()) <= {"keep"}:
            return file
        texts = {block.id: block for block in blocks(file) if here.get(block.id) != "remove"}
        texts |= {id: self.catalog[id].block for id, action in here.items() if action in ("add", "change")}
        wanted = {pattern.id for pattern in self._wanted()}
        return with_blocks(path, file, tuple(texts[id] for id in sorted(texts, key=lambda id: (id not in wanted, id))))

    @property
    def aside(self) -> set[str]:
        return self.held | {id for id, counts in self.exempt.items() if counts}

    def _wanted(self) -> set[Pattern]:
        return {pattern for id, pattern in self.catalog.items() if pattern.live and id not in self.aside}

    def _skipped(self) -> dict[str, str]:
        """Pattern that would be wanted -> its mark."""
        return {id: self._mark(id) for id in self.aside if id in self.catalog and self.catalog[id].live}

    def _mark(self, id: str) -> str:
        return "exempt" if self.exempt.get(id) else "held"

    def at(self, place: str) -> dict[str, File]:
        """The files from which a change starts."""
        return self.files if place == "in-place" else self.head

    def standing(self, id: str) -> Block | None:
        return next((block for block in blocks(self.files.get(PATH[id])) if block.id == id), None)

    def states(self) -> dict[str, tuple[str, str | None]]:
        """Pattern -> state and mark, as status should tell them."""
        plan, marks = self.plan(), self._skipped()
        told = {id: (item.state, marks.get(id)) for id, item in plan.items.items()}
        if plan.key in self.rejected:
            told = {id: ("skipped" if state == "absent" else state, mark) for id, (state, mark) in told.items()}
        return {id: ("skipped", mark) for id, mark in marks.items()} | told

    @property
    def calm(self) -> int:
        """Exit code of status."""
        fine = all(state in ("in-sync", "skipped") for state, _ in self.states().values())
        return OK if fine and not self.begun else ATTENTION

    @property
    def waits(self) -> bool:
        """Whether somebody said no to what waits on a branch."""
        return self.plan().key in self.rejected and any(not branch.merged for branch in self.branches.values())

    # The verbs

    def distribute(self, asked: Asked = ALL) -> int:
        if asked[0] and asked[0] not in self.catalog:
            return WRONG
        if self.begun:
            return FAILED
        plan = self.plan(asked)
        if asked[0] and asked[0] not in plan.items:
            return FAILED
        self._save(plan)
        return CONFLICT if plan.left else OK

    def approve(self, patterns: frozenset[str] = frozenset()) -> int:
        if self.begun:
            return FAILED
        plan = self.plan(self.saved.asked if self.saved else ALL)
        if self.saved is None or not plan.changed:
            return ATTENTION
        if code := self._stale(plan):
            return code
        if not patterns <= plan.pending:
            return WRONG
        self.approvals.setdefault(plan.key, []).append(patterns)
        return OK

    def reject(self) -> int:
        if self.begun:
            return FAILED
        plan = self.plan(self.saved.asked if self.saved else ALL)
        if plan.key in self.rejected:
            self._save(plan)
            return OK
        if self.saved is None or not plan.changed:
            return ATTENTION
        if code := self._stale(plan):
            return code
        self.rejected.add(plan.key)
        self.saved = None
        return OK

    def apply(self, place: str) -> int:
        if self.begun:
            if code := self._resume():
                return code
            if self.events[-1].kind == "applied":
                return ATTENTION if self._refresh().left else OK
        plan = self.plan(self.saved.asked if self.saved else ALL)
        if not plan.changed and (self.saved is None or self._is_done(self.saved)):
            self._refresh()
            return ATTENTION if plan.left else OK
        if self.saved is None:
            return ATTENTION
        if code := self._stale(plan):
            return code
        waits = self.branches.get(plan.key)
        if place == "branch" and waits and not waits.merged:
            return OK
        if not self._allowed(plan):
            return DENIED
        before = {path: self.at(place).get(path) for path in plan.changed}
        if any(not same(file, self.files.get(path)) for path, file in before.items()):
            return ATTENTION
        after = {path: plan.after.get(path) for path in plan.changed}
        branch = plan.key if place == "branch" else None
        if code := self._carry_out(Event("applied", place, before, after, plan.pending, plan.key, branch=branch)):
            return code
        return ATTENTION if plan.left else OK

    def rollback(self) -> int:
        if self.begun:
            if code := self._resume():
                return code
            if self.events[-1].kind == "rolled-back":
                return OK
        gone = {event.undoes for event in self.events}
        standing = [n for n, e in enumerate(self.events) if e.kind in ("applied", "removed") and n not in gone]
        if not standing:
            return WRONG
        event = self.events[standing[-1]]
        if event.place == "branch":
            last = [e for e in self.events if e.kind == "rolled-back" and e.branch][-1:]
            if any(e.branch in self.branches and not self._arrived(e) for e in last):
                return CONFLICT
        now = {path: self.at(event.place).get(path) for path in event.before}
        back = {path: restored(path, now[path], event.before[path], event.after[path]) for path in now}
        if event.place == "branch" and not self._arrived(event):
            self.branches.pop(event.branch or (), None)
            back = {}
        if any(file == "conflict" for file in back.values()):
            return CONFLICT
        new = {path: file for path, file in back.items() if not isinstance(file, str) and file != now[path]}
        branch = ("rollback", standing[-1]) if event.place == "branch" and new else None
        undo = Event(
            "rolled-back", event.place, {path: now[path] for path in new}, new, event.patterns, event.key,
            standing[-1], branch,
        )  # fmt: skip
        return self._carry_out(undo)

    def _arrived(self, event: Event) -> bool:
        """Whether what is on its branch was merged, or done again since."""
        branch = self.branches.get(event.branch or ())
        if branch and branch.merged:
            return True
        return any(self._reached(path, event.before[path], event.after[path]) for path in event.before)

    def _reached(self, path: str, before: File | None, after: File | None) -> bool:
        was, should, stands = (marks(file) for file in (before, after, self.head.get(path)))
        if should - was:
            return bool((should - was) & stands)
        return content(self.head.get(path)) == content(after) or (should != was and not (was - should) & stands)

    def remove(self, id: str, place: str) -> int:
        if self.begun and (code := self._resume()):
            return code
        path, there = PATH[id], self.standing(id)
        file = self.at(place).get(path) if there else None
        block = next((block for block in blocks(file) if block.id == id), None)
        if said(there) != said(block):
            return ATTENTION
        if block and block.edited:
            return CONFLICT
        branch = ("remove", id, content(file)) if place == "branch" and block else None
        waits = self.branches.get(branch) if branch else None
        if waits and not waits.merged:
            block = branch = None
        if block is None and id in self.held:
            return OK
        rest = with_blocks(path, file, tuple(b for b in blocks(file) if b.id != id))
        before, after = ({path: file}, {path: rest}) if block else ({}, {})
        return self._carry_out(Event("removed", place, before, after, frozenset({id}), branch=branch))

    def release(self, id: str = "") -> int:
        if self.begun:
            if code := self._resume():
                return code
            if self.events[-1].kind == "released":
                return OK
        wanted = {id} if id else set(self.held)
        if not wanted or not wanted <= self.held:
            return WRONG
        return self._carry_out(Event("released", "", {}, {}, frozenset(wanted)))

    def spare(self, id: str) -> int:
        if id in self.exempt:
            return FAILED
        self.exempt[id] = True
        return OK

    def spare_no_more(self, id: str) -> int:
        self.exempt[id] = False
        return OK

    # How a change is carried out

    def _save(self, plan: Plan) -> None:
        self.saved = plan if plan.is_something and plan.key not in self.rejected else None

    def _refresh(self) -> Plan:
        plan = self.plan(self.saved.asked if self.saved else ALL)
        if self.saved:
            self._save(plan)
        return plan

    def _is_done(self, plan: Plan) -> bool:
        return all(content(self.files.get(path)) == content(plan.after.get(path)) for path in plan.changed)

    def _stale(self, plan: Plan) -> int:
        if self.saved is None or self.saved.key == plan.key:
            return OK
        fresh_edits = plan.left - {(id, item.state) for id, item in self.saved.items.items()}
        self._save(plan)
        return CONFLICT if fresh_edits else ATTENTION

    def _allowed(self, plan: Plan) -> bool:
        """What only informs needs nobody's yes, unless somebody's text would go."""
        yes = self.approvals.get(plan.key, [])
        lost = {id for id in plan.pending if plan.items[id].state in ("edited", "conflict")}
        informs = {GAMMA} & set(self.catalog) - lost
        return all(id in informs or any(not about or id in about for about in yes) for id in plan.pending)

    def _carry_out(self, event: Event) -> int:
        self.begun = event
        return self._resume()

    def _resume(self) -> int:
        """Finish what was begun, or put it all back."""
        event = self.begun
        assert event is not None
        if self.told:
            # Only the journal was left open.
            self.begun, self.told = None, False
            self._refresh()
            return OK
        if event.place == "in-place":
            # What was written already stays; a file that is neither old nor new stops it.
            now = {path: content(self.files.get(path)) for path in event.after}
            old = [path for path in now if now[path] != content(event.after[path])]
            if any(now[path] != content(event.before[path]) for path in old):
                return self._put_back(CONFLICT)
            if any(locked(self.files.get(path)) for path in old):
                return self._put_back(DENIED)
            self.files = put_into(self.files, {path: moded(event.after[path], event, path, self.files) for path in old})
        self._finish(event)
        self._refresh()
        return OK

    def _put_back(self, code: int) -> int:
        event = self.begun
        assert event is not None
        new = [path for path in event.after if content(self.files.get(path)) == content(event.after[path])]
        if any(locked(self.files.get(path)) for path in new):
            return DENIED
        self.files = put_into(self.files, {path: event.before[path] for path in new})
        self.begun = None
        return code

    def _finish(self, event: Event) -> None:
        self.begun = None
        if event.branch is not None:
            self.branches[event.branch] = Branch(self.commit, put_into(self.head, event.after))
        if event.kind == "applied":
            self.approvals.pop(event.key, None)
        if event.kind == "released":
            self.held -= event.patterns
        if event.kind == "removed" or (event.kind == "rolled-back" and self.events[event.undoes].kind == "applied"):
            self.held |= event.patterns
        if event.kind == "rolled-back" and self.events[event.undoes].kind == "removed":
            self.held -= event.patterns
        self.events.append(event)

    # What people do in the target

    def write(self, path: str, file: File | None) -> None:
        self.files = put_into(self.files, {path: file})

    @property
    def clean(self) -> bool:
        """Whether git would say that nothing waits to be committed."""
        return all(same(self.files.get(path), self.head.get(path)) for path in PATHS)

    def commit_all(self) -> None:
        self.commit += 1
        self.head = dict(self.files)

    def merge(self, key: Key) -> None:
        branch = self.branches[key]
        self.branches[key] = replace(branch, merged=True)
        self._check_out(branch.files)
        self.head, self.commit = dict(branch.files), self.commit + 1

    def discard(self) -> None:
        self._check_out(self.head)

    def _check_out(self, files: Files) -> None:
        """What git writes anew has the mode that git knows."""
        for path in PATHS:
            now, then = self.files.get(path), files.get(path)
            if not same(now, then):
                self.write(path, replace(then, mode=0o755 if executable(then) else 0o644) if then else None)


def moded(file: File | None, event: Event, path: str, files: Files) -> File | None:
    """The file with its mode: what is there keeps its own, unless giving it back is a part of the change."""
    now, before = files.get(path), event.before[path]
    if file is None or now is None or before is None or before.mode != file.mode:
        return file
    return replace(file, mode=now.mode)
