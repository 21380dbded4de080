# Two commands matter: `make demo` and `make test`. Both work on a fresh machine with Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip
EXAMPLE := tests/example/article.ar.md

.PHONY: demo test install install-dev pictures system-deps format lint types contract unit bench clean

demo: install
	$(BIN)/muqabala check $(EXAMPLE) --sources corpus --out reports

test: format lint types contract unit

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# torch comes first and alone, so that pip takes the processor-only build where one is offered.
$(VENV)/.torch: constraints.txt | $(BIN)/python
	$(PIP) install --quiet "$$(grep '^torch==' constraints.txt)"
	touch $@

$(VENV)/.installed: pyproject.toml constraints.txt $(VENV)/.torch
	$(PIP) install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt $(VENV)/.torch
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/.installed

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

format: install-dev
	$(BIN)/ruff format --check .

lint: install-dev
	$(BIN)/ruff check .

types: install-dev
	$(BIN)/mypy

contract: install-dev
	$(BIN)/lint-imports

unit: install-dev
	$(BIN)/python -m pytest

# Needs root: what the tests of the report page use (a browser and fonts).
system-deps:
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends chromium fonts-noto-core

# The sample report and the pictures of the documentation; needs the system packages below.
pictures: install-dev
	$(BIN)/muqabala --quiet check $(EXAMPLE) --sources corpus --out reports --format html
	mv reports/article.ar.html reports/example.html
	$(BIN)/muqabala --quiet check $(EXAMPLE) --sources corpus --out reports --format json
	$(BIN)/python docs/make_screenshots.py reports/article.ar.json docs/images

bench: install
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf $(VENV)
	find reports -type f ! -name README.md ! -name example.html -delete
