# The commands of the checkout. `make demo` and `make test` need nothing but Python 3.11+, bash and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: setup demo test test-long test-aisbench bench screenshots lint clean

setup: $(VENV)/.ready
$(VENV)/.ready: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . \
	    pytest pytest-asyncio pytest-xdist pytest-textual-snapshot hypothesis hatchling build ruff
	@touch $@

demo: setup
	@$(BIN)/mindie-tui demo $(ARGS)

test: setup
	$(PYTEST) -n 2 --dist loadfile $(ARGS)

test-long: setup
	$(PYTEST) -m long $(ARGS)

bench: setup
	@$(BIN)/python -m benchmarks $(ONLY)

screenshots: setup
	$(BIN)/python -m tests.screenshots

lint: setup
	$(BIN)/ruff check .

clean:
	rm -rf $(VENV) dist build
