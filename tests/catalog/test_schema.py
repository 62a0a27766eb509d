"""The JSON Schemas are the model's, valid, and agree with what `check` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from session_memory.catalog.find import FOR_AGENTS
from session_memory.catalog.front_matter import plain, split
from session_memory.catalog.schema import schemas
from session_memory.catalog.yaml_tree import parse

ROOT = Path(__file__).parents[2]
KINDS = {path.rpartition("/")[2].partition(".")[0]: content for path, content in schemas().items()}


def validator(kind: str) -> Draft202012Validator:
    """What an editor would use, dates included."""
    schema = json.loads(KINDS[kind])
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


GOOD: dict[str, Any] = {"id": "a", "title": "A", "status": "draft", "version": "1.0.0", "confidence": 1}


def test_each_kind_has_one() -> None:
    """Beside the files they are for."""
    assert sorted(schemas()) == [
        f"catalog/schemas/{kind}.schema.json" for kind in ("exemptions", "grant", "pattern", "policy", "repo")
    ]


def test_the_committed_schemas_are_fresh() -> None:
    """`session-memory schema` has been run since the model changed."""
    assert {path: (ROOT / path).read_bytes() for path in schemas()} == schemas()


@pytest.mark.parametrize(
    "path",
    sorted(
        path
        for path in (*ROOT.glob("catalog/patterns/**/*.md"), *ROOT.glob("catalog/repos/*.md"))
        if path.name not in FOR_AGENTS
    ),
    ids=lambda path: path.stem,
)
def test_our_own_files_fit(path: Path) -> None:
    """Every pattern and repo of our catalog is valid to an editor, too."""
    kind = path.relative_to(ROOT / "catalog").parts[0].removesuffix("s")
    parts = split(path.read_text(encoding="utf-8"))
    assert parts is not None
    assert list(validator(kind).iter_errors(plain(parse(parts.front)))) == []


def test_our_own_policy_fits() -> None:
    """It is plain YAML."""
    data = plain(parse((ROOT / "catalog/policy.yaml").read_text(encoding="utf-8")))
    assert list(validator("policy").iter_errors(data)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "x"},
        {"id": "A B"},
        {"status": "aproved"},
        {"version": "1.2"},
        {"confidence": 2},
        {"created": "yesterday"},
        {"scope": {"path": []}},
        {"tags": "x"},
        {"rendering_hints": {"claude": {"form": "blok"}}},
        {"evidence": [{"session": "x"}]},
        {"path": "x"},
        {"sections": []},
        {"digest": "x"},
    ],
    ids=str,
)
def test_what_check_refuses_an_editor_refuses(change: dict[str, Any]) -> None:
    """Unknown and wrong keys, and those that only a file as a whole has."""
    assert list(validator("pattern").iter_errors(GOOD)) == []
    assert list(validator("pattern").iter_errors(GOOD | change)) != []


def test_a_repo_and_a_policy_are_held_to_their_keys() -> None:
    """Both directions, once each."""
    assert list(validator("repo").iter_errors({"name": "a", "flavors": []})) == []
    assert list(validator("repo").iter_errors({"name": "a"})) != []
    assert list(validator("policy").iter_errors({})) == []
    assert list(validator("policy").iter_errors({"min_confidence": "high"})) != []


def test_editors_show_what_a_key_means() -> None:
    """Docstrings of the model are the descriptions."""
    properties = json.loads(KINDS["pattern"])["properties"]
    assert "second yes" in properties["distribution_ready"]["description"]
