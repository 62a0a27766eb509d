"""The digest of our own code, and what rests on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from made import catalog
from session_memory.cli.rolling.pins import pins
from session_memory.cli.seeing import own_code
from session_memory.cli.seeing.road import open_road


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's files, of which the digest is taken."""
    shutil.copytree(own_code.OWN, tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(own_code, "OWN", tmp_path / "code")
    return tmp_path / "code"


def test_any_byte_and_any_name_counts(code: Path) -> None:
    """But not what Python makes of them; put back as it was, it is the same again."""
    before = own_code.own_code()
    (code / "model.pyc").write_bytes(b"made")
    assert own_code.own_code() == before
    (code / "near.py").rename(code / "far.py")
    assert own_code.own_code() != before
    (code / "far.py").rename(code / "near.py")
    assert own_code.own_code() == before
    with (code / "distribute" / "confirmed.json").open("a") as file:
        file.write("\n")
    assert own_code.own_code() != before


def test_a_rollout_rests_on_the_code_that_renders(code: Path, tmp_path: Path) -> None:
    """It is told as the templates; nothing else is another one for it."""
    road = open_road(catalog(tmp_path / "catalog-of-ours", "a"))
    for place in own_code.RENDERING:
        before = pins(road, ())
        path = code / place if (code / place).is_file() else code / place / "claude.py"
        path.write_bytes(path.read_bytes() + b"# more\n")
        now = pins(road, ())
        assert {name for name in now if now[name] != before[name]} == {"templates"}, place


def test_a_rollout_does_not_rest_on_the_code_that_shows(code: Path, tmp_path: Path) -> None:
    """The page of the site may get better in the middle of it."""
    road = open_road(catalog(tmp_path / "catalog-of-ours", "a"))
    before = pins(road, ())
    path = code / "website" / "prose.py"
    path.write_bytes(path.read_bytes() + b"# more\n")
    assert pins(road, ()) == before
