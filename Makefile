# Everything runs from here. Targets that need Python set up their own virtual environment first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TOOL := $(BIN)/session-memory
REPO ?=
PATTERN ?=
FLAVOR ?=
REF ?=
BY ?=
TO ?=
DAYS ?=
CODE ?=
REASON ?=
OURS ?=
IN_PLACE ?=
AT ?=
PROPOSAL ?=
ROLLOUT ?=
DOMAIN ?=
REPOS ?=
STEPS ?=
STEP ?=
REPORT ?=
WORKERS ?=
FORMAT ?=
OUT ?=

export NO_MKDOCS_2_WARNING := 1
# On a fresh machine pip has advice that is nobody's business here; its errors are still shown.
export PIP_ROOT_USER_ACTION := ignore
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# make turns every failure into 2, so say what the program's own exit code meant.
define run
@$(1); code=$$?; case $$code in \
	0) ;; \
	1) echo "exit 1: an error, or something that does not arrive; it is named above" >&2 ;; \
	2) echo "exit 2: wrong usage" >&2 ;; \
	3) echo "exit 3: attention: something is pending, or has drifted" >&2 ;; \
	4) echo "exit 4: a hand edit in the way, or a malformed host file" >&2 ;; \
	5) echo "exit 5: denied, or not approved" >&2 ;; \
	6) echo "exit 6: busy: another run is at work" >&2 ;; \
	*) echo "exit $$code" >&2 ;; \
	esac; exit $$code
endef

patterns = $(foreach p,$(PATTERN),--pattern $(p))
only = $(patterns) $(foreach f,$(FLAVOR),--flavor $(f)) $(if $(REF),--ref $(REF)) $(if $(OURS),--ours)
# A person's words may hold anything: the shell gets them from the environment, not from this file.
# What looks like make's own syntax in them is a person's, too.
override BY := $(value BY)
override TO := $(value TO)
override REASON := $(value REASON)
override AT := $(value AT)
override OUT := $(value OUT)
export BY TO REASON AT OUT
by = $(if $(BY),--by "$$BY")
reason = $(if $(REASON),--reason "$$REASON")
place = $(if $(IN_PLACE),--in-place)
workers = $(if $(WORKERS),--workers $(WORKERS))
rolling = $(TOOL) rollout

.DEFAULT_GOAL := help
.PHONY: help
help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

# --- set-up ---------------------------------------------------------------------------------------------

$(VENV)/.run: pyproject.toml
	@echo "setting up $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

# --- the main job ---------------------------------------------------------------------------------------

.PHONY: rollout promote pause resume abort audit
.PHONY: distribute status fleet delivered receipts approve reject apply pr rollback remove release diff upstream exempt rebuild explain log adopt import export summary site serve
distribute: $(VENV)/.run ## Write the proposal for REPO=name-or-path, or for all with ALL=1
	$(call run,$(TOOL) distribute $(if $(ALL),--all) $(only) $(if $(REPO),"$(REPO)"))

status: $(VENV)/.run ## How every pattern stands in REPO=, or everywhere
	$(call run,$(TOOL) status $(if $(REF),--ref $(REF)) $(if $(REPO),"$(REPO)"))

fleet: $(VENV)/.run ## How all repos stand, on one screen: states, domains, agents, rollouts
	$(call run,$(TOOL) fleet)

delivered: $(VENV)/.run ## What each agent of REPO=, or FLAVOR=, is told, AT= a folder or file, at REF= or with PROPOSAL=1
	$(call run,$(TOOL) delivered $(foreach f,$(FLAVOR),--flavor $(f)) $(if $(AT),--at "$$AT") $(if $(REF),--ref $(REF)) $(if $(PROPOSAL),--proposal) "$(REPO)")

receipts: $(VENV)/.run ## Ask the agents on this machine what they load in REPO=, AT= a folder, and compare; FLAVOR= only one
	$(call run,$(TOOL) receipts $(foreach f,$(FLAVOR),--flavor $(f)) $(if $(AT),--at "$$AT") "$(REPO)")

