"""What changed in the catalog, for feed readers: Atom for all and for each topic, and JSON Feed."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Sequence
from urllib.parse import quote
from xml.etree import ElementTree

from session_memory.website import addresses
from session_memory.website.across import Across
from session_memory.website.page import Page
from session_memory.website.pages.changes import topics
from session_memory.website.site_model import SiteModel
from session_memory.website.timeline import Change

LATEST = 100
"""Entries of a feed."""
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "changes.json"
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
AUTHOR = "Session Memory"
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries was updated: a feed has to say."""
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, section 2.2."""


def written(model: SiteModel, across: Across, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """All feeds; those of topics sorted."""
    yield addresses.feed(), _atom("Changes", addresses.feed(), model.address, across.changes[:LATEST])
    yield JSON_FEED, _json(model.address, across.changes[:LATEST])
    by_topic: dict[str, list[Change]] = {topic: [] for topic in topics(model)}
    for change in across.changes:
        by_topic.setdefault(change.line.topic, []).append(change)
    for topic in filter(None, by_topic):
        path = addresses.feed(topic)
        yield path, _atom(f"Changes: {topic}", path, model.address, by_topic[topic][:LATEST])


def _atom(title: str, path: str, site: str, changes: Sequence[Change]) -> bytes:
    feed = ElementTree.Element("feed", xmlns=ATOM)
    _text(feed, "id", _urn(site, path))
    _text(feed, "title", title)
    _text(feed, "updated", _moment(changes[0]) if changes else NEVER)
    ElementTree.SubElement(feed, "link", rel="self", href=_link(site, path, path))
    ElementTree.SubElement(feed, "link", rel="alternate", href=_link(site, path, "changes/"))
    _text(ElementTree.SubElement(feed, "author"), "name", AUTHOR)
    for change in changes:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", _id(change))
        _text(entry, "title", _title(change))
        _text(entry, "updated", _moment(change))
        ElementTree.SubElement(entry, "link", rel="alternate", href=_of(change, site, path))
        _text(entry, "summary", str(change))
    ElementTree.indent(feed)
    return f"{DECLARATION}{ElementTree.tostring(feed, encoding='unicode')}\n".encode()


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = NOT_XML.sub("", text)


def _json(site: str, changes: Sequence[Change]) -> bytes:
    items = [
        {
            "id": _id(change),
            "url": _of(change, site, JSON_FEED),
            "title": _title(change),
            "content_text": str(change),
            "date_published": _moment(change),
            "tags": [change.kind, change.line.topic] if change.line.topic else [change.kind],
        }
        for change in changes
    ]
    feed = {
        "version": JSON_FEED_VERSION,
        "title": "Changes",
        "home_page_url": _link(site, JSON_FEED, "changes/"),
        "feed_url": _link(site, JSON_FEED, JSON_FEED),
        "items": items,
    }
    return f"{json.dumps(feed, indent=1, sort_keys=True)}\n".encode()


def _title(change: Change) -> str:
    return f"{change.line.title}: {change}"


def _id(change: Change) -> str:
    """The same in every build: a commit does one kind of thing to a pattern once."""
    return _urn(change.line.id, change.revision.commit, change.kind)


def _urn(*parts: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, "session-memory:" + " ".join(parts)).urn


def _moment(change: Change) -> str:
    return f"{change.revision.date}T00:00:00Z"


def _of(change: Change, site: str, here: str) -> str:
    return _link(site, here, change.line.page) + (f"#{change.at}" if change.at else "")


def _link(site: str, here: str, there: str) -> str:
    """Absolute where it is known where the site is served, else as seen from the feed."""
    return site + quote(there) if site else addresses.relative(here, there)
