"""One file becomes a document: its text, front matter, keys, body and attachments, each looked at by its checks."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.catalog import markdown
from session_memory.catalog.checks import ATTACHED, BESIDE, BODY, ENTRY, KEYS, STRUCTURE, SYNTAX, TEXT, TEXT_BESIDE
from session_memory.catalog.checks.check import run
from session_memory.catalog.document import Document
from session_memory.catalog.find import Entry
from session_memory.catalog.kinds import ATTACHMENT
from session_memory.catalog.sheet import Sheet
from session_memory.model import Finding


def read(entry: Entry) -> Document:
    """Everything that one file by itself can tell. Depends on its path and bytes, and on those beside it, only."""
    findings = run(ENTRY, entry)
    if findings:
        return Document(entry.kind, entry.path, entry.content, entry.digest, {}, findings=findings)
    sheet = Sheet(entry.kind, entry.path, entry.content)
    structure = run(SYNTAX, sheet) or run(STRUCTURE, sheet)
    return Document(
        entry.kind,
        entry.path,
        entry.content,
        entry.digest,
        data={} if structure else sheet.fit[0],
        sections=sheet.sections,
        links=tuple(_links(sheet)),
        findings=(*structure, *_more(sheet, bool(structure)), *_beside(entry)),
        attachments=entry.attachments,
    )


def _more(sheet: Sheet, unsure: bool) -> Iterator[Finding]:
    """What is wrong beyond the structure; keys are not judged when the structure leaves them unsure."""
    yield from run(TEXT, sheet)
    if not unsure:
        yield from run(KEYS[sheet.kind], sheet)
    yield from run(BODY[sheet.kind], sheet)


def _beside(entry: Entry) -> Iterator[Finding]:
    """What is wrong with the attachments. The scanners that know no keys look at their text as at any other."""
    for one in entry.beside:
        unreadable = run(BESIDE, one)
        yield from unreadable or run(TEXT_BESIDE, Sheet(ATTACHMENT, one.path, one.content))
    yield from run(ATTACHED, entry)


def _links(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    """Those to other files: whether they lead somewhere is asked on each run."""
    for offset, target in markdown.links(sheet.body.text) if not sheet.kind.plain else ():
        if not target.startswith("#"):
            place = sheet.body.place(offset)
            yield place.line, place.column, target
