"""Small repositories in which agents can be told apart by what they make of a file's text."""

from __future__ import annotations

from collections.abc import Mapping

MAIN = ("AGENTS.md", "CLAUDE.md", "GEMINI.md", "QWEN.md")
"""Each agent's own file: what one of them does with a text, all are asked."""
RULES = (".claude/rules/a.md", ".grok/rules/a.md", ".qwen/rules/a.md")


def everywhere(text: str, names: tuple[str, ...] = MAIN, **more: str) -> dict[str, str]:
    """That very text in these files, and more files: `docs_a` is docs/a.md."""
    files = {f"{name.replace('_', '/')}.md": f"= {text}" for name, text in more.items()}
    return dict.fromkeys(names, f"= {text}") | files


COMMENTS = """\
# Title
<!-- right after a title -->
Words <!-- in the middle --> of a line.
<!-- right after a paragraph -->

<!-- alone -->

<!-- of two
lines --> with words behind

   <!-- three columns in -->

    <!-- four columns in -->

- an item
  <!-- in an item -->

<!-- after a list -->

> quoted
> <!-- in a quote -->

```
<!-- in a fence -->
```

~~~html
<!-- in another fence -->
~~~

<div>
<!-- in a division -->
</div>

`<!-- in code -->` and <b><!-- in bold --></b>

| a | b |
|---|---|
| 1 | <!-- in a table --> 2 |

<!-- one --> <!-- and another -->

<!-- one --> words between <!-- and another -->
more words

\\<!-- escaped -->

<!--> short <!---> shorter

The end.
"""
IMPORTS = """\
# About @docs/a.md

One @docs/b.md and @./docs/c.md on a line, (@docs/not.md) and x@docs/not.md.

- @docs/d.md
- **@docs/e.md** and *@docs/no.md*

> @docs/f.md

1. @docs/g.md, and more

| a |
|---|
| @docs/h.md |

[@docs/i.md](docs/no.md) and ![x](@docs/no.md)

`@docs/no.md` and ``@docs/no.md ` x``

    @docs/j.md

```
@docs/k.md
```

<div>
@docs/l.md
</div>

<!-- @docs/m.md -->

@docs/nowhere.md @docs @docs/ @nothing @pytest.fixture @some/package @.

\\@docs/n.md &amp; @docs/o.md

Setext @docs/p.md
===

@docs/q.txt @docs/r.py @docs/t

Last @docs/u.md
"""
LETTERS = {f"docs/{letter}.md": f"= Text {letter}.\n" for letter in "abcdefghijklmnopu"}
OTHERS = {
    "docs/no.md": "= No!\n",
    "docs/not.md": "= Not!\n",
    "docs/q.txt": "= Text q.\n",
    "docs/r.py": "= # Text r.\n",
    "docs/t": "= Text t.\n",
}
LONG = "".join(f"Line {number:05d} of many é\n" for number in range(1_100))
"""About 26 kB: two of it are more than Codex takes."""
PATHS = "paths:\n  - src/**/*.py\n"

