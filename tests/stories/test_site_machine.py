"""The site as programs and agents meet it: documents, plain Markdown, previews of links, badges."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Page
from served_site import Site

from session_memory.model import IMPORT_ID

pytestmark = pytest.mark.browser


def fetched(site: Site, address: str) -> bytes:
    """What the server answers; an error when there is nothing."""
    with urllib.request.urlopen(site.url + address, timeout=30) as answer:
        content: bytes = answer.read()
        return content


def told(site: Site, address: str) -> Any:
    """A JSON document, held to the schema that it names."""
    read = json.loads(fetched(site, address))
    schema = json.loads(fetched(site, re.sub(r"^(\.\./)*", "", read["$schema"])))
    jsonschema.validate(read, schema, format_checker=jsonschema.FormatChecker())
    return read


def test_a_program_finds_everything_from_the_index(site: Site) -> None:
    """Every row leads to a valid document and to a page; the sums agree all the way down."""
    index = told(site, "index.json")
    states: dict[str, int] = {}
    for row in (*index["patterns"], *index["broken"], *index["repos"]):
        read = told(site, row["data"])
        assert fetched(site, row["page"])
        cells = read["cells"] if row in index["repos"] else ()
        for cell in (cell for cell in cells if cell["pattern"] != IMPORT_ID):
            states[cell["state"]] = states.get(cell["state"], 0) + 1
    assert states == index["counts"]["cells"]
    assert index["counts"]["broken"] == 1 and index["counts"]["findings"] >= 1


def test_every_pattern_and_repo_page_has_its_document_and_its_plain_text(site: Site) -> None:
    """Whatever folder is there, below patterns and repos."""
    pages = [*pages_below(site.folder / "p"), *pages_below(site.folder / "repos")]
    assert len(pages) > 40
    for folder in pages:
        assert (folder / "index.md").is_file() and (folder / "index.json").is_file(), folder


def pages_below(folder: Path) -> Iterator[Path]:
    """Folders of pages, one for each thing: not those of its versions."""
    return (there for there in sorted(folder.iterdir()) if (there / "index.html").is_file())


def test_a_patterns_plain_text_is_its_file_byte_for_byte(site: Site) -> None:
    """Also of one that would like to be executed."""
    for row in json.loads(fetched(site, "index.json"))["patterns"]:
        document = json.loads(fetched(site, row["data"]))
        assert fetched(site, f"{row['page']}index.md") == (site.root / document["path"]).read_bytes()


def test_an_agent_can_follow_every_link_in_llms_txt(site: Site, page: Page) -> None:
    """Absolute, to this site, and to plain text; every approved pattern once."""
    text = fetched(site, "llms.txt").decode()
    links = re.findall(r'<a href="([^"]+)"', MarkdownIt().render(text))
    assert all(link.startswith(site.url) for link in links)
    approved = [r for r in json.loads(fetched(site, "index.json"))["patterns"] if r["status"] == "approved"]
    assert [f"{site.url}{row['page']}index.md" for row in approved] == [link for link in links if "/p/" in link]
    for link in links:
        assert b"<html" not in fetched(site, link.removeprefix(site.url))[:300]


def test_a_badge_is_a_picture_and_says_what_its_repos_cells_say(site: Site, page: Page) -> None:
    """The browser draws it; the numbers are those of the document, pattern by pattern."""
    cells = json.loads(fetched(site, "repos/web-shop/index.json"))["cells"]
    waits = {cell["pattern"] for cell in cells if cell["state"] not in ("in-sync", "skipped")}
    live, behind = len({cell["pattern"] for cell in cells if cell["state"] == "in-sync"} - waits), len(waits)
    assert f"{live} in sync, {behind} behind" in fetched(site, "badge/web-shop.svg").decode()
    page.goto(site.url + "badge/web-shop.svg")
    assert page.locator("svg title").text_content() == f"web-shop in Session Memory: {live} in sync, {behind} behind"
    page.goto(site.url)
    size = page.evaluate(
        "address => new Promise((yes, no) => { const made = new Image(); made.onload = () => yes([made.width, "
        "made.height]); made.onerror = no; made.src = address; })",
        site.url + "badge/web-shop.svg",
    )
    assert size[0] > 150 and size[1] == 20


@pytest.mark.parametrize("address", ["", "p/clean-up-what-you-started/", "repos/web-shop/", "guide/formats/"])
def test_a_shared_link_has_a_preview(site: Site, page: Page, address: str) -> None:
    """Title, one sentence, and a picture that is there, all from this site."""
    page.goto(site.url + address)
    said = {
        name: page.locator(f"meta[property='og:{name}']").get_attribute("content") or ""
        for name in ("title", "description", "image")
    }
    assert said["title"] and 20 < len(said["description"]) <= 160
    assert said["image"].startswith(site.url)
    picture = fetched(site, said["image"].removeprefix(site.url))
    assert picture.startswith(b"\x89PNG") and picture[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
    assert len(picture) < 40_000


def test_the_command_lines_page_can_be_found_and_walked(site: Site, page: Page) -> None:
    """From the guide, to a command, whose place has its usage and its options."""
    page.goto(site.url + "guide/")
    page.locator("article").get_by_role("link", name="Command line").click()
    page.locator("article").get_by_role("link", name="grants create", exact=True).click()
    assert page.url.endswith("guide/cli/#grants-create")
    heading = page.get_by_role("heading", name="grants create")
    assert heading.is_visible()
    assert "--max-uses" in page.locator("article").inner_text()