approve: $(VENV)/.run ## Say yes to the proposal for REPO=, or to PATTERN= of it, or to a step of ROLLOUT=; BY= says who
	$(call run,$(if $(ROLLOUT),$(rolling) approve $(by) $(reason) "$(ROLLOUT)",$(TOOL) approve $(patterns) $(by) $(reason) "$(REPO)"))

reject: $(VENV)/.run ## Say no to the proposal for REPO= because of REASON=
	$(call run,$(TOOL) reject $(by) $(reason) "$(REPO)")

apply: $(VENV)/.run ## Write what is approved for REPO= to a branch, or to its files with IN_PLACE=1; or a step of ROLLOUT=
	$(call run,$(if $(ROLLOUT),$(rolling) apply $(workers) $(by) "$(ROLLOUT)",$(TOOL) apply $(place) $(by) "$(REPO)"))

pr: $(VENV)/.run ## Push that branch of REPO=, or all that wait with ALL=1, and open the request
	$(call run,$(TOOL) pr $(if $(ALL),--all) $(if $(REPO),"$(REPO)") $(by))

rollback: $(VENV)/.run ## Take the last change to REPO= back, or all since TO=proposal; or all of ROLLOUT=, or its STEP=
	$(call run,$(if $(ROLLOUT),$(rolling) rollback $(if $(STEP),--step $(STEP)) $(workers) $(by) $(reason) "$(ROLLOUT)",$(TOOL) rollback $(if $(TO),--to "$$TO") $(by) $(reason) "$(REPO)"))

remove: $(VENV)/.run ## Take PATTERN= out of REPO=, and keep it out
	$(call run,$(TOOL) remove $(place) $(by) $(reason) "$(REPO)" "$(PATTERN)")

release: $(VENV)/.run ## What is on hold in REPO=, or PATTERN= of it, or what ROLLOUT= took back, may be proposed again
	$(call run,$(if $(ROLLOUT),$(rolling) release $(by) "$(ROLLOUT)",$(TOOL) release $(by) "$(REPO)" $(PATTERN)))

rollout: $(VENV)/.run ## Begin a rollout of PATTERN= to every repo it is for, or DOMAIN= or REPOS= only, in STEPS="10 30"
	$(call run,$(rolling) new $(patterns) $(foreach d,$(DOMAIN),--domain $(d)) $(foreach r,$(REPOS),--repo $(r)) $(if $(STEPS),--steps "$(STEPS)") $(place) $(workers) $(by))

promote: $(VENV)/.run ## Say that the step of ROLLOUT= is good: the next one is proposed; REPORT= is the one that was read
	$(call run,$(rolling) promote $(if $(REPORT),--report "$(REPORT)") $(workers) $(by) $(reason) "$(ROLLOUT)")

pause: $(VENV)/.run ## Let ROLLOUT= wait because of REASON=
	$(call run,$(rolling) pause $(by) $(reason) "$(ROLLOUT)")

resume: $(VENV)/.run ## Let the paused ROLLOUT= go on
	$(call run,$(rolling) resume $(by) $(reason) "$(ROLLOUT)")

abort: $(VENV)/.run ## End ROLLOUT= for good because of REASON=; what it wrote stands until make rollback
	$(call run,$(rolling) abort $(by) $(reason) "$(ROLLOUT)")

audit: $(VENV)/.run ## Check that what is written down of ROLLOUT= is complete, and agrees with the registry
	$(call run,$(rolling) audit "$(ROLLOUT)")

diff: $(VENV)/.run ## What was edited by hand in REPO=, three ways, and what waits
	$(call run,$(TOOL) diff $(patterns) "$(REPO)")

upstream: $(VENV)/.run ## Turn the hand edit of PATTERN= in REPO= into a change of the pattern, on a branch
	$(call run,$(TOOL) upstream "$(REPO)" "$(PATTERN)")

exempt: $(VENV)/.run ## Keep what stands in REPO= of PATTERN=, because of REASON=, for DAYS=
	$(call run,$(TOOL) exempt $(reason) $(if $(DAYS),--days $(DAYS)) "$(REPO)" "$(PATTERN)")

