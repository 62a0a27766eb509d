"""Pages made from the code's own data and from the guide: flavors, checks, guide."""

from __future__ import annotations

from collections.abc import Iterator

from session_memory.model import Outcome
from session_memory.website import addresses
from session_memory.website.about import guide_list
from session_memory.website.across import Across
from session_memory.website.contracts import (
    MEANS,
    facts,
    home_in_words,
    in_short,
    limit_in_words,
    read_rows,
    things_said,
    who_reads,
)
from session_memory.website.page import Page, index, titled
from session_memory.website.plain import joined
from session_memory.website.site_model import SiteModel


def pages(model: SiteModel, across: Across) -> Iterator[Page]:
    """Each list before what it lists."""
    yield _flavors(model, across)
    yield from (_flavor(flavor, model, across) for flavor in model.flavors)
    yield index("checks", "Checks")
    yield from _checks(model, across)
    yield from _guide(model)


def _flavors(model: SiteModel, across: Across) -> Page:
    """Those that most repos work with come first."""
    repos = {flavor: len(across.received.get(flavor, ())) for flavor in model.flavors}
    used = sorted(model.flavors, key=lambda flavor: (-repos[flavor], flavor))
    rows = [
        (flavor, in_short(model.flavors[flavor]), model.confirmed.get(flavor, ()), repos[flavor]) for flavor in used
    ]
    reads = who_reads({flavor: model.flavors[flavor] for flavor in used})
    return index("flavors", "Flavors", rows=rows, reads=reads)


def _flavor(flavor: str, model: SiteModel, across: Across) -> Page:
    contract = model.flavors[flavor]
    values = {
        "flavor": flavor,
        "contract": contract,
        "reads": read_rows(contract),
        "said": things_said(contract),
        "homes": [(home.path, home.form, home_in_words(home)) for home in contract.homes],
        "limit": limit_in_words(contract.chain),
        "confirmed": model.confirmed.get(flavor, ()),
        "meant": {known: MEANS[known] for known in MEANS if known in {fact.known for fact in facts(contract)}},
        "received": across.received.get(flavor, {}),
        "outcomes": tuple(Outcome),
    }
    return Page(addresses.flavor_page(flavor), "flavor.md", flavor, values)


def _checks(model: SiteModel, across: Across) -> Iterator[Page]:
    for check in model.checks:
        title, text = titled(check.explanation)
        found = across.found.get(check.code, ())
        twin = joined(check.explanation, "## Findings now" if found else "", "\n".join(f"- {one}" for one in found))
        yield Page(addresses.check_page(check.code), "check.md", title, {"text": text, "found": found}, twin=twin)


def _guide(model: SiteModel) -> Iterator[Page]:
    texts = {page.name: titled(page.text) for page in model.guide}
    yield Page("guide/", "guide.md", "Guide", {"listed": guide_list(model)}, searched=False, beside=())
    for page in model.guide:
        title, text = texts[page.name]
        address = addresses.guide_page(page.name)
        yield Page(address, "text.md", title, {"text": text}, source=page.path, beside=(), twin=page.text)
