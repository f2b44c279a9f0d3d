# Needs make and Python 3.11 or later. `make` alone lists the targets.
.DEFAULT_GOAL := help
.PHONY: help reproduce test lab notebooks mutation browser browser-if-possible install-check programs torture bench oldest lock clean

SHELL := /bin/sh
# Without byte code, imports take three to four times as long.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?=
UPGRADE ?=
PY := .venv/bin/python
# What the locks hold back: 26 has no wheels for Macs with an Intel processor.
HOLD := 'argon2-cffi-bindings<26'
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120 --nbval-kernel-startup-timeout=120 -n 2 --dist loadfile notebooks/

define find_python
py=; for p in $(if $(PYTHON),"$(PYTHON)",python3 python3.13 python3.12 python3.11 python3.14 python); do \
  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then py=$$p; break; fi; \
done; \
if [ -z "$$py" ]; then \
  echo "cnai needs Python 3.11 or later; $(if $(PYTHON),$(PYTHON),python3) here is: $$("$(if $(PYTHON),$(PYTHON),python3)" --version 2>&1 || true). Name another with: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
  exit 1; \
fi
endef

CHROMIUM = $(shell command -v "$${CNAI_CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome)
NO_CHROMIUM = there is no Chromium here; on Debian apt install chromium gets it, elsewhere set CNAI_CHROMIUM to its path

# $(1) the environment, $(2) its lock. Hashes refuse `-e .`, so the project itself follows on its own.
define make_venv
@start=$$(date +%s); \
if "$(1)/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
  echo "$(1): bringing it up to $(2)"; \
else \
  $(find_python); \
  echo "$(1): making it with $$("$$py" --version)"; \
  "$$py" -m venv --clear "$(1)" || { \
    echo "$$py can't make a virtual environment; on Debian and Ubuntu its venv package is missing (apt install python3-venv)" >&2; exit 1; }; \
fi; \
echo "$(1): installing $$(grep -c '==' $(2)) pinned packages from $(2), a minute or two"; \
"$(1)/bin/python" -m pip install -qq --require-hashes -r $(2) || exit 1; \
"$(1)/bin/python" -m pip install -qq --no-deps --no-build-isolation -e . || exit 1; \
"$(1)/bin/python" -m pip check || exit 1; \
touch "$(1)/stamp"; \
echo "$(1): ready after $$(( $$(date +%s) - start )) s"
endef

# $(1) a heading, $(2) the command
define step
@printf '\n== %s\n' "$(1)"
@$(2) || { printf '\nmake test: FAILED at: %s\n' "$(1)" >&2; exit 1; }
endef

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

.venv/stamp: locks/test.lock pyproject.toml
	$(call make_venv,.venv,locks/test.lock)

.venv-lab/stamp: locks/lab.lock pyproject.toml
	$(call make_venv,.venv-lab,locks/lab.lock)

.venv-browser/stamp: locks/browser.lock pyproject.toml
	$(call make_venv,.venv-browser,locks/browser.lock)

.venv-torture/stamp: locks/torture.lock pyproject.toml
	$(call make_venv,.venv-torture,locks/torture.lock)

.venv-bench/stamp: locks/bench.lock pyproject.toml
	$(call make_venv,.venv-bench,locks/bench.lock)

reproduce: .venv/stamp ## build, check, run the notebooks, draw the charts, write the report
	@.venv/bin/cnai reproduce

test: .venv/stamp ## everything that must hold: style, types, data, tests, notebooks (CNAI_TEXTS=dir: texts too)
	$(call step,ruff format,$(PY) -m ruff format --check .)
	$(call step,ruff check,$(PY) -m ruff check .)
	$(call step,mypy,$(PY) -m mypy cnai)
	$(call step,cnai check,if [ -n "$$CNAI_TEXTS" ]; then .venv/bin/cnai check --texts "$$CNAI_TEXTS"; else .venv/bin/cnai check; fi)
	@if [ -n "$$CNAI_TEXTS" ]; then echo "The claims were checked against the texts in $$CNAI_TEXTS."; \
	else echo "The claims were NOT checked against the texts: CNAI_TEXTS is not set."; fi
	$(call step,tests,$(PY) -m pytest -q -n 2 tests)
	$(call step,notebooks,$(PY) -m pytest -q $(NBVAL))
	$(call step,frictionless,$(PY) -m frictionless validate datapackage.json)
	@printf '\nmake test: all passed\n'

lab: .venv-lab/stamp ## open the notebooks in JupyterLab, in an environment of its own
	@.venv-lab/bin/cnai lab

notebooks: .venv/stamp ## run the notebooks and store what they show now
	@$(PY) -m cnai._notebooks --write

mutation: .venv/stamp ## change every cell, see that a check notices (EVERY=5: each fifth; CNAI_TEXTS=dir: with the texts)
	@$(PY) tests/mutation.py $(if $(EVERY),--every $(EVERY)) $(if $(CNAI_TEXTS),--texts "$(CNAI_TEXTS)")
	@echo "make mutation: ran, $(if $(CNAI_TEXTS),with the texts in $(CNAI_TEXTS),without the texts)"

browser: ## JupyterLab and the report in a real Chromium (CNAI_CHROMIUM=path, if it isn't found)
	@if [ -z "$(CHROMIUM)" ]; then echo "make browser: did NOT run: $(NO_CHROMIUM)" >&2; exit 1; fi
	@$(MAKE) -s --no-print-directory .venv-browser/stamp
	@CNAI_CHROMIUM="$(CHROMIUM)" .venv-browser/bin/python -m pytest -q --confcutdir=tests/browser tests/browser
	@echo "make browser: ran, with $(CHROMIUM)"

browser-if-possible:
	@if [ -n "$(CHROMIUM)" ]; then $(MAKE) --no-print-directory browser; else echo "make browser: did NOT run: $(NO_CHROMIUM)"; fi

install-check: .venv/stamp ## the wheel installed by itself, outside the checkout; a built file in older DuckDB clients
	@$(PY) -m pytest -q --confcutdir=tests/install tests/install
	@echo "make install-check: ran"

programs: .venv/stamp ## every cell of the exports read in R and LibreOffice, where they are installed
	@$(PY) -m pytest -q --confcutdir=tests/install tests/install/programs.py
	@echo "make programs: ran"

torture: .venv/stamp .venv-torture/stamp ## kill builds and exports, fill disks, fuzz, some minutes (SHORT=1: one; SEED=n: again)
	@$(PY) tests/torture/run_kills.py $(if $(SEED),--seed $(SEED)) $(if $(SHORT),--kills 12 --every 12)
	@$(PY) tests/torture/run_disk.py $(if $(SHORT),--sizes 2)
	@if .venv-torture/bin/python -c 'import atheris' 2>/dev/null; then \
	  for fuzz in $(wildcard tests/torture/fuzz_*.py); do \
	    .venv-torture/bin/python "$$fuzz" --seconds $(if $(SHORT),5,60) $(if $(SEED),--seed $(SEED)) || exit 1; \
	  done; \
	else echo "the guided fuzzers did NOT run: atheris is not to be had for $$(.venv-torture/bin/python --version) here"; fi
	@echo "make torture: ran$(if $(SHORT), in its short form)"

bench: .venv-bench/stamp ## how fast, beside floors and peers; writes docs/benchmark.md and .png (QUICK=1: two minutes, prints only)
	@.venv-bench/bin/python -m bench $(if $(QUICK),--quick)
	@echo "make bench: ran$(if $(QUICK), the quick form; docs/ is as it was)"

oldest: .venv/stamp ## the tests and notebooks with the oldest versions that pyproject.toml allows, some minutes
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	$(PY) tests/install/oldest.py > "$$tmp/constraints" && \
	$(PY) -m venv "$$tmp/venv" && \
	"$$tmp/venv/bin/python" -m pip install -qq --only-binary :all: --constraint "$$tmp/constraints" editables hatchling && \
	"$$tmp/venv/bin/python" -m pip install -qq --constraint "$$tmp/constraints" --no-build-isolation -e '.[test]' && \
	"$$tmp/venv/bin/python" -m pytest -q -n 2 -p no:cacheprovider --ignore tests/test_packaging.py tests && \
	"$$tmp/venv/bin/python" -m pytest -q -p no:cacheprovider $(NBVAL)
	@echo "make oldest: ran"

lock: ## pin again what pyproject.toml asks for, keeping pins that still fit (UPGRADE=1: take the newest)
	@$(find_python); \
	tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	"$$py" -m venv "$$tmp" && "$$tmp/bin/python" -m pip install -qq uv && \
	printf '%s\n' $(HOLD) > "$$tmp/hold" && \
	lock() { \
	  out=$$1; shift; echo "locks/$$out: resolving"; \
	  "$$tmp/bin/uv" pip compile pyproject.toml "$$@" --group build --universal --python-version 3.11 \
	    --fork-strategy fewest --only-binary :all: --generate-hashes --no-annotate --no-header \
	    $(if $(UPGRADE),--upgrade) --quiet --output-file "locks/$$out" >/dev/null; \
	} && \
	lock test.lock --extra test && lock lab.lock --extra lab --constraints locks/test.lock --constraints "$$tmp/hold" && \
	lock browser.lock --extra browser --constraints locks/test.lock --constraints locks/lab.lock --constraints "$$tmp/hold" && \
	lock torture.lock --extra torture --constraints locks/test.lock && \
	lock bench.lock --extra bench --constraints locks/test.lock

clean: ## remove the environments, caches and everything generated
	rm -rf .venv .venv-lab .venv-browser .venv-torture .venv-bench build dist reproduction .hypothesis .pytest_cache .mypy_cache .ruff_cache
	find cnai tests notebooks seeds data \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +
