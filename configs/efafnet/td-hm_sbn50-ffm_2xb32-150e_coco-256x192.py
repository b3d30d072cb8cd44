"""SimpleBaseline with feature fusion, COCO 256x192.

The paper's Table VI prints AP 70.9 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_256x192.py',
    '../_base_/models/efafnet.py'
]

model = dict(
    backbone=dict(fasm=None),
    head=dict(
        predictor=dict(type='DeconvPredictor'),
        loss=dict(topk=None)))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
