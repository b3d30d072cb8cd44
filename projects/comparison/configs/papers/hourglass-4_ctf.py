"""Hourglass, 4 stages, with coarse-to-fine supervision (MSPN, Table 4)."""
_base_ = 'hourglass-4.py'

model = dict(
    head=dict(strides=(4, 8, 16, 32), loss=dict(schedule='coarse_to_fine')))
