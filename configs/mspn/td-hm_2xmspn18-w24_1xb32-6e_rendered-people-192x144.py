"""The second training of quickstart.pth, at a higher resolution.

Twice the area, and coordinates that are not rounded to cells. Start from the
last checkpoint of
td-hm_2xmspn18-w24_1xb32-11e_rendered-people-128x96.py:

    mim train mmpose THIS --gpus 0 --cfg-options load_from=CHECKPOINT

Two hours on one CPU core. docs/accuracy.md describes all trainings.
"""
_base_ = [
    '../_base_/schedules/small.py',
    '../_base_/datasets/rendered_people_12k.py',
    '../_base_/pipelines/light_unbiased.py', '../_base_/models/mspn_small.py'
]

train_cfg = dict(max_epochs=6, val_interval=1)
optim_wrapper = dict(optimizer=dict(lr=1.5e-3))
