"""MSPN, 2 stages of ResNet-50, with DARK's unbiased coordinates.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    neck=dict(num_stages=num_stages),
    head=dict(
        num_stages=num_stages),
    test_cfg=dict(shift_heatmap=True))
codec = dict(
    _delete_=True,
    type='UnbiasedMultiStageHeatmap',
    input_size=(192, 256),
    way='dark')
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
