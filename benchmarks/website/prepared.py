"""Folders to build in: our project around a generated catalog, and the same pages for engines without our hook."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml
from mkdocs.utils import yaml_load

from benchmarks.website.measure import PROJECT
from benchmarks.workload import make_catalog


def project(root: Path, patterns: int, repos: int = 3) -> Path:
    """Our project as it is, with that many patterns of its own and that many repos."""
    make_catalog(root, patterns, repos, flavors="claude, grok")
    for name in ("site_templates", "catalog/guide"):
        shutil.copytree(PROJECT / name, root / name)
    for name in ("mkdocs.yml", "Makefile"):
        shutil.copy(PROJECT / name, root / name)
    return root


def stock(folder: Path, *, everything: bool) -> Path:
    """Put the configuration of the plain theme beside `folder`/docs, with every page in the navigation or the lists."""
    with (PROJECT / "mkdocs.yml").open("rb") as file:
        config = yaml_load(file)
    del config["hooks"], config["watch"], config["theme"]["custom_dir"]
    config["docs_dir"] = "docs"
    config["validation"] = {"nav": {"omitted_files": "ignore"}}
    if everything:
        del config["nav"]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), "utf-8")
    return folder
