"""MSPN, 2 narrow stages of ResNet-18, only LSP, from random weights.

Half an hour on two CPU cores.
"""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/lsp_128x96.py',
    '../_base_/models/mspn_small.py'
]

model = dict(head=dict(out_channels=14))
train_dataloader = dict(batch_size=16)
auto_scale_lr = dict(base_batch_size=16)
train_cfg = dict(max_epochs=65, val_interval=13)
default_hooks = dict(
    checkpoint=dict(
        interval=13,
        save_best='lsp/PCK@0.2',
        rule='greater'))
