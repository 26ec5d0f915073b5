# A fresh machine needs Python 3.11 or newer (with venv and pip) and make; everything else is installed into .venv.

PORT ?= 8000
WORKERS ?= 2
URL ?= http://127.0.0.1:$(PORT)
BODIES ?= 20000
MINUTES ?= 30
UV ?= uv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help venv serve test conformance bench bench-fetch fuzz mutation reports lint format book requirements clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

venv: $(INSTALLED) ## set up .venv with the pinned and hashed dependencies and an editable install

$(INSTALLED): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found: install one, or name it with 'make venv PYTHON=...'." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

serve: venv ## start the service on 127.0.0.1 (PORT=8000, WORKERS=2)
	$(BIN)/dvt-cds serve --host 127.0.0.1 --port $(PORT) --workers $(WORKERS)

test: venv ## run every test
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

conformance: venv ## check a running service against CDS Hooks 2.0 (URL=http://127.0.0.1:8000)
	@$(BIN)/dvt-cds conformance $(URL) || { status=$$?; test $$status -ne 2 || \
		echo "For a service elsewhere: make conformance PORT=9000, or URL=https://cds.example" >&2; exit $$status; }

mutation: venv ## break every row of the decision tables in turn and see that it is noticed (half a minute)
	$(BIN)/python -m service.proof.mutation

bench: venv ## measure the service on this machine against a bare JSON parse and the naive way (OPTIONS="--observations 200")
	$(BIN)/dvt-cds bench $(OPTIONS)

bench-fetch: venv ## measure how soon calls are answered when the FHIR server fails (OPTIONS="--behaviour 503")
	$(BIN)/dvt-cds bench fetch $(OPTIONS)

fuzz: venv ## play changed records at random (BODIES=20000, MINUTES=30, SEED=number)
	$(BIN)/python -m tests.fuzz --bodies $(BODIES) --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

reports: venv ## score the reading of ultrasound reports and write fixtures/reports/scores.md
	$(BIN)/python -m tests.narrative.score

lint: venv ## check style, types and the container file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/hadolint deploy/Containerfile

format: venv ## put every Python file in the house format
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

book: venv ## write cards/decision_book.md, and var/decision_book.html, from the clinical content
	@mkdir -p var
	$(BIN)/dvt-cds book --html var/decision_book.html

# Pins every dependency with the hashes of all its files, so that one set of files serves every platform and Python.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

requirements: ## compile requirements*.txt from pyproject.toml (needs uv: UV=path; UPGRADE=1 takes newer versions)
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra postgres --constraint requirements.txt --output-file requirements-postgres.txt
	$(COMPILE) pyproject.toml --extra postgres --extra proof --extra test --extra lint --group build \
		--constraint requirements-postgres.txt --output-file requirements-dev.txt
	$(COMPILE) --group build --constraint requirements-dev.txt --output-file requirements-build.txt

clean: ## remove .venv and caches (the store in var/ stays)
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
