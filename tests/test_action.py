"""The Action, the example workflows and the hooks, carried out: their scripts run by bash in a catalog with targets."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.gh_fake import Forge, comment, forge
from made import GIT, catalog, git, pattern, target, write
from session_memory.cli.telling.posted import MARKER
from steps import applied, edit
from workflows import ROOT, Ran, action, every_step, run_action, run_job, workflow

OURS = {"event": {"pull_request": {"number": 12, "head": {"repo": {"full_name": "team/catalog"}}}}}
FORK = {"event": {"pull_request": {"number": 12, "head": {"repo": {"full_name": "stranger/catalog"}}}}}
PUSH: dict[str, Any] = {"event": {}}
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two patterns, live in one repo; nothing needs attention."""
    root = catalog(tmp_path / "ours", "a", "b")
    shop = target(root, "shop", {"AGENTS.md": "by hand\n"}, flavors="codex")
    applied(root, "shop")
    git(shop, "commit", "-q", "-a", "-m", "with ours")
    return root


@pytest.fixture
def bin(tmp_path: Path) -> str:
    """Stand-ins: `gh`, and a `python` that notes what it is to install."""
    forge(tmp_path / "bin")
    note = tmp_path / "bin" / "installed"
    text = f'#!/bin/sh\n[ "$1 $2" = "-m pip" ] && printf "%s\\n" "$@" > {note} && exit 0\nexec {sys.executable} "$@"\n'
    write(tmp_path / "bin" / "python", text).chmod(0o755)
    return str(tmp_path / "bin")


def gh(bin: str) -> Forge:
    return Forge(Path(bin) / "state.json")


def waits(root: Path) -> None:
    write(root / "catalog" / "patterns" / "c.md", pattern("c"))


def edited(root: Path) -> None:
    edit(root / "targets" / "shop" / "AGENTS.md", "Do a with care.", "Do a as you like.")


def test_a_pull_request_gets_one_comment_that_follows_it(root: Path, bin: str) -> None:
    """The same words as on the job's page, whatever happened since."""
    first = run_job("pull-requests.yml", root, bin, OURS)
    assert first.code == 0 and first.page.startswith("## Session Memory: nothing needs attention\n")
    waits(root)
    second = run_job("pull-requests.yml", root, bin, OURS)
    assert second.code == 0 and "### Waiting" in second.page
    assert [one["body"] for one in gh(bin).comments] == [f"{MARKER}\n{second.page}"]
    assert {call["repo"] for call in gh(bin).state["calls"]} == {"team/catalog"}


@pytest.mark.parametrize("event", [PUSH, FORK], ids=["push", "fork"])
def test_without_a_request_that_may_be_written_to_nothing_is_posted(
    root: Path, bin: str, event: dict[str, Any]
) -> None:
    """The page is there all the same."""
    said = run_job("pull-requests.yml", root, bin, event)
    assert said.code == 0 and "## Session Memory" in said.page and gh(bin).state["calls"] == []


def test_a_comment_can_be_left_out(root: Path, bin: str) -> None:
    """By an input."""
    assert run_action({"comment": "false"}, root, bin, OURS).code == 0
    assert gh(bin).state["calls"] == []


def test_what_fails_is_an_input(root: Path, bin: str) -> None:
    """3 passes unless attention is asked for; a hand edit in the way never does."""
    waits(root)
    assert run_action({}, root, bin, PUSH).code == 0
    assert run_action({"fail-on": "attention"}, root, bin, PUSH).code == 3
    edited(root)
    assert run_action({}, root, bin, OURS).code == 4
    assert "### Drift" in gh(bin).comments[0]["body"], "a run that fails says why"
    said = run_action({"fail-on": "nothing"}, root, bin, PUSH)
    assert said.code == 2 and "'attention', 'error'" in said.err


def test_repos_and_folder_are_inputs(root: Path, bin: str) -> None:
    """Some of them, on as many lines as one likes, from the folder above the catalog."""
    target(root, "lab", {"AGENTS.md": "by hand\n"}, flavors="codex")
    target(root, "mill", {"AGENTS.md": "by hand\n"}, flavors="codex")
    said = run_action({"catalog": root.name, "repos": "shop\n  lab\n"}, root.parent, bin, PUSH)
    assert said.code == 0 and "`lab`" in said.page and "mill" not in said.page and "2 repos" in said.page


@pytest.mark.parametrize("key", ["catalog", "repos", "fail-on", "comment", "issue", "token"])
@pytest.mark.parametrize(
    "text", ["$(touch evil)", "`touch evil`", "'; touch evil; '", '"; touch evil; "', "* ; touch evil"]
)
def test_no_input_is_taken_for_a_script(root: Path, bin: str, key: str, text: str) -> None:
    """Branches and titles of strangers can end up in inputs."""
    run_action({key: text}, root, bin, OURS)
    assert not list(root.parent.rglob("evil"))


