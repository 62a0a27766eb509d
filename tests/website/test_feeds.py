"""What changed, for feed readers."""

from __future__ import annotations

import dataclasses
import json
from xml.etree import ElementTree

from lives import GONE, LONG, PAST, lived, only, revision
from small_site import TEMPLATES

from session_memory.website.render import render
from session_memory.website.site_model import SiteModel

SITE = "https://forge.example/memory/"
ATOM = "{http://www.w3.org/2005/Atom}"


def files(model: SiteModel) -> dict[str, bytes]:
    return dict(render(model, TEMPLATES).files)


def atom(model: SiteModel, path: str = "changes.atom") -> ElementTree.Element:
    return ElementTree.fromstring(files(model)[path])


def texts(element: ElementTree.Element, path: str) -> list[str]:
    return [str(found.text) for found in element.findall("/".join(ATOM + step for step in path.split("/")))]


def hrefs(element: ElementTree.Element) -> list[str]:
    return [str(link.get("href")) for link in element.findall(f"{ATOM}entry/{ATOM}link")]


def test_a_feed_has_what_atom_asks_for() -> None:
    """RFC 4287: of the feed and of each entry an id, a title and when it was updated; an author; a link to itself."""
    feed = atom(dataclasses.replace(PAST, address=SITE))
    for name in ("id", "title", "updated", "author/name"):
        assert len(texts(feed, name)) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        assert {child.tag.removeprefix(ATOM) for child in entry} == {"id", "title", "updated", "link", "summary"}
    ids = texts(feed, "entry/id")
    assert len(ids) == len(set(ids)) > 5 and all(id.startswith("urn:uuid:") for id in ids)
    updated = texts(feed, "entry/updated")
    assert updated == sorted(updated, reverse=True) and texts(feed, "updated") == updated[:1] == [
        "2026-05-09T00:00:00Z"
    ]
    own = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert own == {"self": f"{SITE}changes.atom", "alternate": f"{SITE}changes/"}


def test_entries_lead_to_the_version() -> None:
    """Absolutely where the site's address is known, else as seen from the feed."""
    assert hrefs(atom(dataclasses.replace(PAST, address=SITE)))[0] == f"{SITE}p/long/#v2.0.0"
    assert hrefs(atom(PAST))[0] == "p/long/#v2.0.0"
    assert hrefs(atom(PAST, "changes/topic.atom"))[0] == "../p/long/#v2.0.0"


def test_ids_stay_when_more_happens() -> None:
    """And when a title changes: who has read an entry does not get it again."""
    before = texts(atom(only(LONG)), "entry/id")
    more = lived("long", revision(12, "2.1.0"), *LONG.history, title="Another")
    after = texts(atom(only(more)), "entry/id")
    assert after[1:] == before and len(set(after)) == len(before) + 1


def test_each_topic_has_its_own_feed() -> None:
    """The first folder below the patterns; those that lie in none are only in the feed of all."""
    deep = lived("deep", revision(4, "1.0.0"), path="catalog/patterns/ops/more/deep.md")
    flat = lived("flat", revision(4, "1.0.0"), path="catalog/patterns/flat.md")
    made = files(only(LONG, deep, flat, gone=(GONE,)))
    assert [path for path in made if path.endswith(".atom")] == [
        "changes.atom",
        "changes/ops.atom",
        "changes/topic.atom",
    ]
    assert texts(ElementTree.fromstring(made["changes/ops.atom"]), "entry/title") == [
        "About deep: added with version 1.0.0"
    ]


def test_the_json_feed_tells_the_same() -> None:
    """https://jsonfeed.org/version/1.1: entries with id, address, text and date."""
    model = dataclasses.replace(PAST, address=SITE)
    feed = json.loads(files(model)["changes.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert (feed["feed_url"], feed["home_page_url"]) == (f"{SITE}changes.json", f"{SITE}changes/")
    assert [item["id"] for item in feed["items"]] == texts(atom(model), "entry/id")
    assert feed["items"][0] == {
        "id": texts(atom(model), "entry/id")[0],
        "url": f"{SITE}p/long/#v2.0.0",
        "title": "About long: version 1.1.0 to 2.0.0",
        "content_text": "version 1.1.0 to 2.0.0",
        "date_published": "2026-05-09T00:00:00Z",
        "tags": ["new version", "topic"],
    }


def test_the_latest_hundred_are_enough() -> None:
    """A reader keeps what it has seen."""
    many = tuple(lived(f"p-{n}", revision(n % 28 + 1, "1.0.0")) for n in range(120))
    feed = atom(only(*many))
    assert len(texts(feed, "entry/id")) == 100 == len(json.loads(files(only(*many))["changes.json"])["items"])


def test_a_title_is_text() -> None:
    """Markup is written as text, and what XML cannot hold is left out."""
    title = "a \x00\x0b\ufffe<b>&amp;</b> ]]> \u202e\U0001f600"
    feed = atom(only(lived("a", revision(1, "1.0.0"), title=title)))
    assert texts(feed, "entry/title") == ["a <b>&amp;</b> ]]> \u202e\U0001f600: added with version 1.0.0"]


def test_a_feed_without_entries_is_one() -> None:
    """And does not depend on the day."""
    feed = atom(only())
    assert texts(feed, "updated") == ["1970-01-01T00:00:00Z"] and texts(feed, "entry/id") == []
