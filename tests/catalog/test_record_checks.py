"""The audit trail only grows, and check sees to it; a registry that cannot be read is named."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from catalog_maker import FLAVORS, commit

from made import write
from session_memory.catalog.load import load
from session_memory.model import Finding

AT = "2026-06-20T09:30:00Z"


def event(root: Path, repo: str = "shop", by: str = "Ada <ada@example.com>", parents: tuple[str, ...] = ()) -> Path:
    """A file of the audit trail, as it should be."""
    (root / "catalog/patterns").mkdir(parents=True, exist_ok=True)
    content = json.dumps({"at": AT, "by": by, "kind": "released", "repo": repo, "parents": list(parents)}).encode()
    name = f"20260620T093000Z-released-{hashlib.sha256(content).hexdigest()[:16]}.json"
    return write(root / "catalog/audit" / repo / name, content)


def id_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def told(root: Path) -> tuple[Finding, ...]:
    return load(root, FLAVORS).findings


def test_a_whole_trail_is_fine(tmp_path: Path) -> None:
    """Committed or not, with an event after another one, and with what a killed write left."""
    first = event(tmp_path)
    commit(tmp_path)
    event(tmp_path, by="Bob", parents=(id_of(first),))
    write(tmp_path / "catalog/audit/shop/.session-memory-x1", b"half")
    assert told(tmp_path) == ()


def test_an_event_that_git_had_and_that_is_gone_is_found(tmp_path: Path) -> None:
    """Also when another commit took it out, and when its whole folder went with it."""
    gone = event(tmp_path)
    commit(tmp_path)
    gone.unlink()
    commit(tmp_path)
    write(tmp_path / "catalog/registry/shop.json", b'{"cells": [null]}')
    (found,) = told(tmp_path)
    assert (found.place.path, found.code) == (gone.relative_to(tmp_path).as_posix(), "SM171")
    assert "is gone" in found.message and "restore" in found.hint


def test_an_event_that_never_was_committed_leaves_no_trace(tmp_path: Path) -> None:
    """Git cannot remember it, but the event after it does."""
    first = event(tmp_path)
    second = event(tmp_path, by="Bob", parents=(id_of(first),))
    first.unlink()
    (found,) = told(tmp_path)
    assert found.place.path.endswith(second.name)
    assert found.message == f"the event before this one, {second.read_text().split('parents')[1][5:21]}, is missing"


def test_changed_bytes_are_found(tmp_path: Path) -> None:
    """Whatever the change, and committed or not."""
    path = event(tmp_path)
    path.write_bytes(path.read_bytes() + b"\n")
    commit(tmp_path)
    assert ["was changed" in found.message for found in told(tmp_path)] == [True]


def test_an_event_written_anew_under_another_name_is_found(tmp_path: Path) -> None:
    """The name fits then, but the one that git had is gone."""
    path = event(tmp_path)
    commit(tmp_path)
    path.unlink()
    event(tmp_path, by="Mallory")
    assert ["is gone" in found.message for found in told(tmp_path)] == [True]


@pytest.mark.parametrize("name", ["20260621T093000Z-released", "20260620T093000Z-applied"])
def test_an_event_at_another_place_is_found(tmp_path: Path, name: str) -> None:
    """Its time, its kind and its repo are in its path."""
    path = event(tmp_path)
    path.rename(path.with_name(f"{name}-{path.name[-21:]}"))
    assert ["was moved" in found.message for found in told(tmp_path)] == [True]


def test_an_event_of_another_repo_is_found(tmp_path: Path) -> None:
    """A trail is of one repo."""
    path = event(tmp_path)
    write(tmp_path / "catalog/audit/other" / path.name, path.read_bytes())
    assert ["was moved" in found.message for found in told(tmp_path)] == [True]


@pytest.mark.parametrize("what", ["text", "link", "fifo", "list", "parents"])
def test_what_is_no_event_is_found(tmp_path: Path, what: str) -> None:
    """Without reading through it."""
    event(tmp_path)
    content = {"list": b"[]", "parents": b'{"parents": 3}'}.get(what, b"x")
    place = tmp_path / f"catalog/audit/shop/20260620T093000Z-released-{hashlib.sha256(content).hexdigest()[:16]}.json"
    if what == "fifo":
        os.mkfifo(place)
    elif what == "link":
        place.symlink_to("/dev/zero")
    else:
        place.write_bytes(content)
    assert [found.message for found in told(tmp_path)] == ["this is no event of an audit trail"]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"cells": [1]}', '{"cells": [{}]}', '{"cells": {}}'])
def test_a_registry_that_cannot_be_read_is_found(tmp_path: Path, content: str) -> None:
    """With the command that makes it again."""
    (tmp_path / "catalog/patterns").mkdir(parents=True)
    write(tmp_path / "catalog/registry/shop.json", content)
    (found,) = told(tmp_path)
    assert (found.place.path, found.code) == ("catalog/registry/shop.json", "SM172")
    assert "make rebuild REPO=shop" in found.hint


def test_git_is_asked_once_and_only_where_there_is_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog from which nothing was applied yet does not pay for it."""
    asked: list[str] = []
    real = subprocess.run

    def run(command: list[str], **more: object) -> object:
        asked.extend(word for word in command if word == "log")
        return real(command, **more)  # type: ignore[call-overload]

    (tmp_path / "catalog/patterns").mkdir(parents=True)
    commit(write(tmp_path / "README.md", "x").parent)
    monkeypatch.setattr(subprocess, "run", run)
    assert (told(tmp_path), asked) == ((), [])
    event(tmp_path)
    assert (told(tmp_path), asked) == ((), ["log"])
