# Everything that a person does with a checkout. `make run` is enough to see the desk.
PYTHON ?=
export PYTHON

.PHONY: run test test-faults bench screenshots fmt lock clean

run: ## Start a demo desk; the address and a sign-in link are printed.
	@sh setup/venv.sh run
	@exec .venv/bin/kept serve --demo

test: ## All checks and tests.
	@sh setup/venv.sh test
	@sh setup/peers.sh
	@sh setup/checks.sh

test-faults: ## The long runs: kill -9, full disks, broken peers.
	@sh setup/venv.sh test
	@sh setup/peers.sh
	@.venv/bin/python -m pytest -m faults

bench: ## Speed and memory, as ratios to floors measured in the same run.
	@sh setup/venv.sh test
	@.venv/bin/python -m benchmarks

screenshots: ## Pictures of every page, wide and narrow, light and dark.
	@sh setup/venv.sh test
	@sh setup/peers.sh
	@.venv/bin/python tools/screenshots.py

fmt: ## Format the code and mend what can be mended.
	@sh setup/venv.sh test
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format .

lock: ## Lock the libraries again after a change in pyproject.toml; UPGRADE=1: the newest of all.
	@sh setup/venv.sh test
	@sh setup/lock.sh

clean: ## Remove what was made here; the desk's own home stays.
	rm -rf .venv .static build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
