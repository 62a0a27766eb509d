"""What every distributor promises, asked of each row of the table."""

from __future__ import annotations

import re
from pathlib import Path

import frontmatter
import pytest

from distribute.samples import SAMPLES, sample
from golden.regenerate import golden_files
from session_memory.distribute.base import Distributor
from session_memory.distribute.deliver import in_form
from session_memory.distribute.flavors import OURS, forms, table
from session_memory.errors import SessionMemoryError
from session_memory.model import Form, Hint, Scope

EVERY = [pytest.param(d, id=d.flavor) for d in OURS]
EVERY_FORM = [(d, form) for d in OURS for form in sorted({home.form for home in d.contract.homes})]
IN_FILES_OF_THEIR_OWN = (Form.RULE, Form.SKILL)


@pytest.mark.parametrize("distributor", EVERY)
@pytest.mark.parametrize("name", SAMPLES)
def test_an_artifact_says_what_it_is(distributor: Distributor, name: str) -> None:
    """Flavor, pattern, target path and content are there, and rendering twice gives the same."""
    pattern = SAMPLES[name]
    if pattern.hint(distributor.flavor).form not in (None, *forms(table())[distributor.flavor]):
        pytest.skip("the hint asks for a form that this flavor does not have; the catalog's check names it")
    artifact = distributor.render(pattern, pattern.scope)
    assert artifact == distributor.render(pattern, pattern.scope)
    assert (artifact.flavor, artifact.pattern_id, artifact.version) == (distributor.flavor, pattern.id, "1.2.0")
    assert not Path(artifact.target_path).is_absolute()
    assert "{" not in artifact.target_path
    assert artifact.content.endswith("\n") and "\r" not in artifact.content


@pytest.mark.parametrize(("distributor", "form"), EVERY_FORM, ids=lambda v: getattr(v, "flavor", v))
def test_every_form_renders(distributor: Distributor, form: Form) -> None:
    """A flavor can render each form that it has a home for, and puts it there."""
    artifact = distributor.render(in_form(sample(), distributor.flavor, form), Scope())
    assert artifact.form is form
    homes = [h.path.format(id="read-before-edit") for h in distributor.contract.homes if h.form is form]
    assert artifact.target_path in homes
    own = distributor.flavor == "grok"
    assert ("own eyes" in artifact.content) is own, "a section for one flavor is for that flavor only"


@pytest.mark.parametrize(("distributor", "form"), EVERY_FORM, ids=lambda v: getattr(v, "flavor", v))
def test_paths_are_never_lost(distributor: Distributor, form: Form) -> None:
    """Whatever the form, a pattern with paths says so in its text, since some agents drop native keys."""
    artifact = distributor.render(in_form(SAMPLES["scoped"], distributor.flavor, form), SAMPLES["scoped"].scope)
    assert "When working on files that match `src/**/*.py`, `tests/**`:" in artifact.content


def test_a_rule_for_claude_has_native_paths() -> None:
    """`paths` as a YAML list (flavor contracts, Claude Code, rules)."""
    pattern = SAMPLES["scoped"]
    content = table()["claude"].render(in_form(pattern, "claude", Form.RULE), pattern.scope).content
    assert frontmatter.loads(content).metadata == {"paths": ["src/**/*.py", "tests/**"]}


@pytest.mark.parametrize("flavor", ["claude", "codex", "grok"])
def test_a_skill_passes_the_agent_skills_rules(flavor: str) -> None:
    """Only standard keys, name equal to the folder, description of one line within every agent's limit."""
    artifact = table()[flavor].render(SAMPLES["skill"], Scope())
    head = frontmatter.loads(artifact.content).metadata
    assert set(head) == {"name", "description", "metadata"}
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(head["name"])) and len(str(head["name"])) <= 64
    assert artifact.target_path.split("/")[-2:] == [head["name"], "SKILL.md"]
    description = str(head["description"])
    assert 1 <= len(description.encode()) <= 400
    assert not set("<>\n") & set(description)
    assert all(isinstance(v, str) for v in dict(head["metadata"]).values())  # type: ignore[call-overload]
    assert artifact.content.count("\n---\n") == 1


@pytest.mark.parametrize("id", ["pdf", "my-claude-notes", "x" * 65])
def test_an_id_that_cannot_name_a_skill_is_refused(id: str) -> None:
    """Vendors' names and names that are too long would be dropped by an agent without a word."""
    with pytest.raises(SessionMemoryError, match="cannot name a skill"):
        table()["claude"].render(in_form(sample(id=id), "claude", Form.SKILL), Scope())


def test_a_description_is_cut_between_words() -> None:
    """And stays within 400 bytes when the text is not ASCII."""
    from session_memory.model import Section

    long = sample(sections=(Section("Problem", "überall " * 200, 1), Section("Solution", "x", 2)))
    description = str(
        frontmatter.loads(table()["codex"].render(in_form(long, "codex", Form.SKILL), Scope()).content)["description"]
    )
    assert len(description.encode()) <= 400
    assert description.endswith("überall...")


def test_hints_choose_heading_sections_and_body() -> None:
    """The claude hint of the sample picks two sections, the grok hint replaces them."""
    hinted = SAMPLES["hinted"]
    claude = table()["claude"].render(hinted, Scope())
    assert claude.content == (
        "## Editing\n\nRead the file again right before you edit it.\n\n### Why\n\nOther people and tools write too.\n"
    )
    assert (claude.form, claude.order, claude.target_path) == (Form.IMPORT, 5, ".claude/session-memory.md")
    assert table()["grok"].render(hinted, Scope()).content.endswith("\n\nOnly this.\n")


def test_golden_files_are_as_they_were() -> None:
    """Rendered text moves only when somebody means it to: `make golden` writes these files anew."""
    folder = Path(__file__).parent.parent / "golden"
    for path, content in golden_files().items():
        assert (folder / path).read_text(encoding="utf-8") == content, f"tests/golden/{path}: run make golden"


def test_a_hint_for_another_flavor_changes_nothing() -> None:
    """Rendering is per flavor."""
    changed = sample(rendering_hints={"codex": Hint(heading="Other")})
    grok = table()["grok"]
    assert grok.render(changed, Scope()) == grok.render(sample(), Scope())
