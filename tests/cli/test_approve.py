"""`session-memory approve` and `reject`: a person's yes or no, bound to what was reviewed; and all that forbids it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from made import catalog, git, pattern, target, write
from session_memory import files
from session_memory.changes.record.events import Event, Yes, append
from steps import (
    ADA,
    BEN,
    BRANCH,
    IN_PLACE,
    applied,
    approved,
    edit,
    kinds,
    last,
    lie,
    refs,
    states,
    step,
    sure,
)

TODAY = datetime.date.today()
LATER, YESTERDAY = TODAY + datetime.timedelta(days=9), TODAY - datetime.timedelta(days=1)
HAND = "# Shop\n\nBy hand.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with two patterns, and a proposal for a target with hand-written text."""
    catalog(tmp_path, "one-thing", "two-things")
    target(tmp_path, "shop", {"AGENTS.md": HAND}, flavors="codex")
    sure(tmp_path, "distribute", "shop")
    return tmp_path


@pytest.fixture
def shop(root: Path) -> Path:
    return root / "targets" / "shop"


def decisions(root: Path) -> list[dict[str, object]]:
    """What lies beside the proposal."""
    folder = root / "proposals/shop/decisions"
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def denied(root: Path, *told: str) -> None:
    """Neither approved nor applied, both ways, with these words; and nothing is written to the target."""
    shop = root / "targets" / "shop"
    before = lie(shop), refs(shop), kinds(root, "shop")
    for command in (("approve", "shop"), ("apply", "shop"), ("apply", "shop", "--in-place")):
        said = step(root, *command)
        assert said.code == 5 and all(text in said.err for text in told), said
    assert (lie(shop), refs(shop), kinds(root, "shop")) == before


def test_a_yes_is_written_down(root: Path) -> None:
    """By whom, when, to which proposal and why; it says what comes next."""
    said = step(root, "approve", "shop", "--reason", "as we agreed", by=BEN)
    (yes,) = decisions(root)
    assert said.code == 0 and "make apply REPO=shop" in said.out and BEN in said.out
    assert (yes["said"], yes["by"], yes["reason"], yes["mode"]) == ("approved", BEN, "as we agreed", "once")
    document = root / "proposals/shop/proposal.json"
    assert str(yes["proposal"])[:12] in said.out and json.loads(document.read_bytes())["repo"] == "shop"


def test_saying_it_twice_is_saying_it_once(root: Path) -> None:
    """The same person's same yes is one file; another person's is another."""
    for by in (ADA, ADA, BEN):
        sure(root, "approve", "shop", by=by)
    assert [yes["by"] for yes in decisions(root)] in ([ADA, BEN], [BEN, ADA])


def test_a_part_can_be_approved(root: Path, shop: Path) -> None:
    """What still waits is named, by apply as well; with the rest approved, by somebody else, it goes through."""
    said = step(root, "approve", "shop", "--pattern", "one-thing")
    assert said.code == 0 and "still waits for a yes: two-things" in said.out and "make approve REPO=shop" in said.out
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "two-things in AGENTS.md" in said.err and "one-thing" not in said.err.split("next:")[0]
    assert (shop / "AGENTS.md").read_text() == HAND
    sure(root, "approve", "shop", "--pattern", "two-things", by=BEN)
    sure(root, "apply", "shop", "--in-place")
    assert {yes.pattern: yes.by for yes in last(root, "shop").yes} == {"one-thing": ADA, "two-things": BEN}


def test_only_what_is_in_the_proposal_can_be_approved(root: Path) -> None:
    """Exit 2, with the nearest name, or with what there is."""
    said = step(root, "approve", "shop", "--pattern", "one-thin")
    assert said.code == 2 and "did you mean one-thing?" in said.err
    said = step(root, "approve", "shop", "--pattern", "xyz")
    assert said.code == 2 and "it changes: one-thing, two-things" in said.err
    assert decisions(root) == []


@pytest.mark.parametrize("command", [("approve",), ("reject", "--reason", "no")])
def test_only_what_was_reviewed_can_be_decided(root: Path, command: tuple[str, ...]) -> None:
    """Exit 3 for a proposal that would be another one now; the new one lies there, to be reviewed."""
    before = (root / "proposals/shop/REVIEW.md").read_bytes()
    edit(root / "targets/shop/AGENTS.md", "By hand.", "By my hand.")
    said = step(root, command[0], "shop", *command[1:])
    assert said.code == 3 and "AGENTS.md is not as it was in the target" in said.err
    assert (root / "proposals/shop/REVIEW.md").read_bytes() != before and decisions(root) == []
    sure(root, command[0], "shop", *command[1:])


