# Two commands do everything: `make run` and `make test`. The rest is for whoever works on the program.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := extramile tests benchmarks simulations tools manage.py

# A process a core; the tests of one file stay together, in the order that pytest-randomly gives them.
PARALLEL := -n logical --dist loadfile
TESTER := $(BIN)/python

.PHONY: help setup setup-dev run test check lint types house messages pytest browser coverage bench attack simulate docs lock clean

help:
	@echo "make run      start everything with a made-up company, and print where to go"
	@echo "make test     lint, types, import rules, tests, browser tests"
	@echo "make setup    make .venv from locked requirements (run and test do this by themselves)"
	@echo "make check    lint, types, import rules, house rules, messages"
	@echo "make pytest   unit and flow tests        make browser  tests in Chromium"
	@echo "make coverage the same tests, and which lines they ran"
	@echo "make bench    measure this machine       make docs     build the documentation"
	@echo "make attack   attack what an anonymous survey tells, on many made-up organisations"
	@echo "make simulate try every statistical method on data with a known truth"
	@echo "make lock     lock requirements anew"

setup:
	@$(PYTHON) tools/setup.py run

setup-dev:
	@$(PYTHON) tools/setup.py dev

run: setup
	@exec $(BIN)/extramile serve --demo

test: check pytest browser

check: lint types house messages

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy $(SOURCES)

house: setup-dev
	$(BIN)/lint-imports
	$(BIN)/python tools/house.py

messages: setup-dev
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/messages.py compile
	$(BIN)/python manage.py makemigrations --check --dry-run

pytest: setup-dev
	$(TESTER) -m pytest -q -m "not browser" $(PARALLEL) --no-loadscope-reorder --durations=10

browser: setup-dev
	@$(BIN)/python tools/get_chromium.py
	$(TESTER) -m pytest -q -m browser $(PARALLEL)

# Apart: to see which lines run takes half as long again, and as long again where pages are tested (Python 3.11).
coverage: setup-dev
	$(BIN)/coverage erase
	$(MAKE) pytest browser TESTER="$(BIN)/coverage run"
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --skip-covered --skip-empty

bench: setup-dev
	$(BIN)/extramile bench all

attack: setup-dev
	$(BIN)/python tools/attack.py

simulate: setup-dev
	$(BIN)/python -m simulations --write

docs: setup-dev
	$(BIN)/mkdocs build --strict

# Universal: one lock for every platform and Python from 3.11. dev keeps to run's versions.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: setup-dev
	$(LOCK) requirements/run.in -o requirements/run.txt
	$(LOCK) requirements/dev.in -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) requirements/compare.in -c requirements/run.txt -o requirements/compare.txt

clean:
	rm -rf .venv .data .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov site
