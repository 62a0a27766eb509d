"""What the site gathers of a catalog in which everything is wrong: each repo tells its own, and none stops another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from made import catalog, git, pattern, target, write
from session_memory.arrivals import Times
from session_memory.changes.gate import decisions
from session_memory.changes.record.registry import Cell
from session_memory.cli.seeing import records, spoken
from session_memory.cli.seeing import road as road_of
from session_memory.cli.seeing.road import open_road, reporting
from session_memory.cli.showing.edits import contradictions
from session_memory.cli.showing.whole import site_model
from session_memory.model import Plan, Stage, State
from session_memory.website.site_model import GonePattern, RepoView
from steps import edit, sure
from wrong import everything_wrong


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog."""
    return everything_wrong(tmp_path_factory.mktemp("wrong") / "house")


def gathered(root: Path) -> Mapping[str, RepoView]:
    """Repo -> what its page is made from."""
    model = site_model(reporting(open_road(root)))
    return {view.repo.name: view for view in model.repos}


@pytest.fixture(scope="module")
def views(root: Path) -> Mapping[str, RepoView]:
    """The same, once for all tests that change nothing."""
    return gathered(root)


def test_a_hand_edit_is_told_three_ways(views: Mapping[str, RepoView]) -> None:
    """In a conflict, what the catalog changed since is told apart."""
    edits = {edit.pattern_id: edit for edit in views["edited"].edits}
    assert edits["one-thing"].state is State.CONFLICT and edits["two-things"].state is State.EDITED
    assert "+Do one-thing our way." in edits["one-thing"].by_hand
    assert "+## One thing, said better" in edits["one-thing"].by_catalog
    assert edits["two-things"].by_catalog == "" and edits["two-things"].remembered
    assert "make distribute REPO=edited PATTERN=two-things OURS=1" in edits["two-things"].ways.values()


def test_repos_without_edits_have_none(views: Mapping[str, RepoView]) -> None:
    """Nor has one whose edit a person keeps."""
    assert [name for name, view in views.items() if view.edits] == ["edited"]


@pytest.mark.parametrize(
    ("repo", "stage", "stale_yes"),
    [
        ("waiting", Stage.WAITS, False),
        ("stale-yes", Stage.WAITS, True),
        ("approved", Stage.APPROVED, False),
        ("branched", Stage.APPLIED, False),
        ("nothing", None, False),
        ("refused", None, False),
    ],
)
def test_what_became_of_a_yes(views: Mapping[str, RepoView], repo: str, stage: Stage | None, stale_yes: bool) -> None:
    """As status says it."""
    assert (views[repo].stage, views[repo].approval_stale) == (stage, stale_yes)
    assert bool(views[repo].approval) == (stage is not None)


def test_a_no_is_told(views: Mapping[str, RepoView]) -> None:
    """With its reason."""
    assert "not now" in views["refused"].rejected and not views["waiting"].rejected


def test_a_damaged_trail_leaves_nothing_known(views: Mapping[str, RepoView]) -> None:
    """What may be written there depends on it."""
    view = views["trail"]
    assert not view.known and view.cells == () and view.plan.changes == ()
    (said,) = view.damaged
    assert said.words.startswith("catalog/audit/trail/") and "restore it from git" in said.hint and not said.command


def test_a_damaged_registry_leaves_what_the_files_tell(views: Mapping[str, RepoView]) -> None:
    """The states come from them."""
    view = views["cracked"]
    assert view.known and {cell.state for cell in view.cells} >= {State.IN_SYNC, State.OUTDATED, State.ORPHANED}
    (said,) = view.damaged
    assert said.words.startswith("catalog/registry/cracked.json: not a registry")
    assert said.command == "make rebuild REPO=cracked"


def test_no_place_of_this_machine_is_told(root: Path, views: Mapping[str, RepoView]) -> None:
    """The same catalog elsewhere has the same site."""
    assert [
        name for name, view in views.items() if str(root) in " ".join((*map(str, view.damaged), view.plan.unreachable))
    ] == []


