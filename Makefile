# dispatch_tui: what a newcomer types. Python 3.11 or newer with venv, and make, are enough.
#
#   make demo            a complete sample branch with a living day (ARGS="--season off-peak --speed 30 --lang en")
#   make test            every check and every test; what CI runs
#   make check           the checks without the tests: style, types, floors
#   make bench           the figures against their budgets (ONLY="board import" picks some)
#   make messages        extract and compile the translations (FLOOR=tui for one floor)
#   make keys            write docs/keys.md from the register of actions
#   make pictures        draw the pictures in docs/pictures from the running program
#   make clean           remove the environment and everything generated
#
# PYTHON=python3.12 chooses the interpreter; by default the first of python3, python3.13 ... 3.11 that is new enough.

ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && { echo $$p; break; }; done)
endif

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
FLOOR ?=
ONLY ?=
ARGS ?=
WORKERS ?= 2

.PHONY: demo test check bench messages keys pictures clean

demo: $(VENV)/.program
	@$(BIN)/dispatch-tui demo $(ARGS)

test: check
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -q $(ARGS)

check: $(VENV)/.workshop
	$(BIN)/ruff check src tests benchmarks build_support
	$(BIN)/ruff format --check src tests benchmarks build_support
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.workshop
	$(BIN)/python -m benchmarks $(ONLY)

messages: $(VENV)/.workshop
	$(BIN)/python -m build_support.messages $(FLOOR)

keys: $(VENV)/.workshop
	$(BIN)/python -m build_support.keys

pictures: $(VENV)/.workshop
	$(BIN)/python -m build_support.pictures $(ARGS)

# The program and what it needs to run.
$(VENV)/.program: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "dispatch_tui needs Python 3.11 or newer; install it, or give PYTHON=/path/to/python." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11; give PYTHON=/path/to/a/newer/python." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) can't make an environment; on Debian and Ubuntu install python3-venv." >&2; exit 1; }
	@echo "Installing dispatch_tui into $(VENV) ..."
	@$(INSTALL) "hatchling>=1.27" editables
	@$(INSTALL) --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

# The same with the tools of the workshop: tests, checks, translations, pictures.
$(VENV)/.workshop: $(VENV)/.program
	@echo "Installing the tools for tests and checks into $(VENV) ..."
	@$(INSTALL) --no-build-isolation --editable ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks build_support -name __pycache__ -type d -prune -exec rm -rf {} +
