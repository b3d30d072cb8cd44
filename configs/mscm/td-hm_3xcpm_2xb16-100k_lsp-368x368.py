"""CPM of 3 stages, the baseline of MSCM's pilot study.

Sec. 4.4: 100k iterations on LSP.
"""
_base_ = [
    '../_base_/schedules/mscm_1000k.py',
    '../_base_/datasets/lsp_plain_368x368.py',
    '../_base_/models/cpm.py'
]

train_dataloader = dict(batch_size=16)
train_cfg = dict(max_iters=100000)
default_hooks = dict(
    checkpoint=dict(save_best='lsp/PCK@0.2', rule='greater'))
