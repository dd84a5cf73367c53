# make run    serve the portal with demo content (PORT=8001 chooses another port)
# make test   run the whole test suite, then on servers what they may change (PYTEST="…" for pytest's own options)
# make check  linters, types, directions of imports, texts, migrations, deployment
# make bench  measure (BENCH=full: all sizes)
# make messages  collect the texts and compile the catalogues
# make clean  take away what the other targets made, data included

PORT ?= 8000
BENCH ?= quick
PYTEST ?= -n auto --dist worksteal
PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(wildcard $(addsuffix locale/*/LC_MESSAGES/*.po,./ */ */*/))
BENCHES := $(basename $(notdir $(wildcard tests/bench/bench_*.py)))

.PHONY: run test check bench messages clean requirements
.DELETE_ON_ERROR:

run: .build/static .build/catalogues
	@$(BIN)/python manage.py serve --demo --port $(PORT)

test: .build/dev .build/frontend .build/catalogues
	@$(BIN)/python -m tests $(PYTEST)

check: .build/dev .build/frontend .build/catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py messages --check
	@DJANGO_SETTINGS_MODULE=portal.settings.production SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w0) ALLOWED_HOSTS=portal.example \
	BASE_URL=https://portal.example DATABASE_URL=sqlite:////tmp/none.sqlite3 EMAIL_URL=smtp://localhost DEFAULT_FROM_EMAIL=portal@portal.example \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: .build/dev .build/frontend .build/catalogues
	@failed=; for bench in $(BENCHES); do \
		echo; echo "== $$bench"; BENCH=$(BENCH) $(BIN)/python -m tests.bench.$$bench || failed="$$failed $$bench"; \
	done; \
	[ -z "$$failed" ] || { echo; echo "Missed or broken:$$failed"; exit 1; }

messages: .build/dev
	@DJANGO_SETTINGS_MODULE=portal.settings.test $(BIN)/python manage.py messages

requirements: .build/dev  # after a change of requirements/*.in
	$(BIN)/pip install --quiet uv
	for name in dev base; do $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 \
		$$( [ $$name = base ] && echo "-c requirements/dev.txt" ) requirements/$$name.in -o requirements/$$name.txt; done
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 \
		-c requirements/base.txt requirements/production.in -o requirements/production.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 \
		requirements/servers.in -o requirements/servers.txt

clean:
	rm -rf .venv .build var frontend/node_modules frontend/dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .coverage
	find . -name '*.mo' -delete

# --- what the targets above stand on; each is made once and again when its sources change ------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Say which to take: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }

.build/base: requirements/base.txt | .venv/bin/python
	@echo "Installing the portal's packages …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@mkdir -p .build && touch $@

.build/dev: requirements/dev.txt .build/base
	@echo "Installing the packages for tests …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: .build/frontend
.build/frontend: .build/base
	@$(BIN)/python frontend/build.py

.build/catalogues: $(CATALOGUES) .build/base
	@DJANGO_SETTINGS_MODULE=portal.settings.dev $(BIN)/python manage.py messages --compile
	@touch $@

.build/static: .build/base .build/frontend
	@if [ ! -e $@ ] || [ .build/base -nt $@ ] || [ -n "$$(find frontend/dist -newer $@ -type f -print -quit)" ]; then \
		echo "Collecting the static files …"; $(BIN)/python manage.py collectstatic --no-input --verbosity 0 && touch $@; fi
