"""MSCM, 4 stages, LSP with LSP-extended.
"""
_base_ = [
    '../_base_/schedules/mscm_1000k.py',
    '../_base_/datasets/lsp_plain_368x368.py',
    '../_base_/models/mscm.py'
]

train_dataloader = dict(batch_size=16)
default_hooks = dict(
    checkpoint=dict(save_best='lsp/PCK@0.2', rule='greater'))