TEXTS: Mapping[str, Mapping[str, str]] = {
    "white space around": everywhere("\n\n  # A title  \n\n  text  \n\n\n"),
    "no line feed at the end": everywhere("One line", one_AGENTS="Two"),
    "carriage returns": everywhere("# A\r\n\r\n<!-- note -->\r\n\r\n@docs/a.md\r\n\r\nEnd\r\n", docs_a="A\r\nB\r\n"),
    "carriage returns and front matter": everywhere("---\r\na: b\r\n---\r\n\r\nText\r\n"),
    "a byte order mark": everywhere("\ufeff# A title\n\n@docs/a.md\n", docs_a="\ufeffA\n"),
    "a byte order mark before front matter": everywhere("\ufeff---\na: b\n---\n\nText\n"),
    "not UTF-8": everywhere("Before \udcff\udcfe and \udce9t\udce9 after\n"),
    "other letters": everywhere("日本語 🎉 \u202eabc\u202c e\u0301 \u00a0 \u2028 \x0b\x0c end\n"),
    "comments": everywhere(COMMENTS),
    "comments in rules": everywhere(COMMENTS, RULES),
    "an open comment": everywhere("Before\n\n<!-- never closed\n\nAfter\n\n@docs/a.md\n", docs_a="A\n"),
    "a comment in an open fence": everywhere("Before\n\n```\n\n<!-- a comment -->\n\n@docs/a.md\n", docs_a="A\n"),
    "front matter": everywhere("---\na: b\n---\n\n# Title\n"),
    "front matter that is broken": everywhere("---\na: [b\nc: : d\n---\n\n# Title\n"),
    "front matter without an end": everywhere("---\na: b\n\n# Title\n"),
    "front matter further down": everywhere("\n---\na: b\n---\n\n# Title\n"),
    "front matter that is empty": everywhere("---\n---\n\n# Title\n"),
    "front matter with a line within": everywhere("---\na: |\n  ---\nb: c\n---\n# Title\n\n---\n\nEnd\n"),
    "front matter in rules": everywhere("---\na: b\n---\n\n# Title\n", RULES),
    "only a comment in rules": everywhere("<!-- note -->\n", RULES) | {"AGENTS.md": ""},
    "imports": {**everywhere(IMPORTS), **LETTERS, **OTHERS},
    "an import with front matter and a comment": everywhere(
        "@docs/a.md\n", docs_a="---\na: b\n---\n\n<!-- note -->\n\n  A <!-- inside --> text  \n\n"
    ),
    "an import of nothing": everywhere("One @docs/a.md two\n", docs_a=""),
    "an import of a comment": everywhere("One @docs/a.md two\n", docs_a="<!-- note -->\n"),
    "imports in a circle": everywhere(
        "@docs/a.md end\n", docs_a="A @b.md\n", docs_b="B @a.md @c.md\n", docs_c="C @../docs/b.md\n"
    ),
    "imports back to where they began": {name: f"= Top @docs/{name}\n" for name in MAIN}
    | {f"docs/{name}": f"= Below @../{name} end\n" for name in MAIN},
    "an import of itself": {name: f"= Top @{name} end\n" for name in MAIN},
    "a long chain of imports": everywhere(
        "@docs/1.md end\n", **{f"docs_{n}": f"{n} @{n + 1}.md end\n" for n in range(1, 9)}
    ),
    "one import twice": everywhere(
        "@docs/a.md and @docs/b.md and @docs/a.md\n", docs_a="A @c.md\n", docs_b="B @c.md\n", docs_c="C\n"
    ),
    "an import out of the repository": everywhere("@../outside.md @~/outside.md @/etc/hostname end\n"),
    "an import of a part": everywhere("@docs/a.md#part end\n", docs_a="A\n"),
    "an import with a space": everywhere("@docs/a\\ b.md end\n") | {"docs/a b.md": "= A b\n"},
    "an import of a link": everywhere("@docs/a.md end\n", docs_b="B\n") | {"docs/a.md": "-> b.md"},
    "an import of a link to nowhere": everywhere("@docs/a.md end\n") | {"docs/a.md": "-> nowhere.md"},
    "a link with an import": dict.fromkeys(MAIN, "-> docs/main.md")
    | {"docs/main.md": "= Main @a.md @docs/b.md\n", "docs/a.md": "= A\n", "a.md": "= Top A\n", "docs/b.md": "= B\n"},
    "links to each other": {"AGENTS.md": "-> CLAUDE.md", "CLAUDE.md": "-> AGENTS.md", "QWEN.md": "", "CONTEXT.md": ""},
    "a folder behind a link": {
        "docs/rules/a.md": "",
        ".claude/rules": "-> ../docs/rules",
        ".grok/rules": "-> ../docs/rules",
        ".qwen/rules": "-> ../docs/rules",
        "AGENTS.md": "",
    },
    "a linked rule": {
        "docs/a.md": "",
        ".claude/rules/a.md": "-> ../../docs/a.md",
        ".grok/rules/b.md": "-> ../../docs/a.md",
        ".qwen/rules/a.md": "-> ../../docs/a.md",
        "AGENTS.md": "",
    },
    "the same text twice": everywhere(
        "Same\n", (*MAIN, ".claude/CLAUDE.md", ".claude/AGENTS.md", ".grok/rules/a.md", "AGENT.md")
    ),
    "AGENTS.md twice": everywhere("Same\n", ("AGENTS.md", ".claude/AGENTS.md")),
    "over the limit": {"AGENTS.md": f"= {LONG}{LONG}"},
    "rules for some files": {
        ".claude/rules/a.md": f"---\n{PATHS}---\n\n",
        ".claude/rules/b.md": "---\npaths: '**'\n---\n\n",
        ".claude/rules/c.md": "---\npaths: []\n---\n\n",
        ".claude/rules/d.md": "---\npaths: src/**, docs/**\n---\n\n",
        ".qwen/rules/a.md": f"---\n{PATHS}---\n\n",
        ".qwen/rules/c.md": "---\npaths: []\n---\n\n",
        ".grok/rules/a.md": f"---\n{PATHS}---\n\n",
        "src/a.py": "pass\n",
    },
    "rules in their order": {
        f".{name}/rules/{file}.md": ""
        for name in ("claude", "grok", "qwen", "cursor")
        for file in ("b", "a", "C", "10", "9")
    },
    "skills with long texts": {
        f"{place}/skills/{name}/SKILL.md": f"= ---\nname: {name}\ndescription: {words}\n---\n\nDo.\n"
        for place in (".agents", ".claude", ".gemini", ".qwen")
        for name, words in (
            ("long", "Words " * 60 + "end."),
            ("longer", "Words " * 120 + "end."),
            ("odd", '"A & <b> é"'),
        )
    },
    "skills that are folded": {
        f"{place}/skills/fold/SKILL.md": "= ---\nname: fold\ndescription: >-\n  When one\n  and two\n---\n\nDo.\n"
        for place in (".agents", ".claude")
    },
    "skills without a word": {
        f"{place}/skills/{name}/SKILL.md": f"= {text}"
        for place in (".agents", ".claude")
        for name, text in (("none", "---\nname: none\n---\n\nDo this.\n"), ("front", "Do that.\n"))
    },
    "one skill in two folders": {
        ".agents/skills/one/SKILL.md": "= ---\nname: one\ndescription: First.\n---\n",
        ".claude/skills/one/SKILL.md": "= ---\nname: one\ndescription: Second.\n---\n",
        ".gemini/skills/one/SKILL.md": "= ---\nname: one\ndescription: Third.\n---\n",
        ".qwen/skills/one/SKILL.md": "= ---\nname: one\ndescription: Fourth.\n---\n",
    },
    "settings that are broken": everywhere("Text\n")
    | {".gemini/settings.json": "= {}", ".qwen/settings.json": "= {}", "RULES.md": ""},
    "settings with comments": {
        "RULES.md": "",
        **everywhere("Text\n"),
        ".gemini/settings.json": '= {\n\t// why\n\t"context": {"fileName": "RULES.md"} /* more */\n}\n',
        ".qwen/settings.json": '= {\n\t// why\n\t"context": {"fileName": ["RULES.md"]}\n}\n',
        "opencode.json": '= {\n\t// why\n\t"instructions": ["./RULES.md",],\n}\n',
    },
    "settings that name nothing": everywhere("Text\n")
    | {
        ".gemini/settings.json": '= {"context": {"fileName": ["NO.md"]}}',
        ".qwen/settings.json": '= {"context": {"fileName": ["NO.md"]}}',
        "opencode.json": '= {"instructions": ["no/*.md"]}',
    },
    "ignored in part": {
        ".gitignore": "= CLAUDE.md\n.grok/\ndocs/\n",
        "AGENTS.md": "= @docs/a.md\n",
        "CLAUDE.md": "= @docs/a.md\n",
        "docs/a.md": "",
        ".grok/rules/a.md": "",
        ".claude/rules/a.md": "",
    },
}

