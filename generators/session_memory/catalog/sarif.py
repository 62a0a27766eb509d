"""Findings as SARIF 2.1.0, the format that code hosts show beside the lines of a change. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from session_memory.catalog.checks import TABLE, explain
from session_memory.model import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
"""The customary name for the folder that relative paths start from."""


def sarif(findings: Iterable[Finding], version: str) -> Mapping[str, Any]:
    """One run with every rule of the table; paths are relative to the catalog's root."""
    index = {check.code: at for at, check in enumerate(TABLE)}
    driver = {"name": "session-memory", "version": version, "rules": [_rule(c.code, c.name) for c in TABLE]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder that holds catalog/."}}},
        "results": [_result(finding, index[finding.code]) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, name: str) -> dict[str, Any]:
    page = explain(code)
    words = "".join(part.capitalize() for part in name.split("-"))
    return {
        "id": code,
        "name": words,
        "shortDescription": {"text": _first_sentence(page)},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": "error"},
    }


def _first_sentence(page: str) -> str:
    what = page.partition("## What\n")[2].strip()
    return re.split(r"(?<=\.)\s", what, maxsplit=1)[0]


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    told = [finding.message, f"Next: {finding.hint}"] if finding.hint else [finding.message]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": " ".join(part if part.endswith("?") else f"{part}." for part in told)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.place.path), "uriBaseId": ROOT},
                    "region": {"startLine": finding.place.line, "startColumn": finding.place.column},
                }
            }
        ],
    }
