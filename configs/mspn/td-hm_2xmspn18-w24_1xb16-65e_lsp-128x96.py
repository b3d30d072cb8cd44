"""MSPN, 2 narrow stages of ResNet-18, LSP alone, from random weights.

Made for two processor cores: half an hour.
"""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/lsp_128x96.py',
    '../_base_/models/mspn_small.py'
]

max_epochs = 65
model = dict(head=dict(out_channels=14, decoder=_base_.codec))
train_dataloader = dict(batch_size=16)
train_cfg = dict(max_epochs=max_epochs, val_interval=13)
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
default_hooks = dict(
    checkpoint=dict(
        interval=13,
        save_best='lsp/PCK@0.2',
        rule='greater'))
