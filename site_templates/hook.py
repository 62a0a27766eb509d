"""The one seam between the generator and MkDocs: pages go in as files in memory, and know where they belong."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from session_memory.cli.site import make_site
from session_memory.errors import SessionMemoryError

LISTED_UNDER = {"p": "patterns"}
"""Folder of pages -> folder of the page that lists them, where that is another one."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages. They are found through the lists, the search and each other, not through the navigation."""
    try:
        site = make_site(_root(config))
    except SessionMemoryError as error:
        raise PluginError(str(error)) from error
    for path, content in site.tree.pages.items():
        page = File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV)
        page.edit_uri = site.tree.sources.get(path)
        files.append(page)
    for path, content in site.tree.files.items():
        files.append(File.generated(config, path, content=content))
    for path, content in site.tree.twins.items():
        # MkDocs would make a page of a file with this ending.
        twin = File.generated(config, f"{path}.txt", content=content)
        twin.dest_uri = twin.url = path
        files.append(twin)
    return files


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Give a page outside the navigation the list it is in as its parent: that makes its path and the active tab.

    MkDocs knows only sections as parents; all that the theme asks of one is its title and address.
    """
    folder = page.file.src_uri.partition("/")[0]
    index = files.get_file_from_path(f"{LISTED_UNDER.get(folder, folder)}/index.md")
    if page.parent is None and index is not None and index is not page.file:
        page.parent = index.page  # type: ignore[assignment]
    return page


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Reload when a proposal changes; `watch` would insist that there is one."""
    proposals = _root(config) / "proposals"
    if proposals.is_dir():
        server.watch(str(proposals))
    return server


def _root(config: MkDocsConfig) -> Path:
    return Path(str(config.config_file_path)).parent
