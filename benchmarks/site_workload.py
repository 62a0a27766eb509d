"""Sites of any size as values, made from a seed: what the generator would be given, without any target on disk."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.workload import WORDS, sentence, text
from session_memory.catalog.checks import TABLE, explain
from session_memory.distribute.flavors import table
from session_memory.model import (
    Action,
    Artifact,
    Budget,
    CellState,
    Delivery,
    Evidence,
    FileChange,
    Finding,
    Form,
    Happened,
    Item,
    Mark,
    Outcome,
    Place,
    Plan,
    Repo,
    Risk,
    Scope,
    Section,
    Skipped,
    SolutionPattern,
    State,
    Status,
)
from session_memory.scope import flavors_for
from session_memory.website.site_model import (
    BrokenPattern,
    CheckView,
    GonePattern,
    GuidePage,
    HandEdit,
    PatternView,
    RepoView,
    Revision,
    SavedProposal,
    SiteModel,
)

TODAY = datetime.date(2026, 11, 21)
DOMAINS = ("shop", "parcel", "ledger", "search", "mobile", "media", "fleet", "forge")
EVERYWHERE = 0.03
"""Share of patterns for every repo; the others are for one domain, so that 10 to 20 % of all pairs have a cell."""
FLAVORS = (("claude",), ("claude", "codex"), ("claude", "codex", "grok"), ("codex", "grok"))
HOSTS = {"claude": "CLAUDE.md", "codex": "AGENTS.md", "grok": "AGENTS.md"}
DRIFTED = tuple(state for state in State if state not in (State.IN_SYNC, State.SKIPPED, State.UNREACHABLE))
NOTHING_THERE = (State.PROPOSED, State.MISSING, State.MALFORMED, State.UNREACHABLE, State.SKIPPED)
NOTES = {
    State.MISSING: "it was applied once and is gone",
    State.MALFORMED: "CLAUDE.md: line 12: a BEGIN marker without its END",
    State.UNREACHABLE: "the host does not answer",
    State.SKIPPED: "the agent's limit is reached",
}
STATUSES = (*(Status.APPROVED,) * 16, Status.DRAFT, Status.PROVISIONAL, Status.SUPERSEDED, Status.RETIRED)


def big_model(patterns: int, repos: int, seed: int = 7) -> SiteModel:
    """A site of that size, with every state, some history and some trouble: the same for the same arguments."""
    chance = random.Random(seed)
    views = tuple(_pattern(number, chance) for number in range(patterns))
    here = _for_domain(views)
    broken = tuple(_broken(number, chance) for number in range(patterns // 200))
    return SiteModel(
        today=TODAY,
        patterns=tuple(sorted(views, key=lambda view: view.pattern.id)),
        broken=broken,
        repos=tuple(sorted((_repo(n, here, chance) for n in range(repos)), key=lambda view: view.repo.name)),
        flavors={name: distributor.contract for name, distributor in table().items()},
        checks=tuple(CheckView(check.code, check.name, explain(check.code)) for check in TABLE),
        guide=(GuidePage("catalog/guide/quick-start.md", f"# Quick start\n\n{text(chance, 20)}\n"),),
        findings=tuple(finding for file in broken for finding in file.findings),
        gone=tuple(_gone(number, chance) for number in range(patterns // 100)),
    )


# --- patterns -------------------------------------------------------------------------------------------


def _pattern(number: int, chance: random.Random) -> PatternView:
    pattern = _solution(number, chance)
    source = _source(pattern)
    content = f"## {pattern.title}\n\n{pattern.sections[1].text}\n"
    artifacts = tuple(
        Artifact(flavor, host, content, pattern.id, version=pattern.version)
        for flavor, host in HOSTS.items()
        if not pattern.scope.flavors or flavor in pattern.scope.flavors
    )
    return PatternView(pattern, artifacts, source, _history(pattern, source, chance))


def _solution(number: int, chance: random.Random) -> SolutionPattern:
    id = f"{'-'.join(chance.choices(WORDS, k=3))}-{number:04}"
    status = chance.choice(STATUSES)
    made = TODAY - datetime.timedelta(days=chance.randrange(30, 700))
    domains = () if chance.random() < EVERYWHERE else (chance.choice(DOMAINS),)
    return SolutionPattern(
        id=id,
        title=sentence(chance).removesuffix("."),
        status=status,
        version=f"1.{chance.randrange(5)}.{chance.randrange(3)}",
        confidence=chance.randrange(50, 100) / 100,
        distribution_ready=status is Status.APPROVED and chance.random() < 0.95,
        risk=chance.choice((Risk.READ, Risk.WRITE, Risk.WRITE, Risk.DANGER)),
        scope=Scope(domains=domains, flavors=("claude",) if chance.random() < 0.1 else ()),
        evidence=tuple(_evidence(chance) for _ in range(chance.randrange(4))),
        owners=(chance.choice(("platform", "web", "data")),),
        tags=tuple(dict.fromkeys(chance.choices(WORDS, k=4))),
        created=made,
        updated=made + datetime.timedelta(days=20),
        review_by=TODAY + datetime.timedelta(days=chance.randrange(-20, 400)),
        path=f"catalog/patterns/{id}.md",
        sections=tuple(
            Section(title, text(chance, sentences), line)
            for line, (title, sentences) in enumerate((("Problem", 12), ("Solution", 8), ("Why", 12)), start=30)
        ),
        digest=f"{number:064x}",
    )


def _evidence(chance: random.Random) -> Evidence:
    return Evidence(
        session=f"claude-2026-06-01-{chance.randrange(16**4):04x}",
        flavor="claude",
        repo=f"shop-{chance.randrange(100):04}",
        outcome="failure",
        date=datetime.date(2026, 6, 1),
    )


def _source(pattern: SolutionPattern) -> str:
    body = "\n\n".join(f"## {section.title}\n\n{section.text}" for section in pattern.sections)
    front = f"id: {pattern.id}\ntitle: {pattern.title}\nstatus: {pattern.status}\nversion: {pattern.version}\n"
    return f"---\n{front}---\n\n{body}\n"


def _history(pattern: SolutionPattern, source: str, chance: random.Random) -> tuple[Revision, ...]:
    """One to four versions, newest first; the newest is the file as it stands."""
    earlier = [f"0.9.{9 - age}" for age in range(chance.choice((0, 0, 1, 3)))]
    return tuple(
        Revision(
            _commit(chance),
            TODAY - datetime.timedelta(days=30 * age),
            version,
            pattern.status,
            source.replace(pattern.version, version),
        )
        for age, version in enumerate((pattern.version, *earlier), start=1)
    )


def _commit(chance: random.Random) -> str:
    return f"{chance.getrandbits(160):040x}"


def _gone(number: int, chance: random.Random) -> GonePattern:
    there = Revision(_commit(chance), TODAY - datetime.timedelta(days=90), "1.0.0", Status.RETIRED, sentence(chance))
    taken_out = Revision(_commit(chance), TODAY - datetime.timedelta(days=60), "", "", "")
    return GonePattern(f"gone-{number:04}", (taken_out, there))


def _broken(number: int, chance: random.Random) -> BrokenPattern:
    path = f"catalog/patterns/broken-{number:04}.md"
    finding = Finding(Place(path, 3, 1), "SM120", "the key `titel` is unknown", "did you mean title?")
    return BrokenPattern(path, f"---\nid: broken-{number:04}\ntitel: {sentence(chance)}\n---\n", (finding,))


def _for_domain(views: Sequence[PatternView]) -> Mapping[str, Sequence[SolutionPattern]]:
    """Domain -> the patterns for its repos."""
    found: dict[str, list[SolutionPattern]] = defaultdict(list)
    for view in views:
        for domain in view.pattern.scope.domains or DOMAINS:
            found[domain].append(view.pattern)
    return found


# --- repos ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cause:
    """How the cells of one repo come to their states."""

    drift: float
    """Share that is not in sync."""
    unreachable: bool
    chance: random.Random

    def state(self, pattern: SolutionPattern) -> State:
        if not pattern.distribution_ready:
            return State.SKIPPED
        if self.unreachable:
            return State.UNREACHABLE
        return self.chance.choice(DRIFTED) if self.chance.random() < self.drift else State.IN_SYNC


def _repo(number: int, here: Mapping[str, Sequence[SolutionPattern]], chance: random.Random) -> RepoView:
    domain = DOMAINS[number % len(DOMAINS)]
    repo = Repo(
        name=f"{domain}-{number:04}",
        domain=domain,
        flavors=chance.choice(FLAVORS),
        checkout=f"targets/{domain}-{number:04}",
        owners=("team",),
        critical=number % 20 == 0,
    )
    # Most repos are in order, and a few are in a bad way.
    cause = _Cause(chance.choice((0, 0, 0, 0.02, 0.05, 0.3)), number % 50 == 1, chance)
    cells = tuple(sorted(_cells(repo, here[domain], cause)))
    plan = _plan(repo, cells, cause)
    review = f"# Proposal for {repo.name}\n\n{text(chance, 5)}\n"
    proposal = SavedProposal(review, _patch(chance), number % 9 == 0, files=len(plan.changes))
    return RepoView(
        repo,
        f"catalog/repos/{repo.name}.md",
        f"{sentence(chance)}\n",
        plan,
        cells,
        proposal if plan.changes else None,
        f"make approve REPO={repo.name} && make apply REPO={repo.name}" if plan.changes else "",
        edits=tuple(_edit(cell, chance) for cell in cells if cell.state is State.EDITED),
        log=tuple(_happened(cells, chance) for _ in range(3)),
    )


def _cells(repo: Repo, patterns: Sequence[SolutionPattern], cause: _Cause) -> Iterator[CellState]:
    for pattern in patterns:
        state = cause.state(pattern)
        if state is State.SKIPPED:
            yield CellState(repo.name, pattern.id, "", state, note="approved, but not to be sent yet")
            continue
        mark = Mark.HELD if state is State.ORPHANED else None
        version = "0.9.9" if state in (State.OUTDATED, State.EDITED, State.CONFLICT) else pattern.version
        there = "" if state in NOTHING_THERE else version
        for flavor in flavors_for(pattern, repo):
            yield CellState(repo.name, pattern.id, flavor, state, HOSTS[flavor], there, NOTES.get(state, ""), mark)
    if cause.drift:
        yield CellState(repo.name, f"left-over-{cause.chance.randrange(9)}", "", State.ORPHANED, "AGENTS.md", "1.0.0")


def _plan(repo: Repo, cells: Sequence[CellState], cause: _Cause) -> Plan:
    sent = [cell for cell in cells if cell.flavor]
    waits = [cell for cell in sent if cell.state in (State.PROPOSED, State.OUTDATED)]
    return Plan(
        repo=repo.name,
        items=tuple(_item(cell) for cell in waits),
        changes=(FileChange("CLAUDE.md", b"# By hand\n", b"# By hand\n\nours\n"),) if waits else (),
        outcomes=tuple(Delivery(c.flavor, c.pattern_id, Outcome.DELIVERED, c.path) for c in sent),
        skipped=tuple(Skipped(c.pattern_id, c.note) for c in cells if c.state is State.SKIPPED),
        budgets=tuple(Budget(f, 4_000, cause.chance.randrange(30_000), 32_768) for f in repo.flavors),
        before=tuple(Budget(f, 4_000, 9_000, 32_768) for f in repo.flavors),
        unreachable=NOTES[State.UNREACHABLE] if cause.unreachable else "",
    )


def _item(cell: CellState) -> Item:
    return Item(
        cell.path, cell.pattern_id, Form.BLOCK, cell.state, Action.CHANGE, (cell.flavor,), cell.version, "1.0.0"
    )


def _patch(chance: random.Random) -> str:
    added = "".join(f"+{sentence(chance)}\n" for _ in range(10))
    return f"diff --git a/CLAUDE.md b/CLAUDE.md\n--- a/CLAUDE.md\n+++ b/CLAUDE.md\n@@ -1 +1,11 @@\n # By hand\n{added}"


def _edit(cell: CellState, chance: random.Random) -> HandEdit:
    by_hand = f"@@ -1 +1 @@\n-{sentence(chance)}\n+{sentence(chance)}\n"
    ways = {"send it upstream": f"make upstream REPO={cell.repo} PATTERN={cell.pattern_id}"}
    return HandEdit(cell.path, cell.pattern_id, cell.state, by_hand, "", ways)


def _happened(cells: Sequence[CellState], chance: random.Random) -> Happened:
    at = f"2026-{chance.randrange(1, 11):02}-{chance.randrange(1, 28):02}T10:15:00Z"
    return Happened(at, "apply", "team", tuple({cell.pattern_id: None for cell in cells[:3]}), _commit(chance))
