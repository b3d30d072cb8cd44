"""CPM, 3 stages, with five gates: Gate of MSCM's pilot study."""
_base_ = '../_base_/cpm.py'

model = dict(backbone=dict(variant='Gate'))
