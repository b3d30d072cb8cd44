"""Stage 1 from MoveNet, original labels without a teacher."""
_base_ = 'movenet.py'

lsp = dict(pipeline=['${from_lsp}'])
lsp_extended = dict(pipeline=['${from_lsp}'])