def test_one_issue_is_open_while_the_fleet_has_drifted(root: Path, bin: str) -> None:
    """Night by night: calm, drift, still drift, taken back."""
    assert nightly(root, bin).code == 0 and gh(bin).issues == []
    edited(root)
    assert nightly(root, bin).code == 4 and nightly(root, bin).code == 4
    (one,) = gh(bin).issues
    assert one["state"] == "open" and "edited in AGENTS.md: a" in one["body"]
    edit(root / "targets" / "shop" / "AGENTS.md", "Do a as you like.", "Do a with care.")
    assert nightly(root, bin).code == 0
    (one,) = gh(bin).issues
    assert one["state"] == "closed" and "nothing needs attention" in one["body"]


def nightly(root: Path, bin: str) -> Ran:
    return run_job("fleet-drift.yml", root, bin, PUSH)


def test_a_comment_that_cannot_be_written_fails_the_job(root: Path, bin: str) -> None:
    """With the page written, and the permission named."""
    gh(bin).put(fails="HTTP 403", comments=[comment("theirs", ours=False)])
    said = run_action({}, root, bin, OURS)
    assert said.code == 1 and "pull-requests: write" in said.err and "## Session Memory" in said.page


def test_the_action_installs_itself(root: Path, bin: str) -> None:
    """From the folder that it lies in, whatever version that is."""
    run_action({}, root, bin, PUSH)
    installed = (Path(bin) / "installed").read_text().split("\n")
    assert installed[:3] == ["-m", "pip", "install"] and str(ROOT) in installed


def test_scripts_hold_no_expression_and_nothing_else_is_used() -> None:
    """An expression in a script is text that strangers may write; what is used is GitHub's own, by major version."""
    for step in every_step():
        assert "${{" not in step.get("run", "")
        assert re.fullmatch(r"\./|actions/(checkout|setup-python)@v\d+", step.get("uses", "./")), step
    assert [step["uses"] for step in action()["runs"]["steps"] if "uses" in step] == ["actions/setup-python@v6"]


def test_each_workflow_may_do_what_it_does_and_no_more() -> None:
    """Read the catalog, and write where it posts."""
    assert workflow("pull-requests.yml")["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert workflow("fleet-drift.yml")["permissions"] == {"contents": "read", "issues": "write"}
    assert workflow("fleet-drift.yml")["on"].keys() == {"schedule", "workflow_dispatch"}
    assert workflow("pull-requests.yml")["on"].keys() == {"pull_request"}, "not pull_request_target, which has secrets"


def hook(id: str, root: Path) -> int:
    """A hook's entry as pre-commit runs it: at the top of the repository, without file names."""
    assert HOOKS[id]["language"] == "python" and HOOKS[id]["pass_filenames"] is False
    env = os.environ | GIT | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = shlex.split(HOOKS[id]["entry"])
    return subprocess.run(command, cwd=root, env=env, capture_output=True, check=False).returncode


def test_the_hooks_pass_and_fail_as_they_should(root: Path) -> None:
    """A finding stops both; what only waits stops none; a hand edit in the way stops the one that looks at repos."""
    assert (hook("session-memory-check", root), hook("session-memory-summary", root)) == (0, 0)
    waits(root)
    assert (hook("session-memory-check", root), hook("session-memory-summary", root)) == (0, 0)
    edited(root)
    assert (hook("session-memory-check", root), hook("session-memory-summary", root)) == (0, 4)
    write(root / "catalog" / "patterns" / "c.md", pattern("c", confidence="2"))
    assert hook("session-memory-check", root) == 1


def test_pre_commit_takes_the_hooks(root: Path, tmp_path: Path) -> None:
    """Its own check of the manifest, and a commit in which both run; the program is the one that is installed here."""
    env = os.environ | GIT | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    env |= {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PRE_COMMIT_COLOR": "never"}

    def pre_commit(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pre_commit", *arguments]
        return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)

    manifest = pre_commit("validate-manifest", str(ROOT / ".pre-commit-hooks.yaml"))
    assert (manifest.returncode, manifest.stdout + manifest.stderr) == (0, "")
    here = [hook | {"language": "system"} for hook in HOOKS.values()]
    write(root / ".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": here}]}))
    write(root / ".gitignore", "targets/\n.cache/\n")
    git(root, "init", "-q")
    waits(root)
    git(root, "add", "-A")
    good = pre_commit("run")
    assert (
        good.returncode == 0 and good.stdout.count("Passed") == 2 and "next: make distribute REPO=shop" in good.stdout
    )
    write(root / "catalog" / "patterns" / "c.md", pattern("c", confidence="2"))
    git(root, "add", "-A")
    bad = pre_commit("run")
    assert bad.returncode == 1 and bad.stdout.count("Failed") == 2 and "catalog/patterns/c.md:7:13: SM122" in bad.stdout


def test_the_hooks_run_when_it_matters() -> None:
    """For every file of the catalog; the second also for proposals."""
    names = ("catalog/patterns/a.md", "catalog/policy.yaml", "proposals/shop/REVIEW.md", "README.md")
    ran = {id: [bool(re.search(hook["files"], name)) for name in names] for id, hook in HOOKS.items()}
    assert ran == {
        "session-memory-check": [True, True, False, False],
        "session-memory-summary": [True, True, True, False],
    }
