# Two commands matter: `make demo` and `make test`. Both set up .venv first and need nothing but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Processes that share the tests between them.
JOBS ?= 2

.PHONY: demo test eval fuzz setup format lint types check lock clean

demo: $(READY)
	$(BIN)/claimcheck demo

test: $(READY)
	$(BIN)/pytest -n $(JOBS) --dist worksteal

# The built-in engine on the gold set's test split and the LLM engine from its recording, held against what they could do before; two
# minutes on two cores, no key and no network.
eval: $(READY)
	$(BIN)/claimcheck eval validate eval/datasets/newsroom
	$(BIN)/claimcheck eval run eval/suites/test.toml -o build/eval/offline --anew
	$(BIN)/claimcheck eval gate build/eval/offline --junit build/eval/offline.xml
	$(BIN)/claimcheck eval run eval/suites/llm_replayed.toml -o build/eval/llm --anew
	$(BIN)/claimcheck eval gate build/eval/llm --junit build/eval/llm.xml

# Ten minutes of random inputs for everything that reads strangers' words; the suite holds a moment of it.
fuzz: $(READY)
	$(BIN)/python eval/benchmarks/fuzz.py --minutes 10

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
