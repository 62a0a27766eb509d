"""Placements and import lines -> what each file of the target should hold of ours. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from session_memory.changes import region
from session_memory.changes.own_file import stamp
from session_memory.changes.skill_folder import beside
from session_memory.model import IMPORT_ID, Artifact, Attachment, Block, Bridge, Deliveries, Form

IMPORT_VERSION = "1.0.0"

IN_REGION = (Form.BLOCK, Form.IMPORT, Form.INDEX)
"""Forms that share a file with others; the rest have a file of their own."""


@dataclass(frozen=True, slots=True)
class Want:
    """One pattern as one file should hold it."""

    id: str
    version: str
    form: Form
    content: bytes
    """A block's body, or a whole file with its stamp."""
    order: int
    serves: tuple[str, ...]
    attachments: tuple[Attachment, ...] = ()
    """Files that go beside it."""

    def block(self) -> Block:
        """As a block for the region."""
        return Block(id=self.id, version=self.version, body=self.content, order=self.order)


def wants(deliveries: Deliveries) -> Mapping[str, Mapping[str, Want]]:
    """Path -> pattern id -> what should stand there."""
    found: dict[str, dict[str, Want]] = {}
    for placement in deliveries.placements:
        artifact = placement.artifact
        found.setdefault(artifact.target_path, {})[artifact.pattern_id] = want_of(artifact, placement.serves)
    for host in sorted({bridge.host for bridge in deliveries.bridges}):
        found.setdefault(host, {})[IMPORT_ID] = _imports([b for b in deliveries.bridges if b.host == host])
    return found


def as_files(artifacts: Iterable[Artifact]) -> Mapping[str, bytes]:
    """`<flavor>/<target path>` -> the file as it would be if nothing else stood in it."""
    regions: dict[str, list[Block]] = {}
    found: dict[str, bytes] = {}
    for artifact in artifacts:
        path, want = f"{artifact.flavor}/{artifact.target_path}", want_of(artifact, ())
        if artifact.form in IN_REGION:
            regions.setdefault(path, []).append(want.block())
        else:
            found[path] = want.content
            found |= {beside(path, one.path): one.content for one in want.attachments}
    return found | {path: region.put(None, blocks) or b"" for path, blocks in regions.items()}


def want_of(artifact: Artifact, serves: tuple[str, ...]) -> Want:
    """An artifact as its file should hold it."""
    content = artifact.content.strip("\n").encode()
    if artifact.form not in IN_REGION:
        content = stamp(artifact.content, artifact.pattern_id, artifact.version)
    return Want(
        artifact.pattern_id, artifact.version, artifact.form, content, artifact.order, serves, artifact.attachments
    )


def import_targets(body: bytes) -> frozenset[str]:
    """The files that the import lines of a block name."""
    lines = body.decode("utf-8", "replace").splitlines()
    return frozenset(line[1:].replace("\\ ", " ") for line in lines if line.startswith("@"))


def _imports(bridges: list[Bridge]) -> Want:
    """The import lines come first in the region; a target is named relative to the root, where the host file is."""
    body = "\n".join("@" + bridge.target.replace(" ", "\\ ") for bridge in bridges).encode()
    return Want(IMPORT_ID, IMPORT_VERSION, Form.BLOCK, body, 0, ())
