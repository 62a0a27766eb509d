"""What a distributor is, and the one that serves every flavor whose files are Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from session_memory.distribute import render
from session_memory.model import Artifact, Contract, Form, Scope, SolutionPattern


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


def no_front_matter(scope: Scope) -> str:
    """For rule files whose agent has no keys for us."""
    return ""


def paths_list(scope: Scope) -> str:
    """`paths` as a YAML list, the scope key of Claude Code's rules; nothing for a rule that always applies."""
    if not scope.paths:
        return ""
    # JSON strings are YAML strings, and a quoted glob cannot be mistaken for an alias.
    return "---\npaths:\n" + "".join(f"  - {json.dumps(path)}\n" for path in scope.paths) + "---\n\n"


@dataclass(frozen=True, slots=True)
class MarkdownDistributor:
    """Renders Markdown; what differs between flavors is data."""

    flavor: str
    contract: Contract
    rule_front_matter: Callable[[Scope], str] = no_front_matter

    def render(self, pattern: SolutionPattern, scope: Scope) -> Artifact:
        """See Distributor.render."""
        hint = pattern.hint(self.flavor)
        form = hint.form or self.contract.homes[0].form
        home = next(h for h in self.contract.homes if h.form == form and not h.only_existing)
        return Artifact(
            flavor=self.flavor,
            target_path=home.path.format(id=pattern.id),
            content=self._content(pattern, scope, form),
            pattern_id=pattern.id,
            form=form,
            version=pattern.version,
            order=hint.order,
        )

    def _content(self, pattern: SolutionPattern, scope: Scope, form: Form) -> str:
        if form is Form.SKILL:
            return render.skill(pattern, self.flavor, scope)
        if form is Form.RULE:
            return self.rule_front_matter(scope) + render.body(pattern, self.flavor, scope, 1)
        return render.body(pattern, self.flavor, scope, 2)
