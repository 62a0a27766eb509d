"""Pages of flavors: what is known of each agent, how well, and who reads whose files."""

from __future__ import annotations

import dataclasses
import json

import pytest
from small_site import SMALL, TEMPLATES, as_html, page, see

from session_memory.contract import (
    Caveat,
    Comments,
    Contract,
    Fact,
    Home,
    Imports,
    Keys,
    Known,
    Limit,
    Over,
    Read,
    Setting,
    Skills,
    Take,
    Unit,
    Walk,
    When,
)
from session_memory.model import Artifact, Form
from session_memory.website.contracts import in_short, read_rows, things_said, who_reads
from session_memory.website.render import render
from session_memory.website.site_model import Confirmed, SiteModel

TRIED, SAID = Fact(Known.EXPERIMENT, "version 3 was tried"), Fact(Known.DOCUMENTATION, "its manual")
GUESS = Fact(Known.UNVERIFIED, "no source found")
ROVER = Contract(
    product="Rover",
    holds_for="3.1",
    reads=(
        Read(("ROVER.md", "AGENTS.md"), TRIED, walk=Walk.DOWN, take=Take.FIRST, touched=True, since="2.0",
             setting=Setting(".rover.json", "names"), limit=Limit(6_000, SAID, Unit.CHARACTERS, Over.CUT)),
        Read((".rover/**/*.md",), SAID, comments=Comments.UNKNOWN, front_matter="removed",
             keys=Keys(GUESS, globs="for", mode="when", modes=((True, When.ALWAYS),), absent=When.ASKED)),
        Read(("CLAUDE.md",), SAID, unless=("ROVER.md",)),
    ),
    homes=(Home("ROVER.md", Form.BLOCK, nested=True), Home("AGENTS.md", Form.BLOCK, bridge="ROVER.md")),
    skills=Skills((".rover/skills",), SAID, listed=200),
    imports=Imports(2, TRIED, in_place=True),
    chain=Limit(10_000, TRIED),
    ignored="skipped",
    personal=("~/.rover.md",),
    caveats=(Caveat("It forgets on Mondays.", GUESS),),
)  # fmt: skip
MODEL = dataclasses.replace(
    SMALL,
    flavors={**SMALL.flavors, "rover": ROVER},
    confirmed={"rover": (Confirmed("3.1", "2026-11-21", 40),)},
)


def text(address: str, model: SiteModel = MODEL) -> str:
    """What a reader sees of a page, on one line."""
    return " ".join(see(as_html(page(model, address))).text.split())


@pytest.mark.parametrize(
    "told",
    [
        "Rover",
        "confirmed with rover 3.1 on 2026-11-21, in 40 situations",
        "10,000 bytes; what is over is cut off",
        "in every folder from the top to the one where it starts; in folders below once it works with a file there",
        "the first of these that exists, in each folder; since version 2.0; ",
        "; names under names in .rover.json take the place of these",
        "each file up to 6,000 characters; what is over is cut off",
        "what becomes of HTML comments is not known",
        "the key for in its front matter narrows it to files; the key when says when it counts: true (always)",
        "without either it counts when the model or a person asks for it",
        "only where there is no ROVER.md",
        "imports that file; its text takes the place of the word; imports of imports are followed 2 deep",
        "folders below .rover/skills",
        "200 bytes of a description are shown",
        "It forgets on Mondays.unverified no source found",
        "experiment version 3 was tried",
        "~/.rover.md",
        "also in the folder that all paths of a pattern share",
        "with an import line in ROVER.md",
        "left out",
        "make delivered REPO=name FLAVOR=rover",
        "unverified assumed, because no source is good enough",
    ],
)  # fmt: skip
def test_everything_that_is_known_is_on_the_page(told: str) -> None:
    """With how well it is known and where it is from."""
    assert told in text("flavors/rover/")


def test_the_list_has_the_most_used_first() -> None:
    """Two repos work with claude, nobody with rover."""
    told = text("flavors/")
    assert told.index("Claude Code") < told.index("Rover")
    assert "3.1 on 2026-11-21" in told and "2 things assumed" in told and "documentation" in told


def test_who_reads_whose_files() -> None:
    """A name that several read is a column; another file may keep an agent from it."""
    plain = Contract("Plain", "1", (Read(("AGENTS.md", "CLAUDE.md"), TRIED), Read((".rover/*",), SAID)), ())
    reads = who_reads({"rover": ROVER, "plain": plain, "claude": SMALL.flavors["claude"], "other": plain})
    assert reads.files == ("AGENTS.md", "CLAUDE.md", ".rover/")
    assert reads.rows["rover"] == {
        "ROVER.md": "yes", "AGENTS.md": "sometimes", ".rover/": "yes", "CLAUDE.md": "sometimes",
    }  # fmt: skip
    assert reads.rows["plain"] == {"AGENTS.md": "yes", "CLAUDE.md": "yes", ".rover/": "yes"}


def test_how_well_it_is_known_is_that_of_the_weakest_place() -> None:
    """An agent of which one place was tried is not one that was tried."""
    short = in_short(ROVER)
    assert (short.basis, short.unverified, short.primary) == (Known.DOCUMENTATION, 2, "ROVER.md")


def test_what_is_said_twice_is_told_once() -> None:
    """The same limit of three places is one row."""
    limit = Limit(5, SAID)
    reads = tuple(Read((name,), TRIED, limit=limit) for name in ("A.md", "B.md", "C.md"))
    said = things_said(dataclasses.replace(ROVER, reads=reads, caveats=(), skills=None, imports=None, chain=None))
    assert [one.about for one in said] == ["Limit for each file"] and len(read_rows(ROVER)) == 3


def test_programs_and_readers_of_plain_text_get_the_same() -> None:
    """The row in index.json and the twins."""
    tree = render(MODEL, TEMPLATES)
    (row,) = (one for one in json.loads(tree.files["index.json"])["flavors"] if one["name"] == "rover")
    assert row["reads"] == ["ROVER.md", "AGENTS.md", ".rover/**/*.md", "CLAUDE.md"]
    assert row["limit"] == {"amount": 10_000, "unit": "bytes", "over": "cut"}
    assert (row["known"], row["unverified"], row["product"]) == ("documentation", 2, "Rover")
    assert row["confirmed"] == [{"version": "3.1", "date": "2026-11-21", "situations": 40}]
    twin, listed = (tree.twins[f"flavors/{name}index.md"].decode() for name in ("rover/", ""))
    assert "- Confirmed: 3.1 on 2026-11-21, in 40 situations" in twin and "| unverified | no source found |" in twin
    assert "| Rover | ROVER.md |" in listed


def test_a_patterns_page_shows_what_agents_in_use_get() -> None:
    """Two dozen tabs would hide the few that somebody needs; the others are in the data beside it."""
    both = tuple(Artifact(flavor, "A.md", f"For {flavor}.\n", "alpha") for flavor in ("claude", "rover"))
    alpha = dataclasses.replace(SMALL.patterns[0], artifacts=both)
    told = text("p/alpha/", dataclasses.replace(MODEL, patterns=(alpha,)))
    assert "For claude." in told and "For rover." not in told and "What 1 agent that no repo here works with" in told
    assert "For rover." in text("p/alpha/", dataclasses.replace(MODEL, patterns=(alpha,), repos=()))
