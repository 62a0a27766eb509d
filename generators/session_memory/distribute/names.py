"""Whether a contract names a path. Pure."""

from __future__ import annotations

from session_memory.contract import Contract, Read, Walk
from session_memory.globs import ANY_DEPTH, fits


def elsewhere(read: Read) -> bool:
    """Whether the agent looks in other folders than the top one too."""
    return read.touched or read.walk is not Walk.ROOT


def matches(read: Read, path: str) -> bool:
    """Whether the agent looks at `path` here, if it works in the right folder."""
    return any(fits(glob, path) or (elsewhere(read) and fits(ANY_DEPTH + glob, path)) for glob in read.paths)


def is_skill(contract: Contract, path: str) -> bool:
    """Whether the file at `path` is a skill to the agent."""
    if contract.skills is None or not path.endswith("/SKILL.md"):
        return False
    globs = (f"{folder}/*/SKILL.md" for folder in contract.skills.folders)
    deep = contract.skills.walk is not Walk.ROOT
    return any(fits(glob, path) or (deep and fits(ANY_DEPTH + glob, path)) for glob in globs)
