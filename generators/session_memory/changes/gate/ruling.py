"""May this be written? Deny before ask before allow, and what no rule allows is denied. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum

from session_memory.changes.gate.decisions import Decision, Mode
from session_memory.changes.gate.grants import Asked, covers
from session_memory.changes.wanted import IMPORT_ID
from session_memory.model import Grant, Mark, Risk


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
    authors: Mapping[str, str] | None = None
    """Pattern -> mail address of its last author, when policy asks for four eyes."""
    unreadable: tuple[str, ...] = ()
    """Rules that cannot be read; nobody knows what they would forbid."""


COVERED_BY_ALL = frozenset({IMPORT_ID})
"""An import line comes with whatever text it brings."""


def ruling(asked: Asked, gate: Gate) -> Ruling:
    """The first rule that says something about this item: those that deny, then those that allow, then the question."""
    return _denied(asked, gate) or _allowed(asked, gate) or _question(asked, gate)


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
        (str(mark), [why] if mark else []),
        ("ceiling", gate.exceeded),
    )
    return next((Ruling(asked, Verdict.DENY, rule, "; ".join(said)) for rule, said in rules if said), None)


def _allowed(asked: Asked, gate: Gate) -> Ruling | None:
    if asked.risk is Risk.READ:
        return Ruling(asked, Verdict.ALLOW, "read-by-policy", "it only informs", "policy")
    if asked.risk is not Risk.WRITE:
        return Ruling(asked, Verdict.DENY, "default-deny", f"no rule knows the risk {asked.risk}")
    return next(_by_approval(asked, gate), None) or next(_by_grant(asked, gate), None)


def _by_approval(asked: Asked, gate: Gate) -> Iterator[Ruling]:
    for digest, yes in _approvals(asked, gate):
        if not _own_text(asked, yes, gate):
            why = f"{yes.by} said yes to this proposal on {yes.at[:10]}"
            yield Ruling(asked, Verdict.ALLOW, "approved-once", why, yes.by, digest)


def _by_grant(asked: Asked, gate: Gate) -> Iterator[Ruling]:
    for grant, uses in gate.grants:
        if not covers(grant, asked, gate.today, uses):
            why = f"{grant.by} granted it until {grant.expires_at}: {grant.reason}"
            yield Ruling(asked, Verdict.ALLOW, "grant", why, grant.by, grant.id)


def _question(asked: Asked, gate: Gate) -> Ruling:
    own = [yes.by for _, yes in _approvals(asked, gate)]
    if own:
        why = f"{own[0]} wrote the pattern last, and policy asks for four eyes"
        return Ruling(asked, Verdict.ASK, "four-eyes", why)
    return Ruling(asked, Verdict.ASK, "write-needs-yes", "nobody has said yes to this proposal")


def _approvals(asked: Asked, gate: Gate) -> Iterator[tuple[str, Decision]]:
    """The persons' own ones. One that rests on a grant is a record: the grant itself has to hold today."""
    return ((d, y) for d, y in gate.approvals if y.mode is Mode.ONCE and y.is_about(asked.pattern, COVERED_BY_ALL))


def _own_text(asked: Asked, yes: Decision, gate: Gate) -> bool:
    """Whether somebody approves what they wrote themselves, where policy wants another pair of eyes."""
    if gate.authors is None or asked.pattern in COVERED_BY_ALL:
        return False
    author = gate.authors.get(asked.pattern, "")
    mail = parseaddr(yes.by)[1].casefold()
    # Where either cannot be told, nobody can be said to be another one.
    return not author or "@" not in mail or mail == author.casefold()
