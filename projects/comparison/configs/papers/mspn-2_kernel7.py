"""MSPN, 2 stages, the kernels of stage 1 in both: setting 1 of Table 5."""
_base_ = '../_base_/mspn.py'

model = dict(head=dict(loss=dict(schedule=((7, 9, 11, 15), ) * 2)))
