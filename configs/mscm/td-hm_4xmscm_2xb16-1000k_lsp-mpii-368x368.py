"""MSCM, 4 stages, LSP-extended and MPII merged, tested on LSP (Sec. 4.3).

Its figures on LSP (Tables 4 and 5) are missing in our copy of the paper.
"""
_base_ = [
    '../_base_/schedules/mscm_1000k.py',
    '../_base_/datasets/lsp_mpii_plain_368x368.py',
    '../_base_/models/mscm.py'
]

train_dataloader = dict(batch_size=16)
default_hooks = dict(
    checkpoint=dict(save_best='lsp/PCK@0.2', rule='greater'))
