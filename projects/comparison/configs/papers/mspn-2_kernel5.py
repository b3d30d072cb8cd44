"""MSPN, 2 stages, the kernels of stage 2 in both: setting 2 of Table 5."""
_base_ = '../_base_/mspn.py'

model = dict(head=dict(loss=dict(schedule=((5, 7, 9, 11), ) * 2)))
