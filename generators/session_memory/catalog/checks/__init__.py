"""The rules of strict input: THE table, in the order in which a file is read, and a page for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from session_memory.catalog.checks import (
    attached,
    body,
    entry,
    hidden,
    keys,
    leaks,
    links,
    live_text,
    names,
    pattern_keys,
    policy_keys,
    record,
    repo_keys,
    structure,
    versions,
    yes_keys,
)
from session_memory.catalog.checks.check import Check
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import EXEMPTIONS, GRANT, PATTERN, POLICY, REPO, Kind
from session_memory.catalog.sheet import Sheet
from session_memory.catalog.whole import Whole
from session_memory.errors import UsageError
from session_memory.near import did_you_mean

UNREADABLE = Check("SM110", "unreadable-file", entry.unreadable_file)

ENTRY: tuple[Check[Entry], ...] = (
    Check("SM180", "folder-without-pattern", attached.folder_without_pattern),
    UNREADABLE,
    Check("SM111", "wrong-file-name", entry.wrong_file_name),
    Check("SM112", "not-utf-8", entry.not_utf8),
)
"""Of a file as it lies on disk. What has a finding here is not looked into."""

SYNTAX: tuple[Check[Sheet], ...] = (
    Check("SM101", "missing-front-matter", structure.missing_front_matter),
    Check("SM102", "unclosed-front-matter", structure.unclosed_front_matter),
    Check("SM103", "yaml-syntax", structure.yaml_syntax),
)
"""Of a file's two parts."""

STRUCTURE: tuple[Check[Sheet], ...] = (
    Check("SM104", "duplicate-key", structure.duplicate_key),
    Check("SM105", "yaml-shorthand", structure.yaml_shorthand),
    Check("SM106", "key-is-not-text", structure.key_is_not_text),
    Check("SM107", "not-keys-and-values", structure.not_keys_and_values),
)
"""Of the tree of the front matter. What has a finding up to here has no keys that could be trusted."""

SHAPE: tuple[Check[Sheet], ...] = (
    Check("SM120", "unknown-key", keys.unknown_key),
    Check("SM121", "missing-key", keys.missing_key),
    Check("SM122", "wrong-value", keys.wrong_value),
)
"""Of the keys of every kind."""

NAME = Check("SM123", "name-of-file", repo_keys.name_of_file)
DATES = Check("SM125", "dates-out-of-order", pattern_keys.dates_out_of_order)
GLOBS = Check("SM126", "invalid-glob", pattern_keys.invalid_glob)

PATTERN_KEYS: tuple[Check[Sheet], ...] = (
    Check("SM124", "reserved-id", pattern_keys.reserved_id),
    DATES,
    GLOBS,
    Check("SM127", "line-break-in-heading", pattern_keys.line_break),
    Check("SM128", "hint-without-section", pattern_keys.hint_without_section),
)

REPO_KEYS: tuple[Check[Sheet], ...] = (
    Check("SM130", "one-location", repo_keys.one_location),
    Check("SM131", "unusable-location", repo_keys.unusable_location),
)

RANGE = Check("SM132", "unreadable-range", yes_keys.unreadable_range)
UNLIMITED = Check("SM133", "empty-scope", yes_keys.empty_scope)
TWICE = Check("SM134", "exempt-twice", yes_keys.exempt_twice)

POLICY_KEYS: tuple[Check[Sheet], ...] = (
    Check("SM135", "unusable-prefix", policy_keys.unusable_prefix),
    Check("SM136", "ceilings-at-odds", policy_keys.ceilings_at_odds),
    Check("SM137", "useless-override", policy_keys.useless_override),
    Check("SM138", "overridden-twice", policy_keys.overridden_twice),
)

TEXT: tuple[Check[Sheet], ...] = (
    Check("SM140", "hidden-character", hidden.hidden_character),
    Check("SM141", "secret", leaks.secret),
    Check("SM142", "machine-path", leaks.machine_path),
)
"""Of the whole text of every kind."""

FORGED = Check("SM143", "forged-marker", live_text.forged_marker)

