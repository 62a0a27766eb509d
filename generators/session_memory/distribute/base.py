"""What a distributor is, and the one that serves every flavor whose files are Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from session_memory.contract import Contract, Home
from session_memory.distribute import render
from session_memory.distribute.keys import keys_at, written
from session_memory.model import Artifact, Form, Scope, SolutionPattern


class Distributor(Protocol):
    """The thin adapter between patterns and one family of agents."""

    @property
    def flavor(self) -> str:
        """Name in kebab case; the key of `rendering_hints` and of `flavors` in a repo's file."""
        ...

    @property
    def contract(self) -> Contract:
        """What this agent reads, as data."""
        ...

    def render(self, pattern: SolutionPattern, scope: Scope) -> Artifact:
        """The pattern for this flavor, in the form that its hint asks for, else in that of the favourite home.

        Raises SessionMemoryError when the pattern cannot take that form.
        """
        ...


@dataclass(frozen=True, slots=True)
class MarkdownDistributor:
    """Renders Markdown; what differs between flavors is data."""

    flavor: str
    contract: Contract

    def render(self, pattern: SolutionPattern, scope: Scope) -> Artifact:
        """See Distributor.render."""
        hint = pattern.hint(self.flavor)
        form = hint.form or self.contract.homes[0].form
        home = next(h for h in self.contract.homes if h.form == form and not h.only_existing)
        return Artifact(
            flavor=self.flavor,
            target_path=home.path.format(id=pattern.id),
            content=self._content(pattern, scope, home),
            pattern_id=pattern.id,
            form=form,
            version=pattern.version,
            order=hint.order,
            attachments=pattern.attachments if form is Form.SKILL else (),
        )

    def _content(self, pattern: SolutionPattern, scope: Scope, home: Home) -> str:
        if home.form is Form.SKILL:
            return render.skill(pattern, self.flavor, scope)
        if home.form is Form.RULE:
            title = pattern.hint(self.flavor).heading or pattern.title
            head = written(keys_at(self.contract, home.path), scope, title)
            return head + render.body(pattern, self.flavor, scope, 1)
        return render.body(pattern, self.flavor, scope, 2)
