"""Two small MSPN stages, fine-tuned on rendered people in minutes.

    mim train mmpose configs/mspn/quickstart.py

It starts from quickstart.pth, trained on other rendered people for hours by
td-hm_2xmspn18-w24_1xb32-5e_rendered-people-upright-192x144.py.
"""
_base_ = [
    '../_base_/schedules/small.py', '../_base_/datasets/rendered_people.py',
    '../_base_/pipelines/topdown_192x144_upright.py',
    '../_base_/models/mspn_small.py'
]

load_from = '{{ fileDirname }}/quickstart.pth'
max_epochs = 1
model = dict(
    head=dict(decoder=_base_.codec, loss=dict(coarse_weight=0.1)))
train_dataloader = dict(dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader
train_cfg = dict(max_epochs=max_epochs)
optim_wrapper = dict(optimizer=dict(lr=3e-4))
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
