"""CPM, 3 stages, with dilation modules: PD of MSCM's pilot study."""
_base_ = '../_base_/cpm.py'

model = dict(backbone=dict(variant='PD'))
