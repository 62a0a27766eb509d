"""Real host files, and each of them as other editors and machines would have saved it."""

from __future__ import annotations

import csv
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"
BOM = b"\xef\xbb\xbf"


def host_files() -> dict[str, bytes]:
    """Name -> content of the real host files that may lie beside the project; empty when they do not."""
    folder = CORPUS / "host-files"
    if not folder.is_dir():
        return {}
    with (folder / "INDEX.csv").open(newline="", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["kind"] != "symlink"]
    return {row["file"]: (folder / row["file"]).read_bytes() for row in rows}


def pattern_texts() -> dict[str, bytes]:
    """Path -> content of the real pattern collections; empty when they are not there."""
    folder = CORPUS / "patterns"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.md*"))}


def variants(content: bytes) -> dict[str, bytes]:
    """The same text with the line ends, the start and the end that it could have as well, by name."""
    text = content.removeprefix(BOM).replace(b"\r\n", b"\n")
    crlf = text.replace(b"\n", b"\r\n")
    return {
        "lf": text,
        "crlf": crlf,
        "mixed": _mixed(text),
        "bom": BOM + text,
        "crlf with bom": BOM + crlf,
        "no final newline": text.rstrip(b"\n"),
        "crlf, no final newline": text.rstrip(b"\n").replace(b"\n", b"\r\n"),
        "empty lines at the end": text + b"\n\n\n",
        "not utf-8": text.replace(b"e", b"\xe9"),
    }


def _mixed(text: bytes) -> bytes:
    lines = text.split(b"\n")
    return b"".join(line + (b"\r\n" if index % 3 else b"\n") for index, line in enumerate(lines[:-1])) + lines[-1]
