"""The one seam between the generator and MkDocs: pages go in as files in memory, and know where they belong.

A page that was built before from the same text, theme and navigation is not built again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from session_memory.cli.showing.kept import Kept, kept
from session_memory.cli.site import make_site
from session_memory.errors import SessionMemoryError
from session_memory.website.finished import finished
from session_memory.website.render import Tree

LISTED_UNDER = {"p": "patterns"}
"""Folder of pages -> folder of the page that lists them, where that is another one."""
KEPT = ".cache/session-memory/site"
AS_BUILT = "as-built.html"
"""The template that shows a finished page and nothing else."""
ENGINES = ("mkdocs", "mkdocs-material", "jinja2", "markdown")


@dataclass(slots=True)
class Build:
    """What the events of one build share."""

    tree: Tree
    kept: Kept


now: Build


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages. They are found through the lists, the search and each other, not through the navigation."""
    global now
    try:
        tree = make_site(_root(config), config.site_url or "").tree
    except SessionMemoryError as error:
        raise PluginError(str(error)) from error
    now = Build(tree, Kept(Path()))
    for path, content in tree.pages.items():
        page = File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
        page.edit_uri = tree.sources.get(path)
        files.append(page)
    for path, content in tree.files.items():
        files.append(File.generated(config, path, content=content))
    for path, content in tree.twins.items():
        # MkDocs would make a page of a file with this ending.
        twin = File.generated(config, f"{path}.txt", content=content)
        twin.dest_uri = twin.url = path
        files.append(twin)
    _choose_search(config, tree)
    return files


def _choose_search(config: MkDocsConfig, tree: Tree) -> None:
    search = config.plugins["material/search"]
    config.extra["pagefind"] = len(tree.pages) > config.extra["large"]
    search.config["enabled"] = not config.extra["pagefind"]
    # It would look for the text in the finished HTML of every page, for which the generator knows it.
    search.search_index.entries.extend(tree.searched)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Everything that all pages have in common is known now, so those of earlier builds can be told apart."""
    now.kept = kept(_root(config) / KEPT / _theme(config, nav)[:16])
    return nav


def _theme(config: MkDocsConfig, nav: Navigation) -> str:
    """Digest of what a finished page depends on beside its own text."""
    root = _root(config)
    parts = [
        Path(str(config.config_file_path)),
        Path(__file__),
        *sorted((root / "site_templates/overrides").rglob("*")),
    ]
    facts = [*map(version, ENGINES), sys.version, config.site_url, config.edit_uri_template, config.extra["pagefind"]]
    # The titles of pages that nobody has read yet are in their front matter.
    facts += [str(nav), *(now.tree.pages[page.file.src_uri].partition(b"\n---\n")[0] for page in nav.pages)]
    digest = sha256(repr(facts).encode())
    for path in filter(Path.is_file, parts):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Give a page outside the navigation the list it is in as its parent: that makes its path and the active tab.

    MkDocs knows only sections as parents; all that the theme asks of one is its title and address.
    """
    folder = page.file.src_uri.partition("/")[0]
    index = files.get_file_from_path(f"{LISTED_UNDER.get(folder, folder)}/index.md")
    if page.parent is None and index is not None and index is not page.file:
        page.parent = index.page  # type: ignore[assignment]
    return page


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Leave nothing for MkDocs to convert: what a page says is HTML already, or was built before."""
    page.meta["twin"] = page.file.src_uri in now.tree.twins
    page.meta["searched"] = "search" not in page.meta
    page.meta["search"] = {"exclude": True}
    page.meta["made"] = finished(markdown)
    shown = repr((page.file.src_uri, page.edit_url, sorted(page.meta.items())))
    # Of thousands of pages only what is short is remembered until each has its turn.
    page.meta["key"] = sha256(shown.encode()).hexdigest()
    if page.meta["key"] in now.kept:
        page.meta["template"] = AS_BUILT
    return ""


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """What the page says, and its table of contents."""
    made = page.meta.pop("made")
    page.toc = get_toc(made.contents)
    return "" if page.meta.get("template") == AS_BUILT else made.html


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:
    """The finished page of an earlier build, for the template that shows nothing else."""
    if page.meta.get("template") == AS_BUILT:
        context["as_built"] = Markup(now.kept.page(page.meta["key"]))  # type: ignore[typeddict-unknown-key]
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Keep what was built now."""
    if page.meta.get("template") != AS_BUILT:
        now.kept.keep(page.meta["key"], output)
    # Of thousands of pages only what other pages and the sitemap ask for is kept.
    page.content = page.markdown = None
    page.meta = {key: page.meta.get(key) for key in ("title", "robots")}
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """Finish the search."""
    now.kept.save()
    if config.extra["pagefind"]:
        command = ["-m", "pagefind", "--site", config.site_dir, "--exclude-selectors", ".headerlink", "--quiet"]
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise PluginError(f"Pagefind could not index the site: {done.stderr or done.stdout}")
    else:
        # From the disk a page may load a script, but not fetch a file.
        index = Path(config.site_dir, "search", "search_index")
        write_file(b"var __index = " + index.with_suffix(".json").read_bytes(), str(index.with_suffix(".js")))


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Reload when a proposal changes; `watch` would insist that there is one."""
    proposals = _root(config) / "proposals"
    if proposals.is_dir():
        server.watch(str(proposals))
    return server


def _root(config: MkDocsConfig) -> Path:
    return Path(str(config.config_file_path)).parent


# No page has a date of its building: the same catalog gives the same site.
os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
