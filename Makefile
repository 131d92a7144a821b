# Two commands do everything: `make site` and `make test`. Both need Python 3.11 and make;
# what else the tests need (Chromium, Java, three npm packages) the second one installs.

PYTHON ?= python3
BIN := .venv/bin
TOOLS := tests/tools/node_modules
SHOTS ?= build/screenshots

.PHONY: site serve test lint bench soak lighthouse screenshots clean

site: .venv/installed ## build the demonstration into public/
	$(BIN)/sitegen build

serve: .venv/installed ## show it while you work on it, at http://127.0.0.1:8000
	$(BIN)/sitegen serve

test: lint .venv/tools ## all checks
	$(BIN)/pytest -n auto

lint: .venv/dev ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/dev ## measure; prints ratios, never fails
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/preview.py
	$(BIN)/python benchmarks/saving.py

soak: .venv/tools ## every property, with ten times as many examples
	$(BIN)/pytest -n auto --hypothesis-profile=soak

lighthouse: .venv/tools ## the article page under Lighthouse; fails below 98/100/100/100
	PYTHONPATH=tests $(BIN)/python -m tools.lighthouse

screenshots: .venv/tools ## pictures of the pages, in build/screenshots/
	PYTHONPATH=tests $(BIN)/python -m tools.screenshots $(SHOTS)

clean: ## delete all that can be made again
	rm -rf .venv public build dist $(TOOLS)

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/dev: .venv/installed
	$(BIN)/pip install --quiet --editable '.[dev]'
	touch $@

# The HTML checker (which needs Java), axe, Lighthouse and a browser.
.venv/tools: .venv/dev tests/tools/package-lock.json
	tests/tools/install
	touch $@
