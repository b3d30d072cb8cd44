"""Two small MSPN stages on 12,000 rendered pictures, from random weights.

Two hours on one processor core.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_12k.py',
    '../_base_/pipelines/topdown_128x96.py', '../_base_/models/mspn_small.py'
]

max_epochs = 11
model = dict(head=dict(decoder=_base_.codec))
train_dataloader = dict(dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader
train_cfg = dict(max_epochs=max_epochs, val_interval=2)
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
