"""Modules of the four papers and UDP, at the cost of a 2-stage MSPN.

FASM in every bottleneck, gated aggregation, DUC, coarse-to-fine supervision
with OHKM, unbiased coordinates.
"""
_base_ = [
    '../_base_/schedules/mspn_96k.py',
    '../_base_/datasets/coco_256x192.py',
    '../_base_/models/mspn.py'
]

num_stages = 2
model = dict(
    backbone=dict(type='ExtendedResNet', fasm=dict()),
    neck=dict(
        num_stages=num_stages,
        encoder=dict(fasm=dict()),
        aggregation=dict(type='GatedAggregation')),
    head=dict(
        num_stages=num_stages,
        predictor=dict(type='DUCPredictor')))
codec = dict(
    _delete_=True,
    type='UnbiasedMultiStageHeatmap',
    input_size=(192, 256))
crop = dict(use_udp=True)
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
