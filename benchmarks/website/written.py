"""The Markdown of a site that was made up, for another engine. `python -m benchmarks.website.written SIZE DOCS`"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.site_workload import big_model
from session_memory.website.render import render

PAGES = Path(__file__).parent.parent.parent / "site_templates/pages"


def main() -> None:
    """Write pages and files."""
    size, docs = sys.argv[1:]
    patterns, repos = map(int, size.split("x"))
    tree = render(big_model(patterns, repos), {path.name: path.read_text("utf-8") for path in PAGES.iterdir()})
    for name, content in {**tree.files, **tree.pages}.items():
        path = Path(docs, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