def test_a_registry_that_contradicts_its_file(views: Mapping[str, RepoView]) -> None:
    """Only where somebody took our text out without us."""
    assert [name for name, view in views.items() if view.contradictions] == ["contradicted"]
    found = {(one.path, one.pattern_id, one.recorded, one.found) for one in views["contradicted"].contradictions}
    assert found == {("AGENTS.md", id, "1.0.0", "") for id in ("one-thing", "two-things", "three-things")}


def test_a_change_that_was_begun_is_told(views: Mapping[str, RepoView]) -> None:
    """With the command that finishes it."""
    begun = views["halfway"].unfinished
    assert begun is not None and begun.command == "make apply REPO=halfway"


def test_the_log_has_events_and_decisions_newest_first(views: Mapping[str, RepoView]) -> None:
    """As `log` tells them."""
    log = views["held"].log
    assert [one.what for one in log] == ["removed", "applied", "approved"]
    assert log[0].reason == "it does not fit here" and log[0].patterns == ("one-thing",)
    assert [one.at for one in log] == sorted((one.at for one in log), reverse=True)


def test_a_repo_that_is_switched_off_is_not_looked_at(views: Mapping[str, RepoView]) -> None:
    """Only its file is."""
    view = views["off"]
    assert (view.cells, view.proposal, view.damaged) == ((), None, ()) and view.about.strip() == "A target."


def past(root: Path) -> tuple[GonePattern, ...]:
    """What git remembers and the catalog no longer has."""
    return site_model(reporting(open_road(root))).gone


def committed(root: Path) -> None:
    """Everything as it is."""
    git(root, "add", "-A")
    git(root, "commit", "-qm", "as it was")


def test_a_pattern_that_was_only_ever_empty_stops_nothing(tmp_path: Path) -> None:
    """It has no title, and was there all the same."""
    catalog(tmp_path, "one-thing")
    git(tmp_path, "init", "-q")
    empty = write(tmp_path / "catalog/patterns/nothing.md", "")
    committed(tmp_path)
    empty.unlink()
    committed(tmp_path)
    (gone,) = past(tmp_path)
    assert (gone.id, gone.title, [revision.gone for revision in gone.history]) == ("nothing", "", [True, False])


def test_a_secret_in_a_title_of_the_past_is_not_told(tmp_path: Path) -> None:
    """Not where a pattern is gone with it, and not by whoever took its place."""
    catalog(tmp_path, "one-thing")
    git(tmp_path, "init", "-q")
    secret = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
    leaking = write(tmp_path / "catalog/patterns/leaking.md", pattern("leaking", title=f"Log in with {secret}"))
    committed(tmp_path)
    leaking.unlink()
    committed(tmp_path)
    (gone,) = past(tmp_path)
    assert gone.title == "Log in with <secret>"
    assert secret not in repr(gone)


def test_a_proposal_that_was_made_of_a_part_is_held_against_that_part(tmp_path: Path) -> None:
    """It is not out of date because there is more to do."""
    catalog(tmp_path, "one-thing", "two-things")
    skills = pattern("three-things", rendering_hints="{codex: {form: skill}}")
    catalog(tmp_path, three_things=skills, four_things=skills.replace("three", "four"))
    target(tmp_path, "shop", {"AGENTS.md": "# By hand\n"}, flavors="codex")
    sure(tmp_path, "distribute", "shop", "--pattern", "two-things")
    view = gathered(tmp_path)["shop"]
    assert view.proposal is not None and not view.proposal.stale and view.stage is Stage.WAITS
    assert view.proposal.files == 1 and len(view.plan.changes) == 3
    edit(tmp_path / "catalog/patterns/two-things.md", "with care", "with more care")
    moved = gathered(tmp_path)["shop"]
    assert moved.proposal is not None and moved.proposal.why and moved.stage is Stage.STALE


