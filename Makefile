# One word for each chore. Everything is installed into .venv, at the versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test check format bench docs chromium clean help

help: ## This list
	@grep -hE '^[a-z.]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/runtime ## From a press-release page to letters and stats, with no key and no account
	@$(BIN)/outreach demo $(ARGS)

test: .venv/development chromium ## All tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

check: .venv/development ## Lint, types, imports, docs and the sample store
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/commands.py --check
	$(BIN)/python docs/rules.py --check
	$(BIN)/python tests/sample_store.py --check contacts.db

format: .venv/development ## Put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/development ## Speed and memory beside their floor; takes minutes
	$(BIN)/python benchmarks/plan_and_send.py
	$(BIN)/python benchmarks/contacts_import.py
	$(BIN)/python benchmarks/audiences.py
	$(BIN)/python benchmarks/contact_search.py
	$(BIN)/python benchmarks/checking.py
	$(BIN)/python benchmarks/preview.py
	$(BIN)/python benchmarks/events.py

docs: .venv/development ## Write the lists of commands and of rules anew
	$(BIN)/python docs/commands.py
	$(BIN)/python docs/rules.py

contacts.db: .venv/runtime tests/sample_store.py src/outreach/store/schema.py $(wildcard src/outreach/samples/*) ## Build the sample store anew
	$(BIN)/python tests/sample_store.py $@

chromium: .venv/development
	@$(BIN)/python tests/chromium.py

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

.venv/development: .venv/bin/python pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	@touch $@ .venv/runtime

clean: ## Remove what was built
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