LIVE_TEXT: tuple[Check[Sheet], ...] = (
    FORGED,
    Check("SM144", "bare-at-word", live_text.bare_at_word),
    Check("SM145", "agent-tag", live_text.agent_tag),
)
"""Of all text of a pattern that can reach an agent."""

PATTERN_BODY: tuple[Check[Sheet], ...] = (
    Check("SM150", "missing-solution", body.missing_solution),
    Check("SM151", "text-outside-sections", body.text_outside_sections),
    Check("SM152", "repeated-section", body.repeated_section),
    Check("SM153", "left-open", body.left_open),
    Check("SM154", "link-stays-behind", body.link_stays_behind),
)

ANCHOR = Check("SM156", "broken-anchor", links.broken_anchor)

WHOLE: tuple[Check[Whole], ...] = (
    Check("SM155", "broken-link", links.broken_link),
    Check("SM157", "misspelled-section", names.misspelled_section),
    Check("SM160", "duplicate-id", names.duplicate_id),
    Check("SM161", "unknown-pattern", names.unknown_pattern),
    Check("SM162", "unknown-repo", names.unknown_repo),
    Check("SM163", "unknown-domain", names.unknown_domain),
    Check("SM164", "unknown-flavor", names.unknown_flavor),
    Check("SM165", "unknown-form", names.unknown_form),
    Check("SM166", "unknown-tag", names.unknown_tag),
    Check("SM167", "no-successor", names.no_successor),
    Check("SM168", "expires-too-late", yes_keys.expires_too_late),
    Check("SM170", "version-did-not-move", versions.version_did_not_move),
    Check("SM171", "broken-audit-trail", record.broken_audit_trail),
    Check("SM172", "unreadable-registry", record.unreadable_registry),
)
"""Of all files together; asked on every run, whatever the cache holds."""

BESIDE: tuple[Check[Entry], ...] = (
    UNREADABLE,
    Check("SM184", "binary-attachment", attached.binary),
)
"""Of each attachment as it lies on disk."""

TEXT_BESIDE: tuple[Check[Sheet], ...] = (*TEXT, FORGED)
"""Of the text of each attachment."""

ATTACHED: tuple[Check[Entry], ...] = (
    Check("SM181", "unusable-attachment-name", attached.unusable_name),
    Check("SM182", "reserved-attachment-name", attached.reserved_name),
    Check("SM183", "attachment-too-large", attached.too_large),
    Check("SM185", "program-attached", attached.program),
    Check("SM186", "pattern-in-folder", attached.pattern_beside),
)
"""Of a pattern and all its attachments together."""

KEYS: Mapping[Kind, tuple[Check[Sheet], ...]] = {
    PATTERN: (*SHAPE, NAME, *PATTERN_KEYS),
    REPO: (*SHAPE, NAME, *REPO_KEYS),
    POLICY: (*SHAPE, *POLICY_KEYS),
    GRANT: (*SHAPE, NAME, DATES, GLOBS, RANGE, UNLIMITED),
    EXEMPTIONS: (*SHAPE, NAME, TWICE),
}
BODY: Mapping[Kind, tuple[Check[Sheet], ...]] = {
    PATTERN: (*LIVE_TEXT, *PATTERN_BODY, ANCHOR),
    REPO: (ANCHOR,),
    POLICY: (),
    GRANT: (),
    EXEMPTIONS: (),
}

OF_KINDS = {check for checks in (*KEYS.values(), *BODY.values()) for check in checks}

TABLE: tuple[Check[Any], ...] = tuple(
    sorted({*ENTRY, *SYNTAX, *STRUCTURE, *TEXT, *OF_KINDS, *BESIDE, *ATTACHED, *WHOLE}, key=lambda check: check.code)
)
"""Every check, by code."""


def explain(code: str) -> str:
    """The page about one check, in Markdown. Raises UsageError for a code that there is not."""
    wanted, known = code.upper(), [check.code for check in TABLE]
    if wanted not in known:
        raise UsageError(f"there is no check {code!r}", hint=did_you_mean(wanted, known))
    return (Path(__file__).parent / "explain" / f"{wanted}.md").read_text(encoding="utf-8")
