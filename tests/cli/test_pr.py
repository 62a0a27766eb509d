"""`session-memory pr`: pushed with a lease, requested once, and nobody else's commit ever rewritten."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.forge_fakes import PAGE, bare, calls, forgejo, gh, gitlab, hook, lines
from made import Said, catalog, git, run, target, write
from session_memory import files
from session_memory.changes.record.events import Event, append, heads, trail
from session_memory.changes.write import branch
from session_memory.changes.write.at_commit import base_of
from session_memory.changes.write.forges import forge_of, page_of
from session_memory.model import FileChange, Repo

BRANCH = "session-memory/0123456789ab"
DIGEST = "0123456789ab" + "0" * 52
BY = "Ada <ada@example.com>"
TITLE = "Session Memory: 1 pattern"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A catalog with one target, `shop`, whose remote `remote.git` has what it has."""
    root = catalog(tmp_path / "catalog-of-ours", "a")
    shop = target(root, "shop", {"CLAUDE.md": "by hand\n"})
    git(shop, "remote", "add", "origin", str(bare(tmp_path / "remote.git")))
    git(shop, "push", "-q", "origin", "main")
    return root


def on_forge(root: Path, forge: str, more: str = "") -> None:
    keys = f"name: shop\nflavors: [claude]\ncheckout: targets/shop\nforge: {forge}\n{more}"
    write(root / "catalog" / "repos" / "shop.md", f"---\n{keys}---\n\nA target.\n")


def applied(root: Path, folder: Path | None = None) -> str:
    """What applying a proposal on a branch leaves: the commit, and the event that tells of it."""
    base = base_of(folder or root / "targets" / "shop")
    message = f"{TITLE}\n\n- add: a\n\nPattern-Id: a\nProposal-Digest: {DIGEST}\n"
    changes = [FileChange("CLAUDE.md", b"by hand\n", b"by hand\nours\n")]
    made = branch.commit(base, changes, message, BY, 1_700_000_000, root / "scratch")
    branch.point(base, BRANCH, made)
    at = "2026-11-21T10:15:00Z"
    found = Event(kind="applied", repo="shop", at=at, by=BY, proposal=DIGEST, mode="branch", branch=BRANCH, commit=made)
    append(root, found)
    return made


def ask(root: Path, name: str = "shop") -> Said:
    return run(root, "pr", name, "--by", BY)


def refs(remote: Path) -> dict[str, str]:
    """Every ref of a repository -> its commit."""
    listed = git(remote, "for-each-ref", "--format=%(refname) %(objectname)").decode().split()
    return dict(zip(listed[::2], listed[1::2], strict=True))


def requested(root: Path) -> list[Event]:
    return [event for _, event in trail(root, "shop") if event.kind == "requested"]


@pytest.fixture
def remote(tmp_path: Path, root: Path) -> Path:
    return tmp_path / "remote.git"


@pytest.fixture
def with_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH."""
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    return tmp_path / "bin"


@pytest.fixture
def without_gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH with git and nothing else."""
    (tmp_path / "only-git").mkdir()
    (tmp_path / "only-git" / "git").symlink_to(shutil.which("git") or "")
    monkeypatch.setenv("PATH", f"{tmp_path}/only-git")


def somebodys(remote: Path, on: str, name: str = BRANCH) -> str:
    """A person's commit on the remote, on top of `on`, as the new tip of the branch."""
    made = git(remote, "commit-tree", "-p", on, "-m", "a person's", f"{on}^{{tree}}").decode().strip()
    git(remote, "update-ref", f"refs/heads/{name}", made)
    return made


def test_github_is_asked_by_gh(root: Path, remote: Path, with_gh: Path) -> None:
    """Looked for first, then opened, with the commit's own words; and the audit trail knows."""
    note = gh(with_gh)
    on_forge(root, "github")
    made = applied(root)
    said = ask(root)
    assert (said.code, said.err) == (0, "")
    assert f"pushed commit {made[:12]} to {BRANCH} of origin\n  request: {PAGE}/pull/1" in said.out
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made
    where = ["--repo", str(remote), "--head", BRANCH]
    text = f"- add: a\n\nPattern-Id: a\nProposal-Digest: {DIGEST}"
    assert calls(note) == [
        ["pr", "list", *where, "--state", "all", "--json", "url"],
        ["pr", "create", *where, "--base", "main", "--title", TITLE, "--body", text],
    ]
    (event,) = requested(root)
    assert (event.branch, event.commit, event.proposal, event.by) == (BRANCH, made, DIGEST, BY)
    assert event.url == f"{PAGE}/pull/1"
    assert len(heads(trail(root, "shop"))) == 1


