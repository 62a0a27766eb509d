"""Files for programs: JSON held to its schemas, llms.txt, badges."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt
from small_site import PROJECT, SMALL, TEMPLATES, a_repo, pattern, see, view

from session_memory.arrivals import LeftOut, PatternTold, Times, ToMend
from session_memory.model import (
    Artifact,
    Form,
    FrontMatter,
    Happened,
    Mark,
    Plan,
    Repo,
    Revision,
    Risk,
    Section,
    Stage,
    State,
    Status,
)
from session_memory.website.render import render
from session_memory.website.site_model import (
    AgentView,
    BrokenPattern,
    FileRow,
    PatternView,
    SavedProposal,
    SiteModel,
)

SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in (PROJECT / "site_templates/docs/schema").iterdir()
}
AWKWARD = "<script>alert(1)</script> \"' ]( \u6f22\u5b57 \u202e\u05d0 \u2028"


def files(model: SiteModel) -> dict[str, bytes]:
    """Everything that is published as it is."""
    return dict(render(model, TEMPLATES).files)


def checked(path: str, content: bytes) -> Any:
    """A document that its schema takes; the schema is the one that the document names."""
    read = json.loads(content)
    depth = path.count("/")
    kind = re.fullmatch(rf"(?:\.\./){{{depth}}}schema/(\w+)\.schema\.json", read["$schema"])
    assert kind, read["$schema"]
    jsonschema.validate(read, SCHEMAS[kind[1]], format_checker=jsonschema.FormatChecker())
    return read


def full() -> SiteModel:
    """Small, with everything that a document can hold."""
    past = Revision("a" * 40, datetime.date(2026, 6, 1), "1.0.0", "approved", "text")
    odd = dataclasses.replace(view("odd", AWKWARD, title=AWKWARD, owners=(AWKWARD,)), history=(past,))
    shop = a_repo("shop")
    log = (Happened("2026-11-21T10:15:00Z", "applied", AWKWARD, ("alpha",), "b" * 64, "session-memory/b"),)
    saved = SavedProposal("# R\n", "", False, "c" * 64)
    told = AgentView(
        "claude",
        (FileRow(AWKWARD, 5, 9, 2, 3, lost=4),),
        (LeftOut("A.md", "hidden", AWKWARD),),
        1,
        {Times.ONCE: 2, Times.OUT_OF_SCOPE: 1},
        (PatternTold("alpha", Times.CUT, why=AWKWARD),),
        5,
        2,
        None,
    )
    mend = ToMend("A.md", 0, AWKWARD, "mend it", ("claude",))
    shop = dataclasses.replace(shop, log=log, proposal=saved, stage=Stage.WAITS, agents=(told,), to_mend=(mend,))
    twice = (*SMALL.broken, BrokenPattern("catalog/patterns/more/delta.md", AWKWARD, SMALL.broken[0].findings))
    patterns = tuple(dataclasses.replace(one, source="---\n---\n") for one in (*SMALL.patterns, odd))
    return dataclasses.replace(SMALL, patterns=patterns, repos=(shop, *SMALL.repos[1:]), broken=twice)


def test_every_schema_is_one() -> None:
    """And stands where the documents look for it."""
    assert set(SCHEMAS) == {"index", "matrix", "pattern", "repo"}
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("words", [State, Status, Risk, Form, Mark, Stage])
def test_schemas_know_exactly_the_words_that_there_are(words: type) -> None:
    """A new state without a place in the schemas would make every document invalid."""
    known = [found["enum"] for schema in SCHEMAS.values() for found in enums(schema)]
    members = {str(word) for word in words}  # type: ignore[attr-defined]
    assert any({word for word in enum if word is not None} == members for enum in known)


def enums(schema: Any) -> list[Any]:
    """Every object in a schema that lists what it may be."""
    below = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    own = [schema] if isinstance(schema, dict) and isinstance(schema.get("enum"), list) else []
    return own + [found for part in below for found in enums(part)]


@pytest.mark.parametrize(
    ("schema", "at", "noun"),
    [("pattern", ("$defs", "pattern", "properties", "pattern"), FrontMatter), ("repo", ("properties", "repo"), Repo)],
)
def test_schemas_know_every_key_of_the_files(schema: str, at: tuple[str, ...], noun: type) -> None:
    """What a person may write is in the documents."""
    place = SCHEMAS[schema]
    for step in at:
        place = place[step]
    assert set(place["properties"]) == {field.name for field in dataclasses.fields(noun)}


def test_every_document_is_valid_and_every_page_has_its_own() -> None:
    """For each pattern, with findings or without, and for each repo; whatever is in them."""
    model = full()
    tree = render(model, TEMPLATES)
    documents = {path for path in tree.files if path.endswith("index.json")}
    for path in documents:
        checked(path, tree.files[path])
    ids = {view.pattern.id for view in model.patterns} | {file.id for file in model.broken}
    wanted = {f"p/{id}/index.json" for id in ids} | {f"repos/{view.repo.name}/index.json" for view in model.repos}
    assert documents == wanted | {"index.json"}
    assert {path.replace(".json", ".md") for path in wanted} <= set(tree.pages)


def test_the_matrix_to_take_away_is_a_document_like_the_others() -> None:
    """With a schema and a version, whatever is in it."""
    every = files(full())
    read = checked("data/matrix.json", every["data/matrix.json"])
    assert read["version"] == json.loads(every["index.json"])["version"]
    assert {repo["name"] for repo in read["repos"]} == {"shop", "mill"}


def test_each_value_for_a_script_is_set_in_the_same_way() -> None:
    """In one line of ASCII, so that no character can end it."""
    scripts = {path: content for path, content in files(full()).items() if path.endswith(".js")}
    assert {"data/patterns.js", "data/repos.js", "data/matrix.js", "data/changes.js"} <= set(scripts)
    for path, content in scripts.items():
        form = rb"globalThis\.sessionMemory \?\?= \{\}; sessionMemory\.\w+ = [\x20-\x7e]+;\n"
        assert re.fullmatch(form, content), path


def test_an_empty_catalog_has_an_index() -> None:
    """With nothing in it."""
    read = checked("index.json", files(SiteModel(today=SMALL.today))["index.json"])
    assert read["patterns"] == read["repos"] == [] and read["counts"]["cells"] == {}


def test_the_sums_of_the_index_are_those_of_the_rows_and_of_the_documents() -> None:
    """Counted here from the documents of the repos, and from those of the patterns."""
    every = files(full())
    index = json.loads(every["index.json"])
    assert index["counts"]["cells"] == {"in-sync": 2, "proposed": 2, "orphaned": 2, "skipped": 2}
    from_rows = sum((Counter(row["cells"]) for row in index["repos"]), Counter())
    from_repos = Counter(c["state"] for row in index["repos"] for c in json.loads(every[row["data"]])["cells"])
    assert from_rows == from_repos == Counter(index["counts"]["cells"])
    for row in index["patterns"]:
        assert row["cells"] == Counter(cell["state"] for cell in json.loads(every[row["data"]])["cells"])
    for kind in ("patterns", "broken", "repos", "flavors"):
        assert index["counts"][kind] == len(index[kind])


def test_no_document_has_a_clock_in_it() -> None:
    """The same catalog tomorrow gives the same bytes, however many reviews are due by then."""
    model = full()
    later = dataclasses.replace(model, today=model.today + datetime.timedelta(days=4000))
    before, after = files(model), files(later)
    for path in (path for path in before if path.endswith(("index.json", "llms.txt", "llms-full.txt", ".svg"))):
        assert before[path] == after[path], path


def test_a_pattern_document_holds_the_very_bytes_of_each_artifact() -> None:
    """With their number and digest, and what other patterns say of it."""
    text = f"## A\n\n{AWKWARD}\n"
    one = PatternView(pattern("one"), (Artifact("claude", "CLAUDE.md", text, "one"),))
    other = view("other", related=("one",), supersedes=("one",))
    read = checked("p/one/index.json", files(SiteModel(today=SMALL.today, patterns=(one, other)))["p/one/index.json"])
    (artifact,) = read["artifacts"]
    assert artifact["content"] == text and artifact["bytes"] == len(text.encode())
    assert artifact["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert read["relations"] == [{"is": "related to", "id": "other"}, {"is": "superseded by", "id": "other"}]


def test_llms_txt_has_every_approved_pattern_once() -> None:
    """With one line about it, and its text once in the full file; what is not approved is in neither."""
    every = files(full())
    short, whole = every["llms.txt"].decode(), every["llms-full.txt"].decode()
    for one in (found.pattern for found in full().patterns):
        times = 1 if one.status is Status.APPROVED else 0
        assert short.count(f"](p/{one.id}/index.md)") == times
        assert whole.count(f"Pattern `{one.id}`, version") == times
    assert "- [About alpha](p/alpha/index.md): It went wrong." in short
    assert re.findall(r"^## (\w+)$", short, re.MULTILINE) == ["Patterns", "Repos", "Guide", "Optional"]
    assert "](guide/formats/index.md)" in short and "](repos/shop/index.md)" in short


def linked(text: bytes) -> list[str]:
    """Where the links of some Markdown lead, as its parser reads them."""
    html = MarkdownIt().render(text.decode())
    return [str(attributes["href"]) for tag, attributes in see(html).tags if tag == "a"]


def test_links_in_llms_txt_are_absolute_where_the_address_is_known() -> None:
    """An agent may have got the text alone."""
    found = linked(files(dataclasses.replace(SMALL, address="https://wiki.example/sm/"))["llms.txt"])
    assert found and all(link.startswith("https://wiki.example/sm/") for link in found)


def test_every_link_in_llms_txt_leads_to_a_file() -> None:
    """A twin, or a file that is published as it is."""
    tree = render(full(), TEMPLATES)
    for link in linked(tree.files["llms.txt"]):
        assert link in tree.twins or link in tree.files, link


def test_a_badge_tells_the_repos_cells() -> None:
    """As text and as its accessible name; two are not where they should be, one is."""
    drawn = ElementTree.fromstring(files(full())["badge/shop.svg"])
    texts = [element.text for element in drawn.iter() if element.text and element.text.strip()]
    assert texts == ["shop in Session Memory: 1 in sync, 2 behind", "session memory", "1 in sync, 2 behind"]
    assert drawn.get("role") == "img" and drawn.get("aria-label") == texts[0]
    assert {element.tag.rpartition("}")[2] for element in drawn.iter()} == {"svg", "title", "rect", "path", "g", "text"}


@pytest.mark.parametrize(
    ("changes", "told", "colour"),
    [
        ({"repo": dataclasses.replace(a_repo("shop").repo, enabled=False)}, "switched off", "#59636e"),
        ({"plan": Plan("shop", unreachable="no such checkout")}, "unreachable", "#8a5a00"),
        ({"known": False}, "not known", "#8a5a00"),
        ({}, "0 in sync, 0 behind", "#1a7f37"),
    ],
)
def test_a_badge_is_green_only_where_somebody_looked(changes: dict[str, Any], told: str, colour: str) -> None:
    """No number for a repo that is switched off, or of which nobody knows how it stands."""
    shop = dataclasses.replace(a_repo("shop"), cells=(), **changes)
    drawn = files(dataclasses.replace(SMALL, repos=(shop,)))["badge/shop.svg"].decode()
    assert f">{told}</text>" in drawn and f'fill="{colour}"' in drawn


def test_one_sentence_is_what_a_page_is_about() -> None:
    """The first one of the problem, without markup, cut at a word."""
    text = "A `tool` *fails* and\nnobody [sees](x.md) it. Then more."
    long = " ".join(["word"] * 60)
    patterns = (
        view("a", sections=(Section("Problem", text, 1),)),
        view("b", sections=(Section("Problem", long, 1),)),
    )
    pages = render(SiteModel(today=SMALL.today, patterns=patterns), TEMPLATES).pages
    assert 'description: "A tool fails and nobody sees it."' in pages["p/a/index.md"].decode()
    about = re.search(r'description: "(.*)"', pages["p/b/index.md"].decode())
    assert about and len(json.loads(f'"{about[1]}"')) <= 160
