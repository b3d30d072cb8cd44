"""What the four papers and UDP offer, at the cost of a 2-stage MSPN.

FASM in every bottleneck, gated aggregation, DUC, coarse-to-fine supervision
with OHKM, unbiased coordinates.
"""
_base_ = [
    '../_base_/schedules/mspn_90k.py',
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
        predictor=dict(type='DUCPredictor'),
        decoder=dict(_base_.codec, type='UnbiasedMultiStageHeatmap')))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].use_udp = val_pipeline[-2].use_udp = True
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
default_hooks = dict(checkpoint=dict(save_best='coco/AP', rule='greater'))
