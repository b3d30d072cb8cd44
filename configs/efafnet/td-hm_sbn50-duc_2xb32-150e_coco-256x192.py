"""SimpleBaseline with DUC for its deconvolutions, COCO 256x192.

The paper's Table VI prints AP 70.6 for it on COCO minival.
"""
_base_ = [
    '../_base_/schedules/efafnet_150e.py',
    '../_base_/datasets/coco_plain_256x192.py',
    '../_base_/models/simple_baseline.py'
]

model = dict(
    head=dict(
        predictor=dict(type='DUCPredictor')))
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
