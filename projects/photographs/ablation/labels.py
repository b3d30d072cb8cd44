"""Stage 1 from MoveNet, the labels as they are: no teacher."""
_base_ = 'movenet.py'

lsp = dict(pipeline=['${from_lsp}'])
lsp_extended = dict(pipeline=['${from_lsp}'])