@pytest.mark.parametrize("command", [("approve",), ("reject", "--reason", "no")])
def test_where_nothing_waits_nothing_is_decided(root: Path, command: tuple[str, ...]) -> None:
    """Exit 3, and the command that looks for something to propose."""
    applied(root, "shop")
    said = step(root, command[0], "shop", *command[1:])
    assert said.code == 3 and "there is no proposal that would change anything" in said.err
    assert "make distribute REPO=shop" in said.err
    assert step(root, "distribute", "shop", "--check").code == 0


def test_a_yes_that_somebody_changed_is_none(root: Path, shop: Path) -> None:
    """Exit 5 with its name; what it says is not what was written. So for one that is no decision at all."""
    sure(root, "approve", "shop")
    (path,) = (root / "proposals/shop/decisions").glob("*.json")
    edit(path, ADA, BEN)
    denied(root, "rules-unreadable", path.name)
    path.unlink()
    for content in ("{}", "[]", "[" * 100_000):
        write(path, content)
        denied(root, "rules-unreadable", path.name)
        assert step(root, "status", "shop").code == 3 and step(root, "distribute", "shop").code == 0
    path.unlink()
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")


def test_a_yes_of_another_repo_is_none(root: Path) -> None:
    """A decision's file that was copied over says whose it is."""
    target(root, "other", {"AGENTS.md": HAND}, flavors="codex")
    approved(root, "other")
    for path in (root / "proposals/other/decisions").glob("*.json"):
        write(root / "proposals/shop/decisions" / path.name, path.read_bytes())
    assert step(root, "apply", "shop").code == 5


def test_a_rejected_proposal_is_not_raised_again(root: Path, shop: Path) -> None:
    """It goes, with who and why each time; once something is different, it is a new one."""
    said = step(root, "reject", "shop", "--reason", "not in this quarter", by=BEN)
    assert said.code == 0 and "is rejected by Ben <ben@example.com>: not in this quarter" in said.out
    assert not (root / "proposals/shop/proposal.json").exists()
    for _ in range(2):
        said = step(root, "distribute", "shop")
        assert said.code == 0 and "not raised again: rejected by Ben" in said.out
        assert not (root / "proposals/shop/proposal.json").exists()
    assert step(root, "approve", "shop").code == 3
    assert step(root, "apply", "shop", "--in-place").code == 3
    assert step(root, "distribute", "shop", "--check").code == 0
    assert (shop / "AGENTS.md").read_text() == HAND
    edit(root / "catalog/patterns/one-thing.md", "version: 1.0.0", "version: 1.1.0")
    approved(root, "shop")
    sure(root, "apply", "shop", "--in-place")


def test_a_no_can_be_taken_back(root: Path) -> None:
    """Whoever asks is told which file to delete; afterwards it is a proposal like any other."""
    out = sure(root, "reject", "shop", "--reason", "by mistake")
    (path,) = (root / "proposals/shop/decisions").glob("*.json")
    name = path.relative_to(root).as_posix()
    assert name in out and f"delete {name}" in step(root, "distribute", "shop").out
    said = step(root, "approve", "shop")
    assert said.code == 3 and "rejected by Ada" in said.err and f"delete {name}" in said.err
    path.unlink()
    applied(root, "shop")


def test_a_no_needs_a_reason(root: Path) -> None:
    """Exit 2: whoever distributes next reads it."""
    assert step(root, "reject", "shop").code == 2 and decisions(root) == []


def test_no_counts_more_than_yes(root: Path) -> None:
    """Whoever said yes before: the yes that lies there lets nothing through."""
    sure(root, "approve", "shop")
    saved = lie(root / "proposals/shop")
    sure(root, "reject", "shop", "--reason", "no")
    for path, (_, content) in saved.items():
        if path.endswith((".json", ".md", ".patch")):
            write(root / "proposals/shop" / path, content)
    denied(root, "rule rejected", "Ada <ada@example.com>: no")


def test_four_eyes(root: Path) -> None:
    """The last author's own yes is not enough, not even for what is not committed; somebody else's is."""
    four_eyes(root)
    for by in ("Test <test@example.com>", "Other name <TEST@example.com>"):
        said = step(root, "approve", "shop", by=by)
        assert said.code == 5 and "rule four-eyes" in said.err and "wrote the pattern last" in said.err
    assert decisions(root) == []
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")


