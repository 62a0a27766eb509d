"""What in a contract cannot be, told with its field: each made from one that can be relied on."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from session_memory.contract import (
    Caveat,
    Contract,
    Fact,
    Home,
    Imports,
    Keys,
    Known,
    Limit,
    Read,
    Setting,
    Skills,
    Take,
    Walk,
    When,
)
from session_memory.distribute.base import Distributor
from session_memory.distribute.contradictions import contradictions
from session_memory.distribute.flavors import OURS, module_of
from session_memory.model import Form

FACT = Fact(Known.SOURCE, "its loader")
KEYS = Keys(
    FACT,
    globs="globs",
    globs_type="list",
    dialect="glob",
    mode="trigger",
    modes=(("always", When.ALWAYS), ("glob", When.MATCHED), ("asked", When.ASKED)),
    title="name",
)
SETTING = Setting(".acme/settings.json", "context.files")
GOOD = Contract(
    product="Acme",
    holds_for="1.0",
    reads=(
        Read(("ACME.md", "AGENTS.md"), FACT, walk=Walk.DOWN, take=Take.FIRST, limit=Limit(10, FACT)),
        Read((".acme/rules/**/*.md",), FACT, keys=KEYS, unless=("ACME.off",), since="1.2"),
    ),
    homes=(
        Home("AGENTS.md", Form.BLOCK, nested=True),
        Home("ACME.md", Form.BLOCK, only_existing=True),
        Home(".acme/shared.md", Form.IMPORT, bridge="ACME.md"),
        Home(".acme/rules/{id}.md", Form.RULE),
        Home(".agents/skills/{id}/SKILL.md", Form.SKILL),
    ),
    skills=Skills((".agents/skills",), FACT, listed=400),
    imports=Imports(3, FACT),
    chain=Limit(100, FACT),
    signs=(".acme",),
    personal=("~/.acme/ACME.md",),
    caveats=(Caveat("It is small.", FACT),),
)


def with_read(at: int, **changes: Any) -> Contract:
    """GOOD with another value in one of its places."""
    return replace(GOOD, reads=tuple(replace(r, **changes) if n == at else r for n, r in enumerate(GOOD.reads)))


def with_keys(**changes: Any) -> Contract:
    """GOOD with other keys for its rules."""
    return with_read(1, keys=replace(KEYS, **changes))


def with_home(at: int, **changes: Any) -> Contract:
    """GOOD with another value in one of its homes."""
    return replace(GOOD, homes=tuple(replace(h, **changes) if n == at else h for n, h in enumerate(GOOD.homes)))


def also(*reads: Read) -> Contract:
    """GOOD with more places at the end."""
    return replace(GOOD, reads=(*GOOD.reads, *reads))


def test_the_contract_to_begin_with_has_none() -> None:
    """Otherwise the rows below would prove nothing."""
    assert list(contradictions("acme", GOOD)) == []


@pytest.mark.parametrize("distributor", [pytest.param(d, id=d.flavor) for d in OURS])
def test_none_of_ours_has_any(distributor: Distributor) -> None:
    """And the module that a message would name is the one that describes it."""
    assert list(contradictions(distributor.flavor, distributor.contract)) == []
    assert importlib.import_module(module_of(distributor.flavor)).DISTRIBUTOR is distributor


NOTHING: dict[str, Any] = {"globs": "", "globs_type": "", "dialect": ""}

WRONG: list[tuple[str, Contract]] = [
    # Nothing where something has to be.
    ("contract.product: is empty", replace(GOOD, product="")),
    ("contract.holds_for: is empty", replace(GOOD, holds_for="")),
    ("contract.homes: is empty", replace(GOOD, homes=())),
    (
        "contract.skills.folders: is empty",
        replace(with_home(4, path="AGENTS.md", form=Form.BLOCK, bridge="ACME.md"), skills=Skills((), FACT)),
    ),
    (
        "contract.reads[0].paths: is empty, and no setting gives any",
        replace(GOOD, reads=(Read((), FACT), GOOD.reads[1]), homes=(GOOD.homes[3],)),
    ),
    ("contract.reads[0].fact.source: is empty; say where the fact is from", with_read(0, fact=Fact(Known.SOURCE, " "))),
    (
        "contract.reads[1].keys.fact.source: is empty; say where the fact is from",
        with_keys(fact=Fact(Known.SOURCE, "")),
    ),
    (
        "contract.caveats[0].fact.source: is empty; say where the fact is from",
        replace(GOOD, caveats=(Caveat("x", Fact(Known.UNVERIFIED, "")),)),
    ),
    # The order.
    (
        "contract.reads[2].paths[0]: AGENTS.md has its place in the order by contract.reads[0].paths[1] already",
        also(Read(("AGENTS.md",), FACT, walk=Walk.DOWN)),
    ),
    (
        "contract.reads[2].paths[0]: AGENTS.md has its place in the order by contract.reads[0].paths[1] already",
        also(Read(("AGENTS.md",), FACT)),
    ),
    (
        "contract.reads[2].paths[1]: B.md has its place in the order by contract.reads[2].paths[0] already",
        also(Read(("B.md", "B.md"), FACT)),
    ),
    (
        "contract.reads[2].paths[0]: .acme/rules/a.md has its place in the order by contract.reads[1].paths[0] already",
        also(Read((".acme/rules/a.md",), FACT, unless=("ACME.off",), since="1.2")),
    ),
    (
        "contract.reads[1].unless[0]: .acme/rules/**/*.md would silence itself",
        with_read(1, unless=(".acme/rules/**/*.md",)),
    ),
    ("contract.reads[1].since: 'v1.2' is no version such as 2.1.277", with_read(1, since="v1.2")),
    # Settings.
    (
        "contract.reads[0].setting.file: acme.toml is neither JSON nor YAML by its suffix",
        with_read(0, setting=Setting("acme.toml", "files")),
    ),
    ("contract.reads[0].setting.key: 'a..b' names no key", with_read(0, setting=Setting("acme.json", "a..b"))),
    # Numbers and expressions.
    ("contract.reads[0].limit.amount: 0 is not positive", with_read(0, limit=Limit(0, FACT))),
    ("contract.chain.amount: -1 is not positive", replace(GOOD, chain=Limit(-1, FACT))),
    ("contract.imports.hops: 0 is not positive", replace(GOOD, imports=Imports(0, FACT))),
    ("contract.skills.listed: 0 is not positive", replace(GOOD, skills=Skills((".agents/skills",), FACT, listed=0))),
    ("contract.imports.first: '[a-z' is no regular expression", replace(GOOD, imports=Imports(3, FACT, first="[a-z"))),
    # Paths.
    (
        "contract.signs[0]: '/etc/acme' is not relative to the repository's root, such as .agent/rules/*.md",
        replace(GOOD, signs=("/etc/acme",)),
    ),
    (
        "contract.signs[0]: '../acme' is not relative to the repository's root, such as .agent/rules/*.md",
        replace(GOOD, signs=("../acme",)),
    ),
    (
        "contract.signs[0]: './ACME.md' is not relative to the repository's root, such as .agent/rules/*.md",
        replace(GOOD, signs=("./ACME.md",)),
    ),
    (
        "contract.reads[2].paths[0]: '~/.acme/ACME.md' is not relative to the repository's root, such as "
        ".agent/rules/*.md",
        also(Read(("~/.acme/ACME.md",), FACT)),
    ),
    (
        "contract.reads[1].unless[0]: '.acme\\\\off' is not relative to the repository's root, "
        "such as .agent/rules/*.md",
        with_read(1, unless=(".acme\\off",)),
    ),
    (
        "contract.signs[0]: '.acme/' is not relative to the repository's root, such as .agent/rules/*.md",
        replace(GOOD, signs=(".acme/",)),
    ),
    (
        "contract.personal[0]: 'ACME.local.md' does not begin with ~/: it is not in a person's home folder",
        replace(GOOD, personal=("ACME.local.md",)),
    ),
    # Keys of rules.
    ("contract.reads[1].keys.globs_type: is missing, though globs holds globs", with_keys(globs_type="")),
    ("contract.reads[1].keys.dialect: is missing, though globs holds globs", with_keys(dialect="")),
    (
        "contract.reads[1].keys.globs_type: is list, though no key holds globs",
        with_keys(globs="", dialect="", modes=KEYS.modes[:1]),
    ),
    (
        "contract.reads[1].keys.dialect: is glob, though no key holds globs",
        with_keys(globs="", globs_type="", modes=KEYS.modes[:1]),
    ),
    ("contract.reads[1].keys.modes[1]: glob means matched, though no key holds globs", with_keys(**NOTHING)),
    ("contract.reads[1].keys.modes: a key for the mode and its values need each other", with_keys(mode="")),
    ("contract.reads[1].keys.modes: a key for the mode and its values need each other", with_keys(modes=())),
    (
        "contract.reads[1].keys.modes[3]: always has a meaning already",
        with_keys(modes=(*KEYS.modes, ("always", When.ASKED))),
    ),
    ("contract.reads[1].keys.absent: a rule without globs cannot be matched", with_keys(absent=When.MATCHED)),
    ("contract.reads[1].keys: names no key at all; leave it out", with_read(1, keys=Keys(FACT))),
    ("contract.reads[1].keys: the key name has two meanings", with_keys(globs="name")),
    # Homes.
    (
        "contract.homes: every home of the form block is only_existing, so none can be made",
        with_home(0, only_existing=True),
    ),
    ("contract.homes[5]: is contract.homes[3] again", replace(GOOD, homes=(*GOOD.homes, GOOD.homes[3]))),
    ("contract.homes[0].path: no place of contract.reads loads NOTES.md", with_home(0, path="NOTES.md", nested=False)),
    ("contract.homes[2].path: no place of contract.reads loads .acme/shared.md", with_home(2, bridge="")),
    (
        "contract.homes[3].path: no place of contract.reads loads .acme/rules/{id}.txt",
        with_home(3, path=".acme/rules/{id}.txt"),
    ),
    ("contract.homes[2].bridge: no place of contract.reads loads CLAUDE.md", with_home(2, bridge="CLAUDE.md")),
    ("contract.homes[2].bridge: the agent knows no imports (contract.imports)", replace(GOOD, imports=None)),
    (
        "contract.homes[3].path: .acme/rules/ours.md has no {id}, and each rule has a file of its own",
        with_home(3, path=".acme/rules/ours.md"),
    ),
    (
        "contract.homes[0].path: .acme/rules/{id}.md holds {id}, and all patterns share a block's file",
        with_home(0, path=".acme/rules/{id}.md", nested=False),
    ),
    (
        "contract.homes[3].path: .acme/rules/{slug}-{id}.md has braces that are not {id}",
        with_home(3, path=".acme/rules/{slug}-{id}.md"),
    ),
    (
        "contract.homes[4].path: .acme/skills/{id}/SKILL.md is not {id}/SKILL.md in a folder of "
        "contract.skills.folders",
        with_home(4, path=".acme/skills/{id}/SKILL.md"),
    ),
    (
        "contract.homes[4].path: .agents/skills/ours/SKILL.md is not {id}/SKILL.md in a folder of "
        "contract.skills.folders",
        with_home(4, path=".agents/skills/ours/SKILL.md"),
    ),
    (
        "contract.homes[4].path: .agents/skills/{id}/SKILL.md is not {id}/SKILL.md in a folder of "
        "contract.skills.folders",
        replace(GOOD, skills=None),
    ),
    ("contract.homes[0].nested: the agent looks for AGENTS.md at the top only", with_read(0, walk=Walk.ROOT)),
    (
        "contract.homes[3].path: of many files such as .acme/rules/{id}.md the agent takes the first only",
        with_read(1, take=Take.FIRST),
    ),
    (
        "contract.homes[3].path: by the keys of its place no rule can say that it counts always",
        with_keys(**NOTHING, modes=(("asked", When.ASKED),), absent=When.ASKED),
    ),
    # Values of another type, which nobody has checked for a stranger.
    (
        "contract.reads[0].paths: 'ACME.md' is no tuple; one with a single value needs a comma behind it",
        with_read(0, paths="ACME.md"),
    ),
    (
        "contract.signs: ['.acme'] is no tuple; one with a single value needs a comma behind it",
        replace(GOOD, signs=[".acme"]),
    ),  # type: ignore[arg-type]
    (
        "contract.reads[1].keys.globs_type: 'comma' is none of 'list', 'string', 'bare', ''",
        with_keys(globs_type="comma"),
    ),
    ("contract.reads[0].walk: 'down' is no Walk", with_read(0, walk="down")),
    ("contract.reads[0].limit.amount: '10' is no int", with_read(0, limit=Limit("10", FACT))),  # type: ignore[arg-type]
    ("contract.imports: 3 is no Imports", replace(GOOD, imports=3)),  # type: ignore[arg-type]
    ("contract.reads[1].keys.modes[0]: has 1 values and not 2", with_keys(modes=(("always",),))),
    ("contract.reads[1].keys.modes[0][0]: 1 is no str", with_keys(modes=((1, When.ALWAYS),))),
]


@pytest.mark.parametrize(("message", "contract"), WRONG, ids=[f"{n} {row[0]}" for n, row in enumerate(WRONG)])
def test_a_contradiction_is_told_with_its_field(message: str, contract: Contract) -> None:
    """Exactly that one, whatever else the contract says."""
    assert list(contradictions("acme", contract)) == [message]


def test_an_agent_that_reads_nothing_is_told_so() -> None:
    """Then none of its homes can be right either."""
    told = list(contradictions("acme", replace(GOOD, reads=())))
    assert told[0] == "contract.reads: is empty"
    assert "contract.homes[0].path: no place of contract.reads loads AGENTS.md" in told


@pytest.mark.parametrize("flavor", ["Acme", "acme_agent", "acme agent", "", None])
def test_a_flavor_has_a_name_in_kebab_case(flavor: object) -> None:
    """It is a key in files that people write."""
    assert list(contradictions(flavor, GOOD)) == [f"flavor: {flavor!r} is no name in kebab case, such as my-agent"]


def test_what_is_no_contract_is_told_so() -> None:
    """And nothing more is asked of it."""
    assert list(contradictions("acme", None)) == ["contract: None is no Contract"]


def first(**changes: Any) -> Read:
    """A place for B.md."""
    return Read(("B.md",), FACT, **changes)


ALTERNATIVES: list[Callable[[], tuple[Read, Read]]] = [
    # The first is silenced, and the second is what is left.
    lambda: (first(unless=("ACME.off",)), first()),
    lambda: (first(unless=("ACME.off",)), first(unless=("ACME.on",))),
    # Old versions have it in another place.
    lambda: (first(since="2.0"), first()),
    # Settings name something else.
    lambda: (first(setting=SETTING), first()),
    # The top one first, those below at the end.
    lambda: (first(), first(walk=Walk.DOWN)),
    lambda: (first(), first(touched=True)),
    lambda: (first(walk=Walk.NEAREST), first()),
    # One of many before the others.
    lambda: (Read((".acme/b/index.md",), FACT), Read((".acme/b/*.md",), FACT)),
]


@pytest.mark.parametrize("pair", ALTERNATIVES)
def test_a_name_may_have_two_places_that_are_alternatives(pair: Callable[[], tuple[Read, Read]]) -> None:
    """Only one of them counts for a file at a time, whichever that is."""
    assert list(contradictions("acme", also(*pair()))) == []


def test_settings_can_name_any_file() -> None:
    """So an agent that is told its files by settings may have homes that it does not read by itself."""
    told = Read((), FACT, setting=Setting(".acme.yml", "read"))
    contract = replace(GOOD, reads=(told,), homes=(Home("AGENTS.md", Form.BLOCK),), skills=None, imports=None)
    assert list(contradictions("acme", contract)) == []
