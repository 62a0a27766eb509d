"""What is known of an agent, in words for its page, for the list of all, and for the twins of both. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from session_memory.contract import (
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
    Walk,
    When,
)
from session_memory.model import Form

MEANS = {
    Known.EXPERIMENT: "the agent was run, and did it",
    Known.SOURCE: "its code, or that of its published program, was read",
    Known.DOCUMENTATION: "its makers say so",
    Known.THIRD_PARTY: "somebody else's tool or study takes it for granted",
    Known.UNVERIFIED: "assumed, because no source is good enough",
}
"""How well a fact is known, the best first."""

WHERE = {
    Walk.ROOT: "at the top of the repository",
    Walk.DOWN: "in every folder from the top to the one where it starts",
    Walk.UP: "in every folder from the one where it starts up to the top",
    Walk.HERE: "in the folder where it starts",
    Walk.NEAREST: "in the nearest folder that has one, from where it starts up to the top",
}
WHICH = {
    Take.ALL: "all of them",
    Take.FIRST: "the first of these that exists, in each folder",
    Take.FIRST_NAME: "the first of these names that exists anywhere on the way, and all files of that name",
}
OVER = {
    Over.CUT: "what is over is cut off",
    Over.SKIPPED: "a longer file is left out",
    Over.ADVICE: "more arrives; its makers advise against it",
}
COMMENTS = {
    Comments.VERBATIM: "HTML comments stay",
    Comments.STRIPPED: "HTML comments between paragraphs are taken out",
    Comments.REMOVED: "HTML comments are taken out, in code too",
    Comments.UNKNOWN: "what becomes of HTML comments is not known; they are counted",
}
COUNTS = {
    When.ALWAYS: "it always counts",
    When.MATCHED: "it counts once the agent works with a file that the globs match",
    When.ASKED: "it counts when the model or a person asks for it",
    When.NEVER: "it never counts",
}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is known."""

    about: str
    words: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One place where an agent looks, in words."""

    files: tuple[str, ...]
    where: str
    which: str
    """Which of several; empty for a place with one name."""
    when: str
    """What else decides; empty for a place where it always looks."""
    arrives: str
    fact: Fact


def limit_in_words(limit: Limit | None) -> str:
    """How much an agent takes, and what becomes of more; empty where nobody knows a limit."""
    return f"{limit.amount:,} {limit.unit}; {OVER[limit.over]}" if limit else ""


def read_rows(contract: Contract) -> tuple[ReadRow, ...]:
    """Where it looks, in the order in which the model gets what is found."""
    return tuple(
        ReadRow(
            files=read.paths,
            where=WHERE[read.walk] + ("; in folders below once it works with a file there" if read.touched else ""),
            which=WHICH[read.take] if len(read.paths) > 1 or read.take is not Take.ALL else "",
            when="; ".join(_when(read)),
            arrives="; ".join(_arrives(read)),
            fact=read.fact,
        )
        for read in contract.reads
    )


def _when(read: Read) -> Iterator[str]:
    if read.unless:
        yield f"only where there is no {' or '.join(read.unless)}"
    if read.since:
        yield f"since version {read.since}"
    if read.setting:
        yield _setting(read.setting)
    if read.keys:
        yield _keys(read.keys)


def _setting(setting: Setting) -> str:
    how = "come before these" if setting.adds else "take the place of these"
    return f"names under {setting.key} in {setting.file} {how}"


def _keys(keys: Keys) -> str:
    """Which front matter says when a rule counts."""
    said = [f"the key {keys.globs} in its front matter narrows it to files"] if keys.globs else []
    if keys.mode:
        modes = ", ".join(f"{_value(value)} ({when})" for value, when in keys.modes)
        said.append(f"the key {keys.mode} says when it counts: {modes}")
    missing = "without either" if len(said) > 1 else "without it" if said else "whatever its front matter says"
    return "; ".join([*said, f"{missing} {COUNTS[keys.absent]}"])


def _value(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _arrives(read: Read) -> Iterator[str]:
    """What becomes of a file's text."""
    yield "its front matter is taken out" if read.front_matter == "removed" else "its front matter stays"
    yield COMMENTS[read.comments]
    if read.limit:
        yield f"each file up to {limit_in_words(read.limit)}"
    if read.same_text == "skipped":
        yield "a second file with the same text is left out"


def things_said(contract: Contract) -> tuple[Said, ...]:
    """What is known beside the places where it looks."""
    return tuple(_said(contract))


