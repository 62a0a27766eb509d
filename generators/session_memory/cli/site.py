"""`session-memory site --out FOLDER`: the pages of the catalog site. MkDocs takes them from `make_site`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import click

from session_memory import files, website
from session_memory.cli.house import House
from session_memory.cli.seeing.road import open_road, reporting
from session_memory.cli.seeing.summary import ERROR, OK
from session_memory.cli.showing.kept import kept
from session_memory.cli.showing.whole import site_model
from session_memory.errors import UsageError
from session_memory.model import Finding
from session_memory.website.render import Tree, render

TEMPLATES = "site_templates/pages"
ASSETS = "site_templates/docs"
MADE = ".made-by-session-memory"
PRINTED = "printed"
ENGINES = ("jinja2", "markdown-it-py")


@dataclass(frozen=True, slots=True)
class Site:
    """The pages, and what was found wrong on the way to them."""

    tree: Tree
    findings: tuple[Finding, ...]


@click.command()
@click.option("--out", metavar="FOLDER", required=True, type=click.Path(path_type=Path), help="Where to write it.")
@click.pass_obj
def site(house: House, out: Path) -> None:
    """Write the site's Markdown pages and assets, for MkDocs or any other engine. Exits 1 when there are findings."""
    made = make_site(house.root)
    folder = house.root / ASSETS
    assets = {path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}
    changed = _written(out, {**assets, **made.tree.files, **made.tree.pages})
    for finding in made.findings:
        click.echo(str(finding), err=True)
    click.echo(f"{len(made.tree.pages)} pages in {out}, {len(changed)} files changed")
    sys.exit(ERROR if made.findings else OK)


def _written(out: Path, tree: Mapping[str, bytes]) -> tuple[str, ...]:
    """Write the tree and take away what an earlier run wrote, which a list in the folder remembers."""
    made = out / MADE
    if out.is_dir() and any(out.iterdir()) and not made.is_file():
        raise UsageError("it holds files that this command did not write", str(out), "name a new or an empty folder")
    earlier = set(files.read_text(made).splitlines()) if made.is_file() else set()
    listed = "".join(f"{name}\n" for name in sorted(tree))
    return files.write_tree(out, {**tree, MADE: listed.encode()}, earlier.__contains__)


def make_site(root: Path, address: str = "") -> Site:
    """The site of the catalog at `root`, as it is today, to be served at `address`. Raises SessionMemoryError."""
    road = reporting(open_road(root))
    model = replace(site_model(road), address=address)
    templates = {path.name: files.read_text(path) for path in _files(root / TEMPLATES)}
    earlier = kept(road.cache / PRINTED / _program(templates))
    tree = render(model, templates, earlier)
    earlier.save()
    return Site(tree, model.findings)


def _program(templates: Mapping[str, str]) -> str:
    """Digest of what turns values into pages: whatever else was printed by other code is printed anew."""
    code = [path.read_bytes() for path in _files(Path(website.__file__).parent) if path.suffix == ".py"]
    parts = [*map(version, ENGINES), sorted(templates.items()), code]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
