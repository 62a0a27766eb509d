"""Blocks and small host files that the tests of the region share."""

from __future__ import annotations

from session_memory.changes import region
from session_memory.model import Block

READ = Block(
    id="read-before-edit", version="1.2.0", body=b"## Editing\n\nRead a file again before you edit it.", order=20
)
SHELL = Block(id="quote-paths", version="0.3.1", body=b'Quote every path:\n\n```sh\ncat -- "$path"\n```', order=10)
LIST = Block(id="small-steps", version="2.0.0", body=b"- one change\n- one test\n    - then commit", order=20)
BLOCKS = (SHELL, READ, LIST)
OTHERS = (Block(id="small-steps", version="2.1.0", body="Klein anfangen – ✓".encode()), READ)

HOSTS = {
    "one line": b"# Notes\n",
    "a list": b"# Notes\n\n- one\n- two\n  ```\n  open only inside the item\n",
    "a closed fence": b"# Notes\n\n```sh\nmake\n```\n",
    "front matter": b"---\npaths: src/**\n---\n\n# Notes\n",
    "html": b"<div>\n<b>Notes</b>\n\n<!-- a remark\nover two lines -->\n",
    "nothing but empty lines": b"\n\n",
    "lone carriage returns": b"# Notes\r\rmore\n\rlast\r",
    "bytes": b"\x00\xff\xfe\x0c\x85\n\x1c\x1d",
    "empty": b"",
}


def plain(blocks: tuple[Block, ...]) -> list[tuple[str, str, bytes]]:
    """What of blocks has to survive the way to the disk and back."""
    return [(block.id, block.version, region.canonical(block.body)) for block in blocks]


def written(host: bytes | None, *blocks: Block) -> bytes:
    """The host file with these blocks; there is at least one."""
    result = region.put(host, blocks)
    assert result is not None
    return result
