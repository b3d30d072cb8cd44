"""MSPN, 2 stages; the last stage teaches the first one."""
_base_ = '_base_/mspn.py'

model = dict(head=dict(loss=dict(type='DistilledSupervision')))
