# Everything a newcomer needs: `make demo` opens the console on the sample book, `make test` checks the whole.
# Each target first makes .venv from the lock file; nothing but Python (3.11 to 3.13) and make is needed before.
# Another interpreter: `make test PYTHON=python3.12`.

PYTHON ?= python3
HOME_FOLDER ?= demo
JOBS ?= 3
UV = uv==0.13.9
COMPILE = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command 'make lock'

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: help demo demo-mail test lint bench soak lock locale clean

help:
	@echo 'make demo    open the console on the sample book'
	@echo 'make demo-mail  beside it: every message of the sample book in full, as it goes out'
	@echo 'make test    every test, on SQLite and PostgreSQL ($(JOBS) at a time)'
	@echo 'make lint    ruff, mypy, import contracts'
	@echo 'make bench   measure what docs/benchmarks.md promises; ONLY="find import" picks some'
	@echo 'make soak    the slow proofs: kills, races, many rounds'
	@echo 'make locale  collect texts, update and compile the catalogues'
	@echo 'make lock    pin the newest allowed versions again'
	@echo 'make clean   remove what these commands made (your demo book stays)'

$(READY): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'consoleapp needs Python 3.11 or newer; `$(PYTHON)` is missing or older.' >&2; \
	  echo 'Name another one, for example: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@# Uncompiled modules make the first start several seconds slower; pip may have been told not to compile.
	-@$(BIN)/python -m compileall -qq -j 0 consoleapp $(VENV)/lib
	@touch $@

demo: $(READY)
	@$(BIN)/consoleapp --home $(HOME_FOLDER) demo

demo-mail: $(READY)
	@$(BIN)/consoleapp --home $(HOME_FOLDER) demo --no-open >/dev/null
	@$(BIN)/consoleapp --home $(HOME_FOLDER) outbox deliver --watch --show

test: $(READY)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/catalogue.py --check

bench: $(READY)
	$(BIN)/python -m benchmarks $(ONLY)

soak: $(READY)
	$(BIN)/python -m pytest -m soak

locale: $(READY)
	$(BIN)/python tools/catalogue.py

lock:
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check '$(UV)'
	$(COMPILE) --upgrade --group dev --output-file requirements/dev.lock pyproject.toml
	$(COMPILE) --constraints requirements/dev.lock --output-file requirements/runtime.lock pyproject.toml

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache snapshot_report.html
	find consoleapp tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
