"""The last training of quickstart.pth: upright people, low coarse weights.

Start from a checkpoint of
td-hm_2xmspn18-w24_1xb32-6e_rendered-people-192x144.py:

    mim train mmpose THIS --gpus 0 --cfg-options load_from=CHECKPOINT

Coarse heatmaps, which inference does not use, have a loss weight of 0.1.
docs/accuracy.md describes all trainings of quickstart.pth.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_12k.py',
    '../_base_/pipelines/upright.py',
    '../_base_/models/mspn_small.py'
]

model = dict(
    head=dict(loss=dict(coarse_weight=0.1)))
train_cfg = dict(max_epochs=5, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1e-3))
