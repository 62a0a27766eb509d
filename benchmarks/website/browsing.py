"""What a reader's browser has to do: bytes until the page is there, nodes, time to filter, time to the first result.

`python -m benchmarks.website.browsing page|search|matrix SITE [ADDRESS]` prints one JSON object; a process of its own,
so that nothing of it is counted as somebody's memory.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import shutil
import statistics
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
TIMES = 7
SETTLED = 1_500
"""Milliseconds after which nothing more comes."""
FILTERS = {
    "patterns/": ".listing input[type=search]",
    "repos/": ".listing input[type=search]",
    "matrix/": "[name=pattern]",
}
WORDS = ("r", "re", "read", "read w", "read write", "plan", "pl", "p", "apply 00", "zzz", "", "limit", "li", "state-")

FIRST_DRAW = """
addEventListener("readystatechange", () => performance.mark(document.readyState), true);
addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(() => performance.mark("drawn"))));
"""
TYPED = """
async ([selector, words]) => {
  const input = document.querySelector(selector);
  const began = performance.now();
  input.value = words;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  return performance.now() - began;
}
"""


class _Zipped(http.server.SimpleHTTPRequestHandler):
    """Serves as hosts of static sites do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Nobody reads it."""


@contextmanager
def opened(site: Path) -> Iterator[tuple[Page, str, dict[str, int]]]:
    """A tab, where the site is served, and the size of each answer by its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Zipped, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(playwright), args=FLAGS)
        page, sizes = browser.new_page(viewport={"width": 1300, "height": 900}), dict[str, int]()
        page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
        page.add_init_script(FIRST_DRAW)
        yield page, f"http://127.0.0.1:{server.server_address[1]}/", sizes
        browser.close()
    server.shutdown()


def chromium(playwright: Playwright) -> str:
    """The system's, or the one that Playwright has fetched."""
    names = ("chromium", "chromium-browser", "google-chrome", playwright.chromium.executable_path)
    return next(filter(None, map(shutil.which, names)))


def page_figures(site: Path, address: str) -> dict[str, Any]:
    """Of one page: KB over the wire until it is there, nodes, ms until it is drawn and to filter."""
    with opened(site) as (page, home, sizes):
        page.goto(home + address, wait_until="networkidle")
        found: dict[str, Any] = {"KB": round(sum(sizes.values()) / 1000, 1)}
        found["nodes"] = page.evaluate("document.querySelectorAll('*').length")
        found["drawn ms"] = round(statistics.median(_drawn(page, home + address) for _ in range(TIMES)))
        if address in FILTERS and page.locator(FILTERS[address]).count():
            taken = sorted(page.evaluate(TYPED, [FILTERS[address], words]) for _ in range(TIMES) for words in WORDS)
            found["filter ms"] = round(statistics.median(taken))
            found["filter p95 ms"] = round(taken[int(len(taken) * 0.95)])
            found["nodes"] = max(found["nodes"], page.evaluate("document.querySelectorAll('*').length"))
        return found


def _drawn(page: Page, url: str) -> float:
    """From the page's text being there until its scripts have run and the browser has drawn."""
    page.goto(url, wait_until="load")
    page.wait_for_function("performance.getEntriesByName('drawn').length")
    marks = "['interactive', 'drawn'].map((name) => performance.getEntriesByName(name)[0].startTime)"
    interactive, drawn = page.evaluate(marks)
    return float(drawn - interactive)


def search_figures(site: Path, words: str = "pattern-0042") -> dict[str, Any]:
    """Of the search: KB over the wire and ms until the first result, and what it is."""
    with opened(site) as (page, home, sizes):
        page.goto(home, wait_until="load")
        page.wait_for_timeout(SETTLED)
        large = page.locator(".finder__input").count() > 0
        box, first = (
            (".finder__input", ".finder__list a") if large else (".md-search__input", ".md-search-result__link")
        )
        began = page.evaluate("performance.now()")
        page.locator(box).click()
        page.locator(box).press_sequentially(words)
        page.locator(first).first.wait_for(timeout=120_000)
        taken = page.evaluate("performance.now()") - began
        page.wait_for_timeout(SETTLED)
        # The theme's search loads its index with every page, Pagefind's when somebody begins to type.
        read = sum(size for url, size in sizes.items() if any(part in url for part in ("/search", "/pagefind/")))
        href = page.locator(first).first.get_attribute("href") or ""
        return {
            "KB": round(read / 1000),
            "ms": round(taken),
            "first": href.removeprefix(home).partition("?")[0],
        }


def main() -> None:
    """One question, one answer."""
    what, site, *rest = sys.argv[1:]
    figures = {"page": page_figures, "search": search_figures}[what]
    print(json.dumps(figures(Path(site), *rest)))


if __name__ == "__main__":
    main()
