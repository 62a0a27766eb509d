"""What waits, and the page of a repo, as a reviewer's browser shows them where everything is wrong at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from served_site import PROJECT, Site, free_port, mkdocs, served

from wrong import everything_wrong

pytestmark = pytest.mark.browser

TEXT = "article.md-content__inner"
WRONG = (
    "edited", "contradicted", "torn", "cracked", "trail", "halfway", "waiting", "stale-yes", "approved", "refused",
    "branched", "calm", "held", "off", "nothing", "gone",
)  # fmt: skip


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of that catalog: it is built all the same, and strictly."""
    root, folder = everything_wrong(tmp_path_factory.mktemp("wrong") / "house"), tmp_path_factory.mktemp("site")
    shutil.copytree(PROJECT / "site_templates", root / "site_templates")
    shutil.copytree(PROJECT / "catalog/guide", root / "catalog/guide")
    shutil.copy(PROJECT / "mkdocs.yml", root / "mkdocs.yml")
    built = mkdocs(root, "build", "--strict", "--site-dir", str(folder))
    assert built.returncode == 0, built.stderr
    with served(folder, free_port()) as url:
        yield Site(root, url, folder)


def copied(page: Page, button: str) -> str:
    """What is in the clipboard after a click."""
    page.evaluate("navigator.clipboard.writeText('nothing yet')")
    page.locator(button).first.click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()) !== 'nothing yet'")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_from_what_waits_to_the_very_line_that_would_change(wrong: Site, page: Page) -> None:
    """The count leads to its rows, the row to the repo, its page to the proposal and the difference."""
    page.goto(wrong.url)
    page.locator(".jumps a", has_text="Proposals to review").click()
    assert page.url.endswith("#proposals-to-review")
    assert page.locator("#proposals-to-review").is_visible()
    assert copied(page, ".waits li:has(a:text-is('waiting')) button") == (
        "make approve REPO=waiting && make apply REPO=waiting"
    )
    page.locator(".waits a:text-is('waiting')").click()
    page.get_by_role("heading", name="Proposal for waiting").wait_for()
    diff = page.locator("details", has_text="AGENTS.md").filter(has=page.locator(".gi")).last
    assert "+Do two-things with care." in diff.locator(".gi").first.inner_text()
    proposed = (wrong.root / "proposals/waiting/changes.patch").read_text(encoding="utf-8")
    added = [line for line in proposed.split("\n") if line.startswith("+") and not line.startswith("+++")]
    shown = "".join(page.locator(".diff .gi").all_text_contents()).rstrip("\n").split("\n")
    assert sorted(shown) == sorted(added)


def test_an_edited_repo_shows_both_sides_and_the_ways_out(wrong: Site, page: Page) -> None:
    """What was changed by hand and by the catalog; the command that is copied is the one that is shown."""
    page.goto(wrong.url + "repos/edited/")
    sides = page.locator(".sides--two section")
    assert "+Do one-thing our way." in sides.nth(0).inner_text()
    assert "+## One thing, said better" in sides.nth(1).inner_text()
    assert copied(page, ".ways li:has-text('take ours back') button") == (
        "make distribute REPO=edited PATTERN=one-thing OURS=1"
    )
    first = page.locator(".stand tbody tr").first
    assert "conflict" in first.inner_text()
    assert "foreign" in page.locator(".stand tbody").inner_text()
    assert page.evaluate("window.pwned") is None
    assert "<script>window.pwned = 1</script>" in page.locator(TEXT).inner_text()
    assert "Do two-things <b>our</b> way." in page.locator(TEXT).inner_text()


@pytest.mark.parametrize(
    ("repo", "told"),
    [
        ("gone", "It could not be read, so nobody knows what stands there."),
        ("trail", "That is not known now."),
        ("cracked", "not a registry"),
        ("contradicted", "the registry says that AGENTS.md holds"),
        ("torn", "BEGIN session-memory has no END"),
        ("halfway", "A change was begun and not finished."),
        ("stale-yes", "which is stale"),
        ("approved", "is approved by Ada"),
        ("branched", "make pr REPO=branched"),
        ("refused", "Somebody said no"),
        ("held", "held since it was taken out or back"),
        ("off", "It is switched off."),
        ("nothing", "No pattern is for it now."),
    ],
)
def test_each_repo_tells_what_is_wrong_with_it(wrong: Site, page: Page, repo: str, told: str) -> None:
    """In words, on its own page."""
    page.goto(f"{wrong.url}repos/{repo}/")
    assert told in page.locator(TEXT).inner_text()


def test_what_waits_names_every_repo_with_something_wrong(wrong: Site, page: Page) -> None:
    """Under what is to be done about it, with a command to copy."""
    page.goto(wrong.url)
    rows = page.locator(".waits li")
    told = rows.all_inner_texts()
    calm = {"off", "nothing", "refused"}
    for repo in set(WRONG) - calm:
        assert any(row.startswith(repo) for row in told), repo
    assert not any(row.startswith(repo) for row in told for repo in calm)
    assert page.locator(".lede").inner_text().startswith(f"{len(told)} things wait for somebody.")
    without = page.locator(".waits li:not(:has(button.copy))").all_inner_texts()
    assert all("restore it from git" in row or "move review_by" in row for row in without), without


def test_pages_fit_a_phone_and_print_and_need_no_script(wrong: Site, browser: Browser) -> None:
    """No page scrolls sideways; without scripts the text is all there."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as phone:
        page = phone.new_page()
        for address in ("", *(f"repos/{repo}/" for repo in WRONG)):
            page.goto(wrong.url + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(wrong.url + "repos/edited/")
        assert "+Do one-thing our way." in page.locator(TEXT).inner_text()
        page.emulate_media(media="print")
        assert not page.locator(".ways .copy").first.is_visible()
        assert page.locator(".glance .badge").first.is_visible()
