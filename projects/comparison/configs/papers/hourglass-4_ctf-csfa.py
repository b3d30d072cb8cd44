"""Hourglass, 4 stages, with all of MSPN's Table 4."""
_base_ = 'hourglass-4_ctf.py'

model = dict(neck=dict(aggregation=dict(type='CrossStageAggregation')))
