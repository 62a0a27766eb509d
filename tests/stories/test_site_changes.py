"""History, past versions, patterns that are gone, and what changed since: in a browser, on a catalog that has lived."""

from __future__ import annotations

import datetime
import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect
from served_site import Site, copy_of_the_project, free_port, mkdocs, served

from made import git, pattern, write

pytestmark = pytest.mark.browser

NAME = "<script>window.pwned = 1</script> \"so\" 'said' \u05d0\u05d1 \u6f22\u5b57"
TEXT = "## Problem\n\nIt went wrong.\n\n## Solution\n\nDo {} with care.\n"
TITLED = json.dumps(NAME, ensure_ascii=False)
OVER = {"superseded", "retired", "rejected"}

LIFE: dict[str, dict[str, str | None]] = {
    "2026-01-10": {
        "a/lived-long": pattern("lived-long", title=TITLED, body=TEXT.format("one")),
        "a/soon-gone": pattern("soon-gone", body=TEXT.format("it")),
        "b/worn-out": pattern("worn-out"),
        "b/draft": pattern("draft", status="draft"),
        "b/it-moved": pattern("it-moved"),
    },
    "2026-02-01": {
        "a/lived-long": pattern("lived-long", title=TITLED, body=TEXT.format("two"), version="1.1.0"),
        "a/came-late": pattern("came-late", supersedes="[soon-gone]"),
        "b/it-moved": None,
        "a/it-moved": pattern("it-moved"),
    },
    "2026-03-01": {
        "a/lived-long": pattern("lived-long", title=TITLED, body=TEXT.format("three"), version="2.0.0"),
        "a/soon-gone": None,
        "a/came-late": pattern("came-late"),
        "b/draft": pattern("draft"),
    },
    "2026-04-01": {"b/worn-out": pattern("worn-out", status="retired")},
}
"""Day -> files that were written or taken out on it."""


def commit(root: Path, day: str) -> None:
    """Everything as it is, on that day."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
        git(root, "add", "-A")
        git(root, "commit", "-q", "--amend" if day < min(LIFE) else "--allow-empty", "-m", "as it was")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of a catalog with a past."""
    root = copy_of_the_project(tmp_path_factory.mktemp("lived"))
    commit(root, "2026-01-01")
    for day, changes in LIFE.items():
        for name, text in changes.items():
            path = root / "catalog" / "patterns" / f"{name}.md"
            path.unlink() if text is None else write(path, text)
        commit(root, day)
    port, folder = free_port(), tmp_path_factory.mktemp("site")
    built = mkdocs(root, "build", "--strict", "--site-dir", str(folder), SITE_URL=f"http://127.0.0.1:{port}/")
    assert built.returncode == 0, built.stderr
    with served(folder, port) as url:
        yield Site(root, url, folder)


def catalog_on(root: Path, before: str) -> dict[str, str]:
    """Id -> text of the patterns that the catalog had when that day began, from git alone."""
    commits = git(root, "rev-list", "--first-parent", f"--before={before}T00:00:00Z", "-1", "HEAD").decode().split()
    listed = git(root, "ls-tree", "-r", "-z", "--name-only", commits[0]).decode().split("\0") if commits else []
    paths = [path for path in listed if path.startswith("catalog/patterns/") and path.endswith(".md")]
    # What agents are told that work on the catalog is no pattern.
    paths = [path for path in paths if not path.endswith("/AGENTS.md")]
    return {Path(path).stem: git(root, "show", f"{commits[0]}:{path}").decode() for path in paths}


def status(text: str) -> str:
    return next(line.partition(": ")[2] for line in text.splitlines() if line.startswith("status: "))


def difference(old: dict[str, str], new: dict[str, str]) -> dict[str, set[str]]:
    """What became of patterns between two catalogs."""
    both = [id for id in old.keys() & new.keys() if old[id] != new[id]]
    over = {id for id in both if status(new[id]) in OVER and status(old[id]) not in OVER}
    found = {
        "added": new.keys() - old.keys(),
        "changed": set(both) - over,
        "no longer followed": over,
        "taken out": old.keys() - new.keys(),
    }
    return {kind: set(ids) for kind, ids in found.items() if ids}


def shown(page: Page) -> dict[str, set[str]]:
    return {
        str(part.get_attribute("data-kind")): {str(li.get_attribute("data-id")) for li in part.locator("li").all()}
        for part in page.locator(".difference section").all()
    }


def test_what_changed_since_is_the_difference_of_two_catalogs(lived: Site, page: Page) -> None:
    """For days before, between and after the commits, and for twenty random pairs."""
    days = [datetime.date(2025, 12, 30) + datetime.timedelta(days=n) for n in range(0, 100)]
    pairs = [sorted(random.Random(n).sample(days, 2)) for n in range(20)]
    for since, until in [*pairs, (days[12], days[33]), (days[0], days[-1])]:
        page.goto(f"{lived.url}changes/?since={since}&until={until}")
        after = str(until + datetime.timedelta(days=1))
        wanted = difference(catalog_on(lived.root, str(since)), catalog_on(lived.root, after))
        assert shown(page) == wanted, (since, until)


