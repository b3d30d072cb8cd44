"""MSPN, 2 stages, with MSCM's gates, EFAFNet's DUC and UDP."""
_base_ = '_base_/mspn.py'

model = dict(
    neck=dict(aggregation=dict(type='GatedAggregation')),
    head=dict(
        predictor=dict(_delete_=True, type='DUCPredictor')))
codec = dict(type='UnbiasedMultiStageHeatmap')
crop = dict(use_udp=True)
