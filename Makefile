# The commands of the checkout. `make demo` and `make test` need nothing but Python 3.11+, bash and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: setup demo test test-long test-aisbench bench screenshots docs lint clean

setup: $(VENV)/.ready
$(VENV)/.ready: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . \
	    pytest pytest-asyncio pytest-xdist pytest-textual-snapshot hypothesis numpy hatchling build ruff
	@touch $@

demo: setup
	@$(BIN)/mindie-tui demo $(ARGS)

test: setup
	$(PYTEST) -n 2 --dist loadfile $(ARGS)

test-long: setup
	$(PYTEST) -m long $(ARGS)

test-aisbench: setup .venv-aisbench/.ready
	$(PYTEST) -m aisbench tests/aisbench $(ARGS)

# torch first, as the pins were tried
.venv-aisbench/.ready: tests/aisbench/constraints.txt
	@test -x .venv-aisbench/bin/python || $(PYTHON) -m venv .venv-aisbench
	@.venv-aisbench/bin/python -m pip install --quiet --disable-pip-version-check -c $< torch
	@.venv-aisbench/bin/python -m pip install --quiet --disable-pip-version-check -c $< \
	    ais_bench_benchmark==3.1.20260630
	@touch $@

bench: setup
	@$(BIN)/python -m benchmarks $(ONLY)

docs: setup
	$(BIN)/python -m tests.handbook

screenshots: setup
	$(BIN)/python -m tests.screenshots

lint: setup
	$(BIN)/ruff check .

clean:
	rm -rf $(VENV) dist build
