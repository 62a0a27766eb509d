"""A rule as the bytes of a pattern's file: status draft, and where it comes from. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from session_memory.catalog.front_matter import DECIMAL
from session_memory.catalog.importing.rule import Rule

FOLDER = "catalog/patterns/imported"

CONFIDENCE = 0.5
"""Below every policy's bar: somebody has to read the draft and say more."""


class _Dumper(yaml.SafeDumper):
    """PyYAML's own, which also puts text in quotes that only other parsers take for a number, such as 1e3."""


NUMBER = re.compile(rf"(?:{DECIMAL.pattern})\Z")
_Dumper.add_implicit_resolver("tag:yaml.org,2002:float", NUMBER, list("-+.0123456789"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a draft's text comes from; the same three keys stand in its file."""

    source: str
    commit: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A pattern's file that is not written yet."""

    id: str
    content: bytes

    @property
    def path(self) -> str:
        """Relative to the catalog's root."""
        return f"{FOLDER}/{self.id}.md"


def draft(rule: Rule, name: str, provenance: Provenance) -> Draft:
    """The file of one clean rule whose id is to be `name`."""
    known = {"source": provenance.source, "commit": provenance.commit, "license": provenance.license}
    front = {
        "id": name,
        "title": rule.title,
        "status": "draft",
        "version": "0.1.0",
        "confidence": CONFIDENCE,
        "scope": _given({"flavors": [*rule.flavors], "paths": [*rule.paths]}),
        "tags": [*rule.tags],
        "provenance": {"origin": "imported"} | _given(known),
    }
    dumped = yaml.dump(_given(front), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    about = f"## Problem\n\n{rule.description}\n\n" if rule.description else ""
    return Draft(name, f"---\n{dumped}---\n\n{about}{solution(rule)}".encode())


def solution(rule: Rule) -> str:
    """The section that holds the rule's text: what tells whether a pattern came from it."""
    return f"## Solution\n\n{rule.text}\n"


def _given(keys: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in keys.items() if value}