def test_four_eyes_without_an_author(root: Path) -> None:
    """Where nobody can say who wrote it, nobody can be said to be another one."""
    write(root / "catalog/policy.yaml", "four_eyes: true\n")
    assert "rule four-eyes: nobody can say who wrote the pattern" in step(root, "approve", "shop").err


def four_eyes(root: Path) -> None:
    """A policy that asks for four eyes, in a catalog that test@example.com committed."""
    write(root / "catalog/policy.yaml", "four_eyes: true\n")
    write(root / ".gitignore", "targets\n.cache\nproposals\n.session-memory\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "by test@example.com")


EASY = ("--repo", "shop", "--days", "9", "--reason", "small")


def granted(root: Path, id: str, *more: str, by: str = BEN) -> None:
    sure(root, "grants", "create", id, *EASY, "--by", by, *more)


def test_four_eyes_look_at_grants(root: Path) -> None:
    """The author's own grant is no way round; somebody else's is, and both records say whose it was."""
    four_eyes(root)
    granted(root, "own", by="Test <test@example.com>")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "rule four-eyes: Test <test@example.com> wrote the pattern last" in said.err
    granted(root, "easy")
    sure(root, "apply", "shop", "--in-place")
    assert {(yes.rule, yes.by, yes.decision) for yes in last(root, "shop").yes} == {("grant", BEN, "easy")}
    assert [(yes["mode"], yes["by"], yes["grant"]) for yes in decisions(root)] == [("grant", BEN, "easy")]
    assert step(root, "log", "shop").out.count("(rule grant; grant easy)") == 2
    assert f"by {BEN}, rule grant easy" in step(root, "which", str(root / "targets/shop/AGENTS.md")).out


@pytest.mark.parametrize("committed", [True, False])
def test_four_eyes_and_a_pattern_that_is_deleted(root: Path, monkeypatch: pytest.MonkeyPatch, committed: bool) -> None:
    """Whoever deleted it is the author of that; with another person's yes it is taken out."""
    monkeypatch.setenv("GIT_COMMITTER_NAME", "Test")
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "test@example.com")
    four_eyes(root)
    applied(root, "shop")
    (root / "catalog/patterns/one-thing.md").unlink()
    if committed:
        git(root, "commit", "-qam", "deleted")
    sure(root, "distribute", "shop")
    said = step(root, "approve", "shop", by="Test <test@example.com>")
    assert said.code == 5 and "rule four-eyes: Test <test@example.com> wrote the pattern last" in said.err
    assert applied(root, "shop").patterns == ("one-thing",)