def _said(contract: Contract) -> Iterator[Said]:
    if contract.chain:
        yield Said("Limit for all files together", limit_in_words(contract.chain), contract.chain.fact)
    if contract.imports:
        yield Said("A path after an at sign", "; ".join(_imports(contract.imports)), contract.imports.fact)
    if contract.skills:
        yield Said("Skills", "; ".join(_skills(contract.skills)), contract.skills.fact)
    rows = [
        *(Said("Front matter", _keys(r.keys), r.keys.fact) for r in contract.reads if r.keys and r.keys.fact != r.fact),
        *(Said("Limit for each file", limit_in_words(r.limit), r.limit.fact) for r in contract.reads if r.limit),
    ]
    yield from dict.fromkeys(rows)
    yield from (Said("To be aware of", caveat.words, caveat.fact) for caveat in contract.caveats)


def _imports(imports: Imports) -> Iterator[str]:
    yield "imports that file"
    yield "its text takes the place of the word" if imports.in_place else "its text follows behind"
    yield f"imports of imports are followed {imports.hops} deep"
    if imports.below:
        yield "without a person's approval only below the folder where it starts"
    if imports.in_comments:
        yield "also inside HTML comments"
    if imports.in_blocks:
        yield "also in blocks of code that no backticks mark"


def _skills(skills: Skills) -> Iterator[str]:
    yield f"folders below {', '.join(skills.folders)}"
    if skills.walk is not Walk.ROOT:
        yield WHERE[skills.walk]
    yield "of two with one name the first counts"
    if skills.listed is not None:
        yield f"{skills.listed:,} bytes of a description are shown"


def home_in_words(home: Home) -> str:
    """Under which conditions a pattern is put there."""
    said = [
        f"with an import line in {home.bridge}" if home.bridge else "",
        "only if the file exists" if home.only_existing else "",
        "also in the folder that all paths of a pattern share" if home.nested else "",
    ]
    return "; ".join(filter(None, said))


def facts(contract: Contract) -> tuple[Fact, ...]:
    """Everything that is said of it, as far as how well it is known."""
    return (*(read.fact for read in contract.reads), *(said.fact for said in things_said(contract)))


@dataclass(frozen=True, slots=True)
class InShort:
    """One agent in a list of all."""

    product: str
    primary: str
    """The file that it is best known for: where a pattern goes first as a block, or else where it looks first."""
    limit: str
    """For all files together, in words; empty where nobody knows one."""
    basis: Known
    """How well it is known which files it reads: the least well known of its places."""
    unverified: int
    """How many things are assumed."""


def in_short(contract: Contract) -> InShort:
    """What a list says of it."""
    blocks = [home.path for home in contract.homes if home.form is Form.BLOCK and not home.only_existing]
    names = [path for read in contract.reads for path in read.paths]
    return InShort(
        product=contract.product,
        primary=next(iter((*blocks, *names)), ""),
        limit=limit_in_words(contract.chain),
        basis=max((read.fact.known for read in contract.reads), key=list(Known).index, default=Known.UNVERIFIED),
        unverified=sum(1 for fact in facts(contract) if fact.known is Known.UNVERIFIED),
    )


# --- who reads whose files ------------------------------------------------------------------------------

SHARED = 3
"""So many agents make a file or a folder one that is worth a column."""
YES, SOMETIMES = "yes", "sometimes"


@dataclass(frozen=True, slots=True)
class WhoReads:
    """Agents by the files that several of them read."""

    files: tuple[str, ...]
    """Those that most agents read first; a folder of rules ends with a slash."""
    rows: Mapping[str, Mapping[str, str]]
    """Flavor that reads any of them -> file -> `yes`, or `sometimes` where another file may keep it from that."""


def who_reads(flavors: Mapping[str, Contract]) -> WhoReads:
    """Computed from the contracts, skills left aside."""
    rows = {flavor: _read_by(contract) for flavor, contract in flavors.items()}
    often = Counter(file for row in rows.values() for file in row)
    files = sorted((file for file, number in often.items() if number >= SHARED), key=lambda f: (-often[f], f))
    return WhoReads(tuple(files), {flavor: row for flavor, row in rows.items() if row.keys() & set(files)})


def _read_by(contract: Contract) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for read in contract.reads:
        for place, path in enumerate(read.paths):
            file = path if "*" not in path else f"{path.partition('*')[0].rpartition('/')[0]}/"
            always = not read.unless and (read.take is Take.ALL or place == 0)
            found[file] = YES if always or found.get(file) == YES else SOMETIMES
    return found
