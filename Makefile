# The handful of commands everyone uses; `make` alone lists them.

PYTHON ?= python3
AS_OF ?= 2018-06-08
LANGUAGE :=# not taken from the machine, where it lists languages as in zh_CN:en
WORKERS ?=

BIN := .venv/bin
READY := .venv/ready
NIGHTLY = $(if $(AS_OF),--as-of $(AS_OF)) $(if $(LANGUAGE),--language $(LANGUAGE)) \
          $(if $(WORKERS),--workers $(WORKERS))

# Two processes, a file of tests in one of them, in the order in which tests/conftest.py puts them.
PYTEST = $(BIN)/python -m pytest -rs --numprocesses 2 --dist loadfile --no-loadscope-reorder

# A misspelt name would be ignored and the wrong forecast made.
KNOWN := PYTHON AS_OF LANGUAGE WORKERS
GIVEN := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
$(if $(filter-out $(KNOWN),$(GIVEN)),$(error there is no $(filter-out $(KNOWN),$(GIVEN)) here, \
    only $(KNOWN)))

# Without compiled bytecode every kernel would compile its libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help forecast test coverage golden lab lint lock
.DEFAULT_GOAL := help

help: ## list these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18
	@echo
	@echo '  make forecast AS_OF=2019-06-30 LANGUAGE=zh WORKERS=2'
	@echo '  make forecast AS_OF=            (everything published so far)'

forecast: $(READY) ## run the whole night: likelihood of every target, into runs/ and figures/
	@$(BIN)/urbanstats nightly $(NIGHTLY)

test: $(READY) ## run all tests, two at a time
	@$(PYTEST)

coverage: $(READY) ## run all tests and list the lines and branches that none of them runs
	@$(PYTEST) --cov --cov-report=term-missing:skip-covered

# In the environment that is there: hashes tell what the code changed, not what new libraries did.
golden: $(if $(wildcard $(READY)),,$(READY)) ## take anew the hashes of all that the package says, after a change that is meant
	@$(BIN)/python -m tests.golden

lab: $(READY) ## explore targets and scenarios in JupyterLab, on this machine only
	@$(BIN)/urbanstats lab $(if $(LANGUAGE),--language $(LANGUAGE))

lint: $(READY) ## check the style of package, tests and notebooks
	@$(BIN)/ruff check .

lock: $(READY) ## choose versions anew and pin every file by hash in requirements.txt
	@$(BIN)/uv pip compile pyproject.toml --extra all --extra dev --universal --upgrade --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url --quiet --output-file requirements.txt

# The environment: uv first (its pin is in requirements.txt too), then every pinned file,
# then this package. Plain pip does the same, slower, where uv cannot.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'make: Python 3.11 or newer is needed; name it with PYTHON=...' >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || \
	    { echo 'make: no virtual environment; on Debian: apt install python3-venv' >&2; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt
	@if $(BIN)/pip install --quiet --require-hashes --requirement .venv/uv.txt \
	  && $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt; \
	then \
	    $(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	    echo 'make: uv could not install; pip takes over (about a minute)' >&2; \
	    $(BIN)/pip install --quiet --require-hashes --requirement requirements.txt && \
	    $(BIN)/pip install --quiet --no-deps --no-build-isolation -e .; \
	fi
	@touch $@
