"""How a skill stands in an agent's list of skills: by name and description. Pure."""

from __future__ import annotations

from session_memory.contract import Skills
from session_memory.front import below, front

CUT = "…"
"""What agents put behind a description of which they show a part."""


def listed(skills: Skills, path: str, content: bytes) -> tuple[str, str] | None:
    """(name, description as it is shown); None for a skill that the agent leaves out."""
    import yaml

    text = content.decode("utf-8", "replace")
    try:
        values = yaml.safe_load(front(text))
    except yaml.YAMLError:
        values = None
    values = values if isinstance(values, dict) else {}
    name, description = str(values.get("name") or path.split("/")[-2]), values.get("description")
    if description:
        return name, _cut(str(description), skills.listed)
    if skills.described:
        return None
    return name, _cut(below(text).strip().split("\n\n")[0], skills.listed)


def _cut(words: str, limit: int | None) -> str:
    raw = words.encode("utf-8", "replace")
    if limit is None or len(raw) <= limit:
        return words
    return raw[: limit - len(CUT.encode())].decode("utf-8", "ignore") + CUT
