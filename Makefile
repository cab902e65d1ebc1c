# The only door for people and for CI: `make demo` and `make test` do everything on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo
# Two cores: small matrix products in several threads wait for each other more than they work.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
# Some machines say that compiled modules are not to be kept: then each of hundreds of processes
# compiles the same files.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup build built demo class study lab slides site screenshots docs check test quick wheel handout bench cage chromium

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(READY)  ## a virtual environment with everything in it

$(READY): pyproject.toml constraints.txt autograder/pages/web/package.json
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; run make PYTHON=python3.12, or install it"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing; run: apt-get install python3-venv"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (a minute or two, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --constraint constraints.txt --editable '.[lab,grade,site,cluster,test]'
	@$(BIN)/python -m autograder.pages.webparts
	@touch $@

build: $(READY)  ## every notebook from its text
	@$(BIN)/goodstart build

# A notebook that somebody edited stays as it is, and is named (exit status 1): the rest goes on.
class: $(READY) cage
	@$(BIN)/goodstart build || test $$? -eq 1
	@$(BIN)/python tests/class/layout.py $(DEMO)

study: $(READY)  ## your own copies of the lessons and assignments, and JupyterLab on them
	@$(BIN)/goodstart study
	cd study && ../$(BIN)/jupyter lab $$([ "$$(id -u)" = 0 ] && echo --allow-root) "Start here.ipynb"

# Exit status 1 of `grade` says that some submissions need a person's attention, and in the sample
# class some do: an unreadable file, a renamed one, a missing cell.
# The lesson is run on one core while the class is graded on the other.
demo: class  ## grade a sample class, write feedback, report, grades and slides
	@$(BIN)/goodstart slides 03_fans --into $(DEMO)/slides --pages $(DEMO)/pages \
	  >$(DEMO)/slides.log 2>&1 & lesson=$$!; \
	{ $(BIN)/goodstart grade fans quiz --course $(DEMO) || test $$? -eq 1; } && \
	$(BIN)/goodstart feedback fans quiz --course $(DEMO) --lessons ../../../pages && \
	$(BIN)/goodstart report fans quiz --course $(DEMO) && \
	$(BIN)/goodstart export --course $(DEMO) || { kill $$lesson; exit 1; }; \
	wait $$lesson; status=$$?; cat $(DEMO)/slides.log; rm $(DEMO)/slides.log; exit $$status
	@echo
	@echo "The sample class is graded. Open in a browser:"
	@echo "  the class      $(DEMO)/reports/index.html, and from there fans and quiz"
	@echo "  one student    $$(ls $(DEMO)/feedback/*/fans/fans.html | head -n 1)"
	@echo "  the slides     $(DEMO)/slides/03_fans.html"
	@echo "  a lesson       $(DEMO)/pages/03_fans.html"
	@echo "  the grades     $(DEMO)/goodstart-grades.csv, and cell by cell $(DEMO)/goodstart-cells.csv"
	@echo "Mark what a person must mark: make lab, then Nbgrader > Formgrader."

lab: $(READY)  ## JupyterLab on the graded sample class, Formgrader included
	@test -e $(DEMO)/gradebook.db || $(MAKE) --no-print-directory demo
	cd $(DEMO) && ../$(BIN)/jupyter lab $$([ "$$(id -u)" = 0 ] && echo --allow-root)

wheel: $(READY)  ## dist/: what students install; it needs NumPy and matplotlib alone
	@mkdir -p dist
	@$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	  --wheel-dir dist .
	@ls dist/*.whl

handout: wheel  ## dist/handout/: a folder for students who have nothing but Python
	@$(BIN)/goodstart handout --wheel dist/good_start-*.whl

bench: class  ## what grading costs, against stock nbgrader; half an hour
	@$(BIN)/goodstart bench fans quiz --course $(DEMO)

# A notebook that somebody edited stays as it is, and is named: slides and site are made all the same.
built: $(READY)
	@$(BIN)/goodstart build || test $$? -eq 1

slides: built chromium  ## each lesson's slides, PDF and handout, to slides/, and page, to pages/
	@$(BIN)/goodstart slides --handout $$(command -v chromium >/dev/null && echo --pdf) --pages pages

site: slides  ## the course as a site to read in a browser, to site/, with all slides
	@$(BIN)/goodstart site --slides slides

screenshots: $(READY) chromium  ## every page and slide as the tests see it, to screenshots/
	@GOODSTART_SCREENSHOTS=$(CURDIR)/screenshots $(BIN)/python -m pytest -q tests/pages -k "pages_ask or arrow"

docs: $(READY)  ## refresh the commands' help in docs/commands.md
	@$(BIN)/cog -r docs/commands.md

check: $(READY)  ## lint, layout of code, types, and notebooks that say what their texts say
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/goodstart build --check

# A file's tests go to one worker, so that what they share is made once; the longest files come first
# (tests/conftest.py). Four at a time on two cores, for some mostly wait.
# The checks need one core, and say at once what they find.
test: $(READY) cage chromium  ## the checks and every test
	@$(MAKE) --no-print-directory check & check=$$!; \
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$check || { echo "the checks failed: make check says why"; exit 1; }; exit $$tests

quick: $(READY)  ## the tests that need no cage and no browser, in under a minute
	@$(BIN)/python -m pytest -q -n 2 tests/unit

# Student code runs behind bubblewrap. It is a system package: root installs it, others are told how.
cage:
	@command -v bwrap >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "installing bubblewrap, which student code runs behind"; \
	    { apt-get update -qq && apt-get install -y -qq bubblewrap libseccomp2; } >/dev/null 2>&1; fi; \
	  command -v bwrap >/dev/null 2>&1 || { \
	    echo "bubblewrap is missing; run: apt-get install bubblewrap libseccomp2"; exit 2; }; }

# Some tests open pages in a browser. It is a system package: root installs it, others are told how.
chromium:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    echo "installing chromium for the tests of pages"; \
	    { apt-get update -qq && apt-get install -y -qq chromium; } >/dev/null 2>&1; fi; \
	  command -v chromium >/dev/null 2>&1 || \
	    echo "no chromium: no PDFs, and tests of pages will be skipped; to have them: apt-get install chromium"; }
