# Dramatis. `make` prints what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ROOMS := bot handlers storage scheduler personas playground
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test quick check format lint types contracts bench topics faults wheel audit pins clean

help:  ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY)  ## Open the playground: a Slack in a browser tab with a sample team
	@$(BIN)/python -m bot demo

test: $(READY)  ## Install what is needed and pass the tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadscope

quick: $(READY)  ## Pass the tests of rules, handlers and storage on SQLite alone, while you work
	$(BIN)/python -m pytest tests/personas tests/handlers tests/storage -m "not slow" -k "not postgresql" -n auto --maxprocesses 4

check: format lint types contracts test  ## What CI runs: format, lint, types, import contracts, tests

format: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

bench: $(READY)  ## Print the ratios: look-ups against a bare Bolt app and the HTTP floor
	$(BIN)/python -m bench

topics: $(READY)  ## Train the table of topics anew from the example questions in training/
	$(BIN)/python -m training

faults: $(READY)  ## Break it on purpose, on both engines, and print what was lost, doubled and how soon it recovered
	FAULTS=long SEEDS=all $(BIN)/python -m pytest tests/faults -n 0 -s
	SEEDS=all $(BIN)/python -m pytest tests/handlers tests/storage tests/scheduler -m slow -n auto --maxprocesses 4

wheel: $(READY)  ## Build the wheel, install it into an empty environment, and start it from another folder
	$(BIN)/python .ci/wheel.py

audit: $(READY)  ## Ask whether a pinned dependency has a known weakness
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements-dev.txt

pins: $(READY)  ## Pin the newest dependencies with their hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --upgrade pyproject.toml --extra playground --group dev --output-file requirements-dev.txt

$(READY): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dramatis needs Python 3.11 or newer; set PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

clean:  ## Remove what was made here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
