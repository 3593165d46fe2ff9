# Everything a newcomer types. Variables of `make run`: PORT, DATA_DIR, DEMO, CORPUS, SPEED, PLAY
# (.env.example describes them); make hands those of its command line on by itself.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	&& echo $$name && break; done)
BIN := .venv/bin
# A dozen programs start from here. Told not to keep what it compiled, Python would compile Django,
# Celery and Care anew in each of them: three times the time to start.
export PYTHONDONTWRITEBYTECODE :=
CODE := care connectors inbox reporting routing scripts tests manage.py
TEXTS := care connectors inbox reporting routing templates
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header

EXTRACT := $(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --project Care \
	--keyword gettext_lazy --keyword ngettext_lazy:1,2 --keyword pgettext_lazy:1c,2 --keyword gettext_noop \
	--no-location --sort-output

.DEFAULT_GOAL := help
.PHONY: help install install-dev run test check check-sla format bench drill screenshots messages requirements audit clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | awk -F'|' '{printf "%-22s %s\n", $$1, $$2}'

install: ## Packages to run Care, into .venv
	@test -n "$(PYTHON)" || { echo "Care needs Python 3.11 or newer, and found none."; exit 1; }
	@$(PYTHON) scripts/install.py requirements.txt

install-dev: ## The same, with all that tests and checks need
	@test -n "$(PYTHON)" || { echo "Care needs Python 3.11 or newer, and found none."; exit 1; }
	@$(PYTHON) scripts/install.py requirements-dev.txt

run: install ## All of Care on this machine; Ctrl-C stops it
	@$(BIN)/python -m care.services up --with-parent

test: install-dev ## Every test (ARGS="tests/routing -x" for some, PROCESSES=2 at once)
	@# In the order of the folders: the browser's files share one running product as long as they follow
	@# each other.
	@# One more than processors: many of them wait for a browser, a worker or a lease.
	@$(BIN)/python -m pytest --numprocesses $(or $(PROCESSES),$$(($$(getconf _NPROCESSORS_ONLN) + 1))) --dist loadfile --no-loadscope-reorder $(ARGS)

check: install-dev ## Format, lint, types, import contracts, templates, texts, missing migrations
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates
	$(EXTRACT) --output-file /dev/null $(TEXTS)
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

check-sla: install-dev ## Due times against a walk through the minutes: 10,000 (case, zone) pairs (PAIRS=)
	@SLA_PAIRS=$(or $(PAIRS),10000) $(BIN)/python -m pytest --numprocesses auto \
		tests/routing/engine/test_calendar_oracle.py $(ARGS)

format: install-dev ## Rewrites the code in the project's format
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

bench: install-dev ## Benchmarks, beside references taken in the same run
	@$(BIN)/python -m tests.bench $(ARGS)

drill: install-dev ## Faults by seeds, over the whole product (SEEDS=100, SEED=7 for one of them again)
	@$(BIN)/python -m tests.drill $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED)) \
		$(if $(MUTATION),--mutation $(MUTATION)) $(ARGS)

screenshots: install-dev ## Pictures of the main pages, both sizes and themes, into screenshots/
	@$(BIN)/python -m tests.screenshots $(ARGS)

messages: install-dev ## Every text of the product, for translators, into locale/care.pot
	@mkdir -p locale
	$(EXTRACT) --output-file locale/care.pot $(TEXTS)

requirements: install-dev ## Compiles requirements*.txt from pyproject.toml (UPGRADE=--upgrade)
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.txt
	$(COMPILE) $(UPGRADE) pyproject.toml --group dev --constraints requirements.txt \
		--output-file requirements-dev.txt
	$(COMPILE) $(UPGRADE) --group install --output-file requirements-uv.txt

audit: install-dev ## Known weaknesses in the pinned packages
	$(BIN)/pip-audit --disable-pip --requirement requirements.txt

clean: ## Removes .venv and caches; data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
