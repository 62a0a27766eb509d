"""The least that anybody could do: each page through markdown-it-py into a file. `python -m ... DOCS SITE`"""

from __future__ import annotations

import sys
from pathlib import Path

from markdown_it import MarkdownIt


def main() -> None:
    """Convert a docs tree."""
    docs, site = map(Path, sys.argv[1:])
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    for path in docs.rglob("*.md"):
        _, _, text = path.read_text("utf-8").partition("\n---\n")
        there = site / path.relative_to(docs).with_suffix(".html")
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(f"<!doctype html>\n<meta charset=utf-8>\n{markdown.render(text)}", "utf-8")


if __name__ == "__main__":
    main()
