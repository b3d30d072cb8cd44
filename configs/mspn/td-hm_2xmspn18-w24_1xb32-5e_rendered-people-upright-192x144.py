"""The last step to quickstart.pth: upright people, the finest heatmap first.

From a checkpoint of
td-hm_2xmspn18-w24_1xb32-6e_rendered-people-192x144.py:

    mim train mmpose THIS --gpus 0 --cfg-options load_from=CHECKPOINT

Coarse heatmaps, which inference does not read, count a tenth here. The README
says how quickstart.pth came of it.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_12k.py',
    '../_base_/pipelines/topdown_192x144_upright.py',
    '../_base_/models/mspn_small.py'
]

max_epochs = 5
model = dict(
    head=dict(decoder=_base_.codec, loss=dict(coarse_weight=0.1)))
train_dataloader = dict(dataset=dict(pipeline=_base_.train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=_base_.val_pipeline))
test_dataloader = val_dataloader
train_cfg = dict(max_epochs=max_epochs, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1e-3))
param_scheduler = _base_.param_scheduler
param_scheduler[1].end = max_epochs