def test_asking_again_does_nothing(root: Path, remote: Path, with_gh: Path) -> None:
    """No push, no call, no event; even when the branch was merged and deleted since."""
    note = gh(with_gh)
    on_forge(root, "github")
    applied(root)
    ask(root)
    before, asked = trail(root, "shop"), calls(note)
    git(remote, "update-ref", "-d", f"refs/heads/{BRANCH}")
    said = ask(root)
    assert said.code == 0 and "nothing to do" in said.out and f"{PAGE}/pull/1" in said.out
    assert (trail(root, "shop"), calls(note)) == (before, asked)
    assert f"refs/heads/{BRANCH}" not in refs(remote)


@pytest.mark.parametrize("when", ["not opened", "opened"])
def test_a_kill_between_push_and_request_leaves_one_request(root: Path, remote: Path, with_gh: Path, when: str) -> None:
    """multi-gitter 206, 276: killed after the push, or after the request; the next run does what is left."""
    note = gh(with_gh, create=f"opened is {when == 'opened'} and os.kill(os.getppid(), signal.SIGKILL)")
    on_forge(root, "github")
    made = applied(root)
    command = [sys.executable, "-m", "session_memory", "--root", str(root), "pr", "shop", "--by", BY]
    killed = subprocess.run(command, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made and requested(root) == []
    (note.parent / "asked-requests").write_text(f"{PAGE}/pull/1" if when == "opened" else "")
    assert ask(root).code == 0
    assert (note.parent / "asked-requests").read_text().split() == [f"{PAGE}/pull/1"]
    assert [event.url for event in requested(root)] == [f"{PAGE}/pull/1"]


def test_a_gh_that_fails_is_an_error_and_can_be_repeated(root: Path, remote: Path, with_gh: Path) -> None:
    """The branch is there, the words are gh's, nothing is recorded; the next run opens the one request."""
    note = gh(with_gh, create='sys.exit("not logged in")')
    on_forge(root, "github")
    made = applied(root)
    said = ask(root)
    assert said.code == 1 and "not logged in" in said.err and "run again" in said.err
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made and requested(root) == []
    said = ask(root)
    assert said.code == 0 and "nothing to push" in said.out and f"{PAGE}/pull/1" in said.out
    assert [call[1] for call in calls(note)] == ["list", "create", "list", "create"]


@pytest.mark.usefixtures("without_gh")
def test_without_gh_a_person_opens_it(root: Path, remote: Path) -> None:
    """Pushed, and said plainly that no request was opened; not recorded as one."""
    on_forge(root, "github")
    made = applied(root)
    said = ask(root)
    assert said.code == 0 and "no request was opened, because gh is not installed" in said.out
    assert f"from {BRANCH} into main" in said.out
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made and requested(root) == []
    assert "nothing to push" in ask(root).out


def test_gitlab_opens_it_with_the_push(root: Path, remote: Path) -> None:
    """By push options; its page is taken from the answer."""
    note = gitlab(remote)
    on_forge(root, "gitlab")
    made = applied(root)
    said = ask(root)
    assert said.code == 0 and f"request: {PAGE}/-/merge_requests/1" in said.out
    assert lines(note) == [f"merge_request.create|merge_request.target=main|merge_request.title={TITLE}"]
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made
    assert [event.url for event in requested(root)] == [f"{PAGE}/-/merge_requests/1"]
    ask(root)
    assert len(lines(note)) == 1


@pytest.mark.parametrize("forge", ["forgejo", "gitea"])
def test_forgejo_opens_it_by_the_push(root: Path, remote: Path, forge: str) -> None:
    """AGit: a push to refs/for, with the branch's name as the topic; no branch is made."""
    note = forgejo(remote)
    on_forge(root, forge)
    made = applied(root)
    said = ask(root)
    assert said.code == 0 and f"to refs/for/main of origin\n  request: {PAGE}/pulls/1" in said.out
    assert lines(note) == [f"topic={BRANCH}|title={TITLE}"]
    assert refs(remote) == {"refs/heads/main": refs(remote)["refs/heads/main"], "refs/pull/1/head": made}
    ask(root)
    assert len(lines(note)) == 1 and len(requested(root)) == 1


@pytest.mark.parametrize(("forge", "make"), [("gitlab", gitlab), ("forgejo", forgejo)])
@pytest.mark.parametrize("merged", [False, True])
def test_a_kill_before_the_trail_is_written_leaves_one_request(
    root: Path, remote: Path, forge: str, make: object, merged: bool
) -> None:
    """The remote itself tells that there is a request for the commit, also after its branch is gone."""
    note = make(remote)  # type: ignore[operator]
    on_forge(root, forge)
    applied(root)
    ask(root)
    (lost,) = (root / "catalog" / "audit" / "shop").glob("*-requested-*")
    lost.unlink()
    if merged and f"refs/heads/{BRANCH}" in refs(remote):
        git(remote, "update-ref", "-d", f"refs/heads/{BRANCH}")
    before = refs(remote)
    said = ask(root)
    assert said.code == 0 and "nothing to push" in said.out
    assert refs(remote) == before and len(lines(note)) == 1 and len(requested(root)) == 1


def test_a_gitlab_branch_that_was_there_before_is_told(root: Path, remote: Path) -> None:
    """Push options count only when a ref moves: nobody is told that a request was opened that was not."""
    on_forge(root, "gitlab")
    made = applied(root)
    git(root / "targets" / "shop", "push", "-q", "origin", f"{made}:refs/heads/{BRANCH}")
    note = gitlab(remote)
    said = ask(root)
    assert said.code == 0 and "no request was opened" in said.out
    assert lines(note) == [] and requested(root) == []


@pytest.mark.parametrize("forge", ["github", "gitlab", "none"])
def test_a_persons_commit_on_top_survives(root: Path, remote: Path, with_gh: Path, forge: str) -> None:
    """renovate 9376, greenkeeper 173: nothing is pushed; with gh a request that is missing is still opened."""
    note = gh(with_gh)
    on_forge(root, forge)
    made = applied(root)
    git(root / "targets" / "shop", "push", "-q", "origin", f"{made}:refs/heads/{BRANCH}")
    theirs = somebodys(remote, made)
    before = refs(root / "targets" / "shop")
    said = ask(root)
    assert said.code == 0 and "and others on top; nothing to push" in said.out
    assert refs(remote)[f"refs/heads/{BRANCH}"] == theirs
    assert refs(root / "targets" / "shop") == before
    assert bool(calls(note)) == (forge == "github") == bool(requested(root))


@pytest.mark.parametrize("forge", ["github", "gitlab", "forgejo", "none"])
def test_another_commit_on_the_remotes_branch_survives(root: Path, remote: Path, with_gh: Path, forge: str) -> None:
    """A branch of that name that is somebody's: exit 4, nothing pushed, nothing asked."""
    note = gh(with_gh)
    on_forge(root, forge)
    applied(root)
    theirs = somebodys(remote, refs(remote)["refs/heads/main"])
    said = ask(root)
    assert said.code == 4 and "holds other commits" in said.err
    assert refs(remote)[f"refs/heads/{BRANCH}"] == theirs
    assert calls(note) == [] and requested(root) == []


def test_a_branch_that_comes_in_the_very_moment_survives(root: Path, remote: Path) -> None:
    """The lease: between looking and pushing somebody made a branch of that name."""
    on_forge(root, "none")
    applied(root)
    main = refs(remote)["refs/heads/main"]
    there = f"import subprocess\nsubprocess.run(['git', '-C', {str(remote)!r}, 'update-ref', 'refs/heads/{BRANCH}', "
    clean = "".join(f"os.environ.pop({name!r}, None)\n" for name in ("GIT_DIR", "GIT_QUARANTINE_PATH"))
    hook(root / "targets" / "shop" / ".git", "pre-push", f"import os\n{clean}{there}{main!r}], check=True)\n")
    said = ask(root)
    assert said.code == 4 and "meanwhile" in said.err
    assert refs(remote)[f"refs/heads/{BRANCH}"] == main


def test_commits_that_nobody_pushed_are_not_shown(root: Path, remote: Path) -> None:
    """What ours stands on would be pushed with it; once it is there, it may."""
    shop = root / "targets" / "shop"
    git(shop, "commit", "-q", "--allow-empty", "-m", "not for everybody yet")
    on_forge(root, "none")
    made = applied(root)
    before = refs(remote)
    said = ask(root)
    assert said.code == 4 and "does not have" in said.err
    assert refs(remote) == before
    git(shop, "push", "-q", "origin", "main")
    git(shop, "commit", "-q", "--allow-empty", "-m", "more")
    git(shop, "push", "-q", "origin", "main")
    assert ask(root).code == 0
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made


def test_the_users_own_configuration_counts(
    root: Path, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote that only it can resolve; and tags that it would push along stay."""
    shop = root / "targets" / "shop"
    git(shop, "remote", "set-url", "origin", "ours:shop")
    git(shop, "tag", "-a", "-m", "t", "v1")
    text = f'[url "{tmp_path}/remote.git"]\n\tinsteadOf = ours:shop\n[push]\n\tfollowTags = true\n'
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(write(tmp_path / "config", text)))
    made = applied(root)
    assert ask(root).code == 0
    assert refs(remote) == {"refs/heads/main": refs(remote)["refs/heads/main"], f"refs/heads/{BRANCH}": made}


def test_a_repo_with_a_url_is_pushed_from_its_mirror(root: Path, remote: Path) -> None:
    """Shallow and without blobs."""
    more = f"url: file://{remote}\nbranch: main\nforge: gitlab\n"
    write(root / "catalog" / "repos" / "shop.md", f"---\nname: shop\nflavors: [claude]\n{more}---\n\nA target.\n")
    run(root, "distribute", "shop", "--check")
    (mirror,) = (root / ".cache" / "session-memory" / "mirrors").glob("*.git")
    note = gitlab(remote)
    made = applied(root, mirror)
    said = ask(root)
    assert (said.code, said.err) == (0, "") and "merge_requests/1" in said.out
    assert refs(remote)[f"refs/heads/{BRANCH}"] == made and len(lines(note)) == 1
    assert git(remote, "show", f"{made}:CLAUDE.md") == b"by hand\nours\n"


def test_where_a_request_goes_can_be_said(root: Path, remote: Path) -> None:
    """`branch` in the repo's file; needed when the remote does not say which is its default."""
    git(remote, "symbolic-ref", "HEAD", "refs/heads/nowhere")
    note = gitlab(remote)
    on_forge(root, "gitlab")
    applied(root)
    said = ask(root)
    assert said.code == 2 and "branch: main" in said.err
    on_forge(root, "gitlab", "branch: next\n")
    assert ask(root).code == 0
    assert "merge_request.target=next" in lines(note)[0]


def test_nothing_to_ask_for(root: Path) -> None:
    """Nothing applied, taken back, branch gone, no remote: wrong usage, with what to do."""
    on_forge(root, "none")
    shop = root / "targets" / "shop"
    assert ask(root).code == 2
    made = applied(root)
    git(shop, "remote", "rename", "origin", "upstream")
    assert "no remote origin" in ask(root).err
    git(shop, "update-ref", "-d", f"refs/heads/{BRANCH}")
    assert "is gone" in ask(root).err
    git(shop, "branch", BRANCH)
    assert ask(root).code == 4
    git(shop, "update-ref", f"refs/heads/{BRANCH}", made)
    ((id, event),) = trail(root, "shop")
    append(root, Event(kind="rolled-back", repo="shop", at=event.at, by=BY, parents=(id,), undoes=id))
    assert "nothing was applied" in ask(root).err and ask(root).code == 2


def test_a_push_that_is_refused_is_an_error(root: Path, remote: Path) -> None:
    """The remote's own words, nothing recorded; the next run does it."""
    on_forge(root, "none")
    made = applied(root)
    hook(remote, "pre-receive", "import sys\nsys.exit('closed for the night')\n")
    said = ask(root)
    assert said.code == 1 and "closed for the night" in said.err
    (remote / "hooks" / "pre-receive").unlink()
    assert ask(root).code == 0 and refs(remote)[f"refs/heads/{BRANCH}"] == made


def test_a_forgejo_that_refuses_is_told_in_its_own_words(root: Path, remote: Path) -> None:
    """Also where our own branch is there: nobody pushed to that meanwhile."""
    on_forge(root, "forgejo")
    made = applied(root)
    git(root / "targets" / "shop", "push", "-q", "origin", f"{made}:refs/heads/{BRANCH}")
    hook(remote, "pre-receive", "import sys\nsys.exit('closed for the night')\n")
    said = ask(root)
    assert said.code == 1 and "closed for the night" in said.err and "meanwhile" not in said.err


def test_another_run_at_work_on_the_target(root: Path, remote: Path) -> None:
    """Busy, and nothing was pushed."""
    applied(root)
    with files.locked(root / "targets" / "shop", "shop"):
        assert ask(root).code == 6
    assert f"refs/heads/{BRANCH}" not in refs(remote)


@pytest.mark.parametrize(
    ("url", "page", "forge"),
    [
        ("https://github.com/team/shop.git", "https://github.com/team/shop", "github"),
        ("https://ada:secret@github.com/team/shop", "https://github.com/team/shop", "github"),
        ("git@github.com:team/shop.git", "https://github.com/team/shop", "github"),
        ("ssh://git@gitlab.example.org:2222/a/b/shop.git", "https://gitlab.example.org/a/b/shop", "gitlab"),
        ("https://gitlab.example.org:8443/shop/", "https://gitlab.example.org:8443/shop", "gitlab"),
        ("codeberg.org:team/shop", "https://codeberg.org/team/shop", "forgejo"),
        ("https://notgithub.com/github.com/shop", "https://notgithub.com/github.com/shop", "none"),
        ("https://github.com.example.org/shop", "https://github.com.example.org/shop", "none"),
        ("/srv/github.com/shop.git", "", "none"),
        ("../gitlab.example.org/shop", "", "none"),
        ("file:///srv/shop.git", "", "none"),
    ],
)
def test_the_forge_is_told_by_the_remotes_host(url: str, page: str, forge: str) -> None:
    """Unless the repo's file names one; nobody's credentials are in the page."""
    assert page_of(url) == page
    assert forge_of(Repo(name="shop", flavors=()), url).name == forge
    assert forge_of(Repo(name="shop", flavors=(), forge="none"), url).name == "none"
