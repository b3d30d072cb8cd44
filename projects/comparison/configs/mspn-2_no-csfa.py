"""MSPN, 2 stages, without cross-stage feature aggregation."""
_base_ = '_base_/mspn.py'

model = dict(neck=dict(aggregation=dict(type='StageHandoff')))
