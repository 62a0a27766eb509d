"""May this be written? Deny before ask before allow, and what no rule allows is denied. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from enum import StrEnum

from session_memory.changes.gate.decisions import Decision, Mode
from session_memory.changes.gate.grants import Asked, covers
from session_memory.model import IMPORT_ID, Grant, Mark, Risk


class Verdict(StrEnum):
    """What becomes of a change; the worst of a proposal's items is the proposal's."""

    ALLOW = "allow"
    ASK = "ask"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided about one item, and by which rule."""

    asked: Asked
    verdict: Verdict
    rule: str
    why: str
    by: str = ""
    """Who said yes."""
    basis: str = ""
    """Digest of the decision, or id of the grant, that it rests on."""

    def __str__(self) -> str:
        return f"{self.asked.pattern} in {self.asked.path}: {self.verdict} by rule {self.rule}: {self.why}"


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that people have laid down, as far as it concerns one proposal."""

    today: datetime.date
    approvals: tuple[tuple[str, Decision], ...] = ()
    """(digest of its file, decision): of this very proposal, and not used up."""
    rejections: tuple[Decision, ...] = ()
    grants: tuple[tuple[Grant, int], ...] = ()
    """Each with how many times it was used."""
    aside: Mapping[str, tuple[str, Mark]] = field(default_factory=dict)
    """Patterns that are held or exempt in this repo: why, and which of the two."""
    exceeded: tuple[str, ...] = ()
    """Ceilings that the proposal passes."""
    lifted: tuple[str, ...] = ()
    """Ceilings that it would pass if they were not others in this repo."""
    uncounted: str = ""
    """Why grants are left out that may be used a number of times only: nobody knows how often they were."""
    authors: Mapping[str, str] | None = None
    """Pattern -> mail address of who changed its file last, when policy asks for four eyes; empty for nobody knows."""
    unreadable: tuple[str, ...] = ()
    """Rules that cannot be read; nobody knows what they would forbid."""


COVERED_BY_ALL = frozenset({IMPORT_ID})
"""An import line comes with whatever text it brings."""


def is_about(yes: Decision, asked: Asked) -> bool:
    """Whether a person's yes is about this item. Where a hand edit would go, each pattern has to be meant."""
    return yes.is_about(asked.pattern, frozenset() if asked.takes_back else COVERED_BY_ALL)


def ruling(asked: Asked, gate: Gate) -> Ruling:
    """The first rule that says something about this item: those that deny, then those that allow, then the question."""
    found = _denied(asked, gate) or _allowed(asked, gate) or _question(asked, gate)
    if found.verdict is Verdict.DENY or not gate.lifted:
        return found
    return replace(found, why="; ".join((found.why, *gate.lifted)))


def verdict(rulings: Iterable[Ruling]) -> Verdict:
    """The proposal's: the worst of its items. A proposal without items has nothing to ask for."""
    found = {ruling.verdict for ruling in rulings}
    return next((v for v in (Verdict.DENY, Verdict.ASK) if v in found), Verdict.ALLOW)


def _denied(asked: Asked, gate: Gate) -> Ruling | None:
    why, mark = gate.aside.get(asked.pattern, ("", None))
    text = "its text makes an agent do what policy calls dangerous" if asked.risk is Risk.DANGER else ""
    rejected = [f"{no.by}: {no.reason}" for no in gate.rejections]
    rules = (
        ("rules-unreadable", gate.unreadable),
        ("rejected", rejected),
        ("danger-path", asked.dangers),
        ("danger-text", [text] if text else []),
        ("guarded-path", asked.guarded),
        (str(mark), [why] if mark else []),
        ("ceiling", gate.exceeded),
    )
    return next((Ruling(asked, Verdict.DENY, rule, "; ".join(said)) for rule, said in rules if said), None)


def _allowed(asked: Asked, gate: Gate) -> Ruling | None:
    if asked.risk not in (Risk.READ, Risk.WRITE):
        return Ruling(asked, Verdict.DENY, "default-deny", f"no rule knows the risk {asked.risk}")
    if asked.takes_back:
        return next(_by_approval(asked, gate), None)
    if asked.risk is Risk.READ:
        return Ruling(asked, Verdict.ALLOW, "read-by-policy", "it only informs", "policy")
    return next(_by_approval(asked, gate), None) or next(_by_grant(asked, gate), None)


def _by_approval(asked: Asked, gate: Gate) -> Iterator[Ruling]:
    for digest, yes in _approvals(asked, gate):
        if not _own_text(asked, yes.by, gate):
            why = f"{yes.by} said yes to this proposal on {yes.at[:10]}"
            yield Ruling(asked, Verdict.ALLOW, "approved-once", why, yes.by, digest)


def _by_grant(asked: Asked, gate: Gate) -> Iterator[Ruling]:
    for grant, uses in gate.grants:
        if not covers(grant, asked, gate.today, uses) and not _own_text(asked, grant.by, gate):
            why = f"{grant.by} granted it until {grant.expires_at}: {grant.reason}"
            yield Ruling(asked, Verdict.ALLOW, "grant", why, grant.by, grant.id)


def _question(asked: Asked, gate: Gate) -> Ruling:
    said = [yes.by for _, yes in _approvals(asked, gate)]
    said += [grant.by for grant, uses in gate.grants if not covers(grant, asked, gate.today, uses)]
    if said:
        why = f"{_own_text(asked, said[0], gate)}, and policy asks for four eyes"
        return Ruling(asked, Verdict.ASK, "four-eyes", why)
    if asked.takes_back:
        why = "somebody's text would go; only a person's yes to this proposal lets it"
        return Ruling(asked, Verdict.ASK, "hand-edit-needs-yes", why)
    why = "; ".join(filter(None, ["nobody has said yes to this proposal", gate.uncounted]))
    return Ruling(asked, Verdict.ASK, "write-needs-yes", why)


def _approvals(asked: Asked, gate: Gate) -> Iterator[tuple[str, Decision]]:
    """The persons' own ones. One that rests on a grant is a record: the grant itself has to hold today."""
    return ((d, y) for d, y in gate.approvals if y.mode is Mode.ONCE and is_about(y, asked))


def _own_text(asked: Asked, by: str, gate: Gate) -> str:
    """Why the yes of this person is not that of another one than the author, where policy wants another pair of eyes.

    Where either cannot be told, nobody can be said to be another one.
    """
    if gate.authors is None or asked.pattern in COVERED_BY_ALL:
        return ""
    author = gate.authors.get(asked.pattern, "")
    mail = parseaddr(by)[1].casefold()
    if not author:
        return "nobody can say who wrote the pattern: git does not know its file"
    if "@" not in mail:
        return f"{by} may be who wrote the pattern last: there is no mail address to tell by"
    return f"{by} wrote the pattern last" if mail == author.casefold() else ""
