"""Host files and blocks as hostile as hypothesis can put them together from lines that mean something."""

from __future__ import annotations

from hypothesis import strategies as st

from region_examples import LIST, READ, SHELL, written
from session_memory.model import Block

PROSE = [b"", b"", b"text", b"# Title", b" ", b"\t", b"===", b"---", b"* * *", b"`<!-- END session-memory -->`"]
LISTS = [b"- a", b"1. b", b"  c", b"    d", b"> q", b">> r", b"[a]: <b", b"'title", b"- - - a", b"\\", b"| a | b |"]
FENCES = [b"```", b"```", b"````", b"~~~", b"  ```", b"   ~~~ x", b"    ```", b"- ```", b"> ```", b"\t```", b"``` `x`"]
OPENERS = [
    b"<!--",
    b"<div>",
    b"<script>",
    b"<pre>",
    b"<?",
    b"<!X",
    b"<![CDATA[",
    b"<b>",
    b"- <!--",
    b" <style",
    b"<a\xa0b>",
]
CLOSERS = [b"-->", b"</div>", b"</script>", b"</pre> -->", b"?>", b">", b"]]>", b"</style>", b"<!-- a -->"]
FOREIGN = [
    b"<!-- OPENSPEC:START -->",
    b"<!-- OPENSPEC:END -->",
    b"<!-- BEGIN BEADS INTEGRATION v:1 -->",
    b"<!-- END BEADS INTEGRATION -->",
]
OURS = [
    b"<!-- BEGIN session-memory -->",
    b"<!-- END session-memory -->",
    b"<!-- BEGIN session-memory:a v1.0.0 sha256:000000000000 -->",
    b"<!-- END session-memory:a -->",
]
NEARLY_OURS = [
    b" <!-- BEGIN session-memory -->",
    b"<!-- BEGIN session-memory --> and more",
    b"<!-- BEGIN session-memory:A v1 -->",
    b"<!-- END session-memory -->  ",
    b"> <!-- END session-memory -->",
    b"<!-- BEGIN session-memory-other -->",
]
REGIONS = [written(None, SHELL, READ).strip(), written(None, LIST).strip().replace(b"\n", b"\r\n")]

raw = st.binary(max_size=12).map(lambda line: line.replace(b"\n", b" "))
calm = st.one_of(st.sampled_from(PROSE + LISTS), raw)
nasty = st.one_of(calm, st.sampled_from(FENCES), st.sampled_from(OPENERS + CLOSERS), st.sampled_from(FOREIGN))
broken = st.one_of(calm, st.sampled_from(OURS + NEARLY_OURS), st.sampled_from(FENCES + OPENERS + CLOSERS + REGIONS))
line_ends = st.one_of(
    st.just([b"\n"]),
    st.just([b"\r\n"]),
    st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"\r\r\n"]), min_size=1, max_size=5),
)


@st.composite
def texts(draw: st.DrawFn, lines: st.SearchStrategy[bytes], max_size: int = 12) -> bytes:
    """Lines joined by one kind of line end or by several, with or without one at the end."""
    drawn = draw(st.lists(lines, max_size=max_size))
    ends = draw(line_ends)
    text = b"".join(line + ends[index % len(ends)] for index, line in enumerate(drawn))
    return text if draw(st.booleans()) else text.rstrip(b"\r\n")


@st.composite
def hosts(draw: st.DrawFn) -> bytes:
    """A host file: calm lines, hostile ones, or ones with a region already, perhaps with a byte order mark."""
    kind = draw(st.integers(0, 3))
    text = draw(texts(nasty if kind else calm))
    if kind == 3:
        above = text if text.endswith(b"\n") or not text else text + b"\n"
        text = (
            above + draw(st.sampled_from(REGIONS)) + draw(st.sampled_from([b"", b"\n", b"\r\n"])) + draw(texts(calm, 3))
        )
    return draw(st.sampled_from([b"", b"", b"", b"\xef\xbb\xbf"])) + text


broken_hosts = texts(broken)

block = st.builds(
    Block,
    id=st.sampled_from(["a", "b-2", "read-before-edit", "z"]),
    version=st.sampled_from(["0.0.1", "1.12.3"]),
    body=st.one_of(st.sampled_from([SHELL.body, READ.body, LIST.body, b""]), texts(calm, 5), texts(nasty, 5)),
    order=st.integers(0, 3),
)
blocks = st.lists(block, min_size=1, max_size=3, unique_by=lambda block: block.id)