def test_four_eyes_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    """The catalog need not be the top of its git."""
    root = tmp_path / "inner"
    catalog(root, "one-thing", "two-things")
    target(root, "shop", {"AGENTS.md": HAND}, flavors="codex")
    write(root / "catalog/policy.yaml", "four_eyes: true\n")
    write(tmp_path / ".gitignore", "targets\nproposals\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "by test@example.com")
    sure(root, "distribute", "shop")
    said = step(root, "approve", "shop", by="Test <test@example.com>")
    assert said.code == 5 and "Test <test@example.com> wrote the pattern last" in said.err
    sure(root, "approve", "shop")


def used_elsewhere(root: Path, grant: str) -> Path:
    """In another repo that grant was used once: the file that says so."""
    yes = (Yes("one-thing", "grant", BEN, grant),)
    append(root, Event(kind="applied", repo="other", at="2026-11-21T10:15:00Z", by=BEN, yes=yes))
    (path,) = (root / "catalog/audit/other").iterdir()
    return path


def test_a_damaged_trail_elsewhere_stops_only_what_it_counts_for(root: Path) -> None:
    """Nobody knows how often a grant with `max_uses` was used then, so that one does not count; another one does."""
    write(used_elsewhere(root, "few"), "{")
    granted(root, "few", "--max-uses", "9")
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "rule write-needs-yes" in said.err
    assert "the uses of few cannot be counted: catalog/audit/other/" in said.err and "is damaged" in said.err
    granted(root, "easy")
    sure(root, "apply", "shop", "--in-place")
    assert {yes.decision for yes in last(root, "shop").yes} == {"easy"}


def test_a_grant_is_used_up_everywhere(root: Path) -> None:
    """Uses in all repos count together; while one run uses it, another one is told so and writes nothing."""
    used_elsewhere(root, "few")
    granted(root, "few", "--max-uses", "2")
    with files.locked(root / "catalog/grants", "grants"):
        said = step(root, "apply", "shop", "--in-place")
    assert said.code == 6 and "another run is at work on grants" in said.err and kinds(root, "shop") == []
    sure(root, "apply", "shop", "--in-place")
    edit(root / "catalog/patterns/one-thing.md", "version: 1.0.0", "version: 1.1.0")
    sure(root, "distribute", "shop")
    assert step(root, "apply", "shop", "--in-place").code == 5


def test_a_grant_without_a_number_waits_for_nobody(root: Path) -> None:
    """It can be used by two runs at once."""
    granted(root, "easy")
    with files.locked(root / "catalog/grants", "grants"):
        sure(root, "apply", "shop", "--in-place")


@pytest.mark.parametrize(
    ("ceiling", "told"),
    [
        ("files_per_repo: 0", "1 files in one repo, ceiling files_per_repo is 0"),
        ("files_per_run: 0", "1 files in one run, ceiling files_per_run is 0"),
        ("files_per_pattern: 0", "one-thing in 1 files, ceiling files_per_pattern is 0"),
        ("bytes_per_file: 100", "bytes of ours in AGENTS.md, ceiling bytes_per_file is 100"),
    ],
)
def test_too_much_at_once(root: Path, ceiling: str, told: str) -> None:
    """Denied whoever says yes, with both numbers, also when the ceiling came after the yes."""
    sure(root, "approve", "shop")
    write(root / "catalog/policy.yaml", f"ceilings: {{{ceiling}}}\n")
    denied(root, "rule ceiling", told)


RULES = {
    "a grant": "catalog/grants/broken.yaml",
    "exemptions": "catalog/exemptions/shop.yaml",
}


@pytest.mark.parametrize("content", [b"scope: [\n", b"unknown: key\n", b"\xff\n", b""])
@pytest.mark.parametrize("which", RULES)
def test_rules_that_cannot_be_read_let_nothing_through(root: Path, which: str, content: bytes) -> None:
    """Nobody knows what they forbid: exit 5 with the place, though a yes was given before."""
    sure(root, "approve", "shop")
    write(root / RULES[which], content)
    denied(root, "rule rules-unreadable", RULES[which])
    (root / RULES[which]).unlink()
    sure(root, "apply", "shop", "--in-place")


def test_a_policy_that_cannot_be_read_stops_everything(root: Path, shop: Path) -> None:
    """Exit 1, before anything is looked at."""
    sure(root, "approve", "shop")
    write(root / "catalog/policy.yaml", "four_eyes: perhaps\n")
    for command in ("approve", "apply"):
        said = step(root, command, "shop")
        assert said.code == 1 and "catalog/policy.yaml" in said.err
    assert (shop / "AGENTS.md").read_text() == HAND


def exemption(root: Path, expires: datetime.date) -> None:
    row = f"  - {{pattern: one-thing, reason: their own way, owner: Ada, expires: {expires}}}\n"
    write(root / "catalog/exemptions/shop.yaml", f"repo: shop\nexemptions:\n{row}")


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_an_exempt_pattern_is_spared(root: Path, shop: Path, mode: str) -> None:
    """Neither added nor, where it stands, changed or taken out; the others go on."""
    exemption(root, LATER)
    event = applied(root, "shop", mode)
    content = git(shop, "show", f"{event.branch}:AGENTS.md") if mode == BRANCH else (shop / "AGENTS.md").read_bytes()
    assert event.patterns == ("two-things",) and b"two-things" in content and b"one-thing" not in content
    assert "exempt until" in sure(root, "distribute", "shop")


def test_an_expired_exemption_spares_nothing(root: Path) -> None:
    """From the day after, the pattern is proposed like any other."""
    exemption(root, YESTERDAY)
    assert applied(root, "shop").patterns == ("one-thing", "two-things")


def test_dangerous_text_is_nobodys_to_allow(root: Path, shop: Path) -> None:
    """Whatever policy lets be proposed, a text that makes an agent do what is dangerous is never written."""
    write(root / "catalog/policy.yaml", "deny_risks: []\n")
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", risk="danger"))
    sure(root, "distribute", "shop")
    denied(root, "rule danger-text")
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", risk="danger", status="retired"))
    sure(root, "distribute", "shop")
    applied(root, "shop")


def test_what_only_informs_needs_no_yes(root: Path) -> None:
    """Policy says so; the audit trail names the rule."""
    for id in ("one-thing", "two-things"):
        write(root / f"catalog/patterns/{id}.md", pattern(id, risk="read"))
    sure(root, "distribute", "shop")
    sure(root, "apply", "shop", "--in-place")
    assert {yes.rule for yes in last(root, "shop").yes} == {"read-by-policy"}


@pytest.mark.parametrize("risk", ["read", "write"])
def test_a_hand_edit_goes_with_a_persons_yes_only(root: Path, shop: Path, risk: str) -> None:
    """Neither policy nor a grant lets it, and no grant is offered."""
    write(root / "catalog/patterns/one-thing.md", pattern("one-thing", risk=risk))
    applied(root, "shop")
    edit(shop / "AGENTS.md", "Do one-thing with care.", "Do it my way.")
    granted(root, "easy")
    sure(root, "distribute", "shop", "--ours", "--pattern", "one-thing")
    before = lie(shop)
    said = step(root, "apply", "shop", "--in-place")
    assert said.code == 5 and "rule hand-edit-needs-yes: somebody's text would go" in said.err
    assert "make approve REPO=shop" in said.err and "grants create" not in said.err
    assert lie(shop) == before
    sure(root, "approve", "shop")
    sure(root, "apply", "shop", "--in-place")
    assert "Do it my way." not in (shop / "AGENTS.md").read_text()
    assert {yes.rule for yes in last(root, "shop").yes} == {"approved-once"}


def test_a_hold_is_what_the_trail_says(root: Path, shop: Path) -> None:
    """Whatever becomes of the registry, what was taken out stays out until it is released."""
    applied(root, "shop")
    registry = root / "catalog/registry/shop.json"
    old = registry.read_bytes()
    sure(root, "remove", "shop", "one-thing", "--in-place")
    for become in (lambda: write(registry, old), registry.unlink):
        become()
        assert "held since" in step(root, "distribute", "shop").out
        assert not (root / "proposals/shop/proposal.json").exists()
        assert step(root, "approve", "shop").code == 3
    sure(root, "release", "shop")
    assert "one-thing" in applied(root, "shop").patterns and "Do one-thing" in (shop / "AGENTS.md").read_text()


@pytest.mark.parametrize("content", ["{", "[" * 100_000])
def test_a_damaged_trail_lets_nothing_through(root: Path, content: str) -> None:
    """Nobody knows what it would hold: each command ends with an error that names the file, for this repo only."""
    target(root, "till", {"AGENTS.md": HAND}, flavors="codex")
    applied(root, "shop")
    edit(root / "catalog/patterns/one-thing.md", "version: 1.0.0", "version: 1.1.0")
    approved(root, "shop")
    approved(root, "till")
    (path,) = (root / "catalog/audit/shop").iterdir()
    write(path, content)
    before = lie(root / "targets")
    for command in (("apply", "shop", "--in-place"), ("approve", "shop"), ("distribute", "shop"), ("status", "shop")):
        said = step(root, *command)
        assert said.code == 1 and path.name in said.out + said.err, said
    assert lie(root / "targets") == before
    sure(root, "apply", "till", "--in-place")


def test_a_hold_that_was_deleted_is_missed(root: Path, shop: Path) -> None:
    """The last event of a trail leaves no gap; but git remembers it, and what it said nobody knows."""
    applied(root, "shop")
    sure(root, "remove", "shop", "one-thing", "--in-place")
    write(root / ".gitignore", "targets\n.cache\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "with the hold")
    next((root / "catalog/audit/shop").glob("*-removed-*")).unlink()
    git(root, "commit", "-qam", "without")
    step(root, "distribute", "shop")
    denied(root, "rules-unreadable", "was in the audit trail, and is gone")


@pytest.mark.parametrize("mode", [IN_PLACE, BRANCH])
def test_our_text_back_in_place_of_a_hand_edit(root: Path, shop: Path, mode: str) -> None:
    """Only where it is asked for by name, shown in the review, approved and applied; rolled back, the edit returns."""
    applied(root, "shop")
    edit(shop / "AGENTS.md", "Do one-thing with care.", "Do it my way.")
    git(shop, "commit", "-qam", "edited")
    before = lie(shop)
    assert step(root, "distribute", "shop").code == 4 and step(root, "distribute", "shop", "--ours").code == 2
    event = applied(root, "shop", mode, "--ours", "--pattern", "one-thing")
    content = git(shop, "show", f"{event.branch}:AGENTS.md") if mode == BRANCH else (shop / "AGENTS.md").read_bytes()
    assert b"Do one-thing with care." in content and b"Do it my way." not in content
    if mode == IN_PLACE:
        assert states(root, "shop") == {"in-sync"}
    sure(root, "rollback", "shop")
    assert lie(shop) == before
