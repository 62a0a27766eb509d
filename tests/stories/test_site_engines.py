"""The written docs tree under other engines than MkDocs: each makes the same pages of it."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from mkdocs.utils import yaml_load
from served_site import PROJECT, copy_of_the_project

from made import run

READ_BY_ZENSICAL = {
    # https://zensical.org/docs/setup/basics/ and `_apply_defaults` in its config.py, version 0.0.73.
    "copyright",
    "docs_dir",
    "edit_uri",
    "edit_uri_template",
    "extra",
    "extra_css",
    "extra_javascript",
    "markdown_extensions",
    "nav",
    "plugins",
    "repo_name",
    "repo_url",
    "site_description",
    "site_dir",
    "site_name",
    "site_url",
    "theme",
    "use_directory_urls",
    "validation",
    "watch",
}
OURS_ALONE = {"hooks"}
"""What it does not read: the one seam, for which it is given the written tree."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the docs tree and a configuration without our hook and our changes to the theme."""
    root = copy_of_the_project(tmp_path_factory.mktemp("project"))
    folder = tmp_path_factory.mktemp("written")
    said = run(root, "site", "--out", str(folder / "docs"))
    assert said.code == 0, said.err
    (folder / "mkdocs.yml").write_text(plain_configuration(), "utf-8")
    return folder


def plain_configuration() -> str:
    """Our own, as far as it is about the pages and the theme as it is published."""
    with (PROJECT / "mkdocs.yml").open("rb") as file:
        config = yaml_load(file)
    del config["hooks"], config["watch"], config["theme"]["custom_dir"]
    config["docs_dir"] = "docs"
    config["validation"]["nav"]["omitted_files"] = "ignore"  # it is the hook that tells that apart
    return yaml.safe_dump(config)


def built(engine: str, folder: Path, *arguments: str) -> Path:
    """Where an engine has put the site."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    command = [sys.executable, "-m", engine, "build", "--strict", "-f", "mkdocs.yml", *arguments]
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "https://memory.example/"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "site").rename(folder / engine)
    return folder / engine


def titles(site: Path) -> dict[str, str]:
    """Path of each page -> what the window is called."""
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    return {path: html.unescape(re.findall(r"<title>(.*?)</title>", text)[0]) for path, text in pages.items()}


@pytest.fixture(scope="module")
def by_mkdocs(written: Path) -> dict[str, str]:
    """The pages as MkDocs makes them of the same tree."""
    found = titles(built("mkdocs", written))
    assert len(found) > 100
    return found


def test_properdocs_makes_the_same_pages(written: Path, by_mkdocs: dict[str, str]) -> None:
    """With the same theme: the continuation of MkDocs by others."""
    assert titles(built("properdocs", written)) == by_mkdocs


@pytest.mark.skipif(find_spec("zensical") is None, reason="zensical does not install on this machine")
def test_zensical_makes_the_same_pages(written: Path, by_mkdocs: dict[str, str]) -> None:
    """With its own theme: the successor by the authors of Material."""
    assert titles(built("zensical", written)) == by_mkdocs


def test_our_configuration_says_nothing_that_zensical_does_not_read() -> None:
    """But for the hook; it would pass over a key without a word."""
    with (PROJECT / "mkdocs.yml").open("rb") as file:
        config = yaml_load(file)
    assert set(config) - READ_BY_ZENSICAL == OURS_ALONE
    assert config["plugins"] == ["search"]
