"""Pages that are kept between builds: a warm build and a cold one are the same site, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from served_site import copy_of_the_project, mkdocs

from made import pattern, tree, write

KEPT = ".cache/session-memory/site"
PATTERN = "catalog/patterns/working/clean-up-what-you-started.md"
PAGE = "p/clean-up-what-you-started/index.html"
GUIDE = "guide/scope/index.html"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project, built once."""
    root = copy_of_the_project(tmp_path / "project")
    site(root, "first")
    return root


def site(root: Path, name: str, **env: str) -> dict[str, bytes]:
    """The files of the site as it is now."""
    folder = root.parent / name
    built = mkdocs(root, "build", "--strict", "--site-dir", str(folder), **env)
    assert built.returncode == 0, built.stderr
    return tree(folder)


def cold(root: Path, name: str = "cold", **env: str) -> dict[str, bytes]:
    """The same with nothing kept."""
    shutil.rmtree(root / KEPT)
    return site(root, name, **env)


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    """Paths of the files that are not the same in both."""
    return {path for path in {*one, *other} if one.get(path) != other.get(path)}


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that is there."""
    text = path.read_text("utf-8")
    assert old in text
    write(path, text.replace(old, new))


def test_a_second_build_is_the_same(project: Path) -> None:
    """With all pages kept, with none, and with what was kept damaged on the disk."""
    first = tree(project.parent / "first")
    assert differing(first, site(project, "warm")) == set()
    for file in filter(Path.is_file, (project / KEPT).rglob("*")):
        file.write_bytes(file.read_bytes()[:-2] + b"??")
    assert differing(first, site(project, "damaged")) == set()
    assert differing(first, cold(project)) == set()
    shutil.rmtree(project / ".cache")
    assert differing(first, site(project, "nothing-read-yet")) == set()


def test_an_edited_pattern_changes_what_speaks_of_it(project: Path) -> None:
    """And nothing else; the result is what a cold build makes of it."""
    edit(project / PATTERN, "Clean up what you started", "Tidy up what you started")
    warm = site(project, "warm")
    changed = differing(tree(project.parent / "first"), warm)
    assert PAGE in changed
    assert GUIDE not in changed and "p/read-before-edit/index.html" not in changed
    assert differing(warm, cold(project)) == set()


def test_a_page_of_the_navigation_with_a_new_title_changes_every_page(project: Path) -> None:
    """They all show the navigation."""
    edit(project / "catalog/guide/scope.md", "# Scope", "# Reach")
    assert differing(site(project, "warm"), cold(project)) == set()


def test_what_every_page_has_in_common_makes_all_of_them_anew(project: Path) -> None:
    """A page's template, the theme around it, the configuration, the address."""
    changes = (
        ("site_templates/pages/pattern.md", "## Where it stands", "## Where it stands now"),
        ("site_templates/overrides/main.html", "{% block content %}", "{% block content %}<!-- new -->"),
        ("mkdocs.yml", "site_name: Session Memory", "site_name: Our Memory"),
    )
    before = tree(project.parent / "first")
    for number, (path, old, new) in enumerate(changes):
        edit(project / path, old, new)
        after = site(project, f"after-{number}")
        assert PAGE in differing(before, after), path
        before = after
    env = {"SITE_URL": "https://memory.example/"}
    elsewhere = site(project, "elsewhere", **env)
    assert b"https://memory.example/" in elsewhere[PAGE]
    assert differing(elsewhere, cold(project, **env)) == set()


def test_where_and_when_it_is_built_is_not_to_be_seen(tmp_path: Path) -> None:
    """Two folders, two time zones, two languages."""
    one = copy_of_the_project(tmp_path / "one/project")
    shutil.copytree(one, tmp_path / "another/place", symlinks=True)
    here = site(
        one, "site", TZ="Pacific/Kiritimati", LC_ALL="C.UTF-8", PYTHONHASHSEED="1", SITE_URL="https://a.example/"
    )
    there = site(
        tmp_path / "another/place",
        "site",
        TZ="America/Anchorage",
        LC_ALL="C",
        PYTHONHASHSEED="2",
        SITE_URL="https://a.example/",
    )
    assert "sitemap.xml.gz" in here
    assert differing(here, there) == set()


def test_a_link_to_what_is_gone_is_noticed(project: Path) -> None:
    """Although the page with the link is kept: a finding for a pattern, an error for the guide."""
    there = write(project / "catalog/patterns/short-lived.md", pattern("short-lived"))  # git never heard of it
    edit(project / PATTERN, "related: [", "related: [short-lived, ")
    write(project / "catalog/guide/scope.md", "# Scope\n\n[One](../patterns/short-lived.md)\n")
    before = site(project, "with")
    assert b"p/short-lived/" in before[GUIDE] and b"p/short-lived/" in before[PAGE]
    there.unlink()
    built = mkdocs(project, "build", "--strict")
    assert built.returncode == 1
    assert "catalog/guide/scope.md: the link ../patterns/short-lived.md leads to no page" in built.stderr
    write(project / "catalog/guide/scope.md", "# Scope\n\nEverywhere.\n")
    after = site(project, "without")
    assert b"short-lived" in after[PAGE] and b"checks/SM" in after[PAGE]  # it says which finding it has now
    assert b"p/short-lived/" not in after[PAGE]