rebuild: $(VENV)/.run ## Write the registry of REPO=, or of all, anew from host files and audit trail
	$(call run,$(TOOL) registry rebuild $(if $(REPO),"$(REPO)"))

explain: $(VENV)/.run ## What the finding CODE= means, such as CODE=SM101
	$(call run,$(TOOL) explain "$(CODE)")

log: $(VENV)/.run ## What happened to REPO=, or everywhere
	$(call run,$(TOOL) log $(patterns) $(if $(REPO),"$(REPO)"))

adopt: $(VENV)/.run ## Register the git checkout at REPO=path as a target
	$(call run,$(TOOL) adopt "$(REPO)")

import: $(VENV)/.run ## Turn the rule files in FROM="paths" into draft patterns
	$(call run,$(TOOL) import $(FROM))

export: $(VENV)/.run ## The registry of REPO=, or of all, as FORMAT=json, csv or codeowners, to OUT=file
	$(call run,$(TOOL) export $(if $(FORMAT),--format $(FORMAT)) $(if $(OUT),--out "$$OUT") $(if $(REPO),"$(REPO)"))

summary: $(VENV)/.run ## What is wrong, has drifted or waits, in REPO= or everywhere, as one page of Markdown
	$(call run,$(TOOL) summary $(if $(REPO),"$(REPO)"))

site: $(VENV)/.run ## Build the catalog site into site/
	$(call run,$(BIN)/mkdocs build --strict && $(TOOL) check >&2)

serve: $(VENV)/.run ## Serve the site with live reload
	$(BIN)/mkdocs serve

# --- quality --------------------------------------------------------------------------------------------

.PHONY: schema golden check test unit laws bench bench-site bench-fleet bench-packing bench-rollback clean
schema: $(VENV)/.run ## Write the JSON Schemas for editors
	$(call run,$(TOOL) schema)

golden: $(VENV)/.dev ## Write the golden files anew; review the difference
	$(BIN)/python tests/golden/regenerate.py

check: $(VENV)/.dev ## Lint, types, the catalog's own check, generated files fresh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(TOOL) schema --check
	$(TOOL) check

unit: $(VENV)/.dev ## The fast tests only: those without real repositories
	$(BIN)/python -m pytest -q -n 2 -m "not browser and not corpus and not agents" \
		--ignore tests/stories --ignore tests/cli --ignore tests/changes/write

test: $(VENV)/.dev browser check ## Everything: checks, unit tests, stories, corpus, browser
	$(BIN)/python -m pytest -n 2 -m "not agents"

# The stories in the browser use the system's Chromium, or the one that Playwright can fetch.
.PHONY: browser
browser: $(VENV)/.dev
	@sh tests/install_browser.sh $(BIN)/python

laws: $(VENV)/.dev ## The laws of the region over 100,000 generated cases (minutes)
	$(BIN)/python -m pytest -q --hypothesis-profile=full tests/changes/test_region_generated.py

bench: $(VENV)/.dev ## Measure the figures that the design asks for
	$(BIN)/python -m benchmarks

bench-site: $(VENV)/.dev ## Measure the site beside others, for ARGS="--sizes 100,1000,5000" (long)
	$(BIN)/python -m benchmarks.website $(ARGS)

bench-fleet: $(VENV)/.dev ## Measure many repos beside other tools (npm gets them), for ARGS="--sizes 50x100" (long)
	@mkdir -p .cache
	@npm install --prefix .cache/peers --silent --no-audit --no-fund --ignore-scripts \
		$$($(BIN)/python -m benchmarks.peers) >&2 \
		|| echo "npm is not there, or did not get the other tools: only our own figures follow" >&2
	@$(BIN)/python -m benchmarks.fleet $(ARGS)

bench-packing: $(VENV)/.dev ## What arrives of 100 long patterns within each agent's limit
	$(BIN)/python -m benchmarks.packing

bench-rollback: $(VENV)/.dev ## Roll out to 1,000 repositories and take it back, every byte
	$(BIN)/python -m benchmarks.rollback

clean: ## Remove what can be made again
	rm -rf $(VENV) .cache site build .pytest_cache .mypy_cache .ruff_cache .hypothesis

-include tests/agents/agents.mk
