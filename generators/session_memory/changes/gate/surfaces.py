"""Files that make a machine or an agent do something, or let it: data. No flavor's instructions belong there.

`*` stands for anything within a name, `**` for anything at all; a pattern holds at every depth, in any case.
"""

from __future__ import annotations

from session_memory import programs

PROGRAM = "a program"

SURFACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("MCP configuration: programs that an agent starts", ("*mcp*.json", "*mcp*.toml", "*mcp*.yaml", "*mcp*.yml")),
    ("hooks: commands that run by themselves", (".*/hooks/**", ".*/hooks.*", ".*/hook.*")),
    (
        "a git hook, or what git runs and fetches",
        (
            ".husky/**", ".githooks/**", ".git-hooks/**", ".lefthook/**", "lefthook.*", ".lefthook.*",
            ".pre-commit-config.*", ".pre-commit-hooks.*", ".gitmodules", ".gitattributes", ".gitconfig",
        ),
    ),
    (
        "a CI file: it runs with the secrets of the repository",
        (
            ".*/workflows/**", ".*/actions/**", "action.yml", "action.yaml", ".gitlab-ci*", ".gitlab/**",
            ".circleci/**", ".buildkite/**", ".tekton/**", ".woodpecker*", ".woodpecker/**", ".forgejo/**",
            ".gitea/**", ".ci/**", ".travis.*", ".drone.*", ".cirrus.*", "jenkinsfile*", "azure-pipelines*",
            "bitbucket-pipelines*", "appveyor.*", ".appveyor.*", "cloudbuild.*", "buildspec.*", "dependabot.*",
            "renovate.*", ".renovaterc*",
        ),
    ),
    (
        "a command or an agent with tools of its own",
        (
            ".*/commands/**", ".*/agents/**", ".*/personas/**", ".*/prompts/**", ".*/modes/**", ".*/plugins/**",
            ".*/extensions/**", ".*/tools/**", ".*-plugin/**",
        ),
    ),
    (
        "tasks of an editor",
        (
            ".vscode/**", ".idea/**", ".zed/**", ".fleet/**", ".vs/**", "*.code-workspace", ".exrc", ".vimrc",
            ".nvimrc", ".nvim.lua", ".dir-locals.el", "*.sublime-project",
        ),
    ),
    (
        "a container or a machine that is built from it",
        (
            ".devcontainer/**", ".devcontainer.json", "dockerfile*", "*.dockerfile", "containerfile*",
            "docker-compose*", "compose.yml", "compose.yaml", ".gitpod*", "devbox.json", "*.nix", "vagrantfile",
            "*.tf", "procfile",
        ),
    ),
    (
        "scripts of a package or a build",
        (
            "package.json", ".npmrc", ".yarnrc*", ".pnpmfile.*", "deno.json*", "bunfig.toml", "pyproject.toml",
            "setup.cfg", "tox.ini", "pytest.ini", "cargo.toml", ".cargo/**", "composer.json", "gemfile", "*.gemspec",
            "rakefile", "*.gradle*", "gradlew*", "pom.xml", ".mvn/**", "makefile*", "gnumakefile*", "*.mk",
            "cmakelists.txt", "*.cmake", "meson.build", "build", "build.bazel", "workspace", "module.bazel", "justfile",
            ".justfile", "taskfile.*", "mise.toml", ".mise.toml", ".mise/**", ".tool-versions", "earthfile", "dodo.py",
        ),
    ),
    (
        "permissions or settings of an agent or a tool",
        (
            ".*/settings*", ".*/config*", ".*/permissions*", ".*/environment.*", ".*/*.json", ".*/*.jsonc", ".*/*.toml",
            ".*/*.yaml", ".*/*.yml", ".*/*.rules", ".codex/rules/**", ".claude.json", ".aider.*", "opencode.json*",
            ".opencode.json*", "crush.json", ".crush.json", "gemini-extension.json", ".roomodes", ".*ignore",
            ".aiexclude", "codeowners", ".netrc",
        ),
    ),
    ("what a shell reads when it starts", (".envrc", ".env*", ".*rc", ".profile", ".*_profile", ".zshenv", ".login")),
    (PROGRAM, (*programs.NAMES, "**/skills/*/scripts/**")),
)  # fmt: skip
"""Why nothing is written there, and where that is; the first that fits is told."""
