"""A file that holds one rule: what its front matter and its text come down to. Pure."""

from __future__ import annotations

from collections.abc import Collection

from session_memory.catalog.importing import globs, headings, keys, technology
from session_memory.catalog.importing.formats import Format, base, topics
from session_memory.catalog.importing.rule import Refused, Rule, Spot, kebab
from session_memory.near import SURE, nearest

TITLES = ("title", "name")

TARGETS = {"claudecode": "claude", "codexcli": "codex", "grokcli": "grok", "geminicli": "gemini"}
"""What rulesync calls a flavor whose name here is another."""

UNLESS_ASKED = "its tool applies it only when asked to, or when it seems to fit; the draft is for every file"


def read(text: str, row: Format, spot: Spot, flavors: Collection[str]) -> Rule:
    """The one rule in `text`. Raises Refused when nothing can be kept of what narrows it."""
    front = keys.read(text)
    heading, body = headings.take_title(front.body.strip("\n"))
    stem = spot.path.name.split(".")[0] or spot.path.name
    notes: list[str] = [*front.notes, *_unknown(row, front)]
    folders = topics(row, spot.path)
    paths = _paths(row, front, base(row, spot.inside), notes)
    return Rule(
        where=spot.shown,
        source=spot.inside.as_posix(),
        name="-".join([*folders, stem]),
        title=next((said for key in TITLES if (said := _text(front, key, notes))), "") or heading or _words(stem),
        text=body,
        description=_text(front, "description", notes),
        paths=paths,
        flavors=_flavors(row, front, flavors, notes),
        tags=tuple(filter(None, map(kebab, folders))) or technology.named_by(paths),
        notes=tuple(notes),
    )


def _unknown(row: Format, front: keys.Front) -> list[str]:
    known = {*TITLES, "description", row.globs, row.always, row.targets} - {""}
    notes = []
    for key in front.keys:
        if key not in known:
            near = nearest(key, known, SURE)
            hint = f"; did its author mean `{near}`?" if near else ""
            notes.append(f"the key `{key}` has no counterpart here and was left out{hint}")
    return notes


def _text(front: keys.Front, key: str, notes: list[str]) -> str:
    value = front.keys.get(key)
    if value is not None and not isinstance(value, str):
        notes.append(f"the key `{key}` holds no text and was left out")
        return ""
    return " ".join((value or "").split())


def _paths(row: Format, front: keys.Front, folder: str, notes: list[str]) -> tuple[str, ...]:
    always, wanted = front.keys.get(row.always), front.keys.get(row.globs)
    if always is not None and not isinstance(always, bool):
        notes.append(f"the key `{row.always}` is neither true nor false and was left out")
    if always is True:
        if wanted and not globs.everywhere(row.globs, wanted):
            notes.append(f"`{row.always}: true` makes its globs count for nothing, and they were left out")
        wanted = None
    elif not wanted and row.unless_asked:
        notes.append(UNLESS_ASKED)
    paths, lost = globs.read(row.globs, wanted, folder)
    notes += lost
    return paths


def _flavors(row: Format, front: keys.Front, known: Collection[str], notes: list[str]) -> tuple[str, ...]:
    wanted = front.keys.get(row.targets)
    if wanted is None or wanted == ["*"]:
        return ()
    if not isinstance(wanted, list):
        raise Refused(f"{row.targets}: expected a list of tools")
    names = {str(name): TARGETS.get(str(name), str(name)) for name in wanted}
    kept = tuple(dict.fromkeys(flavor for flavor in names.values() if flavor in known))
    if "*" in wanted:
        notes.append("`targets` takes tools away from `*`; the draft is for every flavor")
        return ()
    if not kept:
        raise Refused(f"is only for {', '.join(names)}, for which there is no flavor here")
    notes += [f"`{name}` in `targets` is no flavor here" for name, flavor in names.items() if flavor not in known]
    return kept


def _words(stem: str) -> str:
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]
