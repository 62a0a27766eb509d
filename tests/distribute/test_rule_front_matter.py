"""Front matter of rules: what each agent is given, and what each makes of what people write."""

from __future__ import annotations

import pytest

from distribute.samples import SAMPLES, sample
from session_memory.contract import When
from session_memory.distribute.flavors import table
from session_memory.distribute.keys import Applies, keys_at, read
from session_memory.model import Form, Hint, Scope

TITLE = '"Read a file again before editing it"'

# Flavor, front matter of a rule that always counts, front matter of one for `src/**/*.py` and `tests/**`.
WRITTEN = [
    ("cursor", "---\nalwaysApply: true\n---\n\n", "---\nalwaysApply: false\nglobs: src/**/*.py,tests/**\n---\n\n"),
    ("copilot", '---\napplyTo: "**"\n---\n\n', '---\napplyTo: "src/**/*.py,tests/**"\n---\n\n'),
    (
        "devin",
        "---\ntrigger: always_on\n---\n\n",
        '---\ntrigger: glob\nglobs:\n  - "src/**/*.py"\n  - "tests/**"\n---\n\n',
    ),
    ("cline", "", '---\npaths:\n  - "src/**/*.py"\n  - "tests/**"\n---\n\n'),
    ("roo", "", ""),
    (
        "kiro",
        "---\ninclusion: always\n---\n\n",
        '---\ninclusion: fileMatch\nfileMatchPattern:\n  - "src/**/*.py"\n  - "tests/**"\n---\n\n',
    ),
    ("qwen", "", '---\npaths:\n  - "src/**/*.py"\n  - "tests/**"\n---\n\n'),
    (
        "continue",
        f"---\nname: {TITLE}\nalwaysApply: true\n---\n\n",
        f'---\nname: {TITLE}\nalwaysApply: false\nglobs:\n  - "src/**/*.py"\n  - "tests/**"\n---\n\n',
    ),
    # It has no globs: always, and the paths are told in words.
    ("augment", "---\ntype: always_apply\n---\n\n", "---\ntype: always_apply\n---\n\n"),
    (
        "antigravity",
        "---\ntrigger: always_on\n---\n\n",
        '---\ntrigger: glob\nglobs: "src/**/*.py,tests/**"\n---\n\n',
    ),
]

# Flavor, path of a rule, its text, when it counts.
HAND_WRITTEN = [
    ("cursor", ".cursor/rules/a.mdc", "---\nglobs: *.ts, **/*.{js,jsx}\n---\n", ("/*.ts", "**/*.{js,jsx}")),
    ("cursor", ".cursor/rules/a.mdc", "---\nglobs: *.ts\nalwaysApply: true\n---\n", When.ALWAYS),
    ("cursor", ".cursor/rules/a.mdc", '---\nglobs:\nalwaysApply: "true"\n---\n', When.ASKED),
    ("cursor", ".cursor/rules/a.mdc", "---\ndescription: x\nglobs:\nalwaysApply: false\n---\n", When.ASKED),
    ("copilot", ".github/instructions/a/b.instructions.md", "No front matter.\n", When.ASKED),
    ("devin", ".windsurf/rules/a.md", "---\ntrigger: model_decision\ndescription: x\n---\n", When.ASKED),
    ("devin", ".devin/rules/a.md", "---\nglobs: ['a/**']\n---\n", ("a/**",)),
    ("cline", ".clinerules/a.md", "---\nauthor: x\n---\n", When.ALWAYS),
    ("roo", ".roo/rules-code/a.md", "Only in that mode.\n", When.ASKED),
    ("kiro", ".kiro/steering/a.md", "No front matter.\n", When.ALWAYS),
    ("kiro", ".kiro/steering/a.md", "---\ninclusion: fileMatch\nfileMatchPattern: '**/*.php'\n---\n", ("**/*.php",)),
    ("kiro", ".kiro/steering/a.md", "---\ninclusion: auto\nname: a\ndescription: x\n---\n", When.ASKED),
    ("kiro", ".kiro/steering/a.md", "---\ninclusion: manual\nfileMatchPattern: '*.md'\n---\n", When.ASKED),
    ("qwen", ".qwen/rules/a/b.md", "---\ndescription: x\n---\n", When.ALWAYS),
    ("qwen", ".qwen/rules/a/b.md", "---\npaths: src/**/*.tsx\n---\n", ("src/**/*.tsx",)),
    ("qwen", ".qwen/rules/a/b.md", "---\npaths: []\n---\n", When.ALWAYS),
    ("continue", ".continue/rules/a.md", "---\nname: a\nglobs: '**/*.ts'\n---\n", ("**/*.ts",)),
    ("continue", ".continue/rules/a.md", "---\nname: a\nglobs: ['*.ts']\nalwaysApply: true\n---\n", When.ALWAYS),
    ("augment", ".augment/rules/a/b.md", "---\ntype: agent_requested\ndescription: x\n---\n", When.ASKED),
    ("augment", ".augment/rules/a.md", "---\ntype: manual\n---\n", When.ASKED),
    (
        "antigravity",
        ".agents/rules/a.md",
        "---\ntrigger: glob\nglobs: src/**/*.ts, *.js\n---\n",
        ("src/**/*.ts", "/*.js"),
    ),
    ("antigravity", ".agent/rules/a.md", "---\ntrigger: model_decision\ndescription: x\n---\n", When.ASKED),
]


@pytest.mark.parametrize(("flavor", "always", "narrowed"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_a_rule_says_when_it_counts(flavor: str, always: str, narrowed: str) -> None:
    """In the agent's own keys and types, above a title of the first level."""
    for scope, head in ((Scope(), always), (SAMPLES["scoped"].scope, narrowed)):
        pattern = sample(rendering_hints={flavor: Hint(form=Form.RULE)})
        content = table()[flavor].render(pattern, scope).content
        assert content.startswith(f"{head}# Read a file again before editing it\n")


@pytest.mark.parametrize(("flavor", "path", "text", "expected"), HAND_WRITTEN)
def test_a_rule_is_read_as_its_agent_reads_it(
    flavor: str, path: str, text: str, expected: When | tuple[str, ...]
) -> None:
    """Bare globs that are no YAML, braces with commas, values of the wrong type, no front matter at all."""
    keys = keys_at(table()[flavor].contract, path)
    assert keys is not None
    wanted = Applies(expected) if isinstance(expected, When) else Applies(When.MATCHED, expected)
    assert read(keys, text) == wanted
