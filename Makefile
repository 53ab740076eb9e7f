# A fresh machine needs Python 3.11 or later and make. The first command builds .venv; later ones reuse it.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
BIN := .venv/bin
SAMPLE := src/ravi/data/sample.txt
SAMPLE_SAYS := --published 1402-06-18 --publisher "پیک روز"

unexport PYTHONDONTWRITEBYTECODE # or each of a hundred processes of the tests compiles all modules anew

.PHONY: help demo test lint evals screenshots bench docs site package audit fuzz clean

help:
	@echo "make demo    read the sample article"
	@echo "make test    run the tests"
	@echo "make lint    style, types, architecture"
	@echo "make evals   scores on the gold articles, none below its floor"
	@echo "make screenshots  the pages of the reading room as pictures, in docs/screenshots"
	@echo "make bench   articles a second, cold start, memory"
	@echo "make docs    write the pages that come of the program itself"
	@echo "make site    the documentation as a site, in build/site"
	@echo "make package the wheel, tried in empty environments without a network"
	@echo "make audit   known weaknesses of what is installed"
	@echo "make fuzz    a hundred thousand odd inputs at each door"
	@echo "make clean   remove .venv and all caches"

.venv/light: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Ravi needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[model]'
	@touch $@

.venv/ready: .venv/light
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,model,compare,lemmas,bulk,feeds,web]'
	@touch $@

demo: .venv/light
	@$(BIN)/ravi read $(SAMPLE) $(SAMPLE_SAYS) --why
	@echo
	@echo "The same for programs (ravi read --json), its first quote:"
	@$(BIN)/ravi read --json $(SAMPLE) $(SAMPLE_SAYS) \
		| $(BIN)/python -c 'import json, sys; print(json.dumps(json.loads(sys.stdin.readline())["quotes"][:1], ensure_ascii=False, indent=1))'

test: .venv/ready
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder

lint: .venv/ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

evals: .venv/ready
	@$(BIN)/python evals/gate.py
	@$(BIN)/python evals/example.py

screenshots: .venv/ready
	@$(BIN)/python docs/screenshots.py

bench: .venv/ready
	@$(BIN)/python bench/bench.py

docs: .venv/ready
	@$(BIN)/python docs/write.py

site: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	@$(BIN)/mkdocs build --quiet
	@echo "build/site/index.html"

package: .venv/light
	@PYTHON=$(BIN)/python .ci/package

audit: .venv/ready
	@PYTHON=$(BIN)/python .ci/audit

fuzz: .venv/ready
	@$(BIN)/python bench/fuzz.py
	@$(BIN)/python bench/fuzz.py --guided

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
