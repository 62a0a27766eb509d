"""What of ours stands in a target's files, and what is left of them without it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from session_memory.changes import foreign, region
from session_memory.changes.own_file import Stamp, read_stamp
from session_memory.changes.skill_folder import as_it_stands
from session_memory.errors import MalformedHostError
from session_memory.model import Block, HostFile, Hosts


@dataclass(frozen=True, slots=True)
class Standing:
    """One target's files, read with our eyes."""

    rest: Mapping[str, bytes]
    """The hand-written bytes of each file that has any, by canonical path; an empty file has some: none at all."""
    blocks: Mapping[str, tuple[Block, ...]]
    """Blocks in the region of each host file that has one."""
    stamps: Mapping[str, Stamp]
    """Files that are wholly ours; of a skill, with what stands beside it."""
    malformed: Mapping[str, MalformedHostError]
    problems: Mapping[str, str]
    """Why a file cannot be used, malformed ones included."""
    generators: Mapping[str, str]
    """Host files that another tool writes as a whole, with that tool's name."""
    attached: Mapping[str, HostFile] = field(default_factory=dict)
    """Files beside skills: see Hosts."""


PROBE = (Block(id="probe", version="1.0.0", body=b"probe"),)


def standing(hosts: Hosts, homes: frozenset[str]) -> Standing:
    """Sort a target's files into theirs and ours. `homes` are the paths that a region may be written to."""
    rest: dict[str, bytes] = {}
    blocks: dict[str, tuple[Block, ...]] = {}
    stamps: dict[str, Stamp] = {}
    malformed: dict[str, MalformedHostError] = {}
    for path, file in hosts.files.items():
        stamp = None if file.problem else read_stamp(as_it_stands(path, file.content, hosts.attached))
        if stamp is not None:
            stamps[path] = stamp
            continue
        rest[path] = file.content
        try:
            found = region.read(file.content)
            left = region.strip(file.content)
            if path in homes and not found:
                # Would a region be seen as one here? Not after a code fence that is never closed.
                region.put(file.content, PROBE)
        except MalformedHostError as error:
            malformed[path] = error
            continue
        if found:
            blocks[path] = found
        if left is None:
            del rest[path]
        else:
            rest[path] = left
    problems = {path: file.problem for path, file in hosts.files.items() if file.problem}
    problems |= {path: _told(error) for path, error in malformed.items()}
    generators = {path: name for path, content in rest.items() if (name := foreign.generator(content))}
    return Standing(rest, blocks, stamps, malformed, problems, generators, hosts.attached)


def _told(error: MalformedHostError) -> str:
    lines = ", ".join(str(line) for line in error.lines)
    told = f"line {lines}: {error.message}" if lines else error.message
    return f"{told} ({error.hint})" if error.hint else told
