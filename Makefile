# make demo | test | lint | setup: each sets up .venv first if it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled to bytecode once: every process would spend ten seconds otherwise
# where Python is told to write none.
INSTALL := $(BIN)/uv pip install -p $(BIN)/python --no-deps --compile-bytecode
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONWARNINGS=ignore
DEMO := work_dirs/demo
QUICKSTART := configs/mspn/quickstart.py
# mmcv has no wheel for these versions; these flags halve its compile time.
COMPILE := CFLAGS="-O2 -g0" MMCV_WITH_OPS=1 MAX_JOBS=$$(nproc)

.PHONY: demo test trust lint setup requirements clean

demo: $(VENV)/ready
	$(RUN) mim train mmpose $(QUICKSTART) --gpus 0 --work-dir $(DEMO)
	$(RUN) mim test mmpose $(QUICKSTART) --gpus 0 --work-dir $(DEMO)/test \
	    --checkpoint "$$(cat $(DEMO)/last_checkpoint)"
	$(RUN) python -m mspn_plugin.tools.show $(QUICKSTART) \
	    "$$(cat $(DEMO)/last_checkpoint)" --out $(DEMO)/pictures

test: $(VENV)/ready
	$(RUN) OMP_NUM_THREADS=1 python -m pytest -q tests \
	    -n logical --maxprocesses 4 --dist worksteal

# Two and a half hours; what it last showed is in docs/trust.md.
trust: $(VENV)/ready
	$(RUN) KILLS=20 python -m pytest -q -s -m 'long or not long' \
	    tests/engine/test_resume.py tests/engine/test_half_precision.py
	for what in test train; do $(RUN) python -m mspn_plugin.tools.soak \
	    $$what --minutes 60 --json docs/soak.json || exit; done
	$(BIN)/uv tool run pip-audit==2.9.0 --strict --disable-pip \
	    --no-deps -r requirements.txt

lint: $(VENV)/ready
	$(RUN) ruff check .

setup: $(VENV)/ready

$(VENV)/ready: requirements.txt setup.py
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; \
	    assert (3, 10) <= v <= (3, 12), f"Python 3.10 to 3.12 needed, not {v}"'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q uv==0.13.8
	grep -v '^mmcv==' requirements.txt > $(VENV)/before-mmcv.txt
	$(INSTALL) -r $(VENV)/before-mmcv.txt  # its build imports torch
	$(COMPILE) $(INSTALL) --no-build-isolation -r requirements.txt
	$(INSTALL) --no-build-isolation -e .
	touch $@

# Pins of everything, from the direct ones in requirements.in. chumpy, which
# mmpose asks for and 2D pose never imports, cannot be built: left out. NumPy
# is what xtcocotools takes, whatever Pythons after 3.12 would want.
requirements: $(VENV)/ready
	printf '%s\n' 'chumpy; python_version < "3"' \
	    "$$(grep ^numpy== requirements.in)" > $(VENV)/overrides.txt
	$(BIN)/uv pip compile requirements.in -o requirements.txt --universal \
	    --python-version 3.10 --override $(VENV)/overrides.txt --no-header \
	    --no-annotate --no-build-isolation-package mmcv

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache
