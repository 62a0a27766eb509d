"""Path globs of other tools in the language of `Scope.paths`, which is gitignore's. Pure."""

from __future__ import annotations

import re

import pathspec

from session_memory.catalog.importing.rule import Refused

EVERYWHERE = frozenset({"*", "**", "**/*", "**/**", "/**"})
"""What authors write for "every file"; an unrestricted scope has no paths."""

MOST = 100
"""Braces multiply: a pattern that stands for more globs than this is refused."""


def read(key: str, value: object, base: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(paths, notes) of a comma-separated string or a list of such; `base` is the folder the globs start from.

    No paths means everywhere; where that is not what the author meant, a note says so. Raises Refused for a value
    that holds no globs at all.
    """
    wanted = _listed(key, value)
    if everywhere(key, value):
        return ((f"{base}/**",) if base else ()), ()
    problems = {glob: _problem(glob) for glob in wanted}
    notes = tuple(f"{key}: the glob `{glob}` {why} and was left out" for glob, why in problems.items() if why)
    kept = [_below(base, plain) for glob, why in problems.items() if not why for plain in expanded(glob)]
    if not kept:
        return (), (*notes, f"{key}: no glob could be kept, so the draft is for every file: narrow it before approving")
    return tuple(dict.fromkeys(kept)), notes


def everywhere(key: str, value: object) -> bool:
    """Whether `value` does not narrow a rule at all."""
    wanted = _listed(key, value)
    return not wanted or not EVERYWHERE.isdisjoint(wanted)


def expanded(glob: str) -> list[str]:
    """`a.{b,c}` as `a.b` and `a.c`: gitignore's language has no braces."""
    found = re.search(r"\{([^{}]*,[^{}]*)\}", glob)
    if not found:
        return [glob]
    before, after = glob[: found.start()], glob[found.end() :]
    plain = [one for part in found[1].split(",") for one in expanded(before + part.strip() + after)]
    if len(plain) > MOST:
        raise Refused(f"the glob `{glob}` stands for more than {MOST} others")
    return plain


def _listed(key: str, value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = [one for one in values if isinstance(one, str)]
    if len(texts) < len(values) and value is not None:
        raise Refused(f"{key}: expected globs, found {type(value).__name__}", hint="write a list of strings")
    globs = [glob.strip().strip("\"'") for text in texts for glob in _split(text)]
    return [glob.removeprefix("./") for glob in globs if glob]


def _split(text: str) -> list[str]:
    # At commas that no brace encloses. Nesting beyond one level is rare enough to count by hand.
    parts, depth = [""], 0
    for character in text:
        depth += (character == "{") - (character == "}" and depth > 0)
        if character in ",\n" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _problem(glob: str) -> str:
    if glob.startswith("!"):
        return "takes files away"
    if "\\" in glob or re.match(r"[A-Za-z]:|~|[a-z]+://", glob):
        return "is not a path with slashes inside a repository"
    if ".." in glob.split("/"):
        return "leads outside"
    if any("{" in plain or "}" in plain for plain in expanded(glob)):
        return "has braces that stand for nothing"
    if re.search(r"[`\x00-\x1f\x7f]", glob):
        return "has a backtick or a control character"
    return "" if _compiles(glob) else "matches nothing"


def _compiles(glob: str) -> bool:
    return all(pattern.include is not None for pattern in pathspec.GitIgnoreSpec.from_lines([glob]).patterns)


def _below(base: str, glob: str) -> str:
    if not base:
        return glob
    anchored = "/" in glob.rstrip("/")
    return f"{base}/{glob.lstrip('/')}" if anchored else f"{base}/**/{glob}"
