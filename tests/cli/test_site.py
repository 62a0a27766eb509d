"""`session-memory site`: what only the command puts together."""

from __future__ import annotations

import shutil
from pathlib import Path

from made import catalog, run, target, write

TEMPLATES = Path(__file__).parent.parent.parent / "site_templates"


def test_the_text_of_a_repo_is_what_stands_below_its_keys(tmp_path: Path) -> None:
    """Whatever line ends the file has, and however wide its closing fence."""
    root = catalog(tmp_path, "one-thing")
    shutil.copytree(TEMPLATES, root / "site_templates")
    target(root, "shop", {"README.md": "x\n"})
    file = root / "catalog" / "repos" / "shop.md"
    keys = file.read_text().split("\n---\n")[0]
    write(file, f"{keys}\n---  \n\nSells things.\n\n---\n\nOnline.\n".replace("\n", "\r\n"))
    said = run(root, "site", "--out", str(tmp_path / "docs"))
    assert said.code == 0, said
    page = next(p for p in (tmp_path / "docs").rglob("*.md") if "Sells things." in p.read_text(encoding="utf-8"))
    content = page.read_bytes().decode()
    assert "\r" not in content and "Online." in content
    assert "checkout: targets" not in content