TEXTS_BELOW: Mapping[str, Mapping[str, str]] = {
    "over the limit": {"AGENTS.md": f"= {LONG}", "one/AGENTS.md": f"= {LONG}", "one/two/AGENTS.md": ""},
    "at the limit": {"AGENTS.md": f"= {'x' * 32_767}\n", "one/two/AGENTS.md": ""},
    "blank on the way": {"AGENTS.md": "", "one/AGENTS.md": "= \n", "one/two/AGENTS.md": "", "one/CLAUDE.md": "= \n"},
    "links on the way": {
        "AGENTS.md": "",
        "one/AGENTS.md": "-> ../AGENTS.md",
        "one/two/AGENTS.md": "",
        "CLAUDE.md": "",
        "one/two/CLAUDE.md": "-> ../../CLAUDE.md",
        "GEMINI.md": "",
        "one/GEMINI.md": "-> ../GEMINI.md",
    },
    "the same text": everywhere("Same\n") | {f"one/two/{name}": "= Same\n" for name in MAIN},
    "imports": dict.fromkeys(MAIN, "= @docs/a.md @one/two/docs/a.md\n")
    | {f"one/two/{name}": "= @docs/a.md @../b.md\n" for name in MAIN}
    | {"docs/a.md": "= Top\n", "one/two/docs/a.md": "= Below\n", "one/b.md": "= Between\n"},
    "settings where it starts": {
        "one/two/.gemini/settings.json": '= {"context": {"fileName": "RULES.md"}}',
        "one/two/.qwen/settings.json": '= {"context": {"fileName": "RULES.md"}}',
        "RULES.md": "",
        "one/RULES.md": "",
        "one/two/RULES.md": "",
        "GEMINI.md": "",
        "QWEN.md": "",
        "AGENTS.md": "",
    },
    "settings at the top": {
        ".gemini/settings.json": '= {"context": {"fileName": "RULES.md"}}',
        ".qwen/settings.json": '= {"context": {"fileName": "RULES.md"}}',
        "RULES.md": "",
        "one/two/RULES.md": "",
        "GEMINI.md": "",
        "QWEN.md": "",
        "one/two/AGENTS.md": "",
    },
    "skills": {
        f"{folder}{place}/skills/{name}/SKILL.md": ""
        for folder, name in (("", "top"), ("one/", "middle"), ("one/two/", "start"), ("one/two/three/", "below"))
        for place in (".agents", ".claude", ".grok", ".gemini", ".opencode", ".qwen")
    },
    "one skill at two heights": {
        f"{folder}{place}/skills/one/SKILL.md": f"= ---\nname: one\ndescription: {words}.\n---\n"
        for folder, words in (("", "At the top"), ("one/two/", "Below"))
        for place in (".agents", ".claude")
    },
    "ignored below": {
        "one/.gitignore": "= AGENTS.md\nCLAUDE.md\n",
        "AGENTS.md": "",
        "one/AGENTS.md": "",
        "one/CLAUDE.md": "",
        "one/two/AGENTS.md": "",
        "one/two/CLAUDE.md": "",
    },
    "rules at every height": {
        f"{folder}.{name}/rules/{file}.md": ""
        for folder in ("", "one/", "one/two/")
        for name in ("claude", "grok", "cursor", "qwen")
        for file in ("a", "deep/b")
    },
    "a local file on the way": {
        "CLAUDE.md": "",
        "CLAUDE.local.md": "",
        "one/CLAUDE.local.md": "",
        "one/.claude/CLAUDE.md": "",
        "one/two/.claude/CLAUDE.md": "",
        "one/two/.qwen/QWEN.local.md": "",
        ".qwen/QWEN.local.md": "",
    },
}
