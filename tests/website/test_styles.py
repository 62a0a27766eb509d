"""The style sheets: nothing in them is for what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_site import PROJECT

TEMPLATES = PROJECT / "site_templates"
ASSETS = TEMPLATES / "docs/assets"
OURS = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in (TEMPLATES / "pages", TEMPLATES / "overrides", ASSETS, PROJECT / "generators/session_memory/website")
    for path in sorted(folder.rglob("*"))
    if path.suffix in (".md", ".html", ".js", ".py") and path.parent.name != "vendor"
)
OF_OTHERS = re.compile(r"md-|tabbed-|no-js$|right$|center$")
"""Classes that the theme sets, and those that Markdown makes."""


@pytest.mark.parametrize("sheet", sorted(ASSETS.glob("*.css")), ids=lambda path: path.stem)
def test_every_class_in_a_style_sheet_is_set_somewhere(sheet: Path) -> None:
    """By a template, a script or the generator; where its end is put together from a value, what comes before it is."""
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{}]+)\{", rules))
    for name in sorted(set(re.findall(r"\.([a-z][\w-]*)", selectors))):
        start, sign, _ = re.match(r"(.*?)((?:--|__)|$)(.*)", name).groups()  # type: ignore[union-attr]
        known = re.search(rf"(?<![\w-]){name}(?![\w-])", OURS) or (sign and re.search(rf"{start}{sign}(\{{|\$)", OURS))
        assert OF_OTHERS.match(name) or known, f".{name}"
