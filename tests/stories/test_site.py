"""The site from outside: a catalog in, a folder of pages out, with MkDocs and without."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from served_site import copy_of_the_project, free_port, mkdocs, with_unusual_patterns

from made import git, pattern, run, tree, write


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is."""
    return copy_of_the_project(tmp_path_factory.mktemp("project"))


def test_the_strict_build_has_every_page(project: Path, tmp_path: Path) -> None:
    """Without a warning; each page that the generator makes is a page of the site."""
    assert run(project, "site", "--out", str(tmp_path / "docs")).code == 0
    built = mkdocs(project, "build", "--strict", "--site-dir", str(tmp_path / "site"))
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    pages = {path.removesuffix(".md") for path in tree(tmp_path / "docs") if path.endswith(".md")}
    assert pages <= {path.removesuffix(".html") for path in tree(tmp_path / "site") if path.endswith(".html")}
    assert len(pages) > 60


def test_no_link_of_the_projects_own_texts_leads_nowhere(project: Path, tmp_path: Path) -> None:
    """Patterns, guide and explanations of checks."""
    run(project, "site", "--out", str(tmp_path))
    assert [path for path, content in tree(tmp_path).items() if b'class="nowhere"' in content] == []


def test_the_docs_tree_can_be_written_for_another_engine(project: Path, tmp_path: Path) -> None:
    """Markdown and assets; a second run writes nothing, and the page of a pattern that is gone goes."""
    out = tmp_path / "docs"
    assert run(project, "site", "--out", str(out)).code == 0
    assert {"index.md", "patterns/index.md", "assets/site.css"} <= set(tree(out))
    assert "0 files changed" in run(project, "site", "--out", str(out)).out
    file = write(project / "catalog/patterns/never-committed.md", pattern("never-committed"))
    run(project, "site", "--out", str(out))
    assert "p/never-committed/index.md" in tree(out)
    file.unlink()
    run(project, "site", "--out", str(out))
    assert "p/never-committed/index.md" not in tree(out), "what git remembers has a page that says so; this has none"


def test_findings_are_named_and_shown_and_stop_no_page(tmp_path: Path) -> None:
    """Exit code 1, a page with the findings, and a build that still succeeds."""
    root = with_unusual_patterns(copy_of_the_project(tmp_path / "project"))
    said = run(root, "site", "--out", str(tmp_path / "docs"))
    assert said.code == 1
    assert "catalog/patterns/broken-one.md:3:1" in said.err
    assert "titel" in (tmp_path / "docs/p/broken-one/index.md").read_text(encoding="utf-8")
    assert mkdocs(root, "build", "--strict", "--site-dir", str(tmp_path / "site")).returncode == 0


def test_a_dead_link_in_the_guide_stops_the_build(tmp_path: Path) -> None:
    """With its place and without a traceback."""
    root = copy_of_the_project(tmp_path / "project")
    write(root / "catalog/guide/scope.md", "# Scope\n\n[There](nowhere.md)\n")
    built = mkdocs(root, "build", "--strict")
    assert built.returncode == 1
    assert "catalog/guide/scope.md: the link nowhere.md leads to no page" in built.stderr
    assert "Traceback" not in built.stderr


def test_a_saved_pattern_is_on_the_served_page_at_once(tmp_path: Path) -> None:
    """`make serve` rebuilds by itself when a file of the catalog changes."""
    root = copy_of_the_project(tmp_path / "project")
    port = free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    server = subprocess.Popen(command, cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = f"http://127.0.0.1:{port}/p/read-before-edit/"
        wait_until(lambda: "Read a file again before editing it" in fetch(page))
        file = next((root / "catalog/patterns").rglob("read-before-edit.md"))
        file.write_text(
            file.read_text(encoding="utf-8").replace("title: Read a file", "title: Look at a file"), "utf-8"
        )
        wait_until(lambda: "Look at a file again before editing it" in fetch(page))
    finally:
        server.terminate()
        server.wait()


def fetch(url: str) -> str:
    """A page as text; nothing while the server is not there yet."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            text: str = answer.read().decode()
            return text
    except OSError:
        return ""


def wait_until(true: Callable[[], bool], seconds: float = 90) -> None:
    """Fails when it does not come true in time; the time is for slow machines, not a measurement."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.2)


def test_a_secret_that_was_taken_out_is_not_published(tmp_path: Path) -> None:
    """Git remembers it; neither the page of the old version nor any file for programs repeats it."""
    root = copy_of_the_project(tmp_path / "project")
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" * 2
    file = root / "catalog/patterns/leaky.md"
    for version, said in (("1.0.0", f"Use {key} here."), ("2.0.0", "Use a token here."), ("3.0.0", f"Again {key}.")):
        body = f"## Problem\n\nAny.\n\n## Solution\n\n{said}\n"
        write(file, pattern("leaky", version=version, body=body))
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", version)
    built = mkdocs(root, "build", "--site-dir", str(tmp_path / "site"))
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "site/p/leaky/index.html").is_file()
    assert [path for path, content in tree(tmp_path / "site").items() if key.encode() in content] == []
