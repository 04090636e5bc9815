# Two doors: `make demo` and `make test`. `make help` lists every room. PORT, RASA_PORT and CALDAV_PORT may be set.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: demo test setup train chat validate conversations flow review simulate nlu components unit contract service browser whole lint types load bench publish requirements screenshots clean help
unexport PYTHONDONTWRITEBYTECODE
export RASA_TELEMETRY_ENABLED := false
# What endpoints.yml asks for; only `convene up` has the real values.
export CONVENE_ACTIONS_URL ?= http://127.0.0.1:8000/actions/webhook
export CONVENE_ACTIONS_TOKEN ?=
export CONVENE_TRACKER_URL ?= sqlite://

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# Files of tests beside each other, one process for each core.
SIDE_BY_SIDE := --numprocesses logical --maxprocesses 4 --dist loadfile

demo: ## Set up what is missing, train if needed, start everything: chat at http://127.0.0.1:8000/
	@python3 scripts/setup.py --to-run
	@$(PYTHON) -m convene up

setup: ## Make both environments, with the tools for tests and checks
	@python3 scripts/setup.py

train: setup ## Train the model, if config, domain, data or components changed
	@$(PYTHON) -m convene.training

chat: setup ## Talk to the running assistant in the terminal, and see what it makes of it (IN=de: on a German page)
	@$(PYTHON) -m convene.chat_terminal $(IN)

publish: ## Swap the model of the running assistant, if the conversation tests pass
	@$(MAKE) --no-print-directory validate conversations ONLY= FILL= || { echo "not published: the running assistant keeps its model" >&2; exit 1; }
	@$(PYTHON) -m convene.publishing

test: setup lint types components validate conversations ## Set up and run every check and every test
	@python3 scripts/chromium.py
	@python3 scripts/doubles.py
	@$(PYTEST) $(SIDE_BY_SIDE) tests/unit tests/service tests/contract
	@$(PYTEST) $(SIDE_BY_SIDE) tests/browser
	@$(PYTEST) tests/whole tests/load

validate: setup ## Check the conversation files for slips (seconds, no training)
	@$(PYTHON) -m convene.validating
	@PYTHONWARNINGS=ignore TF_CPP_MIN_LOG_LEVEL=3 .venv-rasa/bin/python -m components.check
	@$(PYTHON) -m tests.conversations.script

conversations: train ## Play the conversations of tests/conversations through the assistant (ONLY=…: those with these words; FILL=--fill: write down the answers)
	@$(PYTHON) -m tests.conversations.play $(if $(ONLY),"$(ONLY)") $(FILL)

flow: setup ## Show the rules as a picture in the browser
	@$(PYTHON) -m convene.flow

review: setup ## List conversations that went wrong; MESSAGE=… IS=<intent or test> makes one an example or a test
	@$(PYTHON) -m convene.review $(MESSAGE) $(IS)

simulate: train ## Let simulated visitors book, in both languages, and report how they fared
	@$(PYTHON) tests/conversations/simulate.py

nlu: train ## Report how well sentences are understood, into var/nlu/report.html (STOCK=--stock: beside Rasa's own pipeline)
	@PYTHONWARNINGS=ignore TF_CPP_MIN_LOG_LEVEL=3 .venv-rasa/bin/python -m bench.nlu --model "$$($(PYTHON) -m convene.training --path)" $(STOCK)

components: setup ## Test our parts of Rasa's pipeline, in Rasa's own environment
	@PYTHONWARNINGS=ignore TF_CPP_MIN_LOG_LEVEL=3 .venv-rasa/bin/python -m unittest discover --top-level-directory . --start-directory tests/components

unit: setup ## Test the pure rooms
	@$(PYTEST) tests/unit

contract: setup ## Test what any calendar must do, on every provider
	@python3 scripts/doubles.py
	@$(PYTEST) $(SIDE_BY_SIDE) tests/contract

service: setup ## Test the service with real stores
	@$(PYTEST) tests/service

browser: setup ## Test the pages in Chromium
	@python3 scripts/chromium.py
	@$(PYTEST) $(SIDE_BY_SIDE) tests/browser

whole: train ## Book a meeting through everything that `make demo` starts
	@$(PYTEST) tests/whole

lint: setup ## Check style and the direction of imports
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/lint-imports

types: setup ## Check types
	@.venv/bin/mypy

bench: train ## Measure turns, offers and finding times; the tables go to bench/results.md
	@$(PYTHON) -m bench.run

load: train ## Let fifty visitors book at once
	@$(PYTEST) tests/load

requirements: setup ## Pin requirements/*.txt anew from requirements/*.in
	@bash scripts/requirements.sh

screenshots: train ## Take the pictures of the documents from the running product
	@python3 scripts/chromium.py && $(PYTHON) scripts/screenshots.py

clean: ## Remove environments, models and everything a run leaves behind
	@rm -rf .venv .venv-rasa .rasa var build *.egg-info models/*.tar.gz .mypy_cache .ruff_cache .import_linter_cache

help: ## List these
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
