# The project's five commands. They work from a fresh clone on Debian or Ubuntu with Python 3.11 to 3.13.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.PHONY: help install run test check bench dev-tools clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/installed ## make .venv and install the locked dependencies

$(VENV)/installed: requirements.txt pyproject.toml scripts/install
	scripts/install
	@touch $@

dev-tools: $(VENV)/installed-dev

$(VENV)/installed-dev: requirements-dev.txt pyproject.toml scripts/install
	scripts/install --dev
	@touch $@ $(VENV)/installed

run: install ## load the example town, produce its report, serve the site (PORT=8000)
	$(BIN)/gongkai demo
	$(BIN)/gongkai bake
	$(BIN)/gongkai report xingjing 2018 --out out || [ $$? -eq 1 ]
	$(BIN)/gongkai serve --host $(HOST) --port $(PORT)

test: dev-tools ## install what the tests need (browser included where it can) and run all
	scripts/install-browser || true
	$(BIN)/pytest -q -n $(JOBS) --dist loadgroup $(ARGS)

check: dev-tools ## format, lint, types, import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: dev-tools ## measure what docs/benchmarks.md reports
	$(BIN)/python scripts/bench.py $(ARGS)

clean: ## remove the environment and what was generated, never the data in var/
	rm -rf $(VENV) out .pytest_cache .mypy_cache .ruff_cache
