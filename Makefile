# make demo | test | lint | setup: each sets up .venv first if it is missing.
# make docs: the documentation as a site, in an environment of its own.
# MMCV=full compiles mmcv's operators, which takes minutes and a C++ compiler;
# by default torchvision computes the operators of pose networks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compile to bytecode once: if Python does not write bytecode, every process
# would need ten more seconds.
INSTALL := $(BIN)/uv pip install -p $(BIN)/python --no-deps --compile-bytecode
RUN := PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONWARNINGS=ignore
DEMO := work_dirs/demo
DOCS := .venv.docs
QUICKSTART := configs/mspn/quickstart.py
# The mmcv in .venv, by the name of a file there; lite by default.
MMCV ?= $(or $(patsubst $(VENV)/ready-%,%,$(wildcard $(VENV)/ready-*)),lite)
READY := $(VENV)/ready-$(MMCV)
# mmcv has no wheel for these versions; these flags halve its compile time.
COMPILE := CFLAGS="-O2 -g0" MMCV_WITH_OPS=1 MAX_JOBS=$$(nproc)

.PHONY: demo test weights-test gpu trust install-test own-data-test lint \
    docs setup requirements clean

demo: $(READY)
	$(RUN) mim train mmpose $(QUICKSTART) --gpus 0 --work-dir $(DEMO)
	$(RUN) mim test mmpose $(QUICKSTART) --gpus 0 --work-dir $(DEMO)/test \
	    --checkpoint "$$(cat $(DEMO)/last_checkpoint)"
	$(RUN) python -m mspn_plugin.tools.show $(QUICKSTART) \
	    "$$(cat $(DEMO)/last_checkpoint)" --out $(DEMO)/pictures

test: $(READY)
	$(RUN) OMP_NUM_THREADS=1 python -m pytest -q tests \
	    -n logical --maxprocesses 4 --dist worksteal

# The shipped weights on LSP's test pictures, in data/lsp or $LSP_ROOT, have
# the figures of docs/*.json; takes a minute.
weights-test: $(READY)
	$(RUN) python -m pytest -q -m long \
	    tests/test_people_weights.py tests/test_lsp_weights.py

# Takes two and a half hours; docs/trust.md has the results.
trust: $(READY)
	$(RUN) KILLS=20 python -m pytest -q -s -m 'long or not long' \
	    tests/engine/test_resume.py tests/engine/test_half_precision.py
	for what in test train; do $(RUN) python -m mspn_plugin.tools.soak \
	    $$what --minutes 60 --json docs/soak.json || exit; done
	$(BIN)/uv tool run pip-audit==2.9.0 --strict --disable-pip \
	    --no-deps -r requirements.txt

# Installs new environments from the registry, which takes many minutes;
# docs/install.md has the results.
install-test: $(READY)
	$(RUN) REPORT=docs/install.json python -m pytest -q -s \
	    -m 'long or not long' tests/test_fresh_install.py

# 100 pictures in each export format, from the wheel: labels to ONNX; takes
# many minutes; docs/own_data.md has the results.
own-data-test: $(READY)
	$(RUN) python -m pytest -q -s -m 'long or not long' \
	    tests/own_data/test_from_the_wheel.py

# A call takes nine minutes; repeat it until it says that all is done.
gpu: $(READY)
	$(RUN) python projects/gpu/run.py --out work_dirs/gpu

lint: $(READY)
	$(RUN) ruff check .
	$(RUN) codespell *.md docs configs mspn_plugin projects tests

# Warnings are errors; links are checked.
docs: $(DOCS)/ready
	NO_MKDOCS_2_WARNING=true $(DOCS)/bin/mkdocs build

$(DOCS)/ready: requirements-docs.txt
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/python -m pip install -q --no-deps -r requirements-docs.txt
	touch $@

setup: $(READY)

$(READY): requirements.txt setup.py mspn_plugin_finder.pth
	case $(MMCV) in lite|full) ;; *) echo "MMCV is lite or full, not \
	    $(MMCV)"; exit 1;; esac
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; \
	    assert (3, 10) <= v <= (3, 12), f"Python 3.10 to 3.12 needed, not {v}"'
	$(PYTHON) -m venv $(VENV)
	rm -f $(VENV)/ready-*
	$(BIN)/python -m pip install -q uv==0.13.8
	$(BIN)/uv pip uninstall -q -p $(BIN)/python mmcv mmcv-lite
	$(INSTALL) -r requirements.txt
ifeq ($(MMCV),full)
	$(BIN)/uv pip uninstall -q -p $(BIN)/python mmcv-lite
	$(COMPILE) $(INSTALL) --no-build-isolation \
	    "$$(sed -n 's/^mmcv-lite==/mmcv==/p' requirements.txt)"
endif
	$(INSTALL) --no-build-isolation -e .
	touch $@

# Pins all packages, from the direct ones in requirements.in. chumpy, which
# mmpose requires and 2D pose never imports, cannot be built and is excluded.
# NumPy is the version that xtcocotools needs.
requirements: $(READY)
	printf '%s\n' 'chumpy; python_version < "3"' \
	    "$$(grep ^numpy== requirements.in)" \
	    "$$(grep ^xtcocotools== requirements.in)" > $(VENV)/overrides.txt
	$(BIN)/uv pip compile requirements.in -o requirements.txt --universal \
	    --python-version 3.10 --override $(VENV)/overrides.txt --no-header \
	    --no-annotate

clean:
	rm -rf $(VENV) $(DOCS) build dist *.egg-info .pytest_cache .ruff_cache