def test_a_repo_whose_file_lies_in_a_folder_is_shown(tmp_path: Path) -> None:
    """Folders are for people: the page tells where the file is, and commands go on naming the repo."""
    catalog(tmp_path, "one-thing")
    target(tmp_path, "shop", {"AGENTS.md": "# By hand\n"}, flavors="codex")
    repos = tmp_path / "catalog/repos"
    (repos / "team").mkdir()
    (repos / "shop.md").rename(repos / "team/shop.md")
    view = gathered(tmp_path)["shop"]
    assert (view.path, view.about.strip(), view.damaged) == ("catalog/repos/team/shop.md", "A target.", ())
    assert view.apply == "make approve REPO=shop && make apply REPO=shop"


def test_a_repo_whose_file_went_away_meanwhile_stops_no_other(tmp_path: Path) -> None:
    """It is told on its page, without the place of the catalog on this machine."""
    catalog(tmp_path, "one-thing")
    for name in ("mill", "shop"):
        target(tmp_path, name, {"AGENTS.md": "# By hand\n"}, flavors="codex")
    road = reporting(open_road(tmp_path))
    (tmp_path / "catalog/repos/mill.md").unlink()
    views = {view.repo.name: view for view in site_model(road).repos}
    assert [notice.words for notice in views["mill"].damaged] == ["catalog/repos/mill.md: No such file or directory"]
    assert views["shop"].damaged == () and views["shop"].about.strip() == "A target."


def test_a_malformed_file_hides_no_other_whose_name_begins_its_own() -> None:
    """`a.md` is not `a.md.bak`."""
    plan = Plan("shop", malformed=("a.md.bak: BEGIN has no END",))
    cells = [Cell("one-thing", path, ("codex",), "1.0.0", "") for path in ("a.md", "a.md.bak")]
    assert [one.path for one in contradictions(plan, cells)] == ["a.md"]


@pytest.mark.parametrize("repo", ["waiting", "stale-yes", "approved"])
def test_each_step_that_waits_for_somebody_has_its_command(views: Mapping[str, RepoView], repo: str) -> None:
    """As a value of its own, whatever the words are."""
    told = views[repo].approval
    assert told is not None and told.command == f"make {'apply' if repo == 'approved' else 'approve'} REPO={repo}"
    assert "make " not in told.words


def test_what_is_written_down_is_read_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions, the proposal and the registry; the audit trail once more by the plan, which nobody can mislead."""
    read: Counter[str] = Counter()

    def counted(name: str, real: Callable[[Path, str], object]) -> Callable[[Path, str], object]:
        def reading(root: Path, repo: str) -> object:
            read[name] += repo == "refused"
            return real(root, repo)

        return reading

    for module, name in (
        (decisions, "read"),
        (spoken, "load"),
        (spoken, "trail"),
        (road_of, "trail"),
        (records, "read_cells"),
    ):
        monkeypatch.setattr(module, name, counted(f"{module.__name__}.{name}", getattr(module, name)))
    gathered(root)
    assert len(read) == 5 and set(read.values()) == {1}, read


def test_whether_git_keeps_the_catalog_is_known(tmp_path: Path) -> None:
    """From the first commit on."""
    catalog(tmp_path, "first")
    assert not site_model(open_road(tmp_path)).kept
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "as it was")
    assert site_model(open_road(tmp_path)).kept


def test_what_each_agent_is_told_now(views: Mapping[str, RepoView]) -> None:
    """Where everything is in place each pattern arrives once, and what nobody can read tells nothing."""
    (codex,) = views["calm"].agents
    assert codex.flavor == "codex" and [row.path for row in codex.files] == ["AGENTS.md"]
    assert codex.counts == {Times.ONCE: 2} and codex.files[0].patterns == 3
    assert codex.bytes == codex.files[0].size and not (codex.wrong or codex.left or views["calm"].to_mend)
    assert views["gone"].agents == views["off"].agents == ()


def test_files_that_a_repo_names_itself_are_told(tmp_path: Path) -> None:
    """They have other names than those that were read for the plan."""
    catalog(tmp_path, "one-thing")
    named = '{"context": {"fileName": ["RULES.md"]}}'
    target(tmp_path, "shop", {"RULES.md": "# By hand\n", ".gemini/settings.json": named}, flavors="gemini")
    (gemini,) = gathered(tmp_path)["shop"].agents
    assert [row.path for row in gemini.files] == ["RULES.md"]
