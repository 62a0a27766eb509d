"""Whether a file is one that a rule's globs mean. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def any_matches(globs: tuple[str, ...], file: str) -> bool:
    """Whether one of the globs, seen from the repository's root, matches; braces mean alternatives."""
    return bool(file) and _spec(globs).match_file(file)


@lru_cache(maxsize=1024)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines([one for glob in globs for one in _alternatives(glob)])


def _alternatives(glob: str) -> list[str]:
    """`a.{b,c}` as `a.b` and `a.c`: the language of .gitignore has no braces."""
    before, brace, rest = glob.partition("{")
    inner, closed, after = rest.partition("}")
    if not (brace and closed):
        return [glob]
    return [before + choice + more for choice in inner.split(",") for more in _alternatives(after)]
