# The command lines of real agents, for tests/agents. Not part of `make test`: they take over two gigabytes.
# `known` holds the versions with which the tests were last seen to pass; AGENTS_AT=latest tries the newest.
AGENTS_AT ?= known
AGENTS_known := @openai/codex@0.169.0 @anthropic-ai/claude-code@2.1.330 @xai-official/grok@1.0.41 \
	@google/gemini-cli@0.61.0 opencode-ai@1.18.33 @qwen-code/qwen-code@0.24.4
AGENTS_latest := @openai/codex@latest @anthropic-ai/claude-code@latest @xai-official/grok@latest \
	@google/gemini-cli@latest opencode-ai@latest @qwen-code/qwen-code@latest
# An old Claude Code beside the new one: it does not read AGENTS.md, and a placement has to be right for both.
AGENTS_old := @anthropic-ai/claude-code@2.1.197
AGENTS_CLI := $(CURDIR)/.agents-cli
NPM_QUIET := --no-audit --no-fund --loglevel=error

.PHONY: agents agents-cli
agents: $(VENV)/.dev agents-cli ## Ask the real agents what they receive; needs npm and its registry
	$(BIN)/python -m pytest -n 2 -m agents tests/agents
	PYTHONPATH=tests $(BIN)/python -m agents.confirm

# Without install scripts, but for three packages whose own only put their program in its place, in a home that is not
# this user's.
agents-cli:
	npm install --prefix $(AGENTS_CLI) --ignore-scripts --no-save $(NPM_QUIET) $(AGENTS_$(AGENTS_AT)) prettier@3
	npm install --prefix $(AGENTS_CLI)/old --ignore-scripts --no-save $(NPM_QUIET) $(AGENTS_old)
	HOME=$(AGENTS_CLI)/home npm rebuild --prefix $(AGENTS_CLI) --ignore-scripts=false $(NPM_QUIET) \
		@anthropic-ai/claude-code @xai-official/grok opencode-ai
	HOME=$(AGENTS_CLI)/home npm rebuild --prefix $(AGENTS_CLI)/old --ignore-scripts=false $(NPM_QUIET) \
		@anthropic-ai/claude-code
