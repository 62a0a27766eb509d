# The command lines of real agents, for tests/agents. Not part of `make test`: they are over a gigabyte.
# The exact versions are those that the tests were last seen to pass with; `AGENTS_AT=latest` tries the newest.
AGENTS_AT ?= known
AGENTS_HOME := .agents-cli
AGENTS_known := @openai/codex@0.169.0 @anthropic-ai/claude-code@2.1.330 @xai-official/grok@1.0.41
AGENTS_latest := @openai/codex@latest @anthropic-ai/claude-code@latest @xai-official/grok@latest
# An old Claude Code beside the new one: it does not read AGENTS.md, and a placement has to be right for both.
AGENTS_ALWAYS := claude-old@npm:@anthropic-ai/claude-code@2.1.197 prettier@3

.PHONY: agents agents-cli
agents: agents-cli
	$(or $(VENV_PYTHON),python) -m pytest -m agents tests/agents

# Install scripts stay off: they would write into the home folder, and every binary lies in its package anyway.
agents-cli:
	npm install --prefix $(AGENTS_HOME) --ignore-scripts --no-audit --no-fund --no-save --loglevel=error \
		$(AGENTS_$(AGENTS_AT)) $(AGENTS_ALWAYS)
