"""Data sets that a comparison can train and test all networks on."""

#: Name on the command line -> config in ``configs/_base_/datasets``.
DATA_CONFIGS = dict(rendered='study_rendered.py', lsp='study_lsp.py')
