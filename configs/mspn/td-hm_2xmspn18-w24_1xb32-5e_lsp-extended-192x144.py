"""The quick start's network for photographs: LSP and LSP-extended.

It starts from quickstart.pth, all but the last layers, and leaves out the
training pictures that resemble test pictures (tools.lsp_leaks).
"""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/lsp_joints.py',
    '../_base_/pipelines/topdown_192x144.py', '../_base_/models/mspn_small.py'
]

load_from = '{{ fileDirname }}/quickstart.pth'
max_epochs = 5
model = dict(
    head=dict(
        out_channels=14,
        decoder=_base_.codec,
        loss=dict(coarse_weight=0.1)))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[4].update(rotate_factor=40, scale_factor=(0.8, 1.25))
train_dataloader = dict(
    dataset=dict(
        split='train+extended', near_test=False, pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
train_cfg = dict(max_epochs=max_epochs, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1.5e-3))
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