def test_the_dates_are_in_the_address_and_filter_the_list(lived: Site, page: Page) -> None:
    """Typed or linked, they show the same; cleared, everything is there again."""
    page.goto(f"{lived.url}changes/")
    days = page.locator("ul.changes:visible")
    everything = days.count()
    page.get_by_label("What changed since", exact=True).fill("2026-02-01")
    page.get_by_label("until").fill("2026-03-01")
    page.wait_for_url("**/changes/?since=2026-02-01&until=2026-03-01")
    expect(days).to_have_count(2)
    assert [day.get_attribute("data-day") for day in days.all()] == ["2026-03-01", "2026-02-01"]
    told = page.locator(".since [role=status]")
    expect(told).to_have_text("1 added, 2 changed, 1 taken out between these two dates.")
    page.reload()
    expect(told).to_have_text("1 added, 2 changed, 1 taken out between these two dates.")
    page.get_by_role("button", name="Clear dates").click()
    page.wait_for_url("**/changes/")
    expect(days).to_have_count(everything)


def test_what_is_said_of_a_version_leads_to_its_difference(lived: Site, page: Page) -> None:
    """From the list, and from what changed between two dates."""
    page.goto(f"{lived.url}changes/")
    page.get_by_role("link", name="version 1.0.0 to 1.1.0").click()
    opened = page.locator(".history details[open]")
    expect(opened).to_contain_text("+Do two with care.")
    page.goto(f"{lived.url}changes/?since=2026-02-15&until=2026-03-15")
    page.locator(".difference li[data-id=lived-long] a").click()
    expect(opened).to_contain_text("+Do three with care.")


def test_a_pattern_shows_its_versions_and_compares_any_two(lived: Site, page: Page) -> None:
    """A row for each version with what changed; two that are not neighbours are compared, and that can be linked."""
    page.goto(f"{lived.url}p/lived-long/#v1.1.0")
    assert page.locator(".history > li").count() == 3
    opened = page.locator(".history details[open]")
    assert opened.count() == 1
    assert "-Do one with care.\n+Do two with care." in str(opened.text_content())
    page.get_by_role("button", name="Compare").click()
    listing = page.locator("#compare code")
    listing.wait_for()
    assert "-Do one with care.\n+Do three with care." in str(listing.text_content())
    page.goto(f"{lived.url}p/lived-long/?from=1.1.0&to=2.0.0#compare")
    listing.wait_for()
    assert "-Do two with care.\n+Do three with care." in str(listing.text_content())
    assert page.evaluate("window.pwned") is None


def test_every_version_keeps_its_address(lived: Site, page: Page) -> None:
    """A past one has its text and says what is current; that of the current one leads to the pattern."""
    page.goto(f"{lived.url}p/lived-long/v/1.0.0/")
    text = page.locator("article").inner_text()
    assert "Do one with care." in text and "The current one is 2.0.0" in text and NAME in text
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
    page.goto(f"{lived.url}p/lived-long/v/2.0.0/")
    page.wait_for_url(f"{lived.url}p/lived-long/")


def test_a_pattern_that_is_gone_says_so(lived: Site, page: Page) -> None:
    """Since when, who took its place, its last text; a move to another folder is no event."""
    page.goto(f"{lived.url}p/soon-gone/")
    text = page.locator("article").inner_text()
    for told in ("taken out on 2026-03-01", "Use came-late instead", "Do it with care.", "In no repo"):
        assert told in text, told
    page.goto(f"{lived.url}p/soon-gone/v/1.0.0/")
    assert "not in the catalog any more" in page.locator("article").inner_text()
    page.goto(f"{lived.url}changes/")
    assert page.locator("ul.changes a", has_text="About it-moved").count() == 1
    assert page.locator("ul.changes a", has_text="About draft").count() == 3


def test_feeds_name_the_same_changes_as_the_page(lived: Site, page: Page) -> None:
    """Absolute addresses that are there, for all patterns and for those of one folder."""
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(lived.folder / "changes.atom").getroot()
    links = [str(link.get("href")) for link in feed.findall(f"{atom}entry/{atom}link")]
    assert {page.request.get(link).status for link in dict.fromkeys(links)} == {200}
    assert len(json.loads((lived.folder / "changes.json").read_text())["items"]) == len(links)
    folder = ElementTree.parse(lived.folder / "changes" / "b.atom").getroot()
    titles = [str(title.text) for title in folder.findall(f"{atom}entry/{atom}title")]
    assert titles[0] == "About worn-out: retired, was approved"
    assert not any("lived" in title or NAME in title for title in titles)


def test_it_reads_well_without_scripts(lived: Site, browser: Browser) -> None:
    """Texts, differences and the latest changes are there; what needs a script is not."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{lived.url}p/lived-long/")
    page.locator(".history summary").first.click()
    assert "+Do three with care." in str(page.locator(".history details[open]").text_content())
    assert page.locator("#compare").is_hidden()
    page.goto(f"{lived.url}changes/")
    assert "version 1.0.0 to 1.1.0" in page.locator("ul.changes[data-day='2026-02-01']").inner_text()
    assert page.locator(".since").is_hidden()
    context.close()


@pytest.mark.parametrize(
    "address", ["p/lived-long/#v2.0.0", "p/lived-long/v/1.0.0/", "p/soon-gone/", "changes/?since=2026-01-01"]
)
def test_it_fits_a_phone(lived: Site, page: Page, address: str) -> None:
    """No page scrolls sideways."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(lived.url + address)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_same_commits_give_the_same_site(lived: Site, tmp_path: Path) -> None:
    """Feeds, data and pages, byte for byte, in a clone of it."""
    twins = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(lived.root), str(twins)], check=True)
    built = mkdocs(twins, "build", "--strict", "--site-dir", str(tmp_path / "site"), SITE_URL=lived.url)
    assert built.returncode == 0, built.stderr
    for name in (
        "changes.atom",
        "changes.json",
        "data/changes.js",
        "data/versions/lived-long.js",
        "changes/index.html",
    ):
        assert (tmp_path / "site" / name).read_bytes() == (lived.folder / name).read_bytes(), name
