# The one place that says how to set up, run and check the project. `make` alone lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo screenshots test stress check audit bench soak fuzz format lock clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/'

# One stamp per kind of environment: `make demo` needs no test tools.
$(VENV)/run.stamp: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/run.stamp  ## try the bot by hand in a browser; make demo FILE=my.csv runs the whole job in the terminal
	@$(BIN)/addleads demo $(if $(FILE),"$(FILE)",--page)

screenshots: $(VENV)/dev.stamp  ## take README's pictures anew, from the real page
	$(BIN)/python -m tests.sandbox.page.screenshots docs/pictures

test: $(VENV)/dev.stamp  ## run the whole test suite
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/dev.stamp audit  ## lint, types, layers, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(VENV)/dev.stamp  ## known vulnerabilities in what is locked; says so when nobody could be asked
	@$(BIN)/python -m tests.audit

stress: $(VENV)/dev.stamp  ## fifty real kills, all faults, all on PostgreSQL too, several machines, Slack's rate limits
	$(BIN)/python -m tests.bench.slack_limits
	ADDLEADS_KILLS=50 ADDLEADS_STRESS=1 $(BIN)/python -m pytest -q -p no:cacheprovider \
	  tests/e2e/test_killed_program.py tests/jobs tests/store tests/e2e/test_several_processes.py \
	  tests/e2e/test_two_versions.py $(ARGS)
	$(BIN)/python -m tests.bench.several_processes

bench: $(VENV)/dev.stamp  ## measure all in one run and one table; ARGS=--quick is short, ARGS=--readme puts it into README
	@$(BIN)/python -m tests.bench $(ARGS)

soak: $(VENV)/dev.stamp  ## weeks of load in minutes: nothing may leak, every row is accounted for
	@$(BIN)/python -m tests.bench.soak $(ARGS)

fuzz: $(VENV)/dev.stamp  ## read 20,000 damaged lists: none may raise anything but our own errors
	$(BIN)/python -m tests.bench.fuzz_reading --inputs 20000

format: $(VENV)/dev.stamp  ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock:  ## pin every dependency with its hashes
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) pyproject.toml --extra postgres -o requirements.lock
	$(LOCK) pyproject.toml --extra postgres --extra dev -c requirements.lock -o requirements-dev.lock

clean:  ## remove what the targets above made
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
