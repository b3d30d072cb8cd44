"""MSPN, 2 stages, one kernel for all stages and resolutions."""
_base_ = '_base_/mspn.py'

model = dict(head=dict(loss=dict(schedule='constant')))
