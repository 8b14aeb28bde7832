# Commands: demo, test, check, format, bench, bench-quality, screenshots, clean. Each makes what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Wheels only: a machine without a compiler must do.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary=:all:
SOURCES := recsys explain api tests benchmarks notebooks

.PHONY: install demo test check format bench bench-quality screenshots clean

install: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gonggam needs CPython 3.11 or newer; set PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing gonggam into $(VENV) (wheels only)"
	@$(PIP) --upgrade pip setuptools wheel
	@$(PIP) --no-build-isolation --editable .
	@$(BIN)/python -c 'import lightfm' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check 'lightfm-next>=1.19' 2>/dev/null || echo "note: LightFM is not available here; everything else works (gonggam doctor tells more)"
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@$(PIP) --no-build-isolation --editable '.[test,check]'
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/gonggam demo

test: $(VENV)/.tested
	@$(BIN)/pytest

check: $(VENV)/.tested
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tests/file_length.py

format: $(VENV)/.tested
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/ruff check --fix $(SOURCES)

bench: $(VENV)/.tested
	@$(BIN)/python -m benchmarks.engine
	@$(BIN)/python -m benchmarks.http
	@$(BIN)/python -m benchmarks.durability
	@$(BIN)/python -m benchmarks.reload

# The competitors hold other versions of our own dependencies, hence a venv of their own. Torch comes first: a plain
# wheel where one lies ready; TORCH names another, such as one of the CPU index.
DATA ?= $(GONGGAM_DATA)
TORCH ?= torch==2.13.0
PEERS := .venv-peers
PEERS_PIP := $(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check

$(PEERS)/.installed: pyproject.toml
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@echo "installing the competitors into $(PEERS)"
	@$(PEERS_PIP) --upgrade pip setuptools wheel
	@$(PEERS_PIP) --only-binary=:all: '$(TORCH)' || echo "note: $(TORCH) is not available here; SASRec will be missing"
	@$(PEERS_PIP) --no-build-isolation --editable '.[peers]' || $(PEERS_PIP) --no-build-isolation --editable .
	@$(PEERS_PIP) 'lightfm-next>=1.19' || echo "note: LightFM is not available here and will be missing"
	@touch $@

bench-quality: $(if $(DATA),$(PEERS)/.installed)
	@test -n "$(DATA)" || { echo "bench-quality needs the public files: make bench-quality DATA=FOLDER, the folder of goodbooks/, kmrd/, movielens-100k/..."; exit 2; }
	@NUMBA_CACHE_DIR=$(PEERS)/numba $(PEERS)/bin/python -m benchmarks.quality --data $(DATA)

screenshots: $(VENV)/.tested
	@$(BIN)/python -m benchmarks.screenshots

clean:
	rm -rf $(VENV) $(PEERS) .demo build *.egg-info
