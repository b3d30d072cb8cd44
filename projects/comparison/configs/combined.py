"""MSPN, 2 stages, with MSCM's gates, EFAFNet's DUC and UDP."""
_base_ = '_base_/mspn.py'

model = dict(
    neck=dict(aggregation=dict(type='GatedAggregation')),
    head=dict(
        predictor=dict(_delete_=True, type='DUCPredictor'),
        decoder=dict(_base_.codec, type='UnbiasedMultiStageHeatmap')))
train_pipeline, val_pipeline = _base_.train_pipeline, _base_.val_pipeline
train_pipeline[-3].use_udp = val_pipeline[-2].use_udp = True
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=val_pipeline))
test_dataloader = val_dataloader
