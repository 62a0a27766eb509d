"""Patterns for tests of rendering, small and with every feature."""

from __future__ import annotations

from session_memory.model import Form, Hint, Scope, Section, SolutionPattern, Status


def sample(**changes: object) -> SolutionPattern:
    """An approved pattern with the usual sections; `changes` replace any of its fields."""
    fields: dict[str, object] = {
        "id": "read-before-edit",
        "title": "Read a file again before editing it",
        "status": Status.APPROVED,
        "version": "1.2.0",
        "confidence": 0.9,
        "distribution_ready": True,
        "path": "catalog/patterns/read-before-edit.md",
        "digest": "0" * 64,
        "sections": (
            Section("Problem", "An edit is made from memory. Meanwhile the file has changed.", 20),
            Section("Solution", "Read the file again right before you edit it.", 24),
            Section("Steps", "- Read the lines around the edit.\n- Edit.\n- Read the result.", 28),
            Section("Why", "Other people and tools write too.", 34),
            Section("For Grok", "Read it again with your own eyes.", 40),
        ),
    }
    return SolutionPattern(**(fields | changes))  # type: ignore[arg-type]


SAMPLES = {
    "plain": sample(),
    "scoped": sample(id="scoped", scope=Scope(paths=("src/**/*.py", "tests/**"))),
    "hinted": sample(
        id="hinted",
        rendering_hints={
            "claude": Hint(form=Form.IMPORT, heading="Editing", order=5, sections=("Solution", "Why")),
            "codex": Hint(form=Form.SKILL),
            "grok": Hint(form=Form.BLOCK, body="Only this."),
        },
    ),
    "skill": sample(
        id="skill",
        title='Quotes "and" <angles>: and a colon',
        rendering_hints={flavor: Hint(form=Form.SKILL) for flavor in ("claude", "codex", "grok")},
    ),
}
