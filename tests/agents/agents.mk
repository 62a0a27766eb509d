# The command lines of real agents, for tests/agents. Not part of `make test`: they take over a gigabyte.
# `known` holds the versions with which the tests were last seen to pass; AGENTS_AT=latest tries the newest.
AGENTS_AT ?= known
AGENTS_known := @openai/codex@0.169.0 @anthropic-ai/claude-code@2.1.330 @xai-official/grok@1.0.41
AGENTS_latest := @openai/codex@latest @anthropic-ai/claude-code@latest @xai-official/grok@latest
# An old Claude Code beside the new one: it does not read AGENTS.md, and a placement has to be right for both.
AGENTS_beside := claude-old@npm:@anthropic-ai/claude-code@2.1.197 prettier@3

.PHONY: agents agents-cli
agents: $(VENV)/.dev agents-cli ## Ask the real agents what they receive; needs npm and its registry
	$(BIN)/python -m pytest -n 2 -m agents tests/agents

# Without install scripts, which would write into the home folder; every program lies in its package anyway.
agents-cli:
	npm install --prefix .agents-cli --ignore-scripts --no-audit --no-fund --no-save --loglevel=error \
		$(AGENTS_$(AGENTS_AT)) $(AGENTS_beside)
