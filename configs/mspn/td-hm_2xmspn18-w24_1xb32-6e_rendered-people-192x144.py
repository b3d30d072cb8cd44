"""What `quickstart.py` starts from: the network at 96x128, trained on here.

Twice as fine in area, and with coordinates that are not rounded to cells,
from the last checkpoint of
td-hm_2xmspn18-w24_1xb32-11e_rendered-people-128x96.py:

    mim train mmpose THIS --gpus 0 --cfg-options load_from=CHECKPOINT

Two hours on one processor core; the README says how quickstart.pth came of it.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_12k.py',
    '../_base_/pipelines/topdown_192x144.py', '../_base_/models/mspn_small.py'
]

max_epochs = 6
model = dict(head=dict(decoder=_base_.codec))
train_dataloader = dict(dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader
train_cfg = dict(max_epochs=max_epochs, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1.5e-3))
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
