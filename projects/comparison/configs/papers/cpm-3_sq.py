"""CPM, 3 stages, with fire modules: SQ of MSCM's pilot study."""
_base_ = '../_base_/cpm.py'

model = dict(backbone=dict(variant='SQ'))
