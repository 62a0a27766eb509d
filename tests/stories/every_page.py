"""One page of each kind of a built site, and what a browser had to complain about while it showed them."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, Page

UNUSUAL = ("p/hostile-text/", "p/broken-one/")
"""Beside one of each kind: what would like to be executed, and what has findings."""

BODY = "article.md-content__inner"

NOTE_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""


def every_kind(folder: Path) -> list[str]:
    """The address of the largest page of each kind, a kind being a folder and how deep a page lies below it."""
    largest: dict[tuple[str, int], tuple[int, str]] = {}
    for path in folder.rglob("index.html"):
        if b'http-equiv="refresh"' in path.read_bytes():
            continue  # it only leads on to another page
        address = path.parent.relative_to(folder).as_posix().removeprefix(".")
        parts = PurePosixPath(address).parts
        kind = (parts[0] if parts else "", len(parts))
        found = (path.stat().st_size, f"{address}/" if address else "")
        largest[kind] = max(largest.get(kind, (0, "")), found)
    return sorted({*(address for _, address in largest.values()), *UNUSUAL})


@dataclass
class Complaints:
    """What goes wrong in the pages of a window, as it comes."""

    home: str
    """Requests may go here and nowhere else."""
    found: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """From now on, in every tab."""
        context.add_init_script(NOTE_VIOLATIONS)
        context.on("request", lambda request: self._requested(request.url))
        context.on("console", lambda said: self._said(said.type, f"{said.text} {said.location}"))
        context.on("weberror", lambda error: self.found.append(str(error.error)))

    def _requested(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.found.append(f"a request to {url}")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.found.append(text)


def search(page: Page, words: str) -> None:
    """Type words into the theme's search, key by key as a person does, and wait for results."""
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially(words)
    page.locator(".md-search-result__item").first.wait_for()


# --- files ----------------------------------------------------------------------------------------------


@dataclass
class Parsed(HTMLParser):
    """Tags, addresses and anchors of one HTML file."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.tags.append((tag, said))
        self.anchors |= {said[name] for name in ("id", "name") if name in said}

    @property
    def addresses(self) -> set[str]:
        """Every address that the browser would load or a reader would follow."""
        return {html.unescape(said[name]) for _, said in self.tags for name in ("href", "src") if name in said}


def parsed(path: Path) -> Parsed:
    """One file."""
    found = Parsed()
    found.feed(path.read_text("utf-8"))
    found.close()
    return found


def dead(folder: Path, site_url: str) -> Iterator[str]:
    """Every address in the pages of a site, relative or of the site itself, behind which there is nothing."""
    pages = {path: parsed(path) for path in folder.rglob("*.html")}
    for path, page in pages.items():
        for address in page.addresses:
            if address.startswith(site_url):
                target, fragment = folder / unquote(urlsplit(address).path).lstrip("/"), urlsplit(address).fragment
            elif urlsplit(address).scheme or address.startswith("//"):
                continue
            else:
                parts = urlsplit(address)
                target, fragment = (path.parent / unquote(parts.path)) if parts.path else path, parts.fragment
            if path.name == "404.html" and address.startswith("/"):
                target = folder / unquote(urlsplit(address).path).lstrip("/")
            file = target.resolve() / "index.html" if target.is_dir() else target.resolve()
            if not file.is_file():
                yield f"{path.relative_to(folder)}: {address}"
            elif fragment and file in pages and unquote(fragment) not in pages[file].anchors:
                yield f"{path.relative_to(folder)}: {address} (no such place)"
