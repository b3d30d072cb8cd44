"""Two small MSPN stages that learn rendered people in minutes on two cores.

    mim train mmpose configs/mspn/quickstart.py
"""
_base_ = [
    '../_base_/runtime.py', '../_base_/datasets/rendered_people_128x96.py',
    '../_base_/models/mspn.py'
]

num_stages, width = 2, 24
encoder = dict(depth=18, base_channels=width, init_cfg=None)
model = dict(
    backbone=dict(stem_channels=width, **encoder),
    neck=dict(
        in_channels=(width, 2 * width, 4 * width, 8 * width),
        num_stages=num_stages,
        channels=2 * width,
        handoff_channels=width,
        encoder=encoder),
    head=dict(
        in_channels=2 * width,
        num_stages=num_stages,
        predictor=dict(gain=32),
        decoder=_base_.codec))

train_cfg = dict(max_epochs=3, val_interval=3)
optim_wrapper = dict(optimizer=dict(type='Adam', lr=2e-3))
param_scheduler = [
    dict(type='LinearLR', by_epoch=False, begin=0, end=50, start_factor=0.1),
    dict(
        type='LinearLR', begin=0, end=3, start_factor=1., end_factor=0.01,
        convert_to_iter_based=True),
]
default_hooks = dict(
    checkpoint=dict(save_best='coco/AP', rule='greater', max_keep_ckpts=1),
    logger=dict(interval=20))
