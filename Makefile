# Two commands matter: `make demo` and `make test`. Both set up .venv first and need nothing but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test setup format lint types check lock clean

demo: $(READY)
	$(BIN)/claimcheck demo

test: $(READY)
	$(BIN)/pytest

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "claimcheck needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

format: $(READY)
	$(BIN)/ruff format .

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

check: lint types test

# The lock resolves on every Python from 3.11; `uv` is needed only to renew it.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --extra dev --extra web --extra postgres --extra dask --extra warc \
	  --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.lock --upgrade

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache
