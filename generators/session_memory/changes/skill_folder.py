"""A skill is one thing, its folder: `SKILL.md`, which carries our stamp, and the files beside it that it names. Pure.

Whatever is true of one of these files is true of the skill: where somebody edited a script, the skill is edited, and
all of it stays as it is. So no agent ever gets the text of one version with the scripts of another.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from session_memory.attached import SKILL, line, record_of
from session_memory.changes.own_file import Stamp, read_stamp
from session_memory.model import Attachment, FileChange, HostFile, Hosts

Found = Mapping[str, HostFile]
"""Files by path; what is not there is not in it."""


def beside(skill: str, path: str) -> str:
    """Where a file goes that travels with the skill at `skill`."""
    return posixpath.join(posixpath.dirname(skill), path)


def named(hosts: Hosts, homes: Iterable[str], attachments: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Every path at which a file beside a skill of ours stands or may go, sorted.

    `homes` are the paths that a skill can have, with `{id}` in them; `attachments`: pattern id -> relative paths.
    """
    skills = {home.format(id=id): id for home in homes if home.endswith(f"/{SKILL}") for id in attachments}
    paths = {beside(skill, path) for skill, id in skills.items() for path in attachments[id]}
    for skill, file in hosts.files.items():
        stamp = read_stamp(file.content) if skill.endswith(f"/{SKILL}") and not file.problem else None
        if stamp is not None:
            here = (*(path for path, _ in stamp.files), *attachments.get(stamp.id, ()))
            paths |= {beside(skill, path) for path in here}
    return tuple(sorted(paths))


def as_it_stands(skill: str, content: bytes, attached: Found) -> bytes:
    """The skill's text as it would be if it named what stands beside it. A file that is gone counts as it was."""
    stamp = read_stamp(content)
    for path, record in stamp.files if stamp else ():
        file = attached.get(beside(skill, path))
        if file is not None:
            content = content.replace(line(path, record).encode(), line(path, _record(file)).encode(), 1)
    return content


def gone(skill: str, stamp: Stamp, attached: Found) -> tuple[str, ...]:
    """The files that the skill names and that are not there."""
    return tuple(path for path, _ in stamp.files if beside(skill, path) not in attached)


def in_the_way(skill: str, stamp: Stamp | None, wanted: Iterable[Attachment], attached: Found) -> str:
    """Why the skill's files cannot be written, and what to do; empty when they can.

    What is not ours and holds the very bytes that would be written is in nobody's way.
    """
    ours = {path for path, _ in stamp.files} if stamp else set()
    should = {one.path: one for one in wanted}
    for path in sorted({*ours, *should}):
        file = attached.get(beside(skill, path))
        if file is not None and file.problem:
            return f"{file.path} is {file.problem}{_way_out(path, ours)}"
        if file is not None and path not in ours and not _is(file, should[path]):
            return f"{file.path} is not ours; move it, or rename the pattern's file"
    return ""


def _way_out(path: str, ours: Iterable[str]) -> str:
    """What to do where a file and a folder would have one name."""
    if any(path.startswith(f"{one}/") or one.startswith(f"{path}/") for one in ours):
        return ", and ours; rename the pattern's file, or remove the pattern here, release it and distribute again"
    return "; move that, or rename the pattern's file"


def _is(file: HostFile, wanted: Attachment) -> bool:
    return (file.content, file.executable) == (wanted.content, wanted.executable)


def changes(skill: str, stamp: Stamp | None, wanted: Iterable[Attachment], attached: Found) -> Iterator[FileChange]:
    """What becomes of the files beside a skill: those that are wanted are there, those that it named are gone."""
    should = {one.path: one for one in wanted}
    for path in sorted({*should, *(path for path, _ in (stamp.files if stamp else ()))}):
        now, then = attached.get(beside(skill, path)), should.get(path)
        before, after = now.content if now else None, then.content if then else None
        was, executable = (bool(side and side.executable) for side in (now, then))
        mode_changes = now is not None and then is not None and was != executable
        if before != after or mode_changes:
            executable = executable if then else was
            yield FileChange(beside(skill, path), before, after, executable, skill, mode_changes)


def _record(file: HostFile) -> str:
    return file.problem or record_of(file.content, file.executable)
