"""MSPN, 2 stages of ResNet-50, only LSP."""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/lsp_256x256.py',
    '../_base_/models/mspn.py'
]

num_stages, max_epochs = 2, 150
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        out_channels=14, num_stages=num_stages))
train_cfg = dict(max_epochs=max_epochs, val_interval=10)
optim_wrapper = dict(optimizer=dict(lr=5e-4, weight_decay=1e-5))
default_hooks = dict(
    checkpoint=dict(save_best='lsp/PCK@0.2', rule='greater'))
