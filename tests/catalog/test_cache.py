"""The cache changes how fast a catalog loads, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, REPO, SOLUTION, catalog, codes, pattern

from session_memory.catalog import cache
from session_memory.catalog.load import load
from session_memory.model import Catalog

FILE = Path(".cache/session-memory/catalog.json")
FILES: dict[str, str | bytes] = {
    "patterns/good.md": pattern(
        "good", "tags: [a]", "scope: {paths: ['src/**']}", body=f"{SOLUTION}\n## Why\n\n[x](#why)\n"
    ),
    "patterns/links.md": pattern("links", body=f"{SOLUTION}\n## Why\n\n[x](nowhere.md)\n"),
    "patterns/bad.md": pattern("bad", "ownr: me", body="Ask @me.\n"),
    "patterns/broken.md": b"\xff",
    "repos/web-shop.md": REPO,
    "policy.yaml": "min_confidence: 0.7\n",
}

PROBE = """
import sys
from pathlib import Path
from session_memory.catalog import cache
from session_memory.catalog.load import load
load(Path(sys.argv[1]), {})
print([name for name in ("pydantic", "yaml", "markdown_it", "frontmatter", "pathspec") if name in sys.modules])
"""


@pytest.fixture
def cold(tmp_path: Path) -> Catalog:
    """What is loaded without a cache."""
    return catalog(tmp_path, FILES)


def test_a_second_run_gives_the_same(cold: Catalog, tmp_path: Path) -> None:
    """Patterns, repos, policy and findings, to the last line and column."""
    assert (tmp_path / FILE).is_file()
    assert load(tmp_path, FLAVORS) == cold
    assert len(cold.findings) == 5


def test_a_run_without_news_writes_nothing(cold: Catalog, tmp_path: Path) -> None:
    """Neither the cache nor anything else."""
    before = (tmp_path / FILE).stat().st_mtime_ns
    load(tmp_path, FLAVORS)
    assert (tmp_path / FILE).stat().st_mtime_ns == before


def test_git_does_not_see_the_cache(cold: Catalog, tmp_path: Path) -> None:
    """The folder ignores itself."""
    assert (tmp_path / FILE.parent / ".gitignore").read_text().endswith("*\n")


def test_a_changed_file_is_read_again(cold: Catalog, tmp_path: Path) -> None:
    """Of the same length and age, too: only bytes count."""
    path = tmp_path / "catalog/patterns/good.md"
    path.write_text(path.read_text().replace("what you open", "what you bring"))
    assert load(tmp_path, FLAVORS).patterns[0].title == "Close what you bring"


def test_a_moved_file_is_read_again(cold: Catalog, tmp_path: Path) -> None:
    """Places in findings are those of the new path."""
    (tmp_path / "catalog/patterns/bad.md").rename(tmp_path / "catalog/patterns/worse.md")
    places = {finding.place.path for finding in load(tmp_path, FLAVORS).findings}
    assert "catalog/patterns/worse.md" in places and "catalog/patterns/bad.md" not in places


def test_deleted_files_leave_the_cache(cold: Catalog, tmp_path: Path) -> None:
    """It does not grow for ever."""
    (tmp_path / "catalog/patterns/bad.md").unlink()
    load(tmp_path, FLAVORS)
    assert b"bad.md" not in (tmp_path / FILE).read_bytes()


def test_what_depends_on_other_files_is_asked_again(cold: Catalog, tmp_path: Path) -> None:
    """A link is mended by the file it leads to, without a change to its own."""
    (tmp_path / "catalog/patterns/nowhere.md").write_text(pattern("nowhere"))
    assert "SM155" in codes(cold.findings)
    assert "SM155" not in codes(load(tmp_path, FLAVORS).findings)
    assert "SM164" in codes(load(tmp_path, {}).findings)


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped", "swapped", "no json", "a folder"])
def test_a_damaged_cache_is_ignored(cold: Catalog, tmp_path: Path, damage: str) -> None:
    """And written anew, where that is possible."""
    path = tmp_path / FILE
    content = path.read_bytes()
    harm = {
        "empty": b"",
        "cut": content[:-20],
        "flipped": content.replace(b"what you open", b"what you steal", 1),
        "swapped": content.replace(b'"good"', b'"evil"'),
        "no json": content.partition(b"\n")[0] + b"\n{",
    }
    path.unlink()
    if damage == "a folder":
        path.mkdir()
    else:
        path.write_bytes(harm[damage])
    assert load(tmp_path, FLAVORS) == cold
    assert path.is_dir() or path.read_bytes() == content


def test_a_cache_of_other_rules_is_ignored(cold: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that is added or mended looks at every file again."""
    path = tmp_path / FILE
    rows = json.loads(path.read_bytes().partition(b"\n")[2])
    rows["catalog/patterns/bad.md"][4] = []
    payload = json.dumps(rows).encode()
    monkeypatch.setattr(cache, "_rules", lambda: b"older rules")
    path.write_bytes(cache._seal(payload) + b"\n" + payload)
    monkeypatch.undo()
    assert load(tmp_path, FLAVORS) == cold


@pytest.mark.parametrize("library", ["markdown-it-py", "pathspec", "pydantic", "python-frontmatter", "PyYAML"])
def test_a_cache_of_another_library_is_made_anew(
    cold: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """An upgrade may find what was not found before."""
    before = (tmp_path / FILE).read_bytes()
    real = cache.version
    monkeypatch.setattr(cache, "version", lambda name: "99" if name == library else real(name))
    cache._rules.cache_clear()
    try:
        assert load(tmp_path, FLAVORS) == cold
        assert (tmp_path / FILE).read_bytes() != before
    finally:
        cache._rules.cache_clear()


def test_a_folder_that_cannot_be_written_loads_as_well(tmp_path: Path) -> None:
    """Stood in for by a file in the place of the cache's folder, since root may write everywhere."""
    (tmp_path / ".cache").write_text("in the way")
    first = catalog(tmp_path, FILES)
    assert load(tmp_path, FLAVORS) == first
    assert (tmp_path / ".cache").read_text() == "in the way"


def test_a_cached_catalog_loads_without_heavy_modules(tmp_path: Path) -> None:
    """Half of the start-up time would go into parsers that are not needed."""
    catalog(tmp_path, {"patterns/good.md": FILES["patterns/good.md"]})
    done = subprocess.run([sys.executable, "-c", PROBE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
